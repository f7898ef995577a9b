#include "store/sql_driver.h"

#include "base/error.h"
#include "base/step.h"

bool sql_is_url(const char *url)
{
	return g_str_has_prefix(url, "postgresql://") || g_str_has_prefix(url, "postgres://");
}

Sql *sql_open(const char *url, bool create, GError **error)
{
	return sql_is_url(url) ? sql_pg_open(url, error) : sql_sqlite_open(url, create, error);
}

void sql_close(Sql *sql)
{
	if (sql == NULL)
		return;
	while (sql->depth > 0)
		sql_rollback(sql);
	sql->ops->close(sql);
}

bool sql_begin(Sql *sql, GError **error)
{
	g_assert(sql->depth < 2);
	if (!sql->ops->script(sql, sql->depth == 0 ? sql->ops->begin : SQL_SAVEPOINT, error))
		return false;
	sql->depth++;
	return true;
}

bool sql_begin_reading(Sql *sql, GError **error)
{
	g_assert(sql->depth == 0);
	if (!sql->ops->script(sql, sql->ops->begin_reading, error))
		return false;
	sql->depth = 1;
	return true;
}

static bool sql_say(Sql *sql, const char *words, GError **error)
{
	return words == NULL || sql->ops->script(sql, words, error);
}

static void sql_firm(Sql *sql)
{
	if (sql->soon && sql->depth == 0) {
		sql_say(sql, sql->ops->soon_after, NULL);
		sql->soon = false;
	}
}

bool sql_begin_soon(Sql *sql, GError **error)
{
	if (sql->depth > 0)
		return sql_begin(sql, error);
	sql->soon = true;
	bool begun = sql_say(sql, sql->ops->soon_before, error) && sql_begin(sql, error);
	if (begun && sql_say(sql, sql->ops->soon_inside, error))
		return true;
	sql_rollback(sql);
	sql_firm(sql);
	return false;
}

bool sql_commit(Sql *sql, const char *step_name, GError **error)
{
	g_assert(sql->depth > 0);
	bool outer = sql->depth == 1;
	int number = outer ? step(step_name) : 0;
	if (number != 0)
		error_from_errno(error, number, step_name);
	else if (sql->ops->script(sql, outer ? "COMMIT" : SQL_RELEASE, error)) {
		sql->depth--;
		sql_firm(sql);
		return true;
	}
	sql_rollback(sql);
	return false;
}

void sql_rollback(Sql *sql)
{
	if (sql->depth == 0)
		return;
	const char *inner = "ROLLBACK TO SAVEPOINT inner_part; RELEASE SAVEPOINT inner_part";
	/* Fails when the engine has rolled back by itself (disk full): then there is nothing left to undo. */
	sql->ops->script(sql, sql->depth == 1 ? "ROLLBACK" : inner, NULL);
	sql->depth--;
	sql_firm(sql);
}

bool sql_script(Sql *sql, const char *text, GError **error)
{
	return sql->ops->script(sql, text, error);
}

bool sql_check(Sql *sql, char **ret_fault, GError **error)
{
	return sql->ops->check(sql, ret_fault, error);
}

bool sql_query(Sql *sql, const SqlStatement *statement, const SqlValue *values, SqlRows **ret_rows,
	       GError **error)
{
	return sql->ops->query(sql, statement, values, ret_rows, error);
}

static bool sql_read_out(SqlRows *rows, int64_t *ret_changes, GError **error)
{
	int got = 1;
	while (got == 1)
		got = rows->sql->ops->next(rows, error);
	if (got == 0 && ret_changes != NULL)
		*ret_changes = rows->sql->ops->changes(rows);
	return got == 0;
}

bool sql_exec(Sql *sql, const SqlStatement *statement, const SqlValue *values, int64_t *ret_changes,
	      GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (ret_changes == NULL && sql->depth > 0 && sql->ops->send != NULL)
		return sql->ops->send(sql, statement, values, error);
	return sql->ops->query(sql, statement, values, &rows, error) && sql_read_out(rows, ret_changes, error);
}

bool sql_query_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n, SqlRows **ret_rows,
		    GError **error)
{
	return sql->ops->query_many(sql, statement, values, n, ret_rows, error);
}

bool sql_exec_many(Sql *sql, const SqlStatement *statement, const SqlValue *values, size_t n, int64_t *ret_changes,
		   GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (n == 0) {
		if (ret_changes != NULL)
			*ret_changes = 0;
		return true;
	}
	if (ret_changes == NULL && sql->depth > 0 && sql->ops->send_many != NULL)
		return sql->ops->send_many(sql, statement, values, n, error);
	return sql->ops->query_many(sql, statement, values, n, &rows, error) && sql_read_out(rows, ret_changes, error);
}

int sql_rows_next(SqlRows *rows, GError **error)
{
	return rows->sql->ops->next(rows, error);
}

int64_t sql_rows_integer(SqlRows *rows, int column)
{
	return rows->sql->ops->integer(rows, column);
}

const char *sql_rows_text(SqlRows *rows, int column)
{
	return rows->sql->ops->text(rows, column);
}

void sql_rows_end(SqlRows *rows)
{
	if (rows != NULL)
		rows->sql->ops->end(rows);
}
