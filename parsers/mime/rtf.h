/*
 * RTF -> the text that it shows, or the HTML that Outlook wrapped into it: what a winmail.dat has for a body. Reads what
 * it must (groups, code pages, Unicode, the marks of wrapped HTML) and skips pictures, tables of fonts and all the rest.
 * Linear, not recursive, for any bytes. Sources: RTF 1.9.1, [MS-OXRTFEX] 2.1.
 */
#ifndef PARSERS_RTF_H
#define PARSERS_RTF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct {
	const char *text; /* valid UTF-8 without NUL; NULL when it shows nothing */
	bool html;	  /* text is HTML */
} RtfText;

/* At most max bytes are put out, about; false when the bytes do not begin as RTF does. */
bool rtf_read(Arena *arena, const char *bytes, size_t length, size_t max, RtfText *ret);

#endif
