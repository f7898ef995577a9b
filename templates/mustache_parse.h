/*
 * A mustache template as a tree,
	and the faults of its form: used by mustache.c only. Nodes live in the arena and point
 * into the source, which must outlive them.
 */
#ifndef TEMPLATES_MUSTACHE_PARSE_H
#define TEMPLATES_MUSTACHE_PARSE_H

#include "templates/mustache.h"

typedef enum {
	MUSTACHE_LITERAL,
	MUSTACHE_VALUE,
	MUSTACHE_RAW,
	MUSTACHE_SECTION,
	MUSTACHE_INVERTED,
	MUSTACHE_PARTIAL,
} MustacheKind;

typedef struct MustacheNode MustacheNode;
struct MustacheNode {
	MustacheKind kind;
	unsigned line;
	const char *text; /* the literal, or the tag's name (which ends with NUL) */
	size_t length;
	const char *const *path; /* of a value or section: the parts of a dotted name; empty for "." */
	size_t n_path;
	const char *indent;  /* of a partial that stands alone: the blanks before it */
	MustacheNode *first; /* of a section */
	MustacheNode *next;
};

/* ret_first is NULL for an empty template. */
bool mustache_parse(Arena *arena, const MustacheSource *source, const MustacheNode **ret_first,
		    GError **error);

#endif
