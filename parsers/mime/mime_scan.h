/*
 * The skeleton of a mail, found in one pass before any library looks at a byte: header fields and the ranges
 * between boundary lines. Linear in its input, no recursion, no decoding.
 */
#ifndef PARSERS_MIME_SCAN_H
#define PARSERS_MIME_SCAN_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"

typedef struct {
	const char *name;  /* as written */
	const char *value; /* unfolded bytes without CR, LF and NUL; NUL-terminated; any charset */
	size_t length;
} ScanField;

typedef struct {
	ScanField *fields;
	size_t n_fields;
	size_t body; /* offset of the first byte of the body */
} ScanHeaders;

typedef struct {
	size_t start, end;
} ScanRange;

typedef struct {
	ScanRange *parts;
	size_t n_parts;
	bool closed;   /* the closing delimiter was there */
	bool resumed;  /* a delimiter came after the closing one */
	bool prefixed; /* lines that begin with the delimiter and go on otherwise */
} ScanParts;

/* Reads the header block at the start of bytes (RFC 5322 section 2.2). A first line "From …" or ">From …" of
 * an mbox and a byte order mark are skipped; a line that is no field is skipped when a field follows, else the body
 * begins there. Fields past the limits are dropped or cut, each kind with one flag. */
void mime_scan_headers(Arena *arena, const Limits *limits, const char *bytes, size_t length, ScanHeaders *ret,
		       Texts *flags);

/* The ranges that lines "--boundary" enclose (RFC 2046 section 5.1), at most max of them: what follows then
 * belongs to the last. The line end before a delimiter belongs to the delimiter. */
void mime_scan_parts(Arena *arena, const char *bytes, size_t length, const char *boundary, size_t max,
		     ScanParts *ret);

/* The only line "--x" that is followed by a MIME field, without its dashes: what the boundary must have been
 * when the declared one never occurs. NULL when there is none, or more than one kind. */
const char *mime_scan_guess_boundary(Arena *arena, const Limits *limits, const char *bytes, size_t length);

/* How many bytes of blank lines stand before the first line of a file. */
size_t mime_scan_leading(const char *bytes, size_t length);

/* Do these bytes begin with something like the header of a mail? */
bool mime_scan_is_mail(const char *bytes, size_t length);

/* Adds a flag once. */
void mime_flag(Arena *arena, Texts *flags, const char *flag);
/* The flag of a content type that is kept closed here (message/partial, application/ms-tnef), if it has one. */
void mime_flag_opaque(Arena *arena, Texts *flags, const char *type);

#endif
