/*
 * PgArgs: a statement and its arguments as PostgreSQL's protocol wants them: texts go as they are, integers as eight
 * bytes in network order, many rows as one array for each argument (src/backend/utils/adt/arrayfuncs.c, array_recv).
 * Knows no library. Texts stay the caller's; the arrays are ended by pg_args_clear().
 */
#ifndef STORE_PG_ARGS_H
#define STORE_PG_ARGS_H

#include "store/sql_driver.h"

#define PG_MOST_ARGS 64

typedef struct {
	const SqlStatement *statement; /* its name and text, or those for many rows */
	unsigned types[PG_MOST_ARGS];  /* OIDs */
	const char *bytes[PG_MOST_ARGS];
	int64_t integers[PG_MOST_ARGS];
	GByteArray *arrays[PG_MOST_ARGS];
	int lengths[PG_MOST_ARGS];
	int formats[PG_MOST_ARGS];
	int n;
} PgArgs;

void pg_args_one(PgArgs *ret, const SqlStatement *statement, const SqlValue *values);
/* values: n rows. */
void pg_args_many(PgArgs *ret, const SqlStatement *statement, const SqlValue *values, size_t n);
void pg_args_clear(PgArgs *args);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(PgArgs, pg_args_clear)

#endif
