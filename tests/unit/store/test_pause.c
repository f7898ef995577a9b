/* Domains that mail waits for, and whose automatic messages are counted; against store/store.h alone. */
#include "tests/unit/store/store_fixture.h"

static bool act(Store *store, const Outcome *outcome, GError **error)
{
	return store_commit_act(store, outcome, NULL, 0, NOW, error);
}

static void pause_until(Store *store, int64_t until)
{
	g_autoptr(GError) error = NULL;
	Pause pause = { .company = "Norte", .domain = "uno.example", .until = until, .reason = "5.7.1" };
	const Outcome outcome = { .outcome = "x", .company = "Norte", .pauses = &pause, .n_pauses = 1 };
	fixture_fine(act(store, &outcome, &error), &error);
}

static int64_t paused(Store *store, Arena *arena, const char *company, const char *address, int64_t now)
{
	g_autoptr(GError) error = NULL;
	Pause *pause = NULL;
	fixture_fine(store_pause(store, arena, company, address, now, &pause, &error), &error);
	return pause != NULL ? pause->until - NOW : 0;
}

static void test_pause(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	pause_until(store, NOW + 100);
	is_i64(paused(store, arena, "Norte", "Ana@UNO.Example", NOW), 100, "every address of the domain");
	is_i64(paused(store, arena, "Sur", "ana@uno.example", NOW), 0, "of that company only");
	is_i64(paused(store, arena, "Norte", "ana@sub.uno.example", NOW), 0, "and no other domain");
	is_i64(paused(store, arena, "Norte", "nobody", NOW), 0, "what is no address has no domain");
	pause_until(store, NOW + 50);
	is_i64(paused(store, arena, "Norte", "ana@uno.example", NOW), 100, "never shortened");
	pause_until(store, NOW + 200);
	is_i64(paused(store, arena, "Norte", "ana@uno.example", NOW), 200, "but lengthened");
	is_i64(paused(store, arena, "Norte", "ana@uno.example", NOW + 200), 0, "it ends by itself");
}

static bool queue(Store *store, OutboundMail *mail, const char *kind)
{
	g_autoptr(GError) error = NULL;
	const Outcome outcome = { .outcome = "x", .company = "Norte" };
	mail->kind = kind;
	return fixture_fine(store_commit_act(store, &outcome, mail, 1, NOW, &error), &error);
}

static bool begins(Store *store, Arena *arena, int64_t now, const char **ret_kind)
{
	g_autoptr(GError) error = NULL;
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	bool go = false;
	fixture_fine(store_claim_jobs(store, arena, "smtp", "s", now, 60, 1, &jobs, &n, &error), &error);
	*ret_kind = n == 1 ? jobs[0].kind : NULL;
	if (n == 1)
		fixture_fine(store_begin_attempts(store, &jobs[0], 1, "local", now, &go, &error), &error);
	return go;
}

static bool keep_row(void *context, const json_t *row)
{
	json_t **kept = context;
	json_decref(*kept);
	*kept = json_deep_copy(row);
	return true;
}

static void test_mails_wait(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(json_t) row = NULL;
	const char *kind = NULL;
	Invoice *invoice = fixture_owed(store, arena, 77);
	OutboundMail mail = fixture_reminder(store, arena, invoice, "a");
	OutboundMail alert = fixture_reminder(store, arena, invoice, "b");
	queue(store, &mail, "statement");
	pause_until(store, NOW + 86400);
	ok(!begins(store, arena, NOW, &kind), "a mail to that domain is not begun");
	is_str(kind, "statement", "though it was claimed");
	const ListFilter filter = { .id = mail.id };
	fixture_fine(store_list(store, "queue", &filter, keep_row, &row, &error), &error);
	is_str(json_string_value(json_object_get(row, "state")), "ready", "it waits");
	ok(strstr(json_string_value(json_object_get(row, "reason")), "uno.example refuses our mail by policy") != NULL,
	   "and says why");
	is_i64((int64_t)json_array_size(json_object_get(row, "attempts")), 0, "no attempt is spent");
	ok(!begins(store, arena, NOW + 86399, &kind) && kind == NULL, "until the day is over");
	ok(begins(store, arena, NOW + 86400, &kind), "then it goes");
	pause_until(store, NOW + 200000);
	queue(store, &alert, "alert");
	ok(begins(store, arena, NOW + 86401, &kind) && g_strcmp0(kind, "alert") == 0, "our own people are told all the same");
}

static bool count(Store *store, const Correspondent *who, GError **error)
{
	const Outcome outcome = { .outcome = "x", .company = "Norte", .correspondent = who };
	return act(store, &outcome, error);
}

static void test_correspondent(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Correspondent *who = NULL;
	Correspondent *other = NULL;
	fixture_fine(store_correspondent(store, arena, "Norte", "ana@uno.example", &who, &error), &error);
	is_i64(who->version, 0, "not on record");
	other = arena_memdup(arena, who, sizeof *who);
	who->at[0] = NOW;
	ok(fixture_fine(count(store, who, &error), &error), "the first is counted");
	ok(!count(store, other, &error) && error_code(error) == ERROR_RETRY, "who counted at the same time counts again");
	g_clear_error(&error);
	fixture_fine(store_correspondent(store, arena, "Norte", "ana@uno.example", &who, &error), &error);
	is_i64(who->at[0], NOW, "as it was written");
	other = arena_memdup(arena, who, sizeof *who);
	who->at[2] = 7;
	who->muted_since = NOW;
	ok(fixture_fine(count(store, who, &error), &error), "the next");
	ok(!count(store, other, &error) && error_code(error) == ERROR_RETRY, "one at a time");
	g_clear_error(&error);
	fixture_fine(store_correspondent(store, arena, "Norte", "ana@uno.example", &who, &error), &error);
	ok(who->at[2] == 7 && who->muted_since == NOW && who->version == 2, "all of it is kept");
}

int main(void)
{
	g_autofree char *folder = fixture_path();
	Store *store = fixture_store(folder);
	test_pause(store);
	test_mails_wait(store);
	test_correspondent(store);
	store_close(store);
	fixture_remove(folder);
	return tap_done();
}
