#include "store/migrate.h"

#include "base/error.h"
#include "store/queries.h"

static bool migrate_is_known(int64_t version, GError **error)
{
	if (version <= (int64_t)migrate_count)
		return true;
	error_stop(error, "the store has schema %" G_GINT64_FORMAT ", this program knows %zu: install the newer program",
		   version, migrate_count);
	return false;
}

static bool migrate_version(Sql *sql, int64_t *ret, GError **error)
{
	SchemaVersionRow row = { 0 };
	int got = q_schema_version(sql, NULL, &row, error);
	if (got < 0 || !migrate_is_known(row.version, error))
		return false;
	*ret = row.version;
	return true;
}

static bool migrate_steps_from(Sql *sql, int64_t version, GError **error)
{
	for (size_t i = (size_t)version; i < migrate_count; i++) {
		if (!sql_script(sql, migrate_steps[i].text[sql->ops->dialect], error)) {
			g_prefix_error(error, "migration %s: ", migrate_steps[i].name);
			return false;
		}
	}
	return q_schema_set(sql, (int64_t)migrate_count, NULL, error);
}

bool migrate_inside(Sql *sql, GError **error)
{
	static const char *const stamp =
		"CREATE TABLE IF NOT EXISTS schema_version ("
		"one BIGINT PRIMARY KEY CHECK (one = 1), version BIGINT NOT NULL);"
		"INSERT INTO schema_version (one, version) VALUES (1, 0) ON CONFLICT DO NOTHING;";
	int64_t version = 0;
	if (sql->ops->lock_schema != NULL && !sql_script(sql, sql->ops->lock_schema, error))
		return false;
	return sql_script(sql, stamp, error) && migrate_version(sql, &version, error) &&
	       migrate_steps_from(sql, version, error);
}

bool migrate_run(Sql *sql, GError **error)
{
	/* Without the lock first: most opens find nothing to do. No answer means an empty database. */
	SchemaVersionRow row = { 0 };
	bool there = q_schema_version(sql, NULL, &row, NULL) == 1;
	if (there && row.version >= (int64_t)migrate_count)
		return migrate_is_known(row.version, error);
	if (!sql_begin(sql, error))
		return false;
	if (migrate_inside(sql, error))
		return sql_commit(sql, "tx.migrate", error);
	sql_rollback(sql);
	if (there)
		g_prefix_error(error, "the tables are older than this program and were not changed (only their owner may): ");
	return false;
}
