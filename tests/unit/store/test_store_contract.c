/* What any engine must do; written against store/store.h alone, so that a second engine passes it unchanged.
 */
#include "store/lease.h"
#include "tests/unit/store/store_fixture.h"

static bool fails_with(bool done, GError **error, ErrorCode code)
{
	bool right = !done && *error != NULL && error_code(*error) == code;
	if (!right)
		printf("# %s, %s\n", done ? "succeeded" : "failed",
		       *error != NULL ? (*error)->message : "no error");
	g_clear_error(error);
	return right;
}

/* ---- messages ---- */

static void test_staging(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const StagedMail mails[] = { fixture_mail(arena, 1), fixture_mail(arena, 2) };
	const Cursor forward = { .uidvalidity = 7, .last_uid = 2 };
	const Cursor backward = { .uidvalidity = 7, .last_uid = 1 };
	const Cursor renumbered = { .uidvalidity = 8, .last_uid = 0 };
	Cursor cursor = { 0 };
	size_t new = 99;
	ok(store_cursor(store, "ventas", "INBOX", &cursor, &error) && !cursor.known,
	   "a folder never fetched has no cursor");
	ok(fixture_fine(store_stage(store, mails, 2, "ventas", "INBOX", &forward, NOW, &new, &error), &error),
	   "two mails are staged with their cursor");
	is_i64((int64_t) new, 2, "both are new");
	ok(store_cursor(store, "ventas", "INBOX", &cursor, &error) && cursor.known,
	   "the cursor is known then");
	is_i64(cursor.last_uid, 2, "and stands where it was put");
	store_stage(store, mails, 2, "ventas", "INBOX", &backward, NOW, &new, &error);
	is_i64((int64_t) new, 0, "the same mails again make no row");
	store_cursor(store, "ventas", "INBOX", &cursor, &error);
	is_i64(cursor.last_uid, 2, "the cursor never goes back");
	store_stage(store, NULL, 0, "ventas", "INBOX", &renumbered, NOW, &new, &error);
	store_cursor(store, "ventas", "INBOX", &cursor, &error);
	ok(cursor.uidvalidity == 8 && cursor.last_uid == 0, "but starts anew with another UIDVALIDITY");
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	ok(store_known_uids(store, "ventas", "INBOX", 7, uids, &error) && uids->len == 2 &&
		   g_array_index(uids, uint32_t, 1) > g_array_index(uids, uint32_t, 0),
	   "the UIDs on record are listed, ascending");
}

/* A hundred of one sender, then one of another: it is not behind them. */
static void test_turns(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	StagedMail mails[101];
	ClaimedMail *claimed = NULL;
	size_t n = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		mails[i] = fixture_mail(arena, (uint32_t)i);
		mails[i].folder = "turns";
		mails[i].uid = (uint32_t)i + 1;
		mails[i].sender_key = i < 100 ? 5 : 7;
	}
	store_stage(store, mails, 60, "ventas", "turns", NULL, NOW, NULL, &error);
	ok(store_claim_mails(store, arena, "w", NOW, 60, 10, &claimed, &n, &error) && n == 10, "ten are claimed");
	ok(claimed != NULL && claimed[0].uid == 1 && claimed[9].uid == 10, "of one sender the oldest first");
	store_stage(store, mails + 60, 41, "ventas", "turns", NULL, NOW, NULL, &error);
	store_claim_mails(store, arena, "w", NOW, 60, 10, &claimed, &n, &error);
	bool found = false;
	for (size_t i = 0; i < n; i++)
		found = found || claimed[i].uid == 101;
	ok(found, "another sender's mail comes in the next batch");
	is_i64((int64_t)n, 10, "beside nine of the flood");
	store_claim_mails(store, arena, "w", NOW, 60, 200, &claimed, &n, &error);
	is_i64((int64_t)n, 81, "and nothing is left behind");
}

static void test_imports(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	StagedMail mail = fixture_mail(arena, 0);
	mail.account = "import";
	mail.uidvalidity = 0;
	mail.sha256 = fixture_sha(arena, "a file");
	size_t new = 0;
	store_stage(store, &mail, 1, "import", "a.eml", NULL, NOW, &new, &error);
	is_i64((int64_t) new, 1, "a file is staged");
	mail.folder = "another/folder";
	store_stage(store, &mail, 1, "import", "b.eml", NULL, NOW, &new, &error);
	is_i64((int64_t) new, 0, "the same bytes under another name are left");
	mail.sha256 = NULL;
	mail.reason = "larger than the limit";
	ok(fixture_fine(store_stage(store, &mail, 1, "import", "c.eml", NULL, NOW, &new, &error), &error) &&
		   new == 1,
	   "what was not fetched is recorded");
}

static size_t claim(Store *store, Arena *arena, const char *owner, int64_t now, ClaimedMail **ret)
{
	g_autoptr(GError) error = NULL;
	size_t n = 0;
	*ret = NULL;
	ok(fixture_fine(store_claim_mails(store, arena, owner, now, 60, 100, ret, &n, &error), &error),
	   "%s claims", owner);
	return n;
}

static void test_leases(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	ClaimedMail *first = NULL;
	ClaimedMail *none = NULL;
	is_i64((int64_t)claim(store, arena, "w1", NOW, &first), 3, "all that are due are claimed");
	ok(first[0].id < first[1].id && first[1].id < first[2].id, "the oldest first");
	is_i64(first[0].attempts, 1, "as the first attempt");
	is_i64((int64_t)claim(store, arena, "w2", NOW + 59, &none), 0,
	       "while the lease runs nobody else gets them");
	ClaimedMail second[3] = { { 0 } };
	for (size_t i = 0; i < G_N_ELEMENTS(second); i++) {
		is_i64((int64_t)claim(store, arena, "w2", NOW + 60, &none), 1,
		       "when it is over, a dead worker needs no reaper, and each goes alone");
		second[i] = none[0];
	}
	is_i64(second[0].attempts, 2, "as the second attempt");
	const Outcome outcome = { .outcome = "other" };
	ok(fails_with(store_commit_outcome(store, &first[0], &outcome, NULL, 0, NOW, &error), &error,
		      ERROR_RETRY),
	   "who lost the lease cannot commit");
	ok(fixture_fine(store_commit_outcome(store, &second[0], &outcome, NULL, 0, NOW, &error), &error),
	   "who has it can");
	ok(fails_with(store_commit_outcome(store, &second[0], &outcome, NULL, 0, NOW, &error), &error,
		      ERROR_RETRY),
	   "and only once");
	ok(store_release_mail(store, second[1].id, "reader died", false, NOW + 500, &error),
	   "a mail is released for later");
	ok(store_release_mail(store, second[2].id, "third death", true, 0, &error), "another is quarantined");
	is_i64((int64_t)claim(store, arena, "w3", NOW + 499, &none), 0, "neither is claimed before its time");
	is_i64((int64_t)claim(store, arena, "w3", NOW + 500, &none), 1, "the released one is then");
	ok(store_replay_mail(store, second[2].id, &error), "the quarantined one is replayed");
	is_i64((int64_t)claim(store, arena, "w4", NOW + 501, &none), 1, "and is claimed");
	is_i64(none[0].attempts, 1, "with its attempts counted anew");
	ok(fails_with(store_replay_mail(store, second[0].id, &error), &error, ERROR_REJECT),
	   "a done one is not replayed");
}

static void test_same_bytes(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	StagedMail mail = fixture_mail(arena, 900);
	StagedMail again = fixture_mail(arena, 901);
	again.sha256 = mail.sha256;
	StagedMail other = again;
	other.uid = 902;
	other.company = "Sur";
	const StagedMail mails[] = { mail, again, other };
	store_stage(store, mails, 3, "ventas", "INBOX", NULL, NOW, NULL, &error);
	ClaimedMail *claimed = NULL;
	is_i64((int64_t)claim(store, arena, "w5", NOW + 1, &claimed), 3,
	       "mails with the same bytes are rows of their own");
	is_i64(claimed[0].first_same, 0, "the first has none before it");
	is_i64(claimed[1].first_same, claimed[0].id, "the second names it");
	is_i64(claimed[2].first_same, 0, "another company's does not");
}

/* ---- ledger ---- */

static bool act_on(Store *store, const Invoice *invoice, const Posting *postings, size_t n, GError **error)
{
	Invoice copy = *invoice;
	Posting *mine = g_memdup2(postings, sizeof *postings * n);
	const Outcome outcome = {
		.company = "Norte", .invoices = &copy, .n_invoices = 1, .postings = mine, .n_postings = n
	};
	bool done = store_commit_act(store, &outcome, NULL, 0, NOW, error);
	g_free(mine);
	return done;
}

static bool post_alone(Store *store, const Posting *posting, GError **error)
{
	Posting copy = *posting;
	const Outcome outcome = { .company = "Norte", .postings = &copy, .n_postings = 1 };
	return store_commit_act(store, &outcome, NULL, 0, NOW, error);
}

static void test_invoices(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Invoice *read = fixture_owed(store, arena, 100);
	Invoice *stale = NULL;
	store_invoice(store, arena, "Norte", read->key, &stale, &error);
	ok(read->customer_id > 0, "a new invoice is tied to its debtor's customer");
	is_i64(read->total.micro, INT64_C(1190000) * MONEY_SCALE, "amounts come back");
	ok(date_compare(read->due, date_make(2026, 10, 31)) == 0 && read->due_rule == DUE_STATED,
	   "dates and words too");
	read->hold_reason = "PROMISE";
	read->hold_until = date_make(2026, 12, 4);
	ok(fixture_fine(act_on(store, read, NULL, 0, &error), &error), "an update of what was read is taken");
	ok(fails_with(act_on(store, stale, NULL, 0, &error), &error, ERROR_RETRY),
	   "an update of an older version is not");
	Invoice again = fixture_invoice(arena, 100);
	ok(fails_with(act_on(store, &again, NULL, 0, &error), &error, ERROR_RETRY),
	   "nor an insert of a key that is there");
	Invoice *absent = read;
	ok(store_invoice(store, arena, "Norte", "CL:none", &absent, &error) && absent == NULL,
	   "an absent one is NULL");
}

static void test_names(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Invoice *one = fixture_owed(store, arena, 120);
	Invoice twin = fixture_invoice(arena, 121);
	twin.type = "34";
	twin.number = "120";
	twin.uuid = "AD662D33-6934-459C-A128-BDF0393F0F44";
	act_on(store, &twin, NULL, 0, &error);
	const struct {
		const char *name, *key;
	} rows[] = {
		{ one->key, one->key }, { "33-120", one->key },
		{ "34-120", twin.key }, { "ad662d33-6934-459c-a128-bdf0393f0f44", twin.key },
		{ "no such", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Invoice *found = NULL;
		ok(store_find_invoice(store, arena, NULL, rows[i].name, &found, &error), "look up %s",
		   rows[i].name);
		is_str(found != NULL ? found->key : NULL, rows[i].key, "finds it");
	}
	Invoice *found = NULL;
	bool done = store_find_invoice(store, arena, "Norte", "120", &found, &error);
	ok(!done && strstr(error->message, one->key) != NULL && strstr(error->message, twin.key) != NULL,
	   "a name of several is refused with the list");
}

/* A posting and its invoice in any order, computed at the same time, end in the same balance. */
static void test_races(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const Posting early = fixture_posting(130, "file:early", 500000);
	ok(fixture_fine(post_alone(store, &early, &error), &error), "a payment comes before its invoice");
	Invoice unaware = fixture_invoice(arena, 130);
	ok(fails_with(act_on(store, &unaware, NULL, 0, &error), &error, ERROR_RETRY),
	   "an invoice computed without it is computed again");
	unaware.paid = early.amount.micro;
	ok(fixture_fine(act_on(store, &unaware, NULL, 0, &error), &error), "with it, it is taken");
	const Posting late = fixture_posting(130, "file:late", 690000);
	ok(fails_with(post_alone(store, &late, &error), &error, ERROR_RETRY),
	   "a payment computed before the invoice was there is computed again");
	Invoice *read = NULL;
	store_invoice(store, arena, "Norte", unaware.key, &read, &error);
	read->paid += late.amount.micro;
	read->state = STATE_PAID;
	ok(fixture_fine(act_on(store, read, &late, 1, &error), &error), "with the invoice, it is taken");
	ok(fixture_fine(post_alone(store, &late, &error), &error), "the same payment again changes nothing");
	Posting *postings = NULL;
	size_t n = 0;
	ok(store_postings(store, arena, "Norte", unaware.key, &postings, &n, &error) && n == 2,
	   "two postings are on record");
	Posting undone = late;
	undone.undone = true;
	store_invoice(store, arena, "Norte", unaware.key, &read, &error);
	read->paid -= late.amount.micro;
	read->state = STATE_PART_PAID;
	ok(fixture_fine(act_on(store, read, &undone, 1, &error), &error), "a posting is undone");
}

static bool count_row(void *context, const json_t *row)
{
	(void)row;
	(*(int64_t *)context)++;
	return true;
}

static int64_t count_events(Store *store, const char *invoice_key)
{
	g_autoptr(GError) error = NULL;
	const ListFilter filter = { .invoice_key = invoice_key };
	int64_t n = 0;
	return fixture_fine(store_list(store, "events", &filter, count_row, &n, &error), &error) ? n : -1;
}

static void test_steps(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Invoice *invoice = fixture_owed(store, arena, 140);
	const OutboundMail mail = fixture_reminder(store, arena, invoice, "A 2026-11-02");
	OutboundMail twin = fixture_reminder(store, arena, invoice, "A 2026-11-02");
	const Outcome nothing = { .company = "Norte" };
	ok(mail.id != twin.id, "numbers of mails are never given twice");
	ok(fixture_fine(store_commit_act(store, &nothing, &mail, 1, NOW, &error), &error),
	   "a reminder is queued");
	Event event = { .at = NOW, .company = "Norte", .kind = "mail-queued", .invoice_key = invoice->key };
	int64_t before = count_events(store, invoice->key);
	const Outcome told = { .company = "Norte", .events = &event, .n_events = 1 };
	ok(fails_with(store_commit_act(store, &told, &twin, 1, NOW, &error), &error, ERROR_RETRY),
	   "who decides the same step again computes again");
	is_i64(count_events(store, invoice->key), before, "and nothing that it would tell is on record");
	PastStep *steps = NULL;
	size_t n = 0;
	ok(store_past_steps(store, arena, invoice->customer_id, &steps, &n, &error) && n == 1,
	   "it exists once");
	is_str(steps[0].step, "A 2026-11-02", "with its step");
	is_str(steps[0].invoice_keys.items[0], invoice->key, "and its invoice");
	SentMail *sent = NULL;
	ok(store_sent_mail(store, arena, mail.id, &sent, &error) && sent != NULL,
	   "it is found by its number");
	is_str(sent->recipients.items[0], "pagos@uno.example", "with its recipient");
	ok(store_sent_mail(store, arena, twin.id, &sent, &error) && sent == NULL,
	   "the one left out is nowhere");
}

static void test_due(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	int64_t *ids = NULL;
	size_t n = 0;
	store_due_customers(store, arena, "Norte", date_make(2026, 10, 31), 0, 10, &ids, &n, &error);
	is_i64((int64_t)n, 0, "nobody is due before the day");
	store_due_customers(store, arena, "Norte", date_make(2026, 11, 1), 0, 10, &ids, &n, &error);
	is_i64((int64_t)n, 1, "a customer is due once, however many invoices");
	int64_t customer = ids[0];
	store_due_customers(store, arena, "Norte", date_make(2026, 11, 1), customer, 10, &ids, &n, &error);
	is_i64((int64_t)n, 0, "and not again after that number");
	Invoice *invoices = NULL;
	store_open_invoices(store, arena, customer, &invoices, &n, &error);
	ok(n > 1, "it has several open invoices");
	for (size_t i = 0; i < n; i++)
		invoices[i].next_date = date_make(2027, 1, 1);
	const Outcome nothing = { .company = "Norte" };
	const StoreLease lease = { .name = "reminders Norte", .owner = "one", .until = NOW + 900 };
	OutcomeCommit commit = { .outcome = &nothing, .next = invoices, .n_next = n };
	ok(fixture_fine(store_lease_commit(store, &lease, &commit, 1, NOW, &error), &error), "the clock's next look is set");
	store_due_customers(store, arena, "Norte", date_make(2026, 12, 31), 0, 10, &ids, &n, &error);
	is_i64((int64_t)n, 0, "then nobody is due before it");
	store_open_customers(store, arena, "Norte", 0, 10, &ids, &n, &error);
	is_i64((int64_t)n, 1, "though money is still owed");
}

static void test_alerts(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Alert alert = { .company = "Norte",
			.kind = ALERT_ACCOUNT_STOPPED,
			.key = "account ventas",
			.subject = "ventas" };
	const Outcome outcome = { .company = "Norte", .alerts = &alert, .n_alerts = 1 };
	bool new = false;
	ok(store_alert_is_new(store, "Norte", alert.key, &new, &error) && new, "an alert is new");
	int64_t ids[3] = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		OutboundMail mail = { .company = "Norte",
				      .kind = "alert",
				      .step = alert.key,
				      .alert = alert.key,
				      .invoice_set = "",
				      .sha256 = fixture_sha(arena, "alert"),
				      .due_at = NOW + 90000 };
		store_next_id(store, &mail.id, &error);
		mail.message_id = arena_printf(arena, "a%" G_GINT64_FORMAT, mail.id);
		ids[i] = mail.id;
		if (i == 2)
			store_clear_alert(store, "Norte", alert.key, &error);
		ok(fixture_fine(store_commit_act(store, &outcome, &mail, 1, NOW, &error), &error),
		   "raise %zu", i);
		ok(store_alert_is_new(store, "Norte", alert.key, &new, &error) && !new,
		   "it is not new any more");
	}
	SentMail *sent[3] = { NULL };
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++)
		store_sent_mail(store, arena, ids[i], &sent[i], &error);
	ok(sent[0] != NULL && sent[1] == NULL && sent[2] != NULL,
	   "told once, and once more after it was cleared");
}

static void test_batch(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Invoice good = fixture_invoice(arena, 150);
	Invoice bad = fixture_invoice(arena, 150);
	Invoice last = fixture_invoice(arena, 151);
	Invoice *found = NULL;
	ok(store_batch_begin(store, &error), "a batch begins");
	ok(act_on(store, &good, NULL, 0, &error), "a commit in it");
	ok(fails_with(act_on(store, &bad, NULL, 0, &error), &error, ERROR_RETRY), "a lost race in it");
	ok(act_on(store, &last, NULL, 0, &error), "a commit after that");
	ok(fixture_fine(store_batch_end(store, &error), &error), "the batch is durable");
	ok(store_invoice(store, arena, "Norte", good.key, &found, &error) && found != NULL, "with the first");
	ok(store_invoice(store, arena, "Norte", last.key, &found, &error) && found != NULL, "and the last");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	test_staging(store, arena);
	test_imports(store, arena);
	test_leases(store, arena);
	test_same_bytes(store, arena);
	test_invoices(store, arena);
	test_names(store, arena);
	test_races(store, arena);
	test_steps(store, arena);
	test_due(store, arena);
	test_alerts(store, arena);
	test_batch(store, arena);
	store_close(store);
	fixture_remove(path);
	g_autofree char *another = fixture_path();
	store = fixture_store(another);
	test_turns(store, arena);
	store_close(store);
	fixture_remove(another);
	return tap_done();
}
