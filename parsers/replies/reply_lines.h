/*
 * Lines of a body for reply.c: cut, folded, with what they are so far.
 */
#ifndef PARSERS_REPLY_LINES_H
#define PARSERS_REPLY_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct {
	const char *text;   /* as written, without line end; trailing blanks removed */
	const char *folded; /* lower case, no accents, no quote marks, no entities, trimmed of blanks, '*' and
			       '_' */
	size_t length;	    /* of text */
	bool blank;
	bool marked; /* begins with ">" or initials and ">" */
	bool quoted; /* part of the quotation: set by reply.c */
} ReplyLine;

typedef struct {
	ReplyLine *items;
	size_t n;
} ReplyLines;

ReplyLines reply_lines_of(Arena *arena, const char *text);

/* The lines that are quoted or not, as one text: blank lines at the ends gone, one blank line where others
 * were taken out. "" for none. */
const char *reply_lines_join(Arena *arena, const ReplyLines *lines, bool quoted);

/* True when the lines that are not quoted hold anything visible. */
bool reply_lines_has_new(const ReplyLines *lines);

/* Nothing but '-', '_', '=', '*' and blanks, at least three of them. */
bool reply_lines_is_rule(const ReplyLine *line);

#endif
