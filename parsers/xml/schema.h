/*
 * Schemas (XSD) of tax offices, for who wants to know: what a document breaks in them is a warning, never a gate, since
 * tax offices accept what their schemas refuse. The schema files are the operator's: they are read from disk and compiled
 * before the sandbox is entered. Nothing is fetched; what a document says of schemas is not heeded.
 */
#ifndef PARSERS_SCHEMA_H
#define PARSERS_SCHEMA_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/texts.h"
#include "parsers/xml/xml.h"

typedef struct Schemas Schemas;

Schemas *schema_new(void);
void schema_free(Schemas *schemas);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Schemas, schema_free)

/* Takes the schema at path with all that it includes, when it declares a root that we read; other files (catalogues,
 * complements) are left. One that cannot be compiled is remembered with its fault, and told of documents of that root. */
void schema_add(Schemas *schemas, const char *path);

/* What the file breaks, at most a few lines, by the schema of its root that it breaks least. */
void schema_check(Arena *arena, const Schemas *schemas, const XmlFile *file, Texts *ret_warnings);

#endif
