/*
 * Mustache over JSON objects: the subset that mails need. Variables, {{{raw}}} and {{&raw}}, sections,
	inverted sections,
 * lists, dotted names, {{.}}, partials, comments, standalone lines. No lambdas, no change of delimiters.
 *
 * Whether a value is escaped for HTML, for plain text or for a header is set once per rendering,
	never by the template.
 * false, null, an absent name, "" and [] are false; every other value is true, 0 as well.
 * A template is the house's or the company's own; values are strangers' and cannot become tags. Errors are
 REJECT and
 * begin with "template:line: ".
 */
#ifndef TEMPLATES_MUSTACHE_H
#define TEMPLATES_MUSTACHE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json.h"

typedef enum {
	MUSTACHE_TEXT,	 /* controls (but not line ends), bidi marks and invisible characters become spaces */
	MUSTACHE_HTML,	 /* the same, and & < > " ' as entities: fit for text and for quoted attributes */
	MUSTACHE_HEADER, /* the same as text, on one line */
} MustacheEscape;

typedef struct {
	const char *name;  /* for errors, e.g. "es-CL/alert.html" */
	const char *bytes; /* valid UTF-8 */
	size_t length;
	bool kept; /* name and bytes stay as they are as long as the trees that they may be kept in */
} MustacheSource;

/* Trees of templates: each is parsed when it is first rendered, and not again. */
typedef struct MustacheTrees MustacheTrees;
MustacheTrees *mustache_trees_new(void);
void mustache_trees_free(MustacheTrees *trees); /* NULL is fine */

typedef struct {
	MustacheEscape escape;
	bool strict; /* an unknown name or partial is an error; else it is empty */
	/* Finds a partial; false when there is none. NULL: there are none. */
	bool (*partial)(void *context, const char *name, MustacheSource *ret);
	void *context;
	MustacheTrees *trees; /* where those that are kept have their trees; NULL: nowhere */
	size_t max_depth;  /* of sections and partials together; 0: 64 */
	size_t max_output; /* bytes; 0: 4 MiB */
} MustacheOptions;

/* ret_text lives in the arena and ends with NUL. */
bool mustache_render(Arena *arena, const MustacheSource *source, const json_t *view,
		     const MustacheOptions *options, const char **ret_text, GError **error);

#endif
