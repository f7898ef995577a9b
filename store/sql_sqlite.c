/*
 * The SQLite engine: WAL, synchronous=FULL, foreign keys, no trusted schema, no extensions. The only file
 * that includes sqlite3.h.
 */
#include <sqlite3.h>
#include <string.h>

#include "base/error.h"
#include "store/queries.h"
#include "store/sql_driver.h"

#define SQLITE_BUSY_STEPS 4000 /* of 1 to 4 ms: about ten seconds, then RETRY */

typedef struct {
	Sql base;
	sqlite3 *db;
	sqlite3_stmt **cache; /* by SqlStatement.slot; NULL: not prepared yet, or in use */
} Sqlite;

typedef struct {
	SqlRows base;
	const SqlStatement *statement;
	sqlite3_stmt *prepared;
	SqlValue *values; /* of many rows; NULL: one row, bound already */
	size_t n, at;	  /* rows of values, and the one it runs with */
	int64_t changes;
	bool done;
} SqliteRows;

static ErrorCode sqlite_class(int result)
{
	static const struct {
		int result;
		ErrorCode code;
	} classes[] = {
		{ SQLITE_BUSY, ERROR_RETRY },	     { SQLITE_LOCKED, ERROR_RETRY },
		{ SQLITE_INTERRUPT, ERROR_RETRY },   { SQLITE_PROTOCOL, ERROR_RETRY },
		{ SQLITE_SCHEMA, ERROR_RETRY },	     { SQLITE_NOMEM, ERROR_RETRY },
		{ SQLITE_CONSTRAINT, ERROR_REJECT }, { SQLITE_TOOBIG, ERROR_REJECT },
		{ SQLITE_MISMATCH, ERROR_REJECT },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(classes); i++)
		if (classes[i].result == (result & 0xff))
			return classes[i].code;
	return ERROR_STOP; /* full, I/O, corrupt, read only, no permission; a statement that is wrong */
}

static bool sqlite_fail(Sqlite *sqlite, int result, const char *what, GError **error)
{
	const char *words = sqlite->db != NULL ? sqlite3_errmsg(sqlite->db) : sqlite3_errstr(result);
	g_set_error(error, VALIJA_ERROR, (int)sqlite_class(result), "database: %s: %s (%d)", what, words,
		    result);
	return false;
}

static void sqlite_close(Sql *sql)
{
	Sqlite *sqlite = (Sqlite *)sql;
	for (size_t i = 0; i < queries_count; i++)
		sqlite3_finalize(sqlite->cache[i]);
	sqlite3_close_v2(sqlite->db);
	g_free(sqlite->cache);
	g_free(sqlite);
}

static bool sqlite_script(Sql *sql, const char *text, GError **error)
{
	Sqlite *sqlite = (Sqlite *)sql;
	int result = sqlite3_exec(sqlite->db, text, NULL, NULL, NULL);
	return result == SQLITE_OK || sqlite_fail(sqlite, result, "script", error);
}

static bool sqlite_bind(Sqlite *sqlite, SqliteRows *rows, const SqlValue *values, GError **error)
{
	for (int i = 0; rows->statement->types[i] != '\0'; i++) {
		const SqlValue *value = &values[i];
		int result = SQLITE_OK;
		if (value->type == SQL_INTEGER)
			result = sqlite3_bind_int64(rows->prepared, i + 1, value->integer);
		else if (value->type == SQL_TEXT)
			result = sqlite3_bind_text(rows->prepared, i + 1, value->text, -1, SQLITE_TRANSIENT);
		if (result != SQLITE_OK)
			return sqlite_fail(sqlite, result, rows->statement->name, error);
	}
	return true;
}

static bool sqlite_bind_next(Sqlite *sqlite, SqliteRows *rows, GError **error)
{
	sqlite3_reset(rows->prepared);
	sqlite3_clear_bindings(rows->prepared);
	rows->at++;
	return sqlite_bind(sqlite, rows, &rows->values[rows->at * strlen(rows->statement->types)], error);
}

static void sqlite_end(SqlRows *base)
{
	SqliteRows *rows = (SqliteRows *)base;
	Sqlite *sqlite = (Sqlite *)base->sql;
	sqlite3_reset(rows->prepared);
	sqlite3_clear_bindings(rows->prepared);
	size_t slot = rows->statement->slot;
	if (slot < queries_count && sqlite->cache[slot] == NULL)
		sqlite->cache[slot] = rows->prepared;
	else
		sqlite3_finalize(rows->prepared); /* or it was used while another result of it was open */
	g_free(rows->values);
	g_free(rows);
}

static bool sqlite_query_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n,
			      SqlRows **ret_rows, GError **error)
{
	Sqlite *sqlite = (Sqlite *)sql;
	sqlite3_stmt *prepared = NULL;
	if (statement->slot < queries_count)
		prepared = g_steal_pointer(&sqlite->cache[statement->slot]);
	if (prepared == NULL) {
		int result = sqlite3_prepare_v3(sqlite->db, statement->text[SQL_SQLITE], -1,
						SQLITE_PREPARE_PERSISTENT, &prepared, NULL);
		if (result != SQLITE_OK)
			return sqlite_fail(sqlite, result, statement->name, error);
	}
	SqliteRows *rows = g_new0(SqliteRows, 1);
	*rows = (SqliteRows){ .base.sql = sql, .statement = statement, .prepared = prepared, .n = n, .done = n == 0 };
	if (n > 1)
		rows->values = g_memdup2(values, n * strlen(statement->types) * sizeof *values);
	if (n > 0 && !sqlite_bind(sqlite, rows, values, error)) {
		sqlite_end(&rows->base);
		return false;
	}
	*ret_rows = &rows->base;
	return true;
}

static bool sqlite_query(Sql *sql, const SqlStatement *statement, const SqlValue *values, SqlRows **ret_rows,
			 GError **error)
{
	return sqlite_query_many(sql, statement, values, 1, ret_rows, error);
}

static int sqlite_next(SqlRows *base, GError **error)
{
	SqliteRows *rows = (SqliteRows *)base;
	Sqlite *sqlite = (Sqlite *)base->sql;
	while (!rows->done) {
		int result = sqlite3_step(rows->prepared);
		if (result == SQLITE_ROW)
			return 1;
		rows->done = result != SQLITE_DONE || rows->at + 1 >= rows->n;
		if (result != SQLITE_DONE) {
			sqlite_fail(sqlite, result, rows->statement->name, error);
			return -1;
		}
		rows->changes += sqlite3_changes64(sqlite->db);
		if (!rows->done && !sqlite_bind_next(sqlite, rows, error))
			return -1;
	}
	return 0;
}

static int64_t sqlite_integer(SqlRows *base, int column)
{
	return sqlite3_column_int64(((SqliteRows *)base)->prepared, column);
}

static const char *sqlite_text(SqlRows *base, int column)
{
	return (const char *)sqlite3_column_text(((SqliteRows *)base)->prepared, column);
}

static int64_t sqlite_changes(SqlRows *base)
{
	return ((SqliteRows *)base)->changes;
}

static bool sqlite_check(Sql *sql, char **ret_fault, GError **error)
{
	Sqlite *sqlite = (Sqlite *)sql;
	sqlite3_stmt *prepared = NULL;
	int result = sqlite3_prepare_v2(sqlite->db, "PRAGMA integrity_check(10)", -1, &prepared, NULL);
	g_autoptr(GString) faults = g_string_new(NULL);
	while (result == SQLITE_OK || result == SQLITE_ROW) {
		result = sqlite3_step(prepared);
		if (result == SQLITE_ROW)
			g_string_append_printf(faults, "%s%s", faults->len > 0 ? "; " : "",
					       (const char *)sqlite3_column_text(prepared, 0));
	}
	sqlite3_finalize(prepared);
	if (result != SQLITE_DONE)
		return sqlite_fail(sqlite, result, "integrity check", error);
	*ret_fault = g_str_equal(faults->str, "ok") ? NULL : g_strdup(faults->str);
	return true;
}

static const SqlOps sqlite_ops = {
	.dialect = SQL_SQLITE,
	.close = sqlite_close,
	.script = sqlite_script,
	.query = sqlite_query,
	.query_many = sqlite_query_many,
	.next = sqlite_next,
	.integer = sqlite_integer,
	.text = sqlite_text,
	.changes = sqlite_changes,
	.end = sqlite_end,
	.check = sqlite_check,
	.begin_reading = "BEGIN; SELECT count(*) FROM schema_version",
	.begin = "BEGIN IMMEDIATE",
	.soon_before = "PRAGMA synchronous = NORMAL",
	.soon_after = "PRAGMA synchronous = FULL",
};

/* Short and uneven waits: SQLite's own ones grow to 100 ms, and starve whoever waits behind a busy writer. */
static int sqlite_wait(void *context, int count)
{
	(void)context;
	if (count >= SQLITE_BUSY_STEPS)
		return 0;
	g_usleep((gulong)g_random_int_range(1000, 4000));
	return 1;
}

static bool sqlite_harden(Sqlite *sqlite, GError **error)
{
	static const struct {
		int option, value;
	} options[] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0 },
		{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(options); i++) {
		int result = sqlite3_db_config(sqlite->db, options[i].option, options[i].value, NULL);
		if (result != SQLITE_OK)
			return sqlite_fail(sqlite, result, "configure", error);
	}
	sqlite3_busy_handler(sqlite->db, sqlite_wait, NULL);
	return sqlite_script(
		&sqlite->base,
		"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cell_size_check = ON;"
		"PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384;",
		error);
}

Sql *sql_sqlite_open(const char *path, bool create, GError **error)
{
	Sqlite *sqlite = g_new0(Sqlite, 1);
	sqlite->base.ops = &sqlite_ops;
	sqlite->cache = g_new0(sqlite3_stmt *, queries_count);
	int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int result = sqlite3_open_v2(path, &sqlite->db, flags | (create ? SQLITE_OPEN_CREATE : 0), NULL);
	bool done = result == SQLITE_OK || sqlite_fail(sqlite, result, path, error);
	if (!done || !sqlite_harden(sqlite, error)) {
		sqlite_close(&sqlite->base);
		return NULL;
	}
	return &sqlite->base;
}
