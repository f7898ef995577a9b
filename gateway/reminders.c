#include "gateway/reminders.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/morning.h"
#include "gateway/outbound.h"
#include "ledger/caps.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "ledger/people.h"
#include "store/store_report.h"

#define REMINDERS_BATCH 100
#define REMINDERS_RACES_MAX 5

/* ---- reading ---- */

static bool reminders_left(const char *state)
{
	return !text_equal(state, "cancelled") && !text_equal(state, "failed");
}

/* A person's word ends a step. What was taken back or refused may be written anew. */
static const char *reminders_lost(const PastStep *step)
{
	bool counts = text_equal(step->kind, "reminder") || text_equal(step->kind, "statement");
	return counts && text_equal(step->state, "cancelled") && !step->taken_back ? "was cancelled" : NULL;
}

/* A statement that goes by itself is a step of its own kind: it hides no step and delays no reminder. */
static PastReminder reminders_of_mail(const PastStep *step)
{
	bool statement = text_equal(step->kind, "statement");
	return (PastReminder){ .step = step->step, .contact_id = step->contact_id, .queued_at = step->queued_at,
			       .invoice_keys = statement ? (Texts){ 0 } : step->invoice_keys, .task = statement,
			       .left = reminders_left(step->state), .lost = reminders_lost(step) };
}

static bool reminders_past(Stage *stage, Arena *arena, int64_t customer_id, DecideInput *input, GError **error)
{
	PastStep *steps = NULL;
	PastStep *tasks = NULL;
	size_t n = 0;
	size_t n_tasks = 0;
	if (!store_past_steps(stage->store, arena, customer_id, &steps, &n, error) ||
	    !store_past_tasks(stage->store, arena, customer_id, &tasks, &n_tasks, error))
		return false;
	PastReminder *past = arena_array(arena, PastReminder, n + n_tasks + 1);
	for (size_t i = 0; i < n; i++)
		past[i] = reminders_of_mail(&steps[i]);
	for (size_t i = 0; i < n_tasks; i++)
		past[n + i] = (PastReminder){ .step = tasks[i].step, .invoice_keys = tasks[i].invoice_keys,
					      .queued_at = tasks[i].queued_at, .left = true, .task = true };
	input->past = past;
	input->n_past = n + n_tasks;
	return true;
}

/* The open issued invoices of the customer as they are after the clock did its part; outcome holds the changes. */
static bool reminders_invoices(Stage *stage, Arena *arena, int64_t customer_id, DecideInput *input, Outcome *outcome,
			       GError **error)
{
	Invoice *rows = NULL;
	size_t n = 0;
	if (!store_open_invoices(stage->store, arena, customer_id, &rows, &n, error))
		return false;
	decide_clock(arena, input->company, rows, n, input->now, outcome);
	for (size_t i = 0; i < n; i++)
		for (size_t o = 0; o < outcome->n_invoices; o++)
			if (text_equal(rows[i].key, outcome->invoices[o].key))
				rows[i] = outcome->invoices[o];
	input->invoices = rows;
	input->n_invoices = n;
	return true;
}

static bool reminders_pauses(Stage *stage, Arena *arena, DecideInput *input, GError **error)
{
	Pause *pauses = arena_array(arena, Pause, input->n_contacts + 2);
	for (size_t i = 0; i <= input->n_contacts; i++) {
		Pause *pause = NULL;
		const char *address = i < input->n_contacts ? input->contacts[i].address : PAUSE_EVERYBODY;
		if (!store_pause(stage->store, arena, input->company->name, address, input->now, &pause, error))
			return false;
		if (pause != NULL)
			pauses[input->n_pauses++] = *pause;
	}
	input->pauses = pauses;
	return true;
}

/* Only where the policy asks for it. */
static bool reminders_habit(Stage *stage, Arena *arena, DecideInput *input, GError **error)
{
	const char *missing = NULL;
	const Policy *policy = company_policy(arena, input->company, input->customer, &missing);
	HabitRecord record;
	if (policy == NULL || !policy->learn)
		return true;
	if (!store_habit(stage->store, arena, input->customer, &record, error))
		return false;
	const Habit habit = habit_of(&record);
	input->habit = arena_memdup(arena, &habit, sizeof habit);
	return true;
}

static bool reminders_input(Stage *stage, Arena *arena, int64_t customer_id, DecideInput *input, Outcome *outcome,
			    GError **error)
{
	Customer *customer = NULL;
	Contact *contacts = NULL;
	if (!store_customer_by_id(stage->store, arena, customer_id, &customer, error) ||
	    !store_contacts(stage->store, arena, customer_id, &contacts, &input->n_contacts, error))
		return false;
	if (customer == NULL) {
		error_reject(error, "customer %" G_GINT64_FORMAT " is not on record", customer_id);
		return false;
	}
	input->customer = customer;
	input->contacts = contacts;
	return reminders_habit(stage, arena, input, error) && reminders_pauses(stage, arena, input, error) &&
	       store_last_contact(stage->store, arena, customer, &input->contact_at, error) &&
	       reminders_past(stage, arena, customer_id, input, error) &&
	       reminders_invoices(stage, arena, customer_id, input, outcome, error);
}

/* What left today already is asked only for a mail that would go. */
static bool reminders_decide(Stage *stage, Arena *arena, const DecideInput *input, int64_t planned, Decision *ret,
			     GError **error)
{
	CapCounts counts = { 0 };
	decide_customer(arena, input, ret);
	if (ret->skip != NULL)
		return true;
	const CapWindow window = caps_window(input->company, ret->to[0]->address, input->now);
	if (!store_cap_counts(stage->store, &window, &counts, error))
		return false;
	counts.company_day += planned;
	caps_apply(arena, input, &counts, ret);
	return true;
}

bool reminders_plan(Stage *stage, Arena *arena, const Company *company, int64_t customer_id, int64_t planned, Plan *ret,
		    GError **error)
{
	Outcome unused = { 0 };
	*ret = (Plan){ .company = company, .now = ret->now };
	ret->input = (DecideInput){ .company = company, .now = ret->now };
	if (!reminders_input(stage, arena, customer_id, &ret->input, &unused, error))
		return false;
	ret->customer = ret->input.customer;
	return reminders_decide(stage, arena, &ret->input, planned, &ret->decision, error);
}

/* ---- doing ---- */

static void reminders_event(Arena *arena, const DecideInput *input, const Decision *decision, Outcome *outcome)
{
	for (size_t i = 0; i < decision->invoice_keys.n; i++) {
		Event event = { .at = input->now, .company = input->company->name,
				.invoice_key = decision->invoice_keys.items[i],
				.customer_tax_id = input->customer->tax_id, .kind = EVENT_MAIL_QUEUED,
				.actor = "valija",
				.reason = arena_printf(arena, "%s, policy %s, to %s", decision->step,
						       policy_label(arena, decision->policy),
						       decision->to[0]->address) };
		outcome_add_event(arena, outcome, event);
	}
}

/* Steps that a person does. */
static void reminders_tasks(Arena *arena, const DecideInput *input, const Decision *decision, Outcome *outcome)
{
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (item->task != NULL)
			duties_step(arena, input->company, item->invoice, item->task, input->now, outcome);
	}
}

typedef struct {
	Invoice *rows;
	size_t n;
} Moved;

static Invoice *reminders_changed(const Outcome *outcome, const Invoice *invoice)
{
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (text_equal(outcome->invoices[i].key, invoice->key))
			return &outcome->invoices[i];
	return NULL;
}

/* The day on which the clock looks again: in the outcome for rows that it changes anyway, else in *ret. */
static void reminders_next(Arena *arena, const Decision *decision, Outcome *outcome, Moved *ret)
{
	ret->rows = arena_array(arena, Invoice, decision->n_items + 1);
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		Invoice *row = reminders_changed(outcome, item->invoice);
		if (row == NULL && text_equal(item->invoice->next_kind, item->next_kind) &&
		    date_compare(item->invoice->next_date, item->next) == 0)
			continue;
		if (row == NULL) {
			row = &ret->rows[ret->n++];
			*row = *item->invoice;
		}
		row->next_kind = item->next_kind;
		row->next_date = item->next;
	}
}

/* Only what was shown, and may go, where a company shows its plan. */
static bool reminders_approved(Stage *stage, Arena *arena, const DecideInput *input, Decision *decision,
			       Outcome *outcome, GError **error)
{
	ApprovalGate gate;
	if (decision->skip != NULL)
		return true;
	if (!morning_gate(stage, arena, input, &gate, error))
		return false;
	approval_apply(arena, &gate, decision, outcome);
	return true;
}

/* Its line of today's plan becomes this mail. */
static void reminders_became(const Drafts *drafts, Outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_shown; i++)
		if (outcome->shown[i].to == SHOWN_QUEUED)
			outcome->shown[i].mail_id = drafts->mails[0].id;
}

static bool reminders_try(Stage *stage, const Company *company, int64_t customer_id, size_t *ret_queued,
			  GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	DecideInput input = { .company = company, .now = stage_now(stage) };
	Outcome outcome = { .outcome = "due" };
	Decision decision = { 0 };
	Drafts drafts = { 0 };
	if (!reminders_input(stage, arena, customer_id, &input, &outcome, error))
		return false;
	if (!reminders_decide(stage, arena, &input, 0, &decision, error) ||
	    !reminders_approved(stage, arena, &input, &decision, &outcome, error))
		return false;
	if (decision.skip == NULL) {
		reminders_event(arena, &input, &decision, &outcome);
		if (!outbound_reminder(stage, arena, company, input.customer, &decision, &drafts, error))
			return false;
		reminders_became(&drafts, &outcome);
	}
	reminders_tasks(arena, &input, &decision, &outcome);
	if (decision.find_contact)
		people_missing(arena, company, input.customer, input.now, &outcome);
	decide_phone(arena, &input, &outcome);
	if (!outbound_alerts(stage, arena, &outcome, &drafts, error))
		return false;
	Moved moved = { 0 };
	reminders_next(arena, &decision, &outcome, &moved);
	bool anything = drafts.n > 0 || outcome.n_events > 0 || outcome.n_invoices > 0 || outcome.n_tasks > 0 ||
			outcome.n_shown > 0;
	if (anything && !store_commit_act(stage->store, &outcome, drafts.mails, drafts.n, input.now, error))
		return false;
	if (moved.n > 0 && !store_set_next(stage->store, moved.rows, moved.n, error))
		return false;
	*ret_queued += decision.skip == NULL;
	log_event(decision.skip == NULL ? LOG_INFO : LOG_DEBUG, decision.skip == NULL ? "reminder-queued" : "no-reminder",
		  "company", company->name, "customer", input.customer->tax_id, "step", decision.step, "reason",
		  decision.skip, NULL);
	return true;
}

static bool reminders_customer(Stage *stage, const Company *company, int64_t customer_id, size_t *ret_queued,
			       GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		if (reminders_try(stage, company, customer_id, ret_queued, &fault))
			return true;
		if (error_code(fault) == ERROR_RETRY && race < REMINDERS_RACES_MAX)
			continue;
		if (error_code(fault) == ERROR_STOP) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
		/* One customer's fault delays nobody else; its rows stay due and are looked at again. */
		g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, customer_id);
		log_event(LOG_ERROR, "reminder-failed", "company", company->name, "customer", id, "reason",
			  fault->message, NULL);
		return true;
	}
}

/* Too many of our mails were refused for good: all stop, and a person hears of it once. */
static bool reminders_breaker(Stage *stage, const Company *company, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Outcome outcome = { .outcome = "reminders-stopped", .company = company->name };
	Pause *stopped = NULL;
	CapRefusals refusals = { 0 };
	int64_t now = stage_now(stage);
	if (company->caps.bounce_percent == 0)
		return true;
	if (!store_pause(stage->store, arena, company->name, PAUSE_EVERYBODY, now, &stopped, error) ||
	    !store_cap_refusals(stage->store, company->name, &refusals, error))
		return false;
	if (stopped != NULL || !caps_stop(arena, company, &refusals, now, &outcome))
		return true;
	log_event(LOG_ERROR, "reminders-stopped", "company", company->name, "reason", outcome.pauses[0].reason, NULL);
	return outbound_tell(stage, arena, &outcome, error);
}

static bool reminders_company(Stage *stage, const Company *company, size_t *ret_queued, GError **error)
{
	if (!reminders_breaker(stage, company, error))
		return false;
	Date today = date_in_zone(stage_now(stage), company->zone);
	for (int64_t after = 0;;) {
		g_autoptr(Arena) arena = arena_new();
		int64_t *ids = NULL;
		size_t n = 0;
		if (!store_due_customers(stage->store, arena, company->name, today, after, REMINDERS_BATCH, &ids, &n,
					 error))
			return false;
		for (size_t i = 0; i < n; i++) {
			if (!reminders_customer(stage, company, ids[i], ret_queued, error))
				return false;
			after = ids[i];
		}
		if (n == 0 || stage_stopping(stage))
			return true;
	}
}

bool reminders_pass(Stage *stage, size_t *ret_queued, GError **error)
{
	size_t before = *ret_queued;
	for (size_t i = 0; i < stage->settings->n_companies; i++)
		if (!reminders_company(stage, &stage->settings->companies[i], ret_queued, error))
			return false;
	if (*ret_queued != before)
		store_ring(stage->store, "send");
	return true;
}
