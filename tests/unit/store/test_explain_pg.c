/* Cost per message stays flat on PostgreSQL too: with tables that are full, and plans made without knowing the values,
 * each statement of the hot path reads the index that was made for it and no table as a whole. */
#include "store/copy.h"
#include "store/migrate.h"
#include "store/queries.h"
#include "tests/unit/store/store_fixture.h"

/* As after years: nearly everything is done, sent and paid. A new table wants rows here too. */
static const char fill[] =
	"INSERT INTO message (company, account, folder, uidvalidity, uid, sha256, bytes, received, staged_at, state,"
	" due_at, message_id, lease_owner) SELECT 'c' || n % 3, 'a' || n % 5, 'INBOX', 1, n,"
	" md5(n::text) || md5(n::text), 1, 1, 1,"
	" CASE WHEN n % 1000 = 0 THEN 'staged' WHEN n % 999 = 0 THEN 'quarantined' ELSE 'done' END, n, 'm' || n,"
	" CASE WHEN n % 2000 = 0 THEN 'w' || n % 4 END FROM generate_series(1, 20000) n;"
	"INSERT INTO customer (company, tax_id) SELECT 'c' || n % 3, 't' || n FROM generate_series(1, 2000) n;"
	"INSERT INTO contact (customer_id, address, role, state)"
	" SELECT n, 'x' || n, 'pays', 'ok' FROM generate_series(1, 2000) n;"
	"INSERT INTO invoice (version, company, key, direction, format, type, number, uuid, state, is_open, due_rule,"
	" currency, total, paid, credited, next_kind, next_date, trust, environment, customer_id, received_at)"
	" SELECT 1, 'c' || n % 3, 'k' || n, 'issued', CASE WHEN n % 60 = 0 THEN 'cfdi' ELSE 'dte' END, '33', n, 'u' || n,"
	" CASE WHEN n % 20 = 0 THEN 'overdue' ELSE 'paid' END, (n % 20 = 0)::int, 'stated', 'CLP', 1, 0, 0, 'decide',"
	" '2026-' || lpad((n % 12 + 1)::text, 2, '0') || '-01', 'signed', 'production', n % 2000 + 1, n"
	" FROM generate_series(1, 20000) n;"
	"INSERT INTO document (message_id, place, company, key, invoice_key, disposition, environment, effect, trust)"
	" SELECT n, 0, 'c' || n % 3, 'k' || n, 'k' || n, 'new', 'production', 'debt', 'signed'"
	" FROM generate_series(1, 20000) n;"
	"INSERT INTO target (company, key, touched) SELECT 'c' || n % 3, 'k' || n, 1 FROM generate_series(1, 20000) n;"
	"INSERT INTO posting (company, target_key, source_key, source_index, kind, currency, amount, whole, undone)"
	" SELECT 'c' || n % 3, 'k' || n, 's' || n, 0, 'file', 'CLP', 1, 0, 0 FROM generate_series(1, 20000) n;"
	"INSERT INTO thanks (posting_id, company, at, due_at) SELECT id, company, 1, id FROM posting;"
	"INSERT INTO thanked (outbound_id, posting_id, balance) SELECT id, id, 0 FROM posting;"
	"INSERT INTO event (id, at, company, invoice_key, kind, hash)"
	" SELECT n, n, 'c' || n % 3, 'k' || n % 9000, 'x', 'h' FROM generate_series(1, 20000) n;"
	"INSERT INTO note (at, message_id, company, invoice_key, text, codes, verified)"
	" SELECT n, n, 'c' || n % 3, 'k' || n, '', '', 0 FROM generate_series(1, 20000) n;"
	"INSERT INTO gate (relay, domain, version, closed_until) SELECT 'r' || n % 3, 'd' || n, 1, n"
	" FROM generate_series(1, 2000) n;"
	"INSERT INTO job (id, lane, kind, state, due_at, born, lease_owner, relay, domain)"
	" SELECT n, CASE WHEN n % 2 = 0 THEN 'smtp' ELSE 'imap:a' END, 'reminder',"
	" CASE WHEN n % 500 = 0 THEN 'ready' WHEN n % 1001 = 0 THEN 'uncertain' ELSE 'sent' END, n, n,"
	" CASE WHEN n % 1000 = 0 THEN 'w' || n % 4 END, CASE WHEN n % 2 = 0 THEN 'r' || n % 3 END, 'd' || n % 2000"
	" FROM generate_series(1, 20000) n;"
	"INSERT INTO outbound (id, company, kind, step, customer_id, contact_id, invoice_set, recipients, copies,"
	" message_id, sha256, queued_at) SELECT n, 'c' || n % 3, 'reminder', 'A' || n, n % 2000 + 1, n % 2000 + 1, 's' || n,"
	" '[]', '[]', 'm' || n, md5(n::text) || md5(n::text), n FROM generate_series(1, 20000) n;"
	"INSERT INTO outbound_invoice (outbound_id, place, company, invoice_key)"
	" SELECT n, 0, 'c' || n % 3, 'k' || n FROM generate_series(1, 20000) n;"
	"INSERT INTO attempt (job_id, number, phase, at, changed_at)"
	" SELECT n, 1, CASE WHEN n % 5000 = 0 THEN 'open' ELSE 'closed' END, n, n FROM generate_series(1, 20000) n;"
	"INSERT INTO alert (company, key, task, task_subject, invoice_key, is_open, raised, raised_at)"
	" SELECT 'c' || n % 3, 'k' || n, 'rep', 'k' || n, 'k' || n, (n % 50 = 0)::int, 1, 1"
	" FROM generate_series(1, 20000) n;"
	"INSERT INTO mark (name, at) SELECT 'm' || n, n FROM generate_series(1, 2000) n;"
	"INSERT INTO alert_mail (outbound_id, alert_id) SELECT n, n FROM generate_series(1, 20000) n;"
	"INSERT INTO cursor (account, folder, uidvalidity, last_uid)"
	" SELECT 'a' || n, 'INBOX', 1, 1 FROM generate_series(1, 2000) n;"
	"INSERT INTO correspondent (company, address, version, last_at, second_at, third_at, muted_since)"
	" SELECT 'c' || n % 3, 'a' || n, 1, n, 0, 0, 0 FROM generate_series(1, 20000) n;"
	"INSERT INTO pause (company, domain, until_at, reason)"
	" SELECT 'c' || n % 3, 'a' || n, n, '' FROM generate_series(1, 20000) n;"
	"INSERT INTO stated_account (company, party, account, alarmed, at)"
	" SELECT 'c' || n % 3, 't' || n % 5000, n, 0, n FROM generate_series(1, 20000) n;"
	"INSERT INTO filing (message_id, version, account, sha256, mail, folder, tray, arrived)"
	" SELECT n, 1, 'a' || n % 5, md5(n::text) || md5(n::text), 'm' || n, 'f', 'f', 1 FROM generate_series(1, 20000) n;"
	"INSERT INTO inflow (sender_key, count_ms, bytes_ms) SELECT n, n, n FROM generate_series(1, 20000) n;"
	"INSERT INTO place (account, folder, uidvalidity, uid, message_id, seen_at)"
	" SELECT 'a' || n % 5, 'f', 1, n, n, 1 FROM generate_series(1, 20000) n;"
	"INSERT INTO feedback (company, address, mail_sha256, at, kind)"
	" SELECT 'c' || n % 3, 'a' || n, 's' || n, n, 'soft' FROM generate_series(1, 20000) n;"
	"INSERT INTO declaration (company, invoice_key, kind, said_by, day, proven)"
	" SELECT 'c' || n % 3, 'k' || n, 'received', 't' || n % 2000, '', 0 FROM generate_series(1, 20000) n;"
	"INSERT INTO task (company, kind, subject, invoice_key, customer, due, opened_at, is_open)"
	" SELECT 'c' || n % 3, 'rep', 'k' || n, 'k' || n, 't' || n % 2000, '2026-01-01', n, (n % 50 = 0)::int"
	" FROM generate_series(1, 20000) n;"
	"INSERT INTO plan_day (company, day, made_at) SELECT 'c' || n % 3, 'd' || n, n FROM generate_series(1, 2000) n;"
	"INSERT INTO plan_mail (company, day, person, outbound_id, until_at, silence_sends, answer)"
	" SELECT 'c' || n % 3, 'd' || n, 'p' || n % 5, n, n, 1, 'silent' FROM generate_series(1, 2000) n;"
	"INSERT INTO plan_line (company, day, customer_id, person, number, state, hash, content, changed_at)"
	" SELECT 'c' || n % 3, 'd' || n % 2000, n % 2000 + 1, 'p' || n % 5, n, 'queued', md5(n::text) || md5(n::text), '{}', n"
	" FROM generate_series(1, 20000) n ON CONFLICT DO NOTHING;"
	"INSERT INTO sat_status (uuid, state, cancellable, cancellation, efos_clear, checked_at)"
	" SELECT 'u' || n, 'valid', 'no', 'none', 1, n FROM generate_series(1, 20000) n;"
	"INSERT INTO payment (version, company, source_key, reference, name, currency, amount, state, line, postings,"
	" candidates) SELECT 1, 'c' || n % 3, 'file:' || n, n, n, 'CLP', 1,"
	" CASE WHEN n % 500 = 0 THEN 'waiting' ELSE 'matched' END, n, 1, 1 FROM generate_series(1, 20000) n;"
	"ANALYZE";

/* Tables of a handful of rows are read whole, and that is right. */
static const char *const small_tables[] = { "schema_version", "sequence", "chain", "gate_slot", "sending",
					    "lease" };

/* A plan says nothing about a table that has no rows. */
static void test_fill(void)
{
	for (size_t i = 0; i < store_n_tables; i++) {
		g_autofree char *words = g_strdup_printf("INSERT INTO %s (", store_tables[i].name);
		bool known = strstr(fill, words) != NULL;
		for (size_t k = 0; !known && k < G_N_ELEMENTS(small_tables); k++)
			known = g_str_equal(small_tables[k], store_tables[i].name);
		ok(known, "%s is filled, or always small", store_tables[i].name);
	}
}

static bool is_of_many(const SqlStatement *statement)
{
	return g_str_has_suffix(statement->name, ".many");
}

static char *argument_list(const SqlStatement *statement, bool values)
{
	static const char *const words[2][2][2] = { { { "bigint", "1" }, { "text", "'c1'" } },
						     { { "bigint[]", "ARRAY[1]" }, { "text[]", "ARRAY['c1']" } } };
	GString *list = g_string_new(NULL);
	for (size_t i = 0; statement->types[i] != '\0'; i++)
		g_string_append_printf(list, "%s%s", i == 0 ? "(" : ", ",
				       words[is_of_many(statement)][statement->types[i] == 't'][values]);
	if (list->len > 0)
		g_string_append_c(list, ')');
	return g_string_free(list, FALSE);
}

/* The lines of the plan that a connection keeps for all values, without what is indented and not of interest. */
static char *plan_of(Sql *sql, const SqlStatement *statement)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *types = argument_list(statement, false);
	g_autofree char *values = argument_list(statement, true);
	g_autofree char *name = g_strdelimit(g_strdup_printf("plan_%s", statement->name), ".", '_');
	g_autofree char *prepare =
		g_strdup_printf("PREPARE %s %s AS %s", name, types, statement->text[SQL_POSTGRESQL]);
	g_autofree char *execute = g_strdup_printf("EXPLAIN (COSTS OFF) EXECUTE %s %s", name, values);
	const SqlStatement explain = { .name = "explain", .slot = SIZE_MAX, .types = "", .text[SQL_POSTGRESQL] = execute };
	g_autoptr(SqlRows) rows = NULL;
	if (!sql_script(sql, prepare, &error) || !sql_query(sql, &explain, NULL, &rows, &error))
		g_error("%s: %s", statement->name, error->message);
	GString *plan = g_string_new(NULL);
	while (sql_rows_next(rows, &error) == 1) {
		g_autofree char *line = g_strstrip(g_strdup(sql_rows_text(rows, 0)));
		g_string_append_printf(plan, "%s%s", plan->len > 0 ? "; " : "", line);
	}
	return g_string_free(plan, FALSE);
}

static bool scans(const char *plan)
{
	g_auto(GStrv) lines = g_strsplit(plan, "; ", -1);
	bool found = false;
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *scan = strstr(lines[i], "Seq Scan on ");
		bool fine = scan == NULL;
		for (size_t k = 0; !fine && k < G_N_ELEMENTS(small_tables); k++)
			fine = g_str_has_prefix(scan + strlen("Seq Scan on "), small_tables[k]);
		found = found || !fine;
	}
	return found;
}

static void test_plan(Sql *sql, const SqlStatement *statement)
{
	g_autofree char *plan = plan_of(sql, statement);
	ok(!scans(plan), "%s probes: %s", statement->name, plan);
}

static void test_plans(Sql *sql)
{
	size_t of_many = 0;
	for (size_t i = 0; i < queries_count; i++) {
		test_plan(sql, queries_all[i]);
		of_many += queries_all[i]->many != NULL;
		if (queries_all[i]->many != NULL)
			test_plan(sql, queries_all[i]->many);
	}
	ok(queries_count > 80 && of_many > 10, "%zu plans were looked at, and %zu of many rows", queries_count, of_many);
}

/* The right index where one is named, and nothing sorted where its order is wanted. */
static void test_index(Sql *sql, const SqlStatement *statement, const char *when)
{
	g_autofree char *plan = plan_of(sql, statement);
	bool sorted = statement->in_order && strstr(plan, "Sort") != NULL;
	ok(strstr(plan, statement->by) != NULL && !sorted, "%s %s by %s: %s", statement->name, when, statement->by, plan);
}

static void test_indexes(Sql *sql, const char *when)
{
	g_autoptr(GError) error = NULL;
	size_t named = 0;
	for (size_t i = 0; i < queries_count; i++) {
		const SqlStatement *statement = queries_all[i];
		if (statement->by == NULL)
			continue;
		/* As the driver says it for such a statement. */
		ok(sql_begin(sql, &error) && (!statement->in_order || sql_script(sql, "SET LOCAL enable_sort TO off", &error)),
		   "%s begins", statement->name);
		test_index(sql, statement, when);
		if (statement->many != NULL)
			test_index(sql, statement->many, when);
		sql_rollback(sql);
		named++;
	}
	ok(named > 20, "%zu indexes are named", named);
}

static void test_full(Sql *sql)
{
	test_indexes(sql, "after years");
}

static const char silence[] =
	"UPDATE message SET state = 'done', lease_owner = NULL; UPDATE job SET state = 'sent', lease_owner = NULL;"
	"UPDATE attempt SET phase = 'closed'; UPDATE invoice SET is_open = 0; UPDATE task SET is_open = 0;"
	"UPDATE alert SET is_open = 0";

/* A burst after a long silence: who planned while nothing waited reads it by the same indexes. */
static void test_burst(Sql *sql)
{
	g_autoptr(GError) error = NULL;
	ok(sql_script(sql, silence, &error) && sql_script(sql, "ANALYZE", &error), "nothing waits");
	test_indexes(sql, "after silence");
}

/* As SQLite does, and as no new version of a language's rules changes: else an index of texts is in another order. */
static void test_collations(Sql *sql)
{
	static const SqlStatement others = {
		.name = "collations", .slot = SIZE_MAX, .types = "",
		.text[SQL_POSTGRESQL] = "SELECT coalesce(sum((collation_name IS NOT DISTINCT FROM 'C')::int), 0), count(*)"
					" FROM information_schema.columns"
					" WHERE table_schema = current_schema() AND data_type = 'text'",
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(SqlRows) rows = NULL;
	bool got = sql_query(sql, &others, NULL, &rows, &error) && sql_rows_next(rows, &error) == 1;
	int64_t by_bytes = got ? sql_rows_integer(rows, 0) : 0;
	ok(by_bytes > 100, "texts are compared by their bytes");
	is_i64(got ? sql_rows_integer(rows, 1) : -1, by_bytes, "all of them");
}

/* The test bites: a statement without its index is noticed. */
static void test_negative(Sql *sql)
{
	g_autoptr(GError) error = NULL;
	ok(sql_script(sql, "DROP INDEX message_sha256, job_ready, job_unfinished", &error), "indexes are dropped");
	static const char *const names[] = { "message_first_same", "job_claim" };
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		for (size_t k = 0; k < queries_count; k++) {
			if (!g_str_equal(queries_all[k]->name, names[i]))
				continue;
			g_autofree char *plan = plan_of(sql, queries_all[k]);
			ok(scans(plan) || strstr(plan, "_pkey") != NULL, "%s is noticed: %s", names[i], plan);
		}
}

static Sql *open_again(const char *path)
{
	g_autoptr(GError) error = NULL;
	Sql *sql = fixture_sql(path);
	/* The driver asks for no plan that reads a table as a whole; who would do so may here, and is noticed. */
	if (!sql_script(sql, "SET plan_cache_mode = force_generic_plan; RESET enable_seqscan", &error))
		g_error("%s", error->message);
	return sql;
}

int main(void)
{
	static void (*const tests[])(Sql *) = { test_plans, test_full, test_burst, test_collations, test_negative };
	g_autoptr(GError) error = NULL;
	if (g_getenv("VALIJA_TEST_URL") == NULL) {
		skip("PostgreSQL", "tests/flow/test_postgresql.sh runs this one");
		return tap_done();
	}
	g_autofree char *path = fixture_path();
	Sql *sql = fixture_sql(path);
	test_fill();
	if (!migrate_run(sql, &error) || !sql_script(sql, fill, &error))
		g_error("%s", error->message);
	sql_close(sql);
	for (size_t i = 0; i < G_N_ELEMENTS(tests); i++) {
		sql = open_again(path);
		tests[i](sql);
		sql_close(sql);
	}
	fixture_remove(path);
	return tap_done();
}
