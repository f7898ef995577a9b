/*
 * A company and its clients for a year, and what happens to them by chance: invoices, payments in part and in full,
 * answers that hold, lost and absent contacts. Of test_year.c, which says what must be true of it.
 */
#ifndef TESTS_UNIT_LEDGER_YEAR_WORLD_H
#define TESTS_UNIT_LEDGER_YEAR_WORLD_H

#include "base/holidays.h"
#include "ledger/caps.h"
#include "ledger/duties.h"
#include "ledger/pause.h"
#include "ledger/states.h"
#include "tests/unit/ledger/book_maker.h"

#define YEAR_CLIENTS 8
#define YEAR_MINIMUM 150

typedef struct Client Client;

/* LOST: by a person's word; TAKEN_BACK and REFUSED never left and may be written anew. */
typedef enum { LETTER_WAITS, LETTER_LEFT, LETTER_TAKEN_BACK, LETTER_REFUSED, LETTER_LOST } LetterState;

/* A mail, or a task for a person (then it is LEFT at once). */
typedef struct {
	LetterState state;
	Client *client;
	PastReminder past;
	const Contact *to;
	const Policy *policy;
	Texts asked; /* "invoice step" of each reason */
	bool statement;
} Letter;

struct Client {
	Customer customer;
	Contact contacts[3];
	Letter **letters; /* oldest first */
	size_t n_letters;
	Invoice *invoices; /* open and closed */
	size_t n_invoices;
};

typedef struct {
	Arena *arena;
	GRand *rand;
	Company company;
	Policy policies[3];
	Client clients[YEAR_CLIENTS];
	Pause pause; /* of one domain; until 0: none */
	int64_t now;
	int64_t relay_until; /* until then it takes nothing */
	GHashTable *sent; /* "invoice step": once */
	GPtrArray *mails; /* letters, as they were written: what caps count */
	int64_t n_mails, n_tasks, n_holds, n_paid, n_skips, n_back, n_again;
	const char *fault; /* the first rule that was broken */
} Year;

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

/* Two countries' companies take turns. */
static void year_company(Year *year, Arena *arena, guint32 seed)
{
	static const char *const codes[] = { "CL", "MX" };
	static const char *const zones[] = { "America/Santiago", "America/Mexico_City" };
	CountryDays *countries = arena_array(arena, CountryDays, 2);
	for (int i = 0; i < 2; i++) {
		countries[i] = (CountryDays){ .country = codes[i], .zone = zones[i] };
		countries[i].holidays = holidays_of(arena, codes[i], 2025, 2028, &countries[i].n_holidays);
	}
	year->company = book_new(arena)->companies[seed % 2];
	Company *company = &year->company;
	company->country = codes[seed % 2];
	company->countries = countries;
	company->n_countries = 2;
	company->go_live = date_make(2026, 1, 20);
	company->caps = (Caps){ .per_day = 3, .first_per_day = 1, .first_days = 7 };
	company->caps.address_day = 1;
	company->caps.address_week = 3;
	company->policy.calendar.holidays = countries[seed % 2].holidays;
	company->policy.calendar.n_holidays = countries[seed % 2].n_holidays;
	const Policy *base = &company->policy;
	year->policies[0] = book_policy(arena, base, "calls",
					"-5 before; 0 due; 3 overdue; 5 overdue phone; 8 firm; 20 formal");
	year->policies[1] = book_policy(arena, base, "often",
					"-2 before; 1 overdue; 2 overdue; 3 overdue; 4 overdue; 9 formal");
	year->policies[1].min_interval = 1;
	year->policies[1].minimum = arena_new0(arena, Money);
	*year->policies[1].minimum = money_make(YEAR_MINIMUM, "CLP");
	year->policies[1].n_minimum = 1;
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
	static const char *const zones[] = { NULL, NULL, "Pacific/Easter", "America/Tijuana", NULL, NULL,
					     "America/Cancun", "America/Punta_Arenas" };
	for (int64_t i = 0; i < YEAR_CLIENTS; i++) {
		Client *client = &year->clients[i];
		const char *domain = i % 3 == 0 ? "grupo" : arena_printf(year->arena, "c%d", (int)i);
		client->customer = (Customer){ .id = i + 1, .company = year->company.name, .timezone = zones[i] };
		client->customer.tax_id = tax_ids[(i + i / 4) % 2];
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
	Invoice row = { .id = 1, .company = year->company.name, .direction = DIRECTION_ISSUED, .state = STATE_NEW,
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

#endif
