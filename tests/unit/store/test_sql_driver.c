/* The SQLite engine: what the seam promises of errors, transactions and statements. */
#include <sys/stat.h>

#include "store/migrate.h"
#include "store/queries.h"
#include "tests/unit/store/store_fixture.h"

static Sql *open_fresh(const char *folder, const char *name)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *file = g_build_filename(folder, name, NULL);
	Sql *sql = sql_open(file, true, &error);
	if (sql == NULL || !migrate_run(sql, &error))
		g_error("%s", error->message);
	return sql;
}

static bool is_code(bool done, GError **error, ErrorCode code)
{
	bool right = !done && *error != NULL && error_code(*error) == code;
	if (!right)
		printf("# %s\n", *error != NULL ? (*error)->message : "no error");
	g_clear_error(error);
	return right;
}

static void test_statements_prepare(Sql *sql)
{
	g_autoptr(GError) error = NULL;
	bool fine = true;
	for (size_t i = 0; i < queries_count; i++) {
		SqlValue none[64] = { 0 };
		g_autoptr(SqlRows) rows = NULL;
		fine = fixture_fine(sql_query(sql, queries_all[i], none, &rows, &error), &error) && fine;
	}
	ok(fine, "all %zu statements are right for the schema", queries_count);
	ok(queries_count > 80, "and there are many");
}

static void test_values(Sql *sql)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	static const char *const texts[] = { "", "Ñandú ' \" ; -- $1 ?1 %s", "\xf0\x9f\x90\xa6", NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *tax_id = arena_printf(arena, "%zu", i);
		const CustomerInsertArgs args = { .company = "Norte", .tax_id = tax_id, .name = texts[i] };
		CustomerGetRow row = { .name = "unset" };
		ok(q_customer_insert(sql, &args, NULL, &error), "a text goes in");
		is_i64(q_customer_get(sql, "Norte", tax_id, arena, &row, &error), 1, "one row");
		is_str(row.name, texts[i], "and comes back");
	}
	ok(q_job_insert(
		   sql,
		   &(JobInsertArgs){
			   .id = INT64_MAX, .lane = "x", .kind = "x", .state = "held", .due_at = INT64_MIN },
		   NULL, &error),
	   "the largest integers go in");
	JobGetRow row = { 0 };
	ok(q_job_get(sql, INT64_MAX, arena, &row, &error) == 1 && row.due_at == INT64_MIN, "and come back");
}

static void test_nested_reading(Sql *sql)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const ListCustomersArgs all = { .last = INT64_MAX, .limit = 100 };
	const ListCustomersArgs none = { .last = INT64_MAX, .limit = 100, .company = "Sur" };
	CustomerGetRow first = { 0 };
	CustomerGetRow second = { 0 };
	g_autoptr(SqlRows) outer = NULL;
	g_autoptr(SqlRows) inner = NULL;
	g_autoptr(SqlRows) empty = NULL;
	q_list_customers(sql, &all, &outer, &error);
	q_list_customers_next(outer, arena, &first, &error);
	q_list_customers(sql, &all, &inner, &error);
	q_list_customers_next(inner, arena, &second, &error);
	is_i64(second.id, first.id, "a statement may be read twice at a time");
	q_list_customers_next(outer, arena, &second, &error);
	ok(second.id > first.id, "each at its own row");
	q_list_customers(sql, &none, &empty, &error);
	is_i64(q_list_customers_next(empty, arena, &second, &error), 0, "with its own values");
	is_i64(q_list_customers_next(empty, arena, &second, &error), 0, "and the end stays the end");
}

static void test_transactions(Sql *sql)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	AlertGetRow row = { 0 };
	const AlertRaiseArgs kept = { .company = "Norte", .key = "kept" };
	const AlertRaiseArgs lost = { .company = "Norte", .key = "lost" };
	sql_begin(sql, &error);
	q_alert_raise(sql, &kept, NULL, &error);
	sql_begin(sql, &error);
	q_alert_raise(sql, &lost, NULL, &error);
	sql_rollback(sql);
	ok(sql_commit(sql, "tx.test", &error), "a transaction outlives the part of it that was taken back");
	is_i64(q_alert_get(sql, "Norte", "kept", arena, &row, &error), 1, "what was before is there");
	is_i64(q_alert_get(sql, "Norte", "lost", arena, &row, &error), 0, "the part is not");
	sql_begin(sql, &error);
	q_alert_raise(sql, &lost, NULL, &error);
	sql_rollback(sql);
	is_i64(q_alert_get(sql, "Norte", "lost", arena, &row, &error), 0, "nor is what was rolled back");
}

static void test_errors(Sql *sql, const char *folder)
{
	g_autoptr(GError) error = NULL;
	JobInsertArgs job = { .id = 5, .lane = "x", .kind = "x", .state = "ready" };
	q_job_insert(sql, &job, NULL, &error);
	ok(is_code(q_job_insert(sql, &job, NULL, &error), &error, ERROR_REJECT),
	   "a number that is there is REJECT");
	job.id = 6;
	job.state = "lost";
	ok(is_code(q_job_insert(sql, &job, NULL, &error), &error, ERROR_REJECT),
	   "a word that is not in the CHECK is REJECT");
	const DocumentInsertArgs orphan = { .message_id = 4711,
					    .environment = "test",
					    .effect = "none",
					    .trust = "signed",
					    .disposition = "x" };
	ok(is_code(q_document_insert(sql, &orphan, NULL, &error), &error, ERROR_REJECT),
	   "a row of no message is REJECT");
	ok(is_code(sql_script(sql, "SELECT nothing FROM nowhere", &error), &error, ERROR_STOP),
	   "wrong SQL is STOP");
	ok(is_code(sql_script(sql, "SELECT load_extension('x')", &error), &error, ERROR_STOP),
	   "extensions are refused");
	g_autofree char *absent = g_build_filename(folder, "absent.db", NULL);
	ok(is_code(sql_open(absent, false, &error) != NULL, &error, ERROR_STOP),
	   "a database that is not there is STOP");
	g_autofree char *junk = g_build_filename(folder, "junk.db", NULL);
	g_autofree char *bytes = g_strnfill(9000, 'x');
	g_file_set_contents(junk, bytes, 9000, NULL);
	ok(is_code(sql_open(junk, false, &error) != NULL, &error, ERROR_STOP),
	   "a file that is no database is STOP");
}

static int fail_commit(const char *name, void *context)
{
	return g_str_equal(name, context) ? ENOSPC : 0;
}

static void test_failed_commit(Sql *sql)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	AlertGetRow row = { 0 };
	static char name[] = "tx.full";
	const AlertRaiseArgs alert = { .company = "Norte", .key = "full" };
	step_install(fail_commit, name);
	sql_begin(sql, &error);
	q_alert_raise(sql, &alert, NULL, &error);
	ok(is_code(sql_commit(sql, "tx.full", &error), &error, ERROR_STOP),
	   "a full disk at the commit is STOP");
	step_install(NULL, NULL);
	is_i64(q_alert_get(sql, "Norte", "full", arena, &row, &error), 0, "nothing of it stays");
	ok(sql_begin(sql, &error) && sql_commit(sql, "tx.next", &error), "the next transaction works");
}

int main(void)
{
	g_autofree char *folder = fixture_path();
	Sql *sql = open_fresh(folder, "a.db");
	test_statements_prepare(sql);
	test_values(sql);
	test_nested_reading(sql);
	test_transactions(sql);
	test_errors(sql, folder);
	test_failed_commit(sql);
	sql_close(sql);
	fixture_remove(folder);
	return tap_done();
}
