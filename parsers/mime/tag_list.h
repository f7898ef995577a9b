/* "v=DMARC1; p=none; …": the tag lists of DMARC and DKIM records (RFC 6376 section 3.2, RFC 7489 section 6.3). */
#ifndef PARSERS_TAG_LIST_H
#define PARSERS_TAG_LIST_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct {
	const char *name, *value; /* trimmed */
} Tag;

typedef struct {
	Tag *items;
	size_t n;
	const char *fault; /* what is wrong with the text, for people; NULL: nothing */
} TagList;

/* Everything lives in the arena. With a fault the tags before it are there. */
TagList tag_list_parse(Arena *arena, const char *text);
/* NULL when there is none. */
const char *tag_list_get(const TagList *list, const char *name);

#endif
