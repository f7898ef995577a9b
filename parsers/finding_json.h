/*
 * Finding <-> JSON: exactly the object of `read` in the contract, and what the reader process sends to
 * `work`.
 *
 * Writing never fails. Reading believes nothing: types, lengths, counts, words, UTF-8, shapes of dates,
 * amounts and hashes are checked, and whatever is wrong refuses the whole. Decoded bytes (Attachment.data) do
 * not travel.
 */
#ifndef PARSERS_FINDING_JSON_H
#define PARSERS_FINDING_JSON_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/json.h"
#include "parsers/finding.h"
#include "parsers/limits.h"

/* One line without line end, with every key of the contract (g_free); ret_length may be NULL. */
char *finding_to_line(const Finding *finding, size_t *ret_length);
/* The same as an object, which the caller owns. */
json_t *finding_to_json(const Finding *finding);

/* REJECT, ret untouched, unless every key is there once with the right type and shape, and no other. Everything is copied
 * into the arena. */
bool finding_from_line(Arena *arena, const char *line, size_t length, const Limits *limits, Finding *ret,
		       GError **error);

#endif
