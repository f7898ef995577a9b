/*
 * A year of a company's clients, by random histories: invoices, payments in part and in full, answers that hold, lost
 * and absent contacts, pauses, relays and machines that are off for days and clocks that go wrong; letters that wait, and
 * are stopped, refused, cancelled by a person or left out by an answer before they leave. What the clock, the decision
 * and the caps say is done to a model of the store; every letter and every state after each pass is judged by rules
 * written anew here. Two companies, two countries, six zones, key accounts on statements.
 *
 * YEAR_SEEDS and YEAR_FIRST_SEED in the environment ask for more or other years.
 */
#include "tests/unit/ledger/year_world.h"

#define YEAR_SEEDS 10
#define HOUR_S 3600
#define DAY_S (24 * HOUR_S)

/* ---- what is true of each mail ---- */

static const CountryDays *judge_country(const Year *year, const Client *client)
{
	return &year->company.countries[text_equal(client->customer.tax_id, CLIENT_MX)];
}

static Date judge_day(const Year *year, const Client *client, int64_t at)
{
	const char *zone = client->customer.timezone;
	return date_in_zone(at, zone != NULL ? zone : judge_country(year, client)->zone);
}

static bool judge_works(const CountryDays *country, Date day)
{
	bool works = date_weekday(day) <= 5;
	for (size_t i = 0; i < country->n_holidays; i++)
		works = works && date_compare(country->holidays[i], day) != 0;
	return works;
}

/* Where the client is, when it is written and when it leaves. */
static void judge_hour(Year *year, const Client *client)
{
	const CountryDays *country = judge_country(year, client);
	const char *zone = client->customer.timezone != NULL ? client->customer.timezone : country->zone;
	Date today = judge_day(year, client, year->now);
	if (year->now < date_at(today, 9, 0, zone) || year->now >= date_at(today, 18, 0, zone))
		broken(year, "quiet hours", client->customer.tax_id);
	if (!judge_works(country, today))
		broken(year, "weekend or holiday", client->customer.tax_id);
}

static void judge_interval(Year *year, const Client *client, const Decision *decision)
{
	Date today = judge_day(year, client, year->now);
	for (size_t i = 0; i < client->n_letters; i++) {
		const Letter *letter = client->letters[i];
		bool counts = letter->state == LETTER_WAITS || letter->state == LETTER_LEFT;
		if (letter->past.task || !counts)
			continue;
		int64_t days = 0;
		Date last = judge_day(year, client, letter->past.queued_at);
		for (Date day = date_add_days(last, 1); date_compare(day, today) <= 0; day = date_add_days(day, 1))
			days += judge_works(judge_country(year, client), day);
		if (days < decision->policy->min_interval)
			broken(year, "too soon after another", client->customer.tax_id);
	}
}

static void judge_minimum(Year *year, const Client *client, const Decision *decision)
{
	int64_t owed = 0;
	for (size_t i = 0; i < decision->n_items; i++)
		owed += decision->items[i].dunned ? invoice_balance(decision->items[i].invoice) : 0;
	if (decision->policy->n_minimum > 0 && owed < YEAR_MINIMUM)
		broken(year, "less than the minimum", client->customer.tax_id);
}

static void judge_caps(Year *year, const Client *client, const char *address)
{
	const char *zone = year->company.zone;
	Date today = date_in_zone(year->now, zone);
	int64_t day = 0;
	int64_t same_day = 0;
	int64_t same_week = 0;
	for (guint i = 0; i < year->mails->len; i++) {
		const Letter *letter = year->mails->pdata[i];
		int64_t days = date_diff(today, date_in_zone(letter->past.queued_at, zone));
		bool goes = letter->state == LETTER_WAITS || letter->state == LETTER_LEFT;
		bool same = goes && text_equal(letter->to->address, address);
		day += days <= 0;
		same_day += same && days <= 0;
		same_week += same && days < 7;
		if (goes && letter->client == client && days == 0)
			broken(year, "two mails in a day", address);
	}
	bool first = date_diff(today, year->company.go_live) < 7;
	if (day >= (first ? 1 : 3) || same_day >= 1 || same_week >= 3)
		broken(year, "cap", address);
	if (date_compare(today, year->company.go_live) < 0)
		broken(year, "not live", address);
}

/* The step that each invoice is asked at is its own: it is in no other letter that waits or has left. */
static void judge_steps(Year *year, const Decision *decision, Letter *letter)
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
		texts_addf(year->arena, &letter->asked, "%s %s", invoice->key, name);
		if (!g_hash_table_add(year->sent, g_strdup(letter->asked.items[letter->asked.n - 1])))
			broken(year, "a step twice", letter->asked.items[letter->asked.n - 1]);
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

/* ---- a pass, as gateway/mails/reminders.c does it ---- */

static Letter *year_keep(Year *year, Client *client, Letter row)
{
	Letter *letter = arena_memdup(year->arena, &row, sizeof row);
	letter->client = client;
	letter->past.queued_at = year->now;
	arena_append(year->arena, client->letters, client->n_letters, letter);
	return letter;
}

static void year_writes(Year *year, Client *client, const Decision *decision)
{
	Letter letter = { .to = decision->to[0], .policy = decision->policy, .statement = decision->statement,
			  .past = { .step = decision->step, .task = decision->statement } };
	judge_hour(year, client);
	judge_people(year, client, decision);
	judge_steps(year, decision, &letter);
	if (!decision->statement) {
		judge_caps(year, client, decision->to[0]->address);
		judge_interval(year, client, decision);
		judge_minimum(year, client, decision);
		letter.past.invoice_keys = decision->invoice_keys;
	}
	for (size_t i = 0; i < client->n_letters; i++)
		year->n_again += client->letters[i]->state == LETTER_TAKEN_BACK &&
				 text_equal(client->letters[i]->past.step, letter.past.step);
	Letter *kept = year_keep(year, client, letter);
	if (!decision->statement)
		g_ptr_array_add(year->mails, kept);
}

static CapCounts year_counts(const Year *year, const Decision *decision)
{
	CapCounts counts = { 0 };
	const CapWindow window = caps_window(&year->company, decision->to[0]->address, year->now);
	for (guint i = 0; i < year->mails->len; i++) {
		const Letter *letter = year->mails->pdata[i];
		bool goes = letter->state == LETTER_WAITS || letter->state == LETTER_LEFT;
		bool same = goes && text_equal(letter->to->address, window.address);
		counts.company_day += letter->past.queued_at >= window.day;
		counts.address_day += same && letter->past.queued_at >= window.day;
		counts.address_week += same && letter->past.queued_at >= window.week;
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
		Letter task = { .state = LETTER_LEFT, .past = { .step = item->task->name, .task = true } };
		texts_add(year->arena, &task.past.invoice_keys, item->invoice->key);
		year_keep(year, client, task);
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

/* Newest first, as the store gives them. */
static const PastReminder *year_past(Year *year, const Client *client)
{
	PastReminder *past = arena_array(year->arena, PastReminder, client->n_letters + 1);
	for (size_t i = 0; i < client->n_letters; i++) {
		const Letter *letter = client->letters[client->n_letters - 1 - i];
		past[i] = letter->past;
		past[i].left = letter->state == LETTER_WAITS || letter->state == LETTER_LEFT;
		past[i].lost = letter->state == LETTER_LOST ? "was cancelled" : NULL;
	}
	return past;
}

static void year_decide(Year *year, Client *client)
{
	Decision decision;
	DecideInput input = { .company = &year->company, .customer = &client->customer, .contacts = client->contacts,
			      .n_contacts = 3, .past = year_past(year, client), .n_past = client->n_letters,
			      .now = year->now };
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
		year_writes(year, client, &decision);
}

/* ---- the hand-over, as store/attempts.c and gateway/send/send_hours.c do it ---- */

static Invoice *year_invoice_of(const Letter *letter, const char *key)
{
	for (size_t i = 0; i < letter->client->n_invoices; i++)
		if (text_equal(letter->client->invoices[i].key, key))
			return &letter->client->invoices[i];
	g_error("no invoice %s", key);
}

/* Paid, or held, since it was written; or nobody to write to. */
static bool year_is_blocked(const Year *year, const Letter *letter)
{
	Date yesterday = date_add_days(date_in_zone(year->now, "UTC"), -1);
	for (size_t i = 0; i < letter->past.invoice_keys.n; i++) {
		const Invoice *invoice = year_invoice_of(letter, letter->past.invoice_keys.items[i]);
		bool stands = !date_is_set(invoice->hold_until) || date_compare(invoice->hold_until, yesterday) >= 0;
		if (invoice_balance(invoice) <= 0 || !invoice_is_open(invoice) ||
		    (invoice->hold_reason != NULL && stands))
			return true;
	}
	return letter->to->state != CONTACT_OK;
}

static bool year_waits(const Year *year, const Letter *letter)
{
	bool paused = year->pause.until > year->now &&
		      text_equal(pause_domain(year->arena, letter->to->address), year->pause.domain);
	return paused || year->relay_until > year->now || policy_send_at(letter->policy, year->now) > year->now;
}

/* Its words are of a day: "falls due today". */
static bool year_is_stale(const Year *year, const Letter *letter)
{
	bool of_day = g_str_has_prefix(letter->past.step, "before") || g_str_has_prefix(letter->past.step, "due");
	return of_day && date_compare(judge_day(year, letter->client, letter->past.queued_at),
				      judge_day(year, letter->client, year->now)) != 0;
}

/* It did not leave: what it asked may be asked anew, unless a person said so. */
static void year_ends(Year *year, Letter *letter, LetterState state)
{
	letter->state = state;
	year->n_back += state == LETTER_TAKEN_BACK;
	for (size_t i = 0; state != LETTER_LOST && i < letter->asked.n; i++)
		g_hash_table_remove(year->sent, letter->asked.items[i]);
}

/* An answer to the plan leaves it out: the clock looks at its invoices again, from tomorrow on. */
static void year_left_out(Year *year, Letter *letter)
{
	year_ends(year, letter, LETTER_TAKEN_BACK);
	for (size_t i = 0; i < letter->past.invoice_keys.n; i++) {
		Invoice *invoice = year_invoice_of(letter, letter->past.invoice_keys.items[i]);
		if (!invoice_is_open(invoice) || invoice->hold_reason != NULL)
			continue;
		invoice->next_kind = "plan";
		invoice->next_date = date_add_days(date_in_zone(year->now, year->company.zone), 1);
	}
}

static void year_hand_over(Year *year, Letter *letter)
{
	if (year_waits(year, letter))
		return;
	if (!letter->statement && year_is_blocked(year, letter)) {
		year_ends(year, letter, LETTER_TAKEN_BACK);
	} else if (year_is_stale(year, letter) || chance(year, 2)) {
		year_ends(year, letter, LETTER_REFUSED);
	} else {
		letter->state = LETTER_LEFT;
		year->n_mails++;
		judge_hour(year, letter->client);
	}
}

/* A sender that is busy, or a person or an answer that is faster. */
static void year_send(Year *year, Client *client)
{
	for (size_t i = 0; i < client->n_letters; i++) {
		Letter *letter = client->letters[i];
		if (letter->state != LETTER_WAITS)
			continue;
		if (chance(year, 2))
			year_ends(year, letter, LETTER_LOST);
		else if (!letter->statement && chance(year, 3))
			year_left_out(year, letter);
		else if (chance(year, 60))
			year_hand_over(year, letter);
	}
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
		step = -g_rand_int_range(year->rand, 1, 30) * HOUR_S;
	year->now += step + g_rand_int_range(year->rand, 0, 600);
	if (year->pause.until <= year->now && chance(year, 1))
		year->pause = (Pause){ .company = year->company.name, .domain = "grupo.test",
				       .until = year->now + DAY_S };
	if (year->relay_until <= year->now && chance(year, 1))
		year->relay_until = year->now + g_rand_int_range(year->rand, 1, 60) * HOUR_S;
}

/* Nobody is forgotten: what is owed has a day on which the clock looks, and not one that passed, or a person. */
static void judge_clients(Year *year, int64_t most)
{
	Date today = date_in_zone(year->now, year->company.zone);
	for (size_t c = 0; c < YEAR_CLIENTS; c++)
		for (size_t i = 0; i < year->clients[c].n_invoices; i++) {
			const Invoice *invoice = &year->clients[c].invoices[i];
			if (!invoice_is_open(invoice))
				continue;
			if (!date_is_set(invoice->next_date) && !decide_waits_for_person(invoice->next_kind))
				broken(year, "forgotten", invoice->key);
			if (date_is_set(invoice->next_date) && date_diff(today, invoice->next_date) > most)
				broken(year, "a day that passed", invoice->key);
		}
}

static const char *const zones[] = { "America/Santiago", "America/Mexico_City", "Pacific/Easter", "America/Tijuana",
				     "America/Cancun", "America/Punta_Arenas" };

static void year_run(guint32 seed)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GRand) rand = g_rand_new_with_seed(seed);
	g_autoptr(GHashTable) sent = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	Year *year = arena_new0(arena, Year);
	*year = (Year){ .arena = arena, .rand = rand, .now = at("2026-01-05T12:00:00Z"), .sent = sent, .mails = mails };
	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++)
		date_zone_keep(arena, zones[i]);
	year_company(year, arena, seed);
	year_clients(year);
	while (year->now < at("2027-01-05T12:00:00Z") && year->fault == NULL) {
		year_tick(year);
		for (size_t c = 0; c < YEAR_CLIENTS; c++) {
			year_happens(year, &year->clients[c]);
			if (year_is_due(year, &year->clients[c]))
				year_decide(year, &year->clients[c]);
			year_send(year, &year->clients[c]);
		}
		judge_clients(year, 1); /* a client's day may begin after the company's */
	}
	is_str(year->fault, NULL,
	       arena_printf(arena, "seed %u: %d mails, %d tasks, %d holds, %d payments, %d skips, %d of %d came again", seed,
			    (int)year->n_mails, (int)year->n_tasks, (int)year->n_holds, (int)year->n_paid,
			    (int)year->n_skips, (int)year->n_again, (int)year->n_back));
	ok(year->n_mails > 40 && year->n_tasks > 30 && year->n_holds > 30 && year->n_paid > 50 && year->n_again > 0,
	   "much happened");
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
