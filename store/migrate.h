/*
 * Migrate: brings a database to the schema of this program, forward only: all missing steps in one transaction under
 * the write lock, the version read again inside it. A kill half-way leaves the old schema.
 */
#ifndef STORE_MIGRATE_H
#define STORE_MIGRATE_H

#include "store/sql_driver.h"

typedef struct {
	int64_t version; /* 1, 2, … */
	const char *name;
	const char *text[SQL_N_DIALECTS];
} Migration;

extern const Migration migrate_steps[]; /* generated from store/migrations/ */
extern const size_t migrate_count;

/* STOP when the database is of a newer schema than this program knows. */
/* The same inside a transaction of the caller, which may hold nothing else yet. */
bool migrate_inside(Sql *sql, GError **error);
bool migrate_run(Sql *sql, GError **error);

#endif
