/*
 * Config as rows. One row per key says its type, default, limits and comment; the parser, the checker and the commented
 * file that `init` writes all read the same rows. INI: "[kind]" or "[kind name]", "key = value", comments from '#' or
 * ';' at the start of a line. Every fault is collected with its line; nothing stops at the first.
 *
 * GKeyFile is not used because it forgets line numbers (docs/DECISIONS.md).
 */
#ifndef BASE_CONFIG_H
#define BASE_CONFIG_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/texts.h"

typedef enum {
	CONFIG_TEXT,   /* const char * */
	CONFIG_LIST,   /* Texts, separated by ';' */
	CONFIG_NUMBER, /* int64_t, min..max */
	CONFIG_BOOL,   /* bool: yes | no */
	CONFIG_WORD,   /* int64_t: index in words "a|b|c" */
	CONFIG_DATE,   /* Date */
	CONFIG_PATH,   /* const char *, made absolute from the config file's folder */
	CONFIG_SECRET, /* as CONFIG_PATH; must exist with mode 0600 */
	CONFIG_ZONE,   /* const char *, a time zone that exists */
} ConfigType;

typedef struct {
	const char *key;
	ConfigType type;
	size_t offset;
	const char *fallback; /* as it would be written; NULL: none */
	const char *words;    /* CONFIG_WORD */
	int64_t min, max;     /* CONFIG_NUMBER */
	const char *comment;  /* one or more lines, without '#' */
	const char *example;  /* what init writes, commented out, when there is no default; NULL: none */
} ConfigRow;

typedef struct {
	const char *kind;  /* "company" */
	bool named;	   /* [company NAME]: may occur many times; else once */
	const ConfigRow *rows;
	size_t n_rows;
	size_t size;	   /* of the struct */
	const char *comment;
	const char *example_name; /* what init writes for NAME */
	bool optional;	   /* init writes the whole section commented out */
} ConfigKind;

typedef struct {
	int line; /* 0: the file as a whole */
	const char *text;
} ConfigFault;

typedef struct {
	const ConfigKind *kind;
	const char *name; /* NULL for one without name */
	int line;
	void *values;	 /* the struct */
	const int *lines; /* line of each row's key, 0 when not written; parallel to kind->rows */
} ConfigSection;

typedef struct {
	const char *path, *folder;
	ConfigSection *sections;
	size_t n_sections;
	ConfigFault *faults;
	size_t n_faults;
} ConfigFile;

/* Reads text as the file at path. Kinds without name always have one section, written or not. Never fails: faults. */
ConfigFile *config_parse(Arena *arena, const char *path, const char *text, const ConfigKind *kinds, size_t n_kinds);
void config_fault(Arena *arena, ConfigFile *file, int line, const char *format, ...) G_GNUC_PRINTF(4, 5);
/* Line of a key as written in a section, the section's line when it is not. */
int config_line(const ConfigSection *section, const char *key);
/* First section of that kind and name (NULL: any name), NULL when there is none. */
const ConfigSection *config_section(const ConfigFile *file, const char *kind, const char *name);
/* The commented file with every key and its default. */
char *config_template(const ConfigKind *kinds, size_t n_kinds);

#endif
