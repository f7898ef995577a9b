/*
 * CSV as people and banks export it: bytes -> rows of texts (RFC 4180, read by libcsv). Charset by its BOM, else UTF-8,
 * else windows-1252; the separator is whichever of ; , TAB the header shows most of. Blank lines count for line numbers
 * and are no rows. Nothing is judged here: a cell is a text, "" when it is empty. Everything lives in the Arena.
 */
#ifndef PARSERS_CSV_H
#define PARSERS_CSV_H

#include <glib.h>

#include "base/texts.h"

typedef struct {
	Texts cells;
	int64_t line; /* of the file, from 1: where the row begins */
} CsvRow;

typedef struct {
	CsvRow *rows; /* the header is the first */
	size_t n;
	char separator;
} CsvTable;

/* charset NULL: found out. separator 0: found out. REJECT with the line when a quote is never closed, and for a file
 * without a row. */
bool csv_read(Arena *arena, const char *bytes, size_t length, const char *charset, char separator, CsvTable *ret,
	      GError **error);

#endif
