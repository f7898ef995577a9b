/*
 * Sql: one connection to an engine, and the seam between statements and engines. Statements are those of
 * store/queries.sql, prepared once per connection and used through the typed functions generated from them; nothing
 * else calls the functions here but the store's transactions and migrations.
 *
 * Not for more than one process or thread at a time. Errors carry the engine's words, copied at once: RETRY (busy, lost
 * connection, deadlock), REJECT (a constraint of the row), STOP (full, corrupt, read only, a statement that is wrong).
 */
#ifndef STORE_SQL_DRIVER_H
#define STORE_SQL_DRIVER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

typedef enum { SQL_SQLITE, SQL_POSTGRESQL, SQL_N_DIALECTS } SqlDialect;

typedef struct SqlStatement SqlStatement;
struct SqlStatement {
	const char *name;
	const SqlStatement *many; /* the same for arrays of arguments, where an engine has such; else NULL */
	size_t slot;	   /* place among all statements: where an engine keeps what it prepared; SIZE_MAX: not kept */
	const char *types; /* one letter for each argument: t text, i integer */
	const char *by;	   /* the index that it reads by, whatever the engine believes of the tables; NULL: not said */
	bool in_order;	   /* … in its order, sorting nothing: the few first of many. In a transaction */
	const char *text[SQL_N_DIALECTS];
};

typedef enum { SQL_NULL, SQL_INTEGER, SQL_TEXT } SqlType;
typedef struct {
	SqlType type;
	int64_t integer;
	const char *text;
} SqlValue;

static inline SqlValue sql_value_text(const char *text)
{
	return (SqlValue){ .type = text != NULL ? SQL_TEXT : SQL_NULL, .text = text };
}

static inline SqlValue sql_value_integer(int64_t integer)
{
	return (SqlValue){ .type = SQL_INTEGER, .integer = integer };
}

/* A reference to another row: 0 is stored as NULL. */
static inline SqlValue sql_value_ref(int64_t id)
{
	return (SqlValue){ .type = id != 0 ? SQL_INTEGER : SQL_NULL, .integer = id };
}

#define SQL_SAVEPOINT "SAVEPOINT inner_part"
#define SQL_RELEASE "RELEASE SAVEPOINT inner_part"

typedef struct Sql Sql;
typedef struct SqlRows SqlRows; /* a result being read; ended by sql_rows_end() */

/* What an engine implements. */
typedef struct {
	SqlDialect dialect;
	void (*close)(Sql *sql);
	bool (*script)(Sql *sql, const char *text, GError **error);
	bool (*query)(Sql *sql, const SqlStatement *statement, const SqlValue *values, SqlRows **ret_rows,
		      GError **error);
	/* The same with n rows of values: as if it were said with each, in no order. The texts stay the caller's until the
	 * end of the result. */
	bool (*query_many)(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n,
			   SqlRows **ret_rows, GError **error);
	/* The same without an answer; the engine may send it later, in order: a fault then shows at a later statement,
	 * or at the latest at the end of its savepoint or transaction. NULL: query does. */
	bool (*send)(Sql *sql, const SqlStatement *statement, const SqlValue *values, GError **error);
	bool (*send_many)(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n, GError **error);
	int (*next)(SqlRows *rows, GError **error);
	int64_t (*integer)(SqlRows *rows, int column);
	const char *(*text)(SqlRows *rows, int column);
	int64_t (*changes)(SqlRows *rows);
	void (*end)(SqlRows *rows);
	/* The engine's own check of its files; *ret_fault NULL when it finds none, else its words (g_free). */
	bool (*check)(Sql *sql, char **ret_fault, GError **error);
	const char *begin_reading; /* its words for the start of one that sees the rows of one instant and writes nothing */
	const char *begin; /* its words for the start of a transaction that writes */
	/* … and around one whose commit need not be synced: before it, in it and after it; NULL: nothing */
	const char *soon_before, *soon_inside, *soon_after;
	const char *lock_schema; /* … for keeping other migrations out of one; NULL: begin does */
	const char *lock_sending; /* … for waiting until no other is open that has read that table; NULL: begin does */
} SqlOps;

struct Sql {
	const SqlOps *ops;
	int depth; /* 0: no transaction, 1: in one, 2: in a savepoint */
	bool soon; /* the one that is open need not be synced */
};

struct SqlRows {
	Sql *sql;
};

/* url: the file of an SQLite database (made when create is set, STOP when it is absent otherwise), or a postgresql://
 * URL of a database that is there. Such a URL carries no password (STOP), and a host that is not this machine must prove
 * itself by its certificate unless the URL says sslmode. RETRY when no server answers. */
Sql *sql_open(const char *url, bool create, GError **error);
void sql_close(Sql *sql); /* an open transaction is rolled back; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sql, sql_close)

/* Starts a transaction that may write; inside one, a savepoint of it (one level). */
bool sql_begin(Sql *sql, GError **error);
/* Starts a transaction that sees what is there now, whatever others write meanwhile, and keeps nobody waiting. Outside of
 * any; ended by sql_rollback(). */
bool sql_begin_reading(Sql *sql, GError **error);
/* The same for what may be lost in a power cut, in order and whole: the next commit that is synced makes it durable too.
 * Killing the process loses nothing. */
bool sql_begin_soon(Sql *sql, GError **error);
/* Makes it durable, or ends the savepoint. step_name names the step for crash tests (base/step.h). Rolled back when
 * it fails. */
bool sql_commit(Sql *sql, const char *step_name, GError **error);
void sql_rollback(Sql *sql); /* of the innermost; never fails visibly, harmless without one */
/* Several statements without arguments: for migrations. */
bool sql_script(Sql *sql, const char *text, GError **error);

bool sql_check(Sql *sql, char **ret_fault, GError **error);

bool sql_is_url(const char *url); /* of PostgreSQL, not a path */
/* values: one for each letter of statement->types. Texts are copied. */
bool sql_query(Sql *sql, const SqlStatement *statement, const SqlValue *values, SqlRows **ret_rows, GError **error);
/* ret_changes: rows inserted, updated or deleted. NULL: nobody waits for the answer; inside a transaction a fault may show
 * only at a later statement, at the latest at sql_commit(), and is taken back like any other. */
bool sql_exec(Sql *sql, const SqlStatement *statement, const SqlValue *values, int64_t *ret_changes, GError **error);
/* With n rows of values, one after another: the rows of all, and the changes of all. The texts stay the caller's until
 * sql_rows_end(). */
bool sql_query_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n, SqlRows **ret_rows,
		    GError **error);
bool sql_exec_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n, int64_t *ret_changes,
		   GError **error);

int sql_rows_next(SqlRows *rows, GError **error);	 /* 1 a row, 0 no more, -1 error */
int64_t sql_rows_integer(SqlRows *rows, int column);	 /* NULL: 0 */
const char *sql_rows_text(SqlRows *rows, int column); /* NULL for NULL; valid until the next call on rows */
void sql_rows_end(SqlRows *rows);			 /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlRows, sql_rows_end)

/* The engines. */
Sql *sql_sqlite_open(const char *path, bool create, GError **error);
Sql *sql_pg_open(const char *url, GError **error); /* STOP in a program that was built without it */

#endif
