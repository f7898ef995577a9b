/* What a power cut may leave of claims, whose commits are not synced, beside sent.mark, which is: never a store that takes
 * itself for an old copy, and always one that does when it is one. */
#include "tests/unit/store/store_fixture.h"

static void queue_mails(Store *store, Arena *arena, size_t n)
{
	g_autoptr(GError) error = NULL;
	const Outcome outcome = { .company = "Norte" };
	OutboundMail *mails = arena_array(arena, OutboundMail, n);
	for (size_t i = 0; i < n; i++) {
		const char *to = arena_printf(arena, "p%zu@uno.example", i);
		mails[i] = (OutboundMail){ .company = "Norte", .kind = "statement", .relay = "r", .invoice_set = "",
					   .step = to, .message_id = to, .due_at = NOW };
		mails[i].sha256 = fixture_sha(arena, to);
		g_assert(store_next_id(store, &mails[i].id, &error));
		texts_add(arena, &mails[i].to, to);
	}
	if (!store_commit_act(store, &outcome, mails, n, NOW, &error))
		g_error("no mails: %s", error->message);
}

static ClaimedJob *claim(Store *store, Arena *arena, const char *owner)
{
	g_autoptr(GError) error = NULL;
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	ok(fixture_fine(store_claim_outbound(store, arena, "r", owner, NOW, 60, 1, &jobs, &n, &error), &error) && n == 1,
	   "%s claims a mail", owner);
	return jobs;
}

static bool announce(Store *store, const ClaimedJob *job)
{
	g_autoptr(GError) error = NULL;
	bool go = false;
	return fixture_fine(store_begin_attempts(store, job, 1, "r", NOW, &go, &error), &error) && go;
}

static const char *why_restored(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const char *why = NULL;
	fixture_fine(store_restored(store, arena, &why, &error), &error);
	return why;
}

/* The last claim is not in the database: its commit was not synced when the power went. */
static void lose_claim(const char *path)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Sql) sql = fixture_sql(path);
	if (!sql_script(sql, "UPDATE sequence SET value = value - 1 WHERE name = 'send'", &error))
		g_error("%s", error->message);
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	g_autoptr(Store) one = fixture_store(path);
	g_autoptr(Store) other = fixture_open(path, &error);
	queue_mails(one, arena, 4);
	const ClaimedJob *first = claim(one, arena, "one");
	ok(announce(one, first), "it says so, synced");
	const ClaimedJob *second = claim(other, arena, "other");
	ok(fixture_fine(store_will_send(one, &error), &error), "the first is about to send");
	is_str(why_restored(one, arena), NULL, "all is well");
	lose_claim(path);
	is_str(why_restored(one, arena), NULL, "a power cut that takes back the claim of the other leaves the same store");
	claim(other, arena, "another"); /* as if it had never been lost */
	ok(announce(other, second) && fixture_fine(store_will_send(other, &error), &error), "the other is about to send");
	is_str(why_restored(other, arena), NULL, "all is well still");
	lose_claim(path);
	is_str(why_restored(other, arena), "the store is older than the mail that was sent from it",
	       "a database that has lost what was announced is an old one");
	fixture_remove(path);
	return tap_done();
}
