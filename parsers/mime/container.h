/*
 * Archives in memory: zip and gzip, read by libarchive (container.c only). Output is counted, never believed;
 * names open nothing and only label what was found. Nothing is written anywhere.
 */
#ifndef PARSERS_CONTAINER_H
#define PARSERS_CONTAINER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"

typedef struct {
	/* its path, fit to be shown and unlike the others; of archives inside archives "inner.zip/a.xml" */
	const char *name;
	const void *data; /* in the arena */
	size_t bytes;
} ContainerEntry;

typedef struct {
	ContainerEntry *entries; /* regular files only, archives inside replaced by what they hold */
	size_t n_entries;
	const char *refused; /* why nothing of it may be used ("limit:zip_ratio …"), NULL when fine */
	Texts flags;	     /* limit:<name>, zip-path, zip-symlink, zip-encrypted, zip-damaged */
} Container;

/* name labels the one file of a gzip. Entries that are links, encrypted or have a path that leaves the
 * archive are skipped with a flag; limits and damage refuse the whole. */
void container_read(Arena *arena, const Limits *limits, const void *bytes, size_t length, const char *name,
		    Container *ret);

#endif
