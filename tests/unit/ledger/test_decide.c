#include "ledger/decide.h"

#include "tests/unit/ledger/book_maker.h"

typedef struct {
	Arena *arena;
	Company company;
	Customer customer;
	Contact contacts[3];
	Invoice invoices[4];
	PastReminder past[4];
	DecideInput input;
	Decision decision;
} Scene;

static Contact contact(int64_t id, const char *address, ContactRole role)
{
	return (Contact){ .id = id, .address = address, .role = role, .state = CONTACT_OK };
}

static Invoice invoice(const char *key, const char *due)
{
	return (Invoice){ .id = 1, .company = "andes", .key = key, .direction = DIRECTION_ISSUED, .state = STATE_NEW,
			  .due = due != NULL ? day(due) : (Date){ 0 }, .total = money_make(1000, "CLP"),
			  .debtor_tax_id = CLIENT, .trust = VERDICT_PROVEN, .environment = ENVIRONMENT_PRODUCTION,
			  .received_at = at("2026-10-01T15:00:00Z"), .next_kind = "decide",
			  .next_date = date_make(2026, 11, 1) };
}

/* Steps -5, 0, 3, 8, 15 business days; one mail in 5; hours 9 to 18 on business days. */
static Scene *scene(Arena *arena, const char *now)
{
	Scene *one = arena_new0(arena, Scene);
	Book *book = book_new(arena);
	one->arena = arena;
	one->company = book->companies[0];
	one->customer = (Customer){ .id = 1, .company = "andes", .tax_id = CLIENT };
	one->contacts[0] = contact(1, "pagos@uno.test", ROLE_PAYS);
	one->contacts[1] = contact(2, "jefa@uno.test", ROLE_APPROVES);
	one->contacts[2] = contact(3, "vendedor@andes.test", ROLE_SALESPERSON);
	one->input = (DecideInput){ .company = &one->company, .customer = &one->customer, .contacts = one->contacts,
				    .n_contacts = 3, .invoices = one->invoices, .past = one->past, .now = at(now) };
	return one;
}

static void owes(Scene *one, Invoice row)
{
	one->invoices[one->input.n_invoices++] = row;
}

static void wrote(Scene *one, const char *when, const char *key)
{
	PastReminder *past = &one->past[one->input.n_past++];
	*past = (PastReminder){ .step = "x", .queued_at = at(when), .left = true };
	texts_add(one->arena, &past->invoice_keys, key);
}

/* The step's name without its day, or why there is none. */
static const char *says(Scene *one)
{
	decide_customer(one->arena, &one->input, &one->decision);
	if (one->decision.skip != NULL)
		return one->decision.skip;
	return arena_strndup(one->arena, one->decision.step, strcspn(one->decision.step, " "));
}

static const char *next(Scene *one, size_t i)
{
	const DecideItem *item = &one->decision.items[i];
	return arena_printf(one->arena, "%s %s", item->next_kind,
			    date_is_set(item->next) ? date_text(one->arena, item->next) : "-");
}

typedef struct {
	const char *now, *want, *next;
} Day;

/* Due on Tuesday 10 November 2026; nothing was sent before. */
static const Day days[] = {
	{ "2026-11-02T15:00:00Z", "not yet: before-5 on 2026-11-03", "before-5 2026-11-03" },
	{ "2026-11-03T15:00:00Z", "before-5", "due+0 2026-11-10" },
	{ "2026-11-09T15:00:00Z", "before-5", "due+0 2026-11-10" },
	{ "2026-11-10T15:00:00Z", "due+0", "falls-due 2026-11-11" },
	{ "2026-11-11T15:00:00Z", "not yet: overdue+3 on 2026-11-13", "overdue+3 2026-11-13" },
	{ "2026-11-13T15:00:00Z", "overdue+3", "overdue+8 2026-11-20" },
	{ "2026-11-20T15:00:00Z", "overdue+8", "firm+15 2026-12-01" },
	{ "2026-12-01T15:00:00Z", "firm+15", "formal-notice -" },
	{ "2027-03-01T15:00:00Z", "firm+15", "formal-notice -" },
};

static void test_ladder(Arena *arena)
{
	for (size_t i = 0; i < G_N_ELEMENTS(days); i++) {
		Scene *one = scene(arena, days[i].now);
		owes(one, invoice("a", "2026-11-10"));
		is_str(says(one), days[i].want, days[i].now);
		is_str(next(one, 0), days[i].next, "and what comes next");
	}
	Scene *one = scene(arena, "2026-11-20T15:00:00Z");
	owes(one, invoice("a", "2026-11-10"));
	wrote(one, "2026-11-13T15:00:00Z", "a");
	is_str(says(one), "overdue+8", "one step after the other");
	wrote(one, "2026-11-20T14:00:00Z", "a");
	is_str(says(one), "step overdue+8 was sent", "each step once");
	one->past[1].left = false;
	is_str(says(one), "overdue+8", "a mail that never left does not count");
}

static void test_late_arrival(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-09T15:00:00Z");
	Invoice late = invoice("a", "2026-10-01");
	late.received_at = at("2026-11-09T14:00:00Z");
	owes(one, late);
	is_str(says(one), "not yet: overdue+3 on 2026-11-17", "first seen when overdue: grace first, never \"before\"");
	one->input.now = at("2026-11-17T15:00:00Z");
	is_str(says(one), "overdue+3", "then the first step of the ladder, not the last");
}

typedef struct {
	const char *what, *want, *next;
} Refused;

static Invoice refused(const char *what)
{
	Invoice row = invoice("a", g_str_equal(what, "due") ? NULL : "2026-10-01");
	if (g_str_equal(what, "test"))
		row.environment = ENVIRONMENT_TEST;
	if (g_str_equal(what, "unknown"))
		row.environment = ENVIRONMENT_UNKNOWN;
	if (g_str_equal(what, "trust"))
		row.trust = VERDICT_UNVERIFIABLE;
	if (g_str_equal(what, "altered"))
		row.trust = VERDICT_ALTERED;
	if (g_str_equal(what, "PUE") || g_str_equal(what, "1"))
		row.payment_method = what;
	if (g_str_equal(what, "stop"))
		settle_hold(&row, "STOP", (Date){ 0 });
	if (g_str_equal(what, "hold"))
		settle_hold(&row, "QUESTION", date_make(2026, 11, 9));
	if (g_str_equal(what, "disputed"))
		row.state = STATE_DISPUTED;
	if (g_str_equal(what, "unconfirmed"))
		row.state = STATE_PAYMENT_UNCONFIRMED;
	return row;
}

static const Refused refusals[] = {
	{ "test", "environment is test", "check-environment -" },
	{ "unknown", "environment is unknown", "check-environment -" },
	{ "trust", "trust is unverifiable, policy wants signed", "check-trust -" },
	{ "altered", "trust is altered, policy wants signed", "check-trust -" },
	{ "PUE", "paid at issue, says the document (PUE)", "confirm-payment -" },
	{ "1", "paid at issue, says the document (1)", "confirm-payment -" },
	{ "due", "no due date", "set-due-date -" },
	{ "stop", "held: STOP", "person -" },
	{ "hold", "held until 2026-11-09: QUESTION", "hold-ends 2026-11-10" },
	{ "disputed", "state is disputed", "resolve-dispute -" },
	{ "unconfirmed", "state is payment-unconfirmed", "confirm-payment -" },
};

static void test_refused(Arena *arena)
{
	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++) {
		Scene *one = scene(arena, "2026-11-05T15:00:00Z");
		owes(one, refused(refusals[i].what));
		is_str(says(one), refusals[i].want, refusals[i].what);
		is_str(next(one, 0), refusals[i].next, "somebody or some day is next");
		bool person = decide_waits_for_person(one->decision.items[0].next_kind);
		ok(person != date_is_set(one->decision.items[0].next), "a person or a day, not both");
	}
	Scene *one = scene(arena, "2026-11-05T15:00:00Z");
	owes(one, refused("PUE"));
	one->company.policy.dun_paid_at_once = true;
	is_str(says(one), "firm+15", "a policy may dun what says it was paid");
	one = scene(arena, "2026-11-05T15:00:00Z");
	Invoice early = refused("PUE");
	early.due = day("2026-11-30");
	owes(one, early);
	says(one);
	is_str(next(one, 0), "falls-due 2026-12-01", "the due day changes the state all the same");
}

static void test_customer(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-05T15:00:00Z");
	owes(one, invoice("a", "2026-10-01"));
	is_str(says(one), "firm+15", "all is well");
	ok(one->decision.n_to == 1 && one->decision.n_cc == 2, "who pays; in copy who approves and our salesperson");
	one->contacts[0].state = CONTACT_BOUNCED;
	is_str(says(one), "firm+15", "nobody is left who pays");
	ok(one->decision.n_to == 1 && one->decision.to[0]->id == 2 && one->decision.n_cc == 1, "who approves is asked");
	one->contacts[1].state = CONTACT_STOPPED;
	is_str(says(one), "no contact who pays or approves", "never our own salesperson");
	is_str(next(one, 0), "find-contact 2026-11-06", "a task that comes up every day");
	one->contacts[0].state = CONTACT_PROPOSED;
	is_str(says(one), "no contact who pays or approves", "a proposed contact is not written to");
	one->contacts[0].state = CONTACT_OK;
	one->company.go_live = (Date){ 0 };
	is_str(says(one), "not live: go_live is not set", "archive only");
	one->company.go_live = day("2026-11-10");
	is_str(says(one), "not live before 2026-11-10", "not yet live");
	is_str(next(one, 0), "go-live 2026-11-10", "looked at on that day");
	one->company.go_live = day("2026-11-05");
	is_str(says(one), "firm+15", "live from that day on");
	wrote(one, "2026-10-30T15:00:00Z", "another");
	is_str(says(one), "a mail went out on 2026-10-30: the next may on 2026-11-06", "one mail in five business days");
	is_str(next(one, 0), "firm+15 2026-11-06", "the day is kept");
	one->input.now = at("2026-11-06T15:00:00Z");
	is_str(says(one), "firm+15", "on that day it may");
	Pause pause = { .company = "andes", .domain = "uno.test", .until = at("2026-11-07T10:00:00Z") };
	one->input.pauses = &pause;
	one->input.n_pauses = 1;
	is_str(says(one), "uno.test refuses our mail by policy: waits until 2026-11-07T10:00:00Z", "its domain waits");
	is_str(next(one, 0), "firm+15 2026-11-07", "the clock looks again when the pause is over");
	pause.domain = "andes.test";
	ok(g_str_has_prefix(says(one), "andes.test refuses"), "so it does for who is in copy");
	pause.domain = "dos.test";
	is_str(says(one), "firm+15", "another domain's pause is none of its business");
	one->input.now = at("2026-11-06T22:00:00Z");
	ok(strstr(says(one), "outside sending hours") != NULL, "19:00 in Santiago is too late");
	is_str(next(one, 0), "firm+15 2026-11-09", "it leaves on Monday");
	one->input.now = at("2026-11-06T11:00:00Z");
	ok(strstr(says(one), "outside sending hours: 2026-11-06T12:00:00Z") != NULL, "08:00 is too early");
	is_str(next(one, 0), "firm+15 2026-11-06", "it leaves at nine");
	one->input.now = at("2026-11-07T15:00:00Z");
	ok(strstr(says(one), "outside sending hours") != NULL, "and Saturday is no day for it");
}

static void test_consolidated(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-20T15:00:00Z");
	owes(one, invoice("b", "2026-11-10"));
	owes(one, invoice("a", "2026-11-17"));
	owes(one, invoice("c", "2026-12-20"));
	Invoice disputed = invoice("d", "2026-11-01");
	disputed.state = STATE_DISPUTED;
	settle_hold(&disputed, "DISP_PRICE", (Date){ 0 });
	owes(one, disputed);
	is_str(says(one), "overdue+8", "one mail for all; the highest step rules its tone");
	is_str(texts_join(arena, &one->decision.invoice_keys, " "), "a b", "its reasons, sorted");
	ok(one->decision.items[3].section == SECTION_DISPUTED && !one->decision.items[3].dunned, "the disputed one apart");
	ok(one->decision.items[2].skip != NULL && one->decision.items[2].dunned, "the one not due is on the ladder");
	wrote(one, "2026-11-20T15:00:00Z", "a");
	texts_add(arena, &one->past[0].invoice_keys, "b");
	one->input.now = at("2026-11-27T15:00:00Z");
	is_str(says(one), "overdue+8", "the mail at b's step 8 hid none of a's own steps");
	is_str(texts_join(arena, &one->decision.invoice_keys, " "), "a", "only a has one today");
	is_str(decide_language(&one->company, &one->customer, &one->contacts[0]), "es-CL", "the company's language");
	one->customer.language = "fr";
	one->contacts[0].language = "en";
	is_str(decide_language(&one->company, &one->customer, &one->contacts[0]), "en", "the contact's own first");
	is_str(decide_language(&one->company, &one->customer, NULL), "fr", "then the customer's");
}

static void test_clock(Arena *arena)
{
	Book *book = book_new(arena);
	Invoice rows[] = { invoice("promise", "2026-11-01"), invoice("late", "2026-11-01"), invoice("held", "2026-11-01"),
			   invoice("fresh", "2026-12-01"), invoice("today", "2026-11-01") };
	Outcome outcome = { 0 };
	rows[0].state = STATE_WAITING;
	settle_hold(&rows[0], "PROMISE", day("2026-11-03"));
	settle_hold(&rows[2], "STOP", (Date){ 0 });
	settle_hold(&rows[4], "QUESTION", day("2026-11-04"));
	decide_clock(arena, &book->companies[0], rows, G_N_ELEMENTS(rows), at("2026-11-04T15:00:00Z"), &outcome);
	is_i64((int64_t)outcome.n_invoices, 2, "a hold ends after its last day, a new one falls due; the rest stays");
	is_str(invoice_state_word(outcome.invoices[0].state), "overdue", "the promise is over");
	ok(outcome.invoices[0].hold_reason == NULL && outcome.n_alerts == 1, "its hold is lifted, finance is told");
	is_str(date_text(arena, outcome.alerts[0].day), "2026-11-03", "with the day");
	is_i64((int64_t)outcome.n_events, 3, "release, its state, the other's state: each is an event");
	is_str(invoice_state_word(outcome.invoices[1].state), "overdue", "what fell due is overdue");
	Outcome again = { 0 };
	decide_clock(arena, &book->companies[0], outcome.invoices, 2, at("2026-11-04T16:00:00Z"), &again);
	ok(again.n_events == 0 && again.n_alerts == 0, "the clock strikes once");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_ladder(arena);
	test_late_arrival(arena);
	test_refused(arena);
	test_customer(arena);
	test_consolidated(arena);
	test_clock(arena);
	return tap_done();
}
