/*
 * Text that people wrote: folding for comparison, trimming, and the checks each sink needs.
 * All texts are UTF-8; results live in the arena.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Without leading and trailing white space. */
const char *text_trim(Arena *arena, const char *text);
/* NULL when it is NULL or empty after trimming. */
const char *text_or_null(Arena *arena, const char *text);
/* Lower case, without accents (NFKD, marks dropped): "Órdenes" -> "ordenes". */
const char *text_fold(Arena *arena, const char *text);
/* Valid UTF-8 without NUL from any bytes: kept when valid, else bytes are read as windows-1252. */
const char *text_utf8(Arena *arena, const char *bytes, size_t length);
/* One line for people and logs: controls, bidi marks, U+2028/9 become spaces; cut to max characters with "…". */
const char *text_line(Arena *arena, const char *text, size_t max);
/* True when the text has CR, LF or NUL-like controls: such a value never enters a header or a command. */
bool text_has_control(const char *text);
bool text_equal(const char *a, const char *b); /* NULL equals NULL only */

#endif
