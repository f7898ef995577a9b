/*
 * Where a quotation opens: the attribution of a mail program, an "original message" line, a block of header
 * fields.
 */
#ifndef PARSERS_REPLY_HEADER_H
#define PARSERS_REPLY_HEADER_H

#include "parsers/replies/reply_lines.h"

typedef enum {
	REPLY_OPENING_NONE,
	REPLY_OPENING_ATTRIBUTION, /* what follows is marked, or quoted to the end */
	REPLY_OPENING_ORIGINAL,	   /* all that follows is quoted */
} ReplyOpening;

/* What opens at this line; *ret_end is the line behind it. Looks at a bounded number of lines. */
ReplyOpening reply_header_at(const ReplyLines *lines, size_t at, size_t *ret_end);

/* Where in the text of a line an attribution begins behind a word of reply ("ok--- On Wed … wrote:"); 0 for
 * nowhere. */
size_t reply_header_within(const ReplyLines *lines, size_t at);

#endif
