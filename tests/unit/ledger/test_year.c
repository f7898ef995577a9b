/*
 * A year of a company's clients, by random histories: invoices, payments in part and in full, answers that hold, lost
 * and absent contacts, pauses, machines that are off for days and clocks that go wrong. What the clock, the decision and
 * the caps say is done to a model of the store; every mail and every state after each pass is judged by rules written
 * anew here.
 *
 * YEAR_SEEDS and YEAR_FIRST_SEED in the environment ask for more or other years.
 */
#include "base/holidays.h"
#include "ledger/caps.h"
#include "ledger/duties.h"
#include "ledger/pause.h"
#include "ledger/states.h"
#include "tests/unit/ledger/book_maker.h"

#define YEAR_CLIENTS 8
#define YEAR_SEEDS 10
#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)

typedef struct {
	Customer customer;
	Contact contacts[3];
	PastReminder *past; /* newest first, as the store gives them */
	size_t n_past;
	Invoice *invoices; /* open and closed */
	size_t n_invoices;
} Client;

typedef struct {
	Arena *arena;
	GRand *rand;
	Company company;
	Policy policies[3];
	Client clients[YEAR_CLIENTS];
	Pause pause; /* of one domain; until 0: none */
	int64_t now;
	GHashTable *sent; /* "invoice step": once */
	GPtrArray *mails; /* instants and addresses: what caps count */
	int64_t n_mails, n_tasks, n_holds, n_paid, n_skips;
	const char *fault; /* the first rule that was broken */
} Year;

typedef struct {
	int64_t at;
	const char *address;
	const Client *client;
} Sent;

static void broken(Year *year, const char *rule, const char *detail)
{
	if (year->fault == NULL)
		year->fault = arena_printf(year->arena, "%s: %s at %s", rule, detail,
					   instant_text(year->arena, year->now));
}

static bool chance(Year *year, int percent)
{
	return g_rand_int_range(year->rand, 0, 100) < percent;
}

/* ---- the company ---- */

static Policy year_policy(Arena *arena, const Policy *base, const char *name, const char *steps)
{
	Policy policy = *base;
	const char *fault = NULL;
	Texts words = texts_split(arena, steps, ";");
	policy.name = name;
	if (!policy_parse_steps(arena, &words, &policy, &fault))
		g_error("%s", fault);
	return policy;
}

static void year_company(Year *year, Arena *arena)
{
	static const char *const codes[] = { "CL", "MX" };
	static const char *const zones[] = { "America/Santiago", "America/Mexico_City" };
	CountryDays *countries = arena_array(arena, CountryDays, 2);
	for (int i = 0; i < 2; i++) {
		countries[i] = (CountryDays){ .country = codes[i], .zone = zones[i] };
		countries[i].holidays = holidays_of(arena, codes[i], 2025, 2028, &countries[i].n_holidays);
	}
	year->company = book_new(arena)->companies[0];
	Company *company = &year->company;
	company->countries = countries;
	company->n_countries = 2;
	company->go_live = date_make(2026, 1, 20);
	company->caps = (Caps){ .per_day = 3, .first_per_day = 1, .first_days = 7 };
	company->caps.address_day = 1;
	company->caps.address_week = 3;
	company->policy.calendar.holidays = countries[0].holidays;
	company->policy.calendar.n_holidays = countries[0].n_holidays;
	const Policy *base = &company->policy;
	year->policies[0] = year_policy(arena, base, "calls",
					"-5 before; 0 due; 3 overdue; 5 overdue phone; 8 firm; 20 formal");
	year->policies[1] = year_policy(arena, base, "often",
					"-2 before; 1 overdue; 2 overdue; 3 overdue; 4 overdue; 9 formal");
	year->policies[1].min_interval = 1;
	year->policies[2] = *base;
	year->policies[2].name = "key";
	year->policies[2].statement_only = true;
	company->policies = year->policies;
	company->n_policies = 3;
}

static void year_clients(Year *year)
{
	static const char *const policies[] = { NULL, "calls", "often", "key" };
	static const char *const tax_ids[] = { CLIENT, CLIENT_MX };
	for (int64_t i = 0; i < YEAR_CLIENTS; i++) {
		Client *client = &year->clients[i];
		const char *domain = i % 3 == 0 ? "grupo" : arena_printf(year->arena, "c%d", (int)i);
		client->customer = (Customer){ .id = i + 1, .company = "andes" };
		client->customer.tax_id = tax_ids[i % 2];
		client->customer.policy = policies[i % 4];
		for (int64_t c = 0; c < 3; c++) {
			const char *address = arena_printf(year->arena, "%s%d@%s.test", i % 3 == 0 ? "pagos" : "p",
							   (int)c, domain);
			client->contacts[c] = (Contact){ .id = i * 3 + c + 1, .customer_id = i + 1, .address = address,
							 .role = (ContactRole)c };
		}
	}
}

/* ---- what the world does ---- */

static void year_invoice(Year *year, Client *client)
{
	Date today = date_in_zone(year->now, year->company.zone);
	Invoice row = { .id = 1, .company = "andes", .direction = DIRECTION_ISSUED, .state = STATE_NEW,
			.key = arena_printf(year->arena, "%d/%d", (int)client->customer.id, (int)client->n_invoices),
			.due = date_add_days(today, g_rand_int_range(year->rand, -40, 60)),
			.total = money_make(g_rand_int_range(year->rand, 1, 1000), "CLP"),
			.debtor_tax_id = client->customer.tax_id,
			.trust = chance(year, 97) ? VERDICT_PROVEN : VERDICT_UNSIGNED, .received_at = year->now,
			.environment = chance(year, 98) ? ENVIRONMENT_PRODUCTION : ENVIRONMENT_TEST,
			.payment_method = chance(year, 3) ? "1" : NULL, .next_kind = "decide", .next_date = today };
	if (chance(year, 3))
		row.due = (Date){ 0 };
	arena_append(year->arena, client->invoices, client->n_invoices, row);
}

static void year_pay(Year *year, Invoice *invoice)
{
	Date today = date_in_zone(year->now, year->company.zone);
	int64_t left = invoice_balance(invoice);
	invoice->paid += chance(year, 70) ? left : g_rand_int_range(year->rand, 0, (gint32)left) + 1;
	if (invoice_balance(invoice) == 0)
		invoice->hold_reason = NULL;
	invoice->state = states_after_balance(invoice, 0, today);
	invoice->next_kind = "decide";
	invoice->next_date = today;
	year->n_paid++;
}

static const struct {
	const char *reason;
	StateEvent event;
	int days; /* 0: until a person lifts it */
} answers[] = {
	{ "PROMISE", STATE_EVENT_WAIT, 9 },  { "PAID_CLAIM", STATE_EVENT_CLAIM_PAID, 5 },
	{ "QUESTION", STATE_EVENT_WAIT, 2 }, { "DISP_PRICE", STATE_EVENT_DISPUTE, 0 },
	{ "STOP", STATE_EVENT_WAIT, 0 },
};

static void year_answer(Year *year, Invoice *invoice)
{
	Date today = date_in_zone(year->now, year->company.zone);
	int which = g_rand_int_range(year->rand, 0, G_N_ELEMENTS(answers));
	int days = answers[which].days;
	invoice->state = states_after(invoice, answers[which].event, today);
	settle_hold(invoice, answers[which].reason, days > 0 ? date_add_days(today, days) : (Date){ 0 });
	year->n_holds++;
}

/* A person lifts it. */
static void year_release(Year *year, Invoice *invoice)
{
	Date today = date_in_zone(year->now, year->company.zone);
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->state = states_after(invoice, STATE_EVENT_RELEASE, today);
	invoice->next_kind = "decide";
	invoice->next_date = today;
}

static void year_wake(Year *year, Client *client)
{
	for (size_t i = 0; i < client->n_invoices; i++)
		if (client->invoices[i].hold_reason == NULL)
			client->invoices[i].next_date = date_in_zone(year->now, year->company.zone);
}

static void year_contacts(Year *year, Client *client)
{
	Contact *contact = &client->contacts[g_rand_int_range(year->rand, 0, 3)];
	Date today = date_in_zone(year->now, year->company.zone);
	if (chance(year, 40))
		contact->absent_until = date_add_days(today, g_rand_int_range(year->rand, 1, 20));
	else
		contact->state = contact->state == CONTACT_OK && chance(year, 30) ? CONTACT_BOUNCED : CONTACT_OK;
	year_wake(year, client);
}

static void year_happens(Year *year, Client *client)
{
	Invoice *invoice = client->n_invoices == 0 ? NULL :
		&client->invoices[g_rand_int_range(year->rand, 0, (gint32)client->n_invoices)];
	if (g_rand_int_range(year->rand, 0, 1000) < 16)
		year_invoice(year, client);
	else if (chance(year, 2))
		year_contacts(year, client);
	if (invoice == NULL || !invoice_is_open(invoice))
		return;
	if (chance(year, 2))
		year_pay(year, invoice);
	else if (invoice->hold_reason == NULL && chance(year, 2))
		year_answer(year, invoice);
	else if (invoice->hold_reason != NULL && chance(year, 1))
		year_release(year, invoice);
}

/* ---- what is true of each mail ---- */

static void judge_hour(Year *year, const Client *client)
{
	bool mexico = text_equal(client->customer.tax_id, CLIENT_MX);
	const CountryDays *country = &year->company.countries[mexico];
	Date today = date_in_zone(year->now, country->zone);
	if (year->now < date_at(today, 9, 0, country->zone) || year->now >= date_at(today, 18, 0, country->zone))
		broken(year, "quiet hours", client->customer.tax_id);
	if (date_weekday(today) > 5)
		broken(year, "weekend", client->customer.tax_id);
	for (size_t i = 0; i < country->n_holidays; i++)
		if (date_compare(country->holidays[i], today) == 0)
			broken(year, "holiday", client->customer.tax_id);
}

static void judge_caps(Year *year, const Client *client, const char *address)
{
	const char *zone = year->company.zone;
	Date today = date_in_zone(year->now, zone);
	int64_t day = 0;
	int64_t same_day = 0;
	int64_t same_week = 0;
	for (guint i = 0; i < year->mails->len; i++) {
		const Sent *sent = year->mails->pdata[i];
		int64_t days = date_diff(today, date_in_zone(sent->at, zone));
		bool same = text_equal(sent->address, address);
		day += days <= 0;
		same_day += same && days <= 0;
		same_week += same && days < 7;
		if (sent->client == client && days == 0)
			broken(year, "two mails in a day", address);
	}
	bool first = date_diff(today, year->company.go_live) < 7;
	if (day >= (first ? 1 : 3) || same_day >= 1 || same_week >= 3)
		broken(year, "cap", address);
	if (date_compare(today, year->company.go_live) < 0)
		broken(year, "not live", address);
}

/* The step that each invoice is asked at is its own: never twice. */
static void judge_steps(Year *year, const Decision *decision)
{
	for (size_t i = 0; i < decision->n_items; i++) {
		const Invoice *invoice = decision->items[i].invoice;
		if (decision->items[i].skip != NULL)
			continue;
		if (!invoice_is_open(invoice) || invoice_balance(invoice) <= 0)
			broken(year, "after payment", invoice->key);
		if (invoice->hold_reason != NULL || invoice->state == STATE_DISPUTED)
			broken(year, "during a hold", invoice->key);
		if (invoice->environment != ENVIRONMENT_PRODUCTION || invoice->trust < VERDICT_SIGNED)
			broken(year, "unproven", invoice->key);
		Date seen = date_in_zone(invoice->received_at, decision->policy->zone);
		Date today = date_in_zone(year->now, decision->policy->zone);
		Ladder ladder = policy_ladder(decision->policy, invoice->due, seen);
		const PolicyStep *step = policy_step_on(decision->policy, ladder, today);
		const char *name = decision->statement ? decision->step : step != NULL ? step->name : "none";
		if (!g_hash_table_add(year->sent, g_strdup_printf("%s %s", invoice->key, name)))
			broken(year, "a step twice", arena_printf(year->arena, "%s %s", invoice->key, name));
	}
}

static void judge_people(Year *year, const Client *client, const Decision *decision)
{
	for (size_t i = 0; i < decision->n_to + decision->n_cc; i++) {
		const Contact *contact = i < decision->n_to ? decision->to[i] : decision->cc[i - decision->n_to];
		if (contact->state != CONTACT_OK)
			broken(year, "a lost contact", contact->address);
		if (year->pause.until > year->now &&
		    text_equal(pause_domain(year->arena, contact->address), year->pause.domain))
			broken(year, "a domain that is paused", contact->address);
	}
	if (decision->n_to == 0)
		broken(year, "nobody to write to", client->customer.tax_id);
}

/* ---- a pass, as gateway/reminders.c does it ---- */

static void year_keep(Year *year, Client *client, PastReminder past)
{
	PastReminder *list = arena_array(year->arena, PastReminder, client->n_past + 1);
	list[0] = past;
	for (size_t i = 0; i < client->n_past; i++)
		list[i + 1] = client->past[i];
	client->past = list;
	client->n_past++;
}

static void year_sends(Year *year, Client *client, const Decision *decision)
{
	const char *address = decision->to[0]->address;
	judge_hour(year, client);
	judge_people(year, client, decision);
	judge_steps(year, decision);
	if (!decision->statement)
		judge_caps(year, client, address);
	year->n_mails++;
	Texts keys = decision->statement ? (Texts){ 0 } : decision->invoice_keys;
	year_keep(year, client, (PastReminder){ .step = decision->step, .queued_at = year->now, .left = true,
						.task = decision->statement, .invoice_keys = keys });
	if (decision->statement)
		return;
	Sent *sent = arena_new0(year->arena, Sent);
	*sent = (Sent){ .at = year->now, .address = address, .client = client };
	g_ptr_array_add(year->mails, sent);
}

static CapCounts year_counts(const Year *year, const Decision *decision)
{
	CapCounts counts = { 0 };
	const CapWindow window = caps_window(&year->company, decision->to[0]->address, year->now);
	for (guint i = 0; i < year->mails->len; i++) {
		const Sent *sent = year->mails->pdata[i];
		bool same = text_equal(sent->address, window.address);
		counts.company_day += sent->at >= window.day;
		counts.address_day += same && sent->at >= window.day;
		counts.address_week += same && sent->at >= window.week;
	}
	return counts;
}

/* Whatever is decided has a reason, and each open invoice a day or a person. */
static void year_next(Year *year, Client *client, const Decision *decision)
{
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		const char *why = item->skip != NULL ? item->skip : decision->skip;
		bool day_or_person = date_is_set(item->next) || decide_waits_for_person(item->next_kind);
		if (item->task == NULL && why == NULL && decision->skip != NULL)
			broken(year, "no reason", item->invoice->key);
		if ((why != NULL && *why == '\0') || item->next_kind == NULL || !day_or_person)
			broken(year, "no next action", item->invoice->key);
		year->n_skips += why != NULL;
		for (size_t k = 0; k < client->n_invoices; k++)
			if (text_equal(client->invoices[k].key, item->invoice->key)) {
				client->invoices[k].next_kind = item->next_kind;
				client->invoices[k].next_date = item->next;
			}
	}
}

static void year_tasks(Year *year, Client *client, const Decision *decision)
{
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (item->task == NULL)
			continue;
		const char *name = arena_printf(year->arena, "%s task %s", item->invoice->key, item->task->name);
		if (!g_hash_table_add(year->sent, g_strdup(name)))
			broken(year, "a task twice", name);
		PastReminder past = { .step = item->task->name, .queued_at = year->now, .left = true, .task = true };
		texts_add(year->arena, &past.invoice_keys, item->invoice->key);
		year_keep(year, client, past);
		year->n_tasks++;
	}
}

static Invoice *year_open(Year *year, Client *client, size_t *ret_n)
{
	Invoice *open = arena_array(year->arena, Invoice, client->n_invoices + 1);
	Outcome outcome = { 0 };
	decide_clock(year->arena, &year->company, client->invoices, client->n_invoices, year->now, &outcome);
	for (size_t i = 0; i < client->n_invoices; i++) {
		for (size_t o = 0; o < outcome.n_invoices; o++)
			if (text_equal(outcome.invoices[o].key, client->invoices[i].key))
				client->invoices[i] = outcome.invoices[o];
		if (invoice_is_open(&client->invoices[i]))
			open[(*ret_n)++] = client->invoices[i];
	}
	return open;
}

static void year_decide(Year *year, Client *client)
{
	Decision decision;
	DecideInput input = { .company = &year->company, .customer = &client->customer, .contacts = client->contacts,
			      .n_contacts = 3, .past = client->past, .n_past = client->n_past, .now = year->now };
	if (year->pause.until > year->now) {
		input.pauses = &year->pause;
		input.n_pauses = 1;
	}
	input.invoices = year_open(year, client, &input.n_invoices);
	decide_customer(year->arena, &input, &decision);
	if (decision.skip == NULL && !decision.statement) {
		CapCounts counts = year_counts(year, &decision);
		caps_apply(year->arena, &input, &counts, &decision);
	}
	year_tasks(year, client, &decision);
	year_next(year, client, &decision);
	if (decision.skip == NULL)
		year_sends(year, client, &decision);
}

/* Whose day has come, as store_due_customers() says. */
static bool year_is_due(const Year *year, const Client *client)
{
	Date today = date_in_zone(year->now, year->company.zone);
	for (size_t i = 0; i < client->n_invoices; i++) {
		const Invoice *invoice = &client->invoices[i];
		if (invoice_is_open(invoice) && date_is_set(invoice->next_date) &&
		    date_compare(invoice->next_date, today) <= 0)
			return true;
	}
	return false;
}

/* Mostly an hour or some; now and then the machine is off for days, or its clock goes back. */
static void year_tick(Year *year)
{
	int64_t step = g_rand_int_range(year->rand, 1, 5) * HOUR_S;
	if (chance(year, 1))
		step = g_rand_int_range(year->rand, 1, 6) * DAY_S;
	else if (chance(year, 1))
		step = -g_rand_int_range(year->rand, 1, 4) * HOUR_S;
	year->now += step + g_rand_int_range(year->rand, 0, 600);
	if (year->pause.until <= year->now && chance(year, 1))
		year->pause = (Pause){ .company = "andes", .domain = "grupo.test", .until = year->now + DAY_S };
}

/* Nobody is forgotten: what is long overdue and in nobody's hands was asked for, or given to a person. */
static void judge_end(Year *year)
{
	for (size_t c = 0; c < YEAR_CLIENTS; c++)
		for (size_t i = 0; i < year->clients[c].n_invoices; i++) {
			const Invoice *invoice = &year->clients[c].invoices[i];
			if (!invoice_is_open(invoice))
				continue;
			if (!date_is_set(invoice->next_date) && !decide_waits_for_person(invoice->next_kind))
				broken(year, "forgotten", invoice->key);
			if (date_is_set(invoice->next_date) &&
			    date_diff(date_in_zone(year->now, year->company.zone), invoice->next_date) > 8)
				broken(year, "a day that passed", invoice->key);
		}
}

static void year_run(guint32 seed)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	g_autoptr(GHashTable) sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	Year *year = arena_new0(arena, Year);
	*year = (Year){ .arena = arena, .rand = rand, .now = at("2026-01-05T12:00:00Z"), .sent = sent, .mails = mails };
	date_zone_keep(arena, "America/Santiago");
	date_zone_keep(arena, "America/Mexico_City");
	year_company(year, arena);
	year_clients(year);
	while (year->now < at("2027-01-05T12:00:00Z") && year->fault == NULL) {
		year_tick(year);
		for (size_t c = 0; c < YEAR_CLIENTS; c++) {
			year_happens(year, &year->clients[c]);
			if (year_is_due(year, &year->clients[c]))
				year_decide(year, &year->clients[c]);
		}
	}
	judge_end(year);
	is_str(year->fault, NULL,
	       arena_printf(arena, "seed %u: %d mails, %d tasks, %d holds, %d payments, %d skips", seed,
			    (int)year->n_mails, (int)year->n_tasks, (int)year->n_holds, (int)year->n_paid,
			    (int)year->n_skips));
	ok(year->n_mails > 60 && year->n_tasks > 30 && year->n_holds > 30 && year->n_paid > 50, "much happened");
}

int main(void)
{
	const char *first = g_getenv("YEAR_FIRST_SEED");
	const char *seeds = g_getenv("YEAR_SEEDS");
	guint64 from = first != NULL ? g_ascii_strtoull(first, NULL, 10) : 1;
	guint64 n = seeds != NULL ? g_ascii_strtoull(seeds, NULL, 10) : YEAR_SEEDS;
	for (guint64 seed = from; seed < from + n; seed++)
		year_run((guint32)seed);
	return tap_done();
}
