/*
 * XmlInput: where a document begins in strangers' bytes and which character set it really is in, before any
 * parser sees it. Byte order marks, blanks and junk in front are stepped over; the declaration is read and
 * taken off, so that libxml2 is only ever given UTF-8 without a declaration.
 */
#ifndef PARSERS_XML_DECODE_H
#define PARSERS_XML_DECODE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"

typedef struct {
	const char *bytes; /* from the first '<' on; a UTF-8 copy in the arena when the input is UTF-16 */
	size_t length;
	size_t body;	      /* offset in bytes behind the XML declaration */
	const char *declared; /* encoding of the declaration as written, NULL for none */
	bool was_utf16;
	size_t lines_before; /* line ends in front of bytes, for messages */
	Texts warnings;
} XmlInput;

/* REJECT when nothing in it begins like a tag, for an encoding that is not accepted, and for a NUL inside. */
bool xml_decode_open(Arena *arena, const void *bytes, size_t length, XmlInput *ret, GError **error);

/* The character set of bytes [0, end): the declared one unless the bytes say otherwise (docs/FORMATS.md,
 * "XML"), with a warning. */
const char *xml_decode_charset(Arena *arena, XmlInput *input, size_t end);

/* Text of that charset ("UTF-8", "ISO-8859-1", "windows-1252") as UTF-8. NULL when it is UTF-8 already (or
 * plain ASCII) and can be used as it stands; else the copy, to be freed with g_free(). */
char *xml_decode_utf8(const char *bytes, size_t length, const char *charset, size_t *ret_length);

#endif
