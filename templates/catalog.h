/*
 * The templates of one company: those built into the program, and over them the files of a folder of the
 * company's own. Long-lived, read once at start, const afterwards; results are borrowed from it.
 *
 * A notice is three files, <language>/<notice>.subject, .text and .html; words.json holds what all notices of
 * a language share; the folder "shared" holds partials without words. docs/TEMPLATES.md is the user's page.
 */
#ifndef TEMPLATES_CATALOG_H
#define TEMPLATES_CATALOG_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/json.h"
#include "base/texts.h"
#include "templates/locale.h"
#include "templates/mustache.h"

typedef struct Catalog Catalog;

typedef struct {
	const char *path;     /* "es-CL/alert.html" */
	const char *language; /* or "shared" */
	const char *name;
	const char *part;	    /* subject, text, html, json */
	const unsigned char *bytes; /* ends with NUL */
	size_t length;
} CatalogEntry;

/* folder: the company's overrides, laid out like templates/, or NULL. strict: an unknown name in a template
 * is an error (tests, lint) instead of empty. REJECT names the file of the folder that cannot be used: an
 * unknown language or part, no UTF-8, larger than 256 KiB, bad JSON, or not well-formed as a template. */
Catalog *catalog_new(const char *folder, bool strict, GError **error);
void catalog_free(Catalog *catalog); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Catalog, catalog_free)

/* Built in, in the order of their paths. */
const CatalogEntry *catalog_entries(size_t *ret_n);
/* The notices of the built-in templates and of the folder, each once, in the order of their names. */
Texts catalog_notices(Arena *arena, const Catalog *catalog);
bool catalog_is_strict(const Catalog *catalog);
/* Those of all that catalog_find() finds, and of the words. */
MustacheTrees *catalog_trees(const Catalog *catalog);
/* The folder's file before the built-in one, the language's before the shared one. */
bool catalog_find(const Catalog *catalog, const char *language, const char *name, const char *part,
		  MustacheSource *ret);
/* The first language, from locale_match(language) along its parents, that has all three parts: parts are
 * never mixed. NULL when there is none. */
const char *catalog_pick(const Catalog *catalog, const char *notice, const char *language);
/* words.json of the language or of the first parent that has one, the folder's keys laid over it. Borrowed
 * and not to be changed; NULL when there is none. */
json_t *catalog_words(const Catalog *catalog, const char *language);
const Locale *catalog_locale(const Catalog *catalog, const char *language);

#endif
