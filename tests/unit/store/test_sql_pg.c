/* The PostgreSQL engine: what the seam promises of values, errors, transactions and lost connections. */
#include "store/copy.h"
#include "store/migrate.h"
#include "store/queries.h"
#include "tests/unit/store/store_fixture.h"

static bool is_code(bool done, GError **error, ErrorCode code)
{
	bool right = !done && *error != NULL && error_code(*error) == code;
	if (!right)
		printf("# %s\n", *error != NULL ? (*error)->message : "no error");
	g_clear_error(error);
	return right;
}

static void script(Sql *sql, const char *text)
{
	g_autoptr(GError) error = NULL;
	if (!sql_script(sql, text, &error))
		g_error("%s: %s", text, error->message);
}

static const char *ask(Sql *sql, Arena *arena, const char *text)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(SqlRows) rows = NULL;
	const SqlStatement statement = { .name = "ask", .slot = SIZE_MAX, .types = "", .text[SQL_POSTGRESQL] = text };
	if (!sql_query(sql, &statement, NULL, &rows, &error) || sql_rows_next(rows, &error) != 1)
		g_error("%s: %s", text, error != NULL ? error->message : "no row");
	return arena_strdup(arena, sql_rows_text(rows, 0));
}

static void test_urls(void)
{
	static const struct {
		const char *name, *url;
		ErrorCode code;
	} rows[] = {
		{ "a URL with a password", "postgresql://a:secret@localhost/valija", ERROR_STOP },
		{ "a URL with an unknown word", "postgresql://localhost/valija?sslmod=x", ERROR_STOP },
		{ "a host where nothing listens", "postgresql://a@127.0.0.1:1/valija", ERROR_RETRY },
		{ "a host with no name in DNS", "postgresql://a@db.invalid/valija", ERROR_RETRY },
	};
	g_autoptr(GError) error = NULL;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Sql *sql = sql_open(rows[i].url, false, &error);
		ok(sql == NULL && error != NULL && strstr(error->message, "secret") == NULL,
		   "%s is refused without its secrets", rows[i].name);
		ok(is_code(false, &error, rows[i].code), "with the right code");
	}
	const char *url = g_getenv("VALIJA_TEST_URL");
	g_autofree char *nobody = g_strdup_printf("%s&user=nobody_at_all", url);
	g_autofree char *nowhere = g_strdup_printf("%s&dbname=nowhere", url);
	ok(is_code(sql_open(nobody, false, &error) != NULL, &error, ERROR_STOP), "a role that is not there is STOP");
	ok(is_code(sql_open(nowhere, false, &error) != NULL, &error, ERROR_STOP), "so is a database");
}

/* The server of the tests has no TLS: only a URL that says so is let off the proof. */
static void test_proof(void)
{
	g_autoptr(GError) error = NULL;
	const char *port = strstr(g_getenv("VALIJA_TEST_URL"), "&port=");
	g_assert(port != NULL);
	g_autofree char *plain = g_strdup_printf("postgresql://valija@127.0.0.2/valija?port=%s", port + strlen("&port="));
	g_autofree char *let_off = g_strconcat(plain, "&sslmode=disable", NULL);
	ok(is_code(sql_open(plain, false, &error) != NULL, &error, ERROR_STOP),
	   "a server elsewhere that proves nothing is STOP");
	Sql *sql = sql_open(let_off, false, &error);
	ok(fixture_fine(sql != NULL, &error), "unless the URL does not ask for it");
	sql_close(sql);
}

static void test_values(Sql *sql, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	static const char *const texts[] = { "", "Ñandú ' \" ; -- $1 ?1 %s \\", "\xf0\x9f\x90\xa6", NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *tax_id = arena_printf(arena, "%zu", i);
		const CustomerInsertArgs args = { .company = "Norte", .tax_id = tax_id, .name = texts[i] };
		CustomerGetRow row = { .name = "unset" };
		int64_t changes = 0;
		ok(q_customer_insert(sql, &args, &changes, &error) && changes == 1, "a text goes in");
		ok(q_customer_insert(sql, &args, &changes, &error) && changes == 0, "once");
		is_i64(q_customer_get(sql, "Norte", tax_id, arena, &row, &error), 1, "one row");
		is_str(row.name, texts[i], "and comes back");
	}
	const JobInsertArgs job = { .id = INT64_MAX, .lane = "x", .kind = "x", .state = "held", .due_at = INT64_MIN };
	JobGetRow row = { 0 };
	ok(q_job_insert(sql, &job, NULL, &error), "the largest integers go in");
	ok(q_job_get(sql, INT64_MAX, arena, &row, &error) == 1 && row.due_at == INT64_MIN, "and come back");
}

static void test_transactions(Sql *sql, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	AlertGetRow row = { 0 };
	const AlertRaiseArgs kept = { .company = "Norte", .key = "kept" };
	const AlertRaiseArgs lost = { .company = "Norte", .key = "lost" };
	const JobInsertArgs wrong = { .id = 5, .lane = "x", .kind = "x", .state = "no such" };
	sql_begin(sql, &error);
	q_alert_raise(sql, &kept, NULL, &error);
	sql_begin(sql, &error);
	q_alert_raise(sql, &lost, NULL, &error);
	int64_t changes = 0;
	ok(is_code(q_job_insert(sql, &wrong, &changes, &error), &error, ERROR_REJECT), "a row is refused in a part");
	sql_rollback(sql);
	ok(sql_commit(sql, "tx.test", &error), "the transaction outlives the part");
	is_i64(q_alert_get(sql, "Norte", "kept", arena, &row, &error), 1, "what was before is there");
	is_i64(q_alert_get(sql, "Norte", "lost", arena, &row, &error), 0, "the part is not");
	sql_begin(sql, &error);
	q_alert_raise(sql, &lost, NULL, &error);
	q_job_insert(sql, &wrong, &changes, NULL);
	ok(is_code(sql_commit(sql, "tx.test", &error), &error, ERROR_RETRY),
	   "a transaction in which something failed cannot be committed by oversight");
	is_i64(q_alert_get(sql, "Norte", "lost", arena, &row, &error), 0, "nothing of it stays");
}

/* What nobody waits for is sent ahead: its fault shows at the next question, the end of the part or the commit. */
static void test_sent_ahead(Sql *sql, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	AlertGetRow row = { 0 };
	const AlertRaiseArgs before = { .company = "Norte", .key = "before" };
	const AlertRaiseArgs ahead = { .company = "Norte", .key = "ahead" };
	const JobInsertArgs wrong = { .id = 5, .lane = "x", .kind = "x", .state = "no such" };
	sql_begin(sql, &error);
	q_alert_raise(sql, &before, NULL, &error);
	sql_begin(sql, &error);
	ok(q_job_insert(sql, &wrong, NULL, &error) && q_alert_raise(sql, &ahead, NULL, &error), "sent, not asked");
	ok(is_code(sql_commit(sql, NULL, &error), &error, ERROR_REJECT), "the end of a part tells");
	sql_begin(sql, &error);
	q_job_insert(sql, &wrong, NULL, &error);
	ok(is_code(q_alert_get(sql, "Norte", "ahead", arena, &row, &error) >= 0, &error, ERROR_REJECT),
	   "the next question tells");
	sql_rollback(sql);
	sql_begin(sql, &error);
	for (int i = 0; i < 1000; i++)
		q_alert_raise(sql, &ahead, NULL, &error);
	ok(sql_commit(sql, NULL, &error) && error == NULL, "a thousand at once");
	ok(sql_commit(sql, "tx.test", &error), "and what was before is committed");
	is_i64(q_alert_get(sql, "Norte", "before", arena, &row, &error), 1, "it is there");
	is_i64(q_alert_get(sql, "Norte", "ahead", arena, &row, &error), 1, "so is the part that went well");
	sql_begin(sql, &error);
	q_job_insert(sql, &wrong, NULL, &error);
	ok(is_code(sql_commit(sql, "tx.test", &error), &error, ERROR_REJECT), "the commit tells");
	ok(sql_begin(sql, &error) && sql_commit(sql, "tx.test", &error), "the connection goes on");
}

static void test_errors(Sql *sql, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	static const struct {
		const char *name, *text;
		ErrorCode code;
	} rows[] = {
		{ "a row of no message", "INSERT INTO note (at, message_id, text, codes, verified) VALUES (1, 99, '', '', 0)",
		  ERROR_REJECT },
		{ "a number too large", "SELECT 9223372036854775807 + 1", ERROR_REJECT },
		{ "a text too long for its index",
		  "INSERT INTO target (company, key, touched) SELECT 'x', string_agg(md5(n::text), ''), 1"
		  " FROM generate_series(1, 400) n", ERROR_REJECT },
		{ "wrong SQL", "SELECT nothing FROM nowhere", ERROR_STOP },
		{ "what the role may not do", "CREATE ROLE another", ERROR_STOP },
		{ "a read-only server", "BEGIN READ ONLY; DELETE FROM note; ROLLBACK", ERROR_STOP },
		{ "a statement that takes too long", "BEGIN; SET LOCAL statement_timeout = 50; SELECT pg_sleep(9)",
		  ERROR_RETRY },
		{ "a deadlock", "DO $$ BEGIN RAISE SQLSTATE '40P01'; END $$", ERROR_RETRY },
		{ "a conflict of transactions", "DO $$ BEGIN RAISE SQLSTATE '40001'; END $$", ERROR_RETRY },
		{ "too many connections", "DO $$ BEGIN RAISE SQLSTATE '53300'; END $$", ERROR_RETRY },
		{ "a full disk", "DO $$ BEGIN RAISE SQLSTATE '53100'; END $$", ERROR_STOP },
		{ "a damaged table", "DO $$ BEGIN RAISE SQLSTATE 'XX001'; END $$", ERROR_STOP },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		ok(is_code(sql_script(sql, rows[i].text, &error), &error, rows[i].code), "%s", rows[i].name);
		sql_script(sql, "ROLLBACK", NULL);
	}
	is_str(ask(sql, arena, "SHOW transaction_isolation"), "read committed", "transactions read what is committed");
	is_str(ask(sql, arena, "SHOW lock_timeout"), "10s", "no lock is waited for without end");
	is_str(ask(sql, arena, "SHOW synchronous_commit"), "on", "a commit is durable");
}

static void test_lock_timeout(Sql *sql, Sql *other, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	LedgerAloneRow row = { 0 };
	sql_begin(other, &error);
	q_ledger_alone(other, arena, &row, &error);
	script(sql, "SET lock_timeout = '50ms'");
	ok(is_code(q_ledger_alone(sql, arena, &row, &error) == 1, &error, ERROR_RETRY), "a lock held too long is RETRY");
	script(sql, "SET lock_timeout = '10s'");
	sql_rollback(other);
	is_i64(q_ledger_alone(sql, arena, &row, &error), 1, "then it is free");
}

static void end_backend(Sql *sql, Sql *by, Arena *arena)
{
	const char *pid = ask(sql, arena, "SELECT pg_backend_pid()");
	const char *text = arena_printf(arena, "SELECT pg_terminate_backend(%s, 5000)", pid);
	is_str(ask(by, arena, text), "t", "a connection is ended from outside");
}

static void test_reconnect(Sql *sql, Sql *other, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const AlertRaiseArgs lost = { .company = "Norte", .key = "lost" };
	AlertGetRow row = { 0 };
	end_backend(sql, other, arena);
	ok(fixture_fine(sql_begin(sql, &error), &error), "one that died while idle is made anew for a transaction");
	q_alert_raise(sql, &lost, NULL, &error);
	end_backend(sql, other, arena);
	ok(is_code(q_alert_get(sql, "Norte", "lost", arena, &row, &error) == 1, &error, ERROR_RETRY),
	   "one that dies in a transaction is RETRY");
	ok(is_code(q_alert_get(sql, "Norte", "lost", arena, &row, &error) == 1, &error, ERROR_RETRY),
	   "and no statement of it runs outside of it");
	ok(is_code(sql_commit(sql, "tx.test", &error), &error, ERROR_RETRY), "nor is it committed");
	is_i64(q_alert_get(sql, "Norte", "lost", arena, &row, &error), 0, "nothing of it stays");
	is_str(ask(sql, arena, "SHOW lock_timeout"), "10s", "the new connection is set up like the first");
	end_backend(sql, other, arena);
	ok(is_code(q_alert_get(sql, "Norte", "x", arena, &row, &error) == 0, &error, ERROR_RETRY),
	   "a statement on a dead connection is RETRY");
	is_i64(q_alert_get(sql, "Norte", "x", arena, &row, &error), 0, "the next one works");
}

/* Made while the table was empty, and looked at then: any index seemed as good as any other. */
static void test_plans_age(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	g_autoptr(Sql) sql = fixture_sql(path);
	MessageStateRow row = { 0 };
	if (!migrate_run(sql, &error) || !sql_script(sql, "ANALYZE message", &error) ||
	    q_message_state(sql, 1, arena, &row, &error) != 0 ||
	    !sql_script(sql, "INSERT INTO message (account, folder, uidvalidity, uid, bytes, received, staged_at, state,"
			     " due_at) SELECT 'a', 'f', 1, n, 1, 1, 1, 'quarantined', n FROM generate_series(1, 9000) n",
			&error))
		g_error("%s", error->message);
	for (int i = 0; i < 2100; i++)
		if (!sql_begin(sql, &error) || q_message_state(sql, 1, arena, &row, &error) != 1 ||
		    !sql_commit(sql, "tx.test", &error))
			g_error("%s", error != NULL ? error->message : "no row");
	const char *plan = ask(sql, arena, "EXPLAIN (COSTS OFF) EXECUTE message_state(1)");
	ok(strstr(plan, "message_pkey") != NULL, "a plan does not outlive an empty table: %s", plan);
	fixture_remove(path);
}

static void test_store(void)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = fixture_path();
	g_autofree char *url = fixture_url(path);
	fixture_make_schema(path);
	ok(is_code(store_open(path, url, &error) != NULL, &error, ERROR_STOP), "an empty database is no store");
	ok(fixture_fine(store_create(path, url, &error), &error), "a store is made");
	ok(is_code(store_create(path, url, &error), &error, ERROR_REJECT), "and never overwritten");
	g_autofree char *file = g_build_filename(path, "valija.db", NULL);
	ok(!g_file_test(file, G_FILE_TEST_EXISTS), "it has no file of the other engine");
	g_autofree char *key = g_build_filename(path, "token.key", NULL);
	g_autofree char *moved = g_build_filename(path, "moved", NULL);
	g_rename(key, moved);
	ok(is_code(store_open(path, url, &error) != NULL, &error, ERROR_STOP),
	   "a machine without the key of the store does not begin with another");
	ok(is_code(store_open(path, "valija.db", &error) != NULL, &error, ERROR_STOP), "a path is no URL");
	fixture_remove(path);
}

/* Six processes find an empty database, and one makes the tables. */
static void test_migrate_together(void)
{
	enum { PROCESSES = 6 };
	g_autofree char *path = fixture_path();
	pid_t children[PROCESSES];
	int failed = 0;
	fixture_make_schema(path);
	fflush(stdout);
	for (int i = 0; i < PROCESSES; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			g_autoptr(Sql) sql = fixture_sql(path);
			_exit(!migrate_run(sql, NULL));
		}
	}
	for (int i = 0; i < PROCESSES; i++) {
		int status = 0;
		waitpid(children[i], &status, 0);
		failed += status != 0;
	}
	is_i64(failed, 0, "six processes migrate one database at once");
	fixture_remove(path);
}

/* Six machines make a store in one database: one of them does, and has the key. */
static void test_make_together(void)
{
	enum { MACHINES = 6 };
	g_autofree char *path = fixture_path();
	g_autofree char *url = fixture_url(path);
	pid_t children[MACHINES];
	int made = 0, keys = 0;
	fixture_make_schema(path);
	fflush(stdout);
	for (int i = 0; i < MACHINES; i++) {
		children[i] = fork();
		if (children[i] == 0) {
			g_autofree char *own = g_strdup_printf("%s/machine-%d", path, i);
			_exit(!store_create(own, url, NULL));
		}
	}
	for (int i = 0; i < MACHINES; i++) {
		g_autofree char *key = g_strdup_printf("%s/machine-%d/token.key", path, i);
		int status = 0;
		waitpid(children[i], &status, 0);
		made += status == 0;
		keys += g_file_test(key, G_FILE_TEST_EXISTS);
	}
	is_i64(made, 1, "six machines make one store at once: one does");
	is_i64(keys, 1, "and it alone has a key");
	fixture_remove(path);
}

/* What a pooler does to us that gives each transaction another connection of the server. */
static void test_pooler(Sql *sql, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	AlertGetRow row = { 0 };
	q_alert_get(sql, "Norte", "x", arena, &row, &error);
	script(sql, "DEALLOCATE ALL");
	bool found = q_alert_get(sql, "Norte", "x", arena, &row, &error) == 1;
	ok(error != NULL && strstr(error->message, "pool_mode = session") != NULL, "a pooler is told how it must be set");
	ok(is_code(found, &error, ERROR_STOP), "and only a person can");
}

/* A fault is no empty database: over what is there nothing may be made. */
static void test_not_seen(Sql *other)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *path = fixture_path();
	g_autofree char *url = fixture_url(path);
	fixture_make_schema(path);
	ok(fixture_fine(store_create(path, url, &error), &error), "a store");
	g_autofree char *own = g_build_filename(path, "another", NULL);
	g_autofree char *away = g_strdup_printf("ALTER TABLE %s.schema_version RENAME version TO versions",
						strstr(url, "%3D") + 3);
	script(other, away);
	bool there = false;
	ok(!store_is_at(path, url, &there, &error), "where the version cannot be read");
	g_clear_error(&error);
	ok(is_code(store_create(own, url, &error), &error, ERROR_STOP), "no store is made");
	ok(is_code(store_open(path, url, &error) != NULL, &error, ERROR_STOP), "and none is opened");
	fixture_remove(path);
}

int main(void)
{
	if (g_getenv("VALIJA_TEST_URL") == NULL) {
		skip("PostgreSQL", "tests/flow/test_postgresql.sh runs this one");
		return tap_done();
	}
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	g_autoptr(Sql) sql = fixture_sql(path);
	g_autoptr(Sql) other = fixture_sql(path);
	ok(migrate_run(sql, NULL), "the schema is made");
	test_urls();
	test_proof();
	test_values(sql, arena);
	test_transactions(sql, arena);
	test_sent_ahead(sql, arena);
	test_errors(sql, arena);
	test_lock_timeout(sql, other, arena);
	test_reconnect(sql, other, arena);
	test_plans_age();
	test_store();
	test_migrate_together();
	test_make_together();
	test_not_seen(other);
	test_pooler(sql, arena);
	fixture_remove(path);
	return tap_done();
}
