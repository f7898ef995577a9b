/*
 * The tables of the cadena original: what SAT's stylesheets say, re-expressed row by row in a notation of our
 * own. Read by cadena.c only. A new complement is one string and one row here.
 *
 * Notation, words separated by blanks:
 *   Name      required attribute: always a field, an empty one when it is missing
 *   Name?     optional attribute: a field when it is there
 *   A/B/Name  attribute of the first element at that path
 *   .         text of the element, .path of the first element at that path; with ? only when there is one
 *   [A/B …]   every B in A, in document order; [A! …] the first only; with ** and a slash before A every
 * descendant A {Name=value …}  only when the attribute has that value
 *   *         every child element by its own table
 */
#ifndef PARSERS_CADENA_TABLES_H
#define PARSERS_CADENA_TABLES_H

#include <stdbool.h>
#include <stddef.h>

/* Base documents whose cadena knows a complement (of several rows that fit the first holds); STRICT: its
 * values may hold no '|' by schema. CFD 2.x are too old for the ledger and are here for what they sign. */
enum { IN_CFDI40 = 1, IN_CFDI33 = 2, IN_CFDI32 = 4, IN_CFD2 = 8, IN_RET10 = 16, IN_RET20 = 32, STRICT = 64 };

typedef struct {
	const char *ns, *name;
	unsigned in;
	const char *fields;
} CadenaTable;

typedef struct {
	const char *ns, *name;
	const char *attribute, *version; /* which says the version */
	unsigned in;			 /* the bit of this document, 0 for the stamp */
	bool sha1;			 /* what its seal hashes with; SHA-256 else */
	const char *fields;
} CadenaBase;

/* Each ends with a row of NULL. */
extern const CadenaBase cadena_bases[];
extern const CadenaTable cadena_goods[], cadena_retenciones[], cadena_sectors[];

#endif
