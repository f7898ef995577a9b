/* What any engine must do; written against store/store.h alone. */
#include "tests/unit/store/store_fixture.h"

static void test_staging(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const StagedMail mails[] = { fixture_mail(arena, 1), fixture_mail(arena, 2) };
	Cursor cursor = { .uidvalidity = 7, .last_uid = 2 };
	size_t new = 0;
	ok(fixture_fine(store_stage(store, mails, 2, "ventas", "INBOX", &cursor, NOW, &new, &error), &error), "two mails are staged");
	is_i64((int64_t)new, 2, "both are new");
	ok(fixture_fine(store_stage(store, mails, 2, "ventas", "INBOX", &cursor, NOW, &new, &error), &error), "and again");
	is_i64((int64_t)new, 0, "none is new");
	ClaimedMail *claimed = NULL;
	size_t n = 0;
	ok(fixture_fine(store_claim_mails(store, arena, "w1", NOW, 60, 10, &claimed, &n, &error), &error), "claim");
	is_i64((int64_t)n, 2, "two claimed");
	Outcome outcome = { .outcome = "invoice", .company = "Norte", .move_to = "Cobranza/Facturas" };
	Event event = { .at = NOW, .company = "Norte", .kind = "note-added", .actor = "valija" };
	outcome.events = &event;
	outcome.n_events = 1;
	ok(fixture_fine(store_commit_outcome(store, &claimed[0], &outcome, NULL, 0, NOW, &error), &error), "outcome");
	ok(!store_commit_outcome(store, &claimed[0], &outcome, NULL, 0, NOW, &error), "only once");
	g_clear_error(&error);
	Invoice *invoice = fixture_owed(store, arena, 1);
	ok(invoice->customer_id > 0, "invoice is of its customer");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	test_staging(store, arena);
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
