#include "store/pg_check.h"

/* There is no check of its files that a role without privileges may run. */
static const SqlStatement check_faults = {
	.name = "check",
	.slot = SIZE_MAX,
	.types = "",
	.text[SQL_POSTGRESQL] =
		"SELECT name || ' is off: a crash of the server may lose what was committed' FROM pg_settings"
		" WHERE name IN ('fsync', 'full_page_writes') AND setting = 'off' "
		"UNION ALL SELECT 'index ' || relname || ' is not valid: REINDEX it' FROM pg_index"
		" JOIN pg_class ON pg_class.oid = indexrelid"
		" WHERE NOT indisvalid AND relnamespace = current_schema()::regnamespace",
};

bool pg_check(Sql *sql, char **ret_fault, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	int got = 0;
	if (!sql_query(sql, &check_faults, NULL, &rows, error))
		return false;
	g_autoptr(GString) all = g_string_new(NULL);
	while ((got = sql_rows_next(rows, error)) == 1)
		g_string_append_printf(all, "%s%s", all->len > 0 ? "; " : "", sql_rows_text(rows, 0));
	*ret_fault = all->len > 0 ? g_strdup(all->str) : NULL;
	return got == 0;
}
