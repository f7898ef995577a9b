/* Acts of the clock that are committed together: each whole or not at all, by who has the lease. */
#include "store/lease.h"
#include "tests/unit/store/store_fixture.h"

#define ACTS 5

typedef struct {
	Customer customer;
	Invoice owed; /* as it is stored */
	Invoice moved;
	OutboundMail mail;
	Event event;
	Alert alert;
	Outcome outcome;
} Act;

static const StoreLease ours = { .name = "reminders Norte", .owner = "one", .until = NOW + 900 };

static Invoice stored(Store *store, Arena *arena, const char *key)
{
	g_autoptr(GError) error = NULL;
	Invoice *invoice = NULL;
	if (!store_invoice(store, arena, "Norte", key, &invoice, &error) || invoice == NULL)
		g_error("no invoice");
	return *invoice;
}

/* A customer of its own, with an invoice that is due. */
static void owe(Store *store, Arena *arena, Act *act, int folio)
{
	g_autoptr(GError) error = NULL;
	Invoice invoice = fixture_invoice(arena, folio);
	Contact contact = { .address = "pagos@uno.example", .role = ROLE_PAYS, .state = CONTACT_OK, .source = "document" };
	act->customer = (Customer){ .company = "Norte", .name = "Cliente", .tax_id = arena_printf(arena, "77%06d-0", folio) };
	invoice.debtor_tax_id = act->customer.tax_id;
	const Outcome outcome = { .company = "Norte", .customers = &act->customer, .n_customers = 1, .contacts = &contact,
				  .contact_of = &act->customer.tax_id, .n_contacts = 1, .invoices = &invoice,
				  .n_invoices = 1 };
	if (!store_commit_act(store, &outcome, NULL, 0, NOW, &error))
		g_error("no invoice: %s", error->message);
	act->owed = stored(store, arena, invoice.key);
}

/* A reminder with its event, an alert, and the day of the next look. */
static void act_make(Store *store, Arena *arena, Act *act, int folio)
{
	owe(store, arena, act, folio);
	act->mail = fixture_reminder(store, arena, &act->owed, "D 2026-11-02");
	act->event = (Event){ .at = NOW, .company = "Norte", .invoice_key = act->owed.key, .kind = "mail-queued",
			      .actor = "valija" };
	act->alert = (Alert){ .company = "Norte", .kind = ALERT_PROMISE_BROKEN, .key = act->owed.key,
			      .subject = act->owed.key, .invoice_key = act->owed.key };
	act->outcome = (Outcome){ .outcome = "due", .company = "Norte", .events = &act->event, .n_events = 1,
				  .alerts = &act->alert, .n_alerts = 1 };
	act->moved = act->owed;
	act->moved.next_date = date_make(2027, 1, 1);
}

static void acts_make(Store *store, Arena *arena, Act *acts, OutcomeCommit *commits, int folio)
{
	for (int i = 0; i < ACTS; i++) {
		act_make(store, arena, &acts[i], folio + i);
		commits[i] = (OutcomeCommit){ .outcome = &acts[i].outcome, .mails = &acts[i].mail, .n_mails = 1,
					      .next = &acts[i].moved, .n_next = 1 };
	}
}

static bool is_queued(Store *store, Arena *arena, const Act *act)
{
	g_autoptr(GError) error = NULL;
	PastStep *steps = NULL;
	size_t n = 0;
	return store_past_steps(store, arena, act->owed.customer_id, &steps, &n, &error) && n == 1 &&
	       stored(store, arena, act->owed.key).next_date.year == 2027;
}

static size_t lines_about(const char *path, const Act *act)
{
	g_autofree char *file = g_build_filename(path, "alerts.log", NULL);
	g_autofree char *text = NULL;
	size_t n = 0;
	if (!g_file_get_contents(file, &text, NULL, NULL))
		return 0;
	for (const char *at = text; (at = strstr(at, act->owed.key)) != NULL; at += strlen(act->owed.key))
		n++;
	return n;
}

static void test_together(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Act acts[ACTS];
	OutcomeCommit commits[ACTS];
	acts_make(store, arena, acts, commits, 100);
	ok(fixture_fine(store_lease_commit(store, &ours, commits, ACTS, NOW, &error), &error), "acts are committed");
	for (int i = 0; i < ACTS; i++)
		ok(commits[i].done && is_queued(store, arena, &acts[i]), "number %d is there, with its day", i);
	CapCounts counts = { 0 };
	int64_t day = 0;
	const CapWindow window = { .company = "Norte", .address = "pagos@uno.example", .day = NOW - 10, .week = NOW - 10 };
	ok(store_cap_company(store, &window, &day, &error), "they are counted");
	is_i64(day, ACTS, "of the company");
	ok(store_cap_address(store, &window, &counts, &error), "and of an address");
	is_i64(counts.address_day, ACTS, "that all of them have");
}

/* One that no table takes, and one whose invoice was changed meanwhile. */
static void test_poison(const char *path, Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Act acts[ACTS];
	OutcomeCommit commits[ACTS];
	acts_make(store, arena, acts, commits, 200);
	acts[1].event.kind = NULL;
	Invoice late = acts[3].owed;
	late.version--;
	acts[3].outcome.invoices = &late;
	acts[3].outcome.n_invoices = 1;
	ok(fixture_fine(store_lease_commit(store, &ours, commits, ACTS, NOW, &error), &error), "the others are committed");
	for (int i = 0; i < ACTS; i++) {
		bool fine = i != 1 && i != 3;
		ok(commits[i].done == fine && is_queued(store, arena, &acts[i]) == fine, "number %d is %s", i,
		   fine ? "there" : "taken back whole");
		is_i64((int64_t)lines_about(path, &acts[i]) > 0, fine, "and its line in alerts.log");
		is_i64(stored(store, arena, acts[i].owed.key).next_date.year, fine ? 2027 : 2026, "and its day");
	}
	is_i64((int64_t)error_code(commits[1].fault), ERROR_REJECT, "what no table takes is refused");
	is_i64((int64_t)error_code(commits[3].fault), ERROR_RETRY, "what was changed meanwhile is to be computed again");
	g_clear_error(&commits[1].fault);
	g_clear_error(&commits[3].fault);
}

static void test_lease(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	const StoreLease theirs = { .name = ours.name, .owner = "two", .until = NOW + 5000 };
	Act acts[ACTS];
	OutcomeCommit commits[ACTS];
	const char *other = NULL;
	acts_make(store, arena, acts, commits, 300);
	ok(!store_lease_commit(store, &theirs, commits, ACTS, NOW, &error) && error_code(error) == ERROR_RETRY,
	   "somebody else has the lease: %s", error != NULL ? error->message : "");
	g_clear_error(&error);
	for (int i = 0; i < ACTS; i++)
		ok(!commits[i].done && !is_queued(store, arena, &acts[i]), "number %d is not there", i);
	ok(fixture_fine(store_lease_commit(store, &theirs, commits, ACTS, NOW + 1000, &error), &error), "until it is over");
	ok(store_lease_take(store, arena, &ours, NOW + 2000, &other, &error), "it was made to last");
	is_str(other, "two", "by the act");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *path = fixture_path();
	Store *store = fixture_store(path);
	size_t faults = 0;
	test_together(store, arena);
	test_poison(path, store, arena);
	test_lease(store, arena);
	ok(store_verify(store, fixture_count_chain, &faults, NULL, &error) && faults == 0, "and events are one chain");
	store_close(store);
	fixture_remove(path);
	return tap_done();
}
