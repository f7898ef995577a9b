/*
 * JSON (RFC 8259) read value by value, for who knows what must come next; no tree is built. It believes nothing: the first
 * thing that is no JSON, or not what was asked for, is a fault, and from there on every answer is false. Depth is the
 * caller's own recursion. Stricter than the RFC: keys and words have no escapes, integers fit 64 bits, no text holds NUL.
 *
 *	json_scan_open(&scan, '{');
 *	while (json_scan_more(&scan, '}'))
 *		… json_scan_key(), then one value …
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
	const char *start, *at, *end;
	const char *fault; /* static text; NULL: fine so far */
	bool first;	   /* no comma before the next item */
} JsonScan;

/* The bytes stay the caller's and need no NUL behind them. A fault when they are not UTF-8. */
JsonScan json_scan_begin(const char *bytes, size_t length);
/* Nothing but blanks is left, and nothing was wrong. */
bool json_scan_end(JsonScan *scan);
/* Makes it a fault, unless there was one before; false. */
bool json_scan_refuse(JsonScan *scan, const char *fault);

bool json_scan_open(JsonScan *scan, char bracket);
/* Whether another item comes before the bracket, which is taken. */
bool json_scan_more(JsonScan *scan, char bracket);
/* Takes null if it is there; anything else is no fault. */
bool json_scan_null(JsonScan *scan);
bool json_scan_bool(JsonScan *scan, bool *ret);
bool json_scan_integer(JsonScan *scan, int64_t *ret);
/* A key with its colon; a string without escapes. Not copied, no NUL behind it. */
bool json_scan_key(JsonScan *scan, const char **ret, size_t *ret_length);
bool json_scan_word(JsonScan *scan, const char **ret, size_t *ret_length);
/* Any string, copied into the arena. */
bool json_scan_text(JsonScan *scan, Arena *arena, const char **ret, size_t *ret_length);

#endif
