/*
 * JSON that holds a CFDI: what certification services answer ({"status":"success","data":{"cfdi":"<?xml …"}}) and
 * companies mail on as it came. Finds the XML in its strings; looks at nothing else.
 */
#ifndef PARSERS_JSON_ANSWER_H
#define PARSERS_JSON_ANSWER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/texts.h"
#include "parsers/limits.h"

/* Cheap: an object, and somewhere the name of a CFDI's root. */
bool json_answer_sniff(const char *bytes, size_t length);
/* Adds every string that is XML, 16 at most, 8 levels deep. False when it is no JSON or too large. */
bool json_answer_open(Arena *arena, const Limits *limits, const char *bytes, size_t length, Texts *ret_xml);

#endif
