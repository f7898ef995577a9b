/*
 * Canonical XML 1.0 of a small document, by libxml2. The caller cuts the bytes of one element, gives it the
 * namespaces it is to stand under, and has the whole canonicalised: there are no node sets here, so the cost
 * is linear.
 */
#ifndef PARSERS_C14N_H
#define PARSERS_C14N_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
	bool exclusive;
	bool with_comments;
} C14nMode;

/* The mode that an algorithm URI names (inclusive without comments for anything that is no canonicalisation).
 */
C14nMode c14n_mode(const char *algorithm);

/* Canonical form of UTF-8 text without declaration and DOCTYPE; NULL when it is not well-formed. Free with
 * g_string_free(). */
GString *c14n_canonical(const char *text, size_t length, C14nMode mode);

#endif
