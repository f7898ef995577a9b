#include "ledger/caps.h"
#include "ledger/pause.h"

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

static void test_lost(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-16T15:00:00Z");
	owes(one, invoice("a", "2026-11-10"));
	wrote(one, "2026-11-13T15:00:00Z", "a");
	one->past[0].left = false;
	one->past[0].lost = "was cancelled";
	is_str(says(one), "step overdue+3 was cancelled", "what a person cancelled is over");
	is_str(next(one, 0), "overdue+8 2026-11-20", "and the next one comes");
	owes(one, invoice("b", "2026-11-11"));
	is_str(says(one), "overdue+3", "no other invoice waits for it");
	Scene *moved = scene(arena, "2026-11-13T15:00:00Z");
	owes(moved, invoice("a", "2026-11-10"));
	wrote(moved, "2026-11-05T15:00:00Z", "a");
	is_str(says(moved), "overdue+3", "a mail of before its day was another step");
	moved->past[0].step = "overdue+3 2026-11-10";
	is_str(says(moved), "step overdue+3 was sent", "a step of that name is that step, though its day has moved");
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
	const Policy polite = { .tone = "formal" };
	is_str(decide_tone(&polite, &one->customer, &one->contacts[0]), "formal", "the policy's register");
	one->customer.tone = "friendly";
	is_str(decide_tone(&polite, &one->customer, &one->contacts[0]), "friendly", "the customer's before it");
	one->contacts[0].tone = "formal";
	is_str(decide_tone(&polite, &one->customer, &one->contacts[0]), "formal", "the contact's before both");
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

/* By name, by segment, by company; a name that is not in the config sends nothing. */
static void test_policies(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-13T15:00:00Z");
	Policy policies[2] = { book_policy(arena, &one->company.policy, "soft", "3 before; 20 overdue"),
			       book_policy(arena, &one->company.policy, "hard", "1 overdue; 2 firm; 4 formal") };
	texts_add(arena, &policies[1].segments, "risky");
	policies[1].version = "7";
	policies[1].since = day("2026-11-01");
	one->company.policies = policies;
	one->company.n_policies = 2;
	owes(one, invoice("a", "2026-11-10"));
	is_str(says(one), "overdue+3", "the company's policy");
	one->customer.segment = "risky";
	is_str(says(one), "firm+2", "that of the segment");
	is_str(policy_label(arena, one->decision.policy), "hard 7 of 2026-11-01", "its version and day are named");
	one->customer.policy = "soft";
	is_str(says(one), "before+3", "the customer's own comes first");
	one->customer.policy = "gone";
	is_str(says(one), "policy gone is not in the config", "nothing leaves by a policy that nobody wrote");
	is_str(next(one, 0), "policy 2026-11-14", "and it is looked at again");
}

/* A step that is a person's opens a task once, and no mail. */
static void test_channels(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-17T15:00:00Z");
	one->company.policy = book_policy(arena, &one->company.policy, "calls", "3 overdue; 5 overdue phone; 8 formal");
	owes(one, invoice("a", "2026-11-10"));
	is_str(says(one), "step overdue+5 is for a person: task phone", "no mail on the day of a call");
	ok(one->decision.items[0].task != NULL && one->decision.items[0].task->channel == CHANNEL_PHONE, "a task");
	is_str(next(one, 0), "formal+8 2026-11-20", "and the ladder goes on");
	wrote(one, "2026-11-17T15:00:00Z", "a");
	one->past[0].task = true;
	ok(g_str_has_prefix(says(one), "step overdue+5 is a person's since 2026-11-17"), "once");
	ok(one->decision.items[0].task == NULL, "it is not opened again");
	one->input.now = at("2026-11-20T15:00:00Z");
	is_str(says(one), "step formal+8 is for a person: task formal-notice", "a formal notice is never a mail");
	is_str(next(one, 0), "formal-notice -", "a person is next");
	owes(one, invoice("b", "2026-11-16"));
	is_str(says(one), "overdue+3", "another invoice's mail leaves all the same: a call is no mail of this week");
	one->company.go_live = (Date){ 0 };
	says(one);
	ok(one->decision.items[0].task == NULL, "nobody is told to act before the company is live");
	is_str(next(one, 0), "go-live 2026-11-21", "the task comes up then");
}

static void test_statement(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-20T15:00:00Z");
	one->company.policy.statement_only = true;
	owes(one, invoice("a", "2026-10-10"));
	is_str(says(one), "policy test: a statement on 2026-12-01 instead of reminders", "no reminder for a key account");
	is_str(next(one, 0), "statement 2026-12-01", "its day is known");
	one->input.now = at("2026-12-01T15:00:00Z");
	is_str(says(one), "statement", "the month's statement");
	ok(one->decision.statement, "is no reminder");
	one->past[one->input.n_past++] = (PastReminder){ .step = "statement 2026-12", .left = true, .task = true,
							 .queued_at = at("2026-12-01T15:00:00Z") };
	is_str(says(one), "policy test: a statement on 2027-01-01 instead of reminders", "once a month");
}

/* Of another country than ours: its holidays, its hours. */
static void test_countries(Arena *arena)
{
	const Date wednesday[] = { date_make(2026, 11, 18) };
	const CountryDays countries[] = { { "MX", "America/Mexico_City", wednesday, 1 } };
	Scene *one = scene(arena, "2026-11-18T15:30:00Z");
	one->company.countries = countries;
	one->company.n_countries = 1;
	owes(one, invoice("a", "2026-11-10"));
	is_str(says(one), "overdue+3", "in Chile it is a day like any other");
	one->customer.tax_id = "EKU9003173C9";
	ok(g_str_has_prefix(says(one), "outside sending hours: 2026-11-19T15:00:00Z"), "in Mexico it is none");
	one->customer.country = "CL";
	is_str(says(one), "overdue+3", "what a person said comes before the tax id");
	one->input.now = at("2026-11-19T13:30:00Z");
	is_str(says(one), "overdue+3", "10:30 in Santiago");
	one->customer.timezone = "America/Tijuana";
	ok(g_str_has_prefix(says(one), "outside sending hours: 2026-11-19T17:00:00Z"), "05:30 in Tijuana");
	one->customer.timezone = NULL;
	one->company.policy.preferred = 1u << 4;
	ok(g_str_has_prefix(says(one), "outside sending hours: 2026-11-20T12:00:00Z"), "it waits for Friday");
	one->company.policy.minimum = &(Money){ .micro = 2000, .currency = "CLP" };
	one->company.policy.n_minimum = 1;
	is_str(says(one), "less than the minimum of policy test: 0.001 CLP", "too little is not asked for");
	owes(one, invoice("b", "2026-11-10"));
	ok(g_str_has_prefix(says(one), "outside sending hours"), "two of them are enough");
}

static void test_people(Arena *arena)
{
	Scene *one = scene(arena, "2026-11-13T15:00:00Z");
	owes(one, invoice("a", "2026-11-10"));
	one->contacts[2] = contact(3, "gerente@uno.test", ROLE_ESCALATES);
	says(one);
	is_i64((int64_t)one->decision.n_cc, 1, "who escalates hears nothing of a first reminder");
	one->input.now = at("2026-12-01T15:00:00Z");
	is_str(says(one), "firm+15", "the firm step");
	is_i64((int64_t)one->decision.n_cc, 2, "has them in copy");
	one->contacts[0].absent_until = day("2026-12-01");
	says(one);
	is_i64(one->decision.to[0]->id, 2, "somebody else is asked while who pays is away");
	one->contacts[1].absent_until = day("2026-12-10");
	says(one);
	is_i64(one->decision.to[0]->id, 1, "when all are, the mail waits in their inbox");
	one->input.now = at("2026-12-02T15:00:00Z");
	says(one);
	is_i64(one->decision.to[0]->id, 1, "back on the next day");
}

typedef struct {
	CapCounts counts;
	const char *go_live, *want;
} Cap;

static const Cap caps[] = {
	{ { .company_day = 49 }, "2026-11-10", NULL },
	{ { .company_day = 50 }, "2026-11-10", "50 mails of the company today: that is the most in the first days" },
	{ { .company_day = 50 }, "2026-11-06", NULL },
	{ { .company_day = 1000 }, "2026-11-06", "1000 mails of the company today: that is the most" },
	{ { .address_day = 1 }, "2026-11-06", "1 mails to this address today: that is the most" },
	{ { .address_week = 3 }, "2026-11-06", "3 mails to this address in a week: that is the most" },
	{ { .address_week = 2 }, "2026-11-06", NULL },
};

static void test_caps(Arena *arena)
{
	for (size_t i = 0; i < G_N_ELEMENTS(caps); i++) {
		Scene *one = scene(arena, "2026-11-13T15:00:00Z");
		one->company.go_live = day(caps[i].go_live);
		one->company.caps = (Caps){ .per_day = 1000, .first_per_day = 50, .first_days = 7, .address_day = 1,
					    .address_week = 3 };
		owes(one, invoice("a", "2026-11-10"));
		says(one);
		caps_apply(arena, &one->input, &caps[i].counts, &one->decision);
		is_str(one->decision.skip, caps[i].want, "what left already");
		is_str(next(one, 0), caps[i].want != NULL ? "cap 2026-11-14" : "overdue+8 2026-11-20", "the rest tomorrow");
	}
}

static void test_breaker(Arena *arena)
{
	static const struct {
		CapRefusals of;
		bool stops;
	} rows[] = {
		{ { 19, 19, 0 }, false }, { { 20, 1, 0 }, false }, { { 20, 2, 0 }, true },
		{ { 200, 10, 0 }, false }, { { 200, 11, 0 }, true }, { { 200, 0, 1 }, false }, { { 200, 0, 2 }, true },
	};
	Scene *one = scene(arena, "2026-11-13T15:00:00Z");
	one->company.caps.bounce_percent = 5;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Outcome outcome = { 0 };
		ok(caps_stop(arena, &one->company, &rows[i].of, one->input.now, &outcome) == rows[i].stops,
		   "%d of %d refused", (int)rows[i].of.refused, (int)rows[i].of.mails);
		is_i64((int64_t)outcome.n_alerts, rows[i].stops, "one alert, when it stops");
		if (!rows[i].stops)
			continue;
		one->input.pauses = outcome.pauses;
		one->input.n_pauses = outcome.n_pauses;
	}
	owes(one, invoice("a", "2026-11-10"));
	ok(g_str_has_prefix(says(one), "reminders are stopped: "), "nobody is written to");
	is_str(next(one, 0), "overdue+3 2026-11-14", "and it is looked at again each day");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_ladder(arena);
	test_lost(arena);
	test_late_arrival(arena);
	test_refused(arena);
	test_customer(arena);
	test_consolidated(arena);
	test_clock(arena);
	test_policies(arena);
	test_channels(arena);
	test_statement(arena);
	test_countries(arena);
	test_people(arena);
	test_caps(arena);
	test_breaker(arena);
	return tap_done();
}
