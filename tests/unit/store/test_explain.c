/* Cost per message stays flat: every statement of the hot path is a probe of an index, whatever the tables
 * hold. */
#include "store/migrate.h"
#include "store/queries.h"
#include "tests/unit/store/store_fixture.h"

/* Statements that may read a whole table: exports, verify, one-row tables. */
static const char *const may_scan[] = { "schema_version", "schema_set", "instant" };

/* Exports page by row number over the whole table: their walk along the primary key is what they are for. */
static const char *const walks[] = { "list_", "event_page", "verify_", "report_message", "report_documents" };

static bool is_named(const char *name, const char *const *names, size_t n, bool prefix)
{
	for (size_t i = 0; i < n; i++)
		if (prefix ? g_str_has_prefix(name, names[i]) : g_str_equal(name, names[i]))
			return true;
	return false;
}

/* The plan's lines joined; its column 3 is the text. */
static char *plan_of(Sql *sql, const SqlStatement *statement)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = g_strdup_printf("EXPLAIN QUERY PLAN %s", statement->text[SQL_SQLITE]);
	SqlStatement explain = *statement;
	explain.text[SQL_SQLITE] = text;
	SqlValue none[64] = { 0 };
	GString *plan = g_string_new(NULL);
	g_autoptr(SqlRows) rows = NULL;
	if (!sql_query(sql, &explain, none, &rows, &error))
		g_error("%s: %s", statement->name, error->message);
	while (sql_rows_next(rows, &error) == 1)
		g_string_append_printf(plan, "%s%s", plan->len > 0 ? "; " : "", sql_rows_text(rows, 3));
	return g_string_free(plan, FALSE);
}

/* SCAN of a table read whole, also by way of an index. What an index was made for is SEARCH; a partial index
 * that holds only what is open is small by itself. */
static bool scans(const char *plan)
{
	g_auto(GStrv) lines = g_strsplit(plan, "; ", -1);
	static const char *const small[] = {
		"message_staged", "message_undrained", "message_quarantined", "job_unfinished",
		"job_unresolved", "job_leased",	       "message_leased",      "attempt_unclosed",
		"CONSTANT ROW",	  "SCAN due",	       "message_of_sender",   "SCAN lease",
		"SCAN last",	       "invoice_dunned",      "invoice_of_customer",
		"SCAN debt",	       "SCAN given",
	};
	bool found = false;
	for (size_t i = 0; lines[i] != NULL; i++) {
		bool fine = !g_str_has_prefix(lines[i], "SCAN");
		for (size_t k = 0; k < G_N_ELEMENTS(small); k++)
			fine = fine || strstr(lines[i], small[k]) != NULL;
		found = found || !fine;
	}
	return found;
}

static void test_plans(Sql *sql)
{
	size_t tested = 0;
	for (size_t i = 0; i < queries_count; i++) {
		const SqlStatement *statement = queries_all[i];
		if (is_named(statement->name, may_scan, G_N_ELEMENTS(may_scan), false))
			continue;
		g_autofree char *plan = plan_of(sql, statement);
		bool walk = is_named(statement->name, walks, G_N_ELEMENTS(walks), true);
		ok(!scans(plan) && (walk || strstr(plan, "(rowid>") == NULL), "%s probes: %s",
		   statement->name, plan);
		tested++;
	}
	ok(tested > 80, "%zu plans were looked at", tested);
}

/* The right index, not just any. */
static void test_indexes(Sql *sql)
{
	static const struct {
		const char *name, *index;
	} rows[] = {
		{ "message_turn", "message_of_sender (sender_key=?)" },
		{ "message_turn", "message_staged" },
		{ "message_first_same", "message_sha256 (sha256=? AND id<?)" },
		{ "message_undrained", "message_undrained (company=?)" },
		{ "invoice_due_customers", "invoice_next (company=? AND next_date" },
		{ "invoice_open_of", "invoice_of_customer (customer_id=?)" },
		{ "contact_change", "contact_address (address=?)" },
		{ "posting_of", "posting_target (company=? AND target_key=?)" },
		{ "posting_agree", "posting_target (company=? AND target_key=?)" },
		{ "job_claim", "job_ready (lane=? AND due_at<?)" },
		{ "job_claim_relay", "job_relay (relay=? AND due_at<?)" },
		{ "outbound_past", "outbound_customer (customer_id=?)" },
		{ "outbound_of_day", "outbound_reminder (company=? AND queued_at>?" },
		{ "outbound_to_address", "outbound_contact (contact_id=? AND queued_at>?" },
		{ "outbound_to_address", "contact_address (address=?)" },
		{ "report_open", "invoice_ageing (company=?)" },
		{ "report_open_by", "invoice_dunned (company=?)" },
		{ "report_sales", "invoice_issued (company=? AND issued>?" },
		{ "report_paid", "posting_day (company=? AND day>?" },
		{ "report_claims", "invoice_claimed (company=? AND state=?)" },
		{ "report_acts", "event_of_people (company=? AND at>?" },
		{ "report_promises", "task_closed (company=? AND closed_at>?" },
		{ "report_tasks", "task_open (company=?)" },
		{ "report_credit", "invoice_overpaid (customer_id>?)" },
		{ "report_credit", "posting_loose (company=?)" },
		{ "report_outbound", "outbound_queued (company=? AND queued_at>?" },
		{ "report_messages", "PRIMARY KEY (rowid>?)" },
		{ "habit_paid", "invoice_paid (customer_id=?)" },
		{ "habit_answers", "note_customer (company=? AND customer=?" },
		{ "report_undated", "invoice_undated (company=?" },
		{ "report_reached", "invoice_next (company=? AND next_date>?" },
		{ "list_events_of", "event_invoice (invoice_key=? AND id>?)" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const SqlStatement *statement = NULL;
		for (size_t k = 0; k < queries_count; k++)
			if (g_str_equal(queries_all[k]->name, rows[i].name))
				statement = queries_all[k];
		g_autofree char *plan =
			statement != NULL ? plan_of(sql, statement) : g_strdup("no such statement");
		ok(strstr(plan, rows[i].index) != NULL, "%s by %s: %s", rows[i].name, rows[i].index, plan);
	}
}

/* Indexes of keys have names of their own here. */
static bool reads_by(const char *plan, const char *index)
{
	if (g_str_has_suffix(index, "_pkey") || g_str_has_suffix(index, "_key"))
		return strstr(plan, "USING INTEGER PRIMARY KEY") != NULL || strstr(plan, "sqlite_autoindex_") != NULL;
	return strstr(plan, index) != NULL;
}

/* Where an index is named in store/queries.sql, and its order is wanted. */
static void test_named(Sql *sql)
{
	size_t named = 0;
	for (size_t i = 0; i < queries_count; i++) {
		const SqlStatement *statement = queries_all[i];
		if (statement->by == NULL)
			continue;
		g_autofree char *plan = plan_of(sql, statement);
		bool sorted = statement->in_order && strstr(plan, "TEMP B-TREE") != NULL;
		ok(reads_by(plan, statement->by) && !sorted, "%s by %s: %s", statement->name, statement->by, plan);
		named++;
	}
	ok(named > 20, "%zu indexes are named", named);
}

/* The test bites: a statement without its index is noticed. */
static void test_negative(Sql *sql)
{
	g_autoptr(GError) error = NULL;
	ok(sql_script(sql, "DROP INDEX message_sha256; DROP INDEX job_ready", &error), "indexes are dropped");
	static const char *const names[] = { "message_first_same", "job_claim" };
	for (size_t i = 0; i < queries_count; i++)
		if (is_named(queries_all[i]->name, names, G_N_ELEMENTS(names), false)) {
			g_autofree char *plan = plan_of(sql, queries_all[i]);
			ok(scans(plan) || strstr(plan, "(rowid<") != NULL ||
				   strstr(plan, "TEMP B-TREE") != NULL,
			   "%s is noticed: %s", queries_all[i]->name, plan);
		}
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *folder = fixture_path();
	g_autofree char *file = g_build_filename(folder, "plans.db", NULL);
	Sql *sql = sql_open(file, true, &error);
	if (sql == NULL || !migrate_run(sql, &error))
		g_error("%s", error->message);
	test_plans(sql);
	sql_close(sql);
	sql = sql_open(file, false, &error); /* nothing prepared yet */
	test_indexes(sql);
	test_named(sql);
	sql_close(sql);
	sql = sql_open(file, false, &error);
	test_negative(sql);
	sql_close(sql);
	fixture_remove(folder);
	return tap_done();
}
