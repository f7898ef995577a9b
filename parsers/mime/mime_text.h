/*
 * Bodies as text: charsets, line ends, format=flowed, uuencoded blocks, and which parts together are the
 * body.
 */
#ifndef PARSERS_MIME_TEXT_H
#define PARSERS_MIME_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/limits.h"
#include "parsers/mime/message.h"
#include "parsers/mime/mime_value.h"

/* The decoded bytes of a text part as UTF-8 with "\n" line ends; charset from the parameter, else from <meta>
 * of HTML, else guessed; format=flowed lines joined (RFC 3676). Cut at text_bytes (HTML at html_bytes) and
 * lines at line_bytes, at the end of a character, with the limit's flag. */
const char *mime_text_of(Arena *arena, const Limits *limits, const ContentType *type, const char *bytes,
			 size_t length, Texts *flags);

/* One leaf of the outer message that shows text. Leaves of one multipart/alternative have the same group. */
typedef struct {
	const char *group; /* path of the outermost alternative, NULL outside of one */
	const char *text;
	bool html;
} BodyLeaf;

/* Sets message->plain and message->html from the leaves in document order: of each alternative both forms, of
 * a leaf alone the one there is, turned into the other when the message has that form elsewhere. */
void mime_text_body(Arena *arena, const Limits *limits, const BodyLeaf *leaves, size_t n, Message *message);

/* A mail whose lines all end in a lone CR is read with LF in their place, with a flag; anything else stays as it is. */
const char *mime_text_line_ends(Arena *arena, const char *bytes, size_t length, const Passed *passed, Texts *flags);

/* A uuencoded file in bytes that end with NUL. */
typedef struct {
	const char *name;	 /* as written */
	const char *start, *end; /* the block in the text: from "begin" to after the line "end" */
	const char *data;	 /* decoded */
	size_t length;
} UuBlock;

/* The first whole block at or after from; false when there is none. */
bool mime_text_uu(Arena *arena, const char *from, UuBlock *ret);

#endif
