#include "gateway/mails/reminder_look.h"

#include "base/error.h"
#include "base/text.h"
#include "gateway/mails/morning.h"
#include "ledger/approval.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "ledger/people.h"
#include "store/store_report.h"

/* ---- reading ---- */

static bool look_left(const char *state)
{
	return !text_equal(state, "cancelled") && !text_equal(state, "failed");
}

/* A person's word ends a step. What was taken back or refused may be written anew. */
static const char *look_lost(const PastStep *step)
{
	bool counts = text_equal(step->kind, "reminder") || text_equal(step->kind, "statement");
	return counts && text_equal(step->state, "cancelled") && !step->taken_back ? "was cancelled" : NULL;
}

/* A statement that goes by itself is a step of its own kind: it hides no step and delays no reminder. */
static PastReminder look_of_mail(const PastStep *step)
{
	bool statement = text_equal(step->kind, "statement");
	return (PastReminder){ .step = step->step, .contact_id = step->contact_id, .queued_at = step->queued_at,
			       .invoice_keys = statement ? (Texts){ 0 } : step->invoice_keys, .task = statement,
			       .left = look_left(step->state), .lost = look_lost(step) };
}

static bool look_past(Stage *stage, Arena *arena, int64_t customer_id, DecideInput *input, GError **error)
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
		past[i] = look_of_mail(&steps[i]);
	for (size_t i = 0; i < n_tasks; i++)
		past[n + i] = (PastReminder){ .step = tasks[i].step, .invoice_keys = tasks[i].invoice_keys,
					      .queued_at = tasks[i].queued_at, .left = true, .task = true };
	input->past = past;
	input->n_past = n + n_tasks;
	return true;
}

static Invoice *look_changed(const Outcome *outcome, const Invoice *invoice)
{
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (text_equal(outcome->invoices[i].key, invoice->key))
			return &outcome->invoices[i];
	return NULL;
}

/* The open issued invoices of the customer as they are after the clock did its part; outcome holds the changes. */
static bool look_invoices(Stage *stage, Arena *arena, int64_t customer_id, DecideInput *input, Outcome *outcome,
			  GError **error)
{
	Invoice *rows = NULL;
	size_t n = 0;
	if (!store_open_invoices(stage->store, arena, customer_id, &rows, &n, error))
		return false;
	decide_clock(arena, input->company, rows, n, input->now, outcome);
	for (size_t i = 0; i < n; i++) {
		const Invoice *changed = look_changed(outcome, &rows[i]);
		if (changed != NULL)
			rows[i] = *changed;
	}
	input->invoices = rows;
	input->n_invoices = n;
	return true;
}

static bool look_pauses(Stage *stage, Arena *arena, DecideInput *input, GError **error)
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
static bool look_habit(Stage *stage, Arena *arena, DecideInput *input, GError **error)
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

static bool look_input(Stage *stage, Arena *arena, int64_t customer_id, DecideInput *input, Outcome *outcome,
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
	return look_habit(stage, arena, input, error) && look_pauses(stage, arena, input, error) &&
	       store_last_contact(stage->store, arena, customer, &input->contact_at, error) &&
	       look_past(stage, arena, customer_id, input, error) &&
	       look_invoices(stage, arena, customer_id, input, outcome, error);
}

/* Asked only for a mail that would go. */
static bool look_credit(Stage *stage, Arena *arena, ReminderLook *look, GError **error)
{
	const DecideInput *input = &look->input;
	Decision *decision = &look->decision;
	CreditSource *sources = NULL;
	size_t n = 0;
	Money credit = { 0 };
	for (size_t i = 0; i < decision->n_items && credit.currency[0] == '\0'; i++)
		if (decision->items[i].skip == NULL)
			credit = money_make(0, decision->items[i].invoice->total.currency);
	if (!store_credit(stage->store, arena, input->customer->id, input->company->name, credit.currency, &sources, &n,
			  error))
		return false;
	for (size_t i = 0; i < n; i++)
		credit.micro += sources[i].amount;
	decide_credit(arena, &credit, date_in_zone(input->now, decision->policy->zone), decision);
	return true;
}

bool reminder_look_decide(Stage *stage, Arena *arena, ReminderCaps *caps, int64_t customer_id, ReminderLook *look,
			  GError **error)
{
	if (!look_input(stage, arena, customer_id, &look->input, &look->outcome, error))
		return false;
	decide_customer(arena, &look->input, &look->decision);
	bool asks = look->decision.skip == NULL && !look->decision.statement;
	if (asks && !look_credit(stage, arena, look, error))
		return false;
	return look->decision.skip != NULL || reminder_caps_apply(caps, arena, &look->input, &look->decision, error);
}

/* ---- doing ---- */

static void look_event(Arena *arena, const DecideInput *input, const Decision *decision, Outcome *outcome)
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
static void look_tasks(Arena *arena, const DecideInput *input, const Decision *decision, Outcome *outcome)
{
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (item->task != NULL)
			duties_step(arena, input->company, item->invoice, item->task, input->now, outcome);
	}
}

/* The day on which the clock looks again: in the outcome for rows that it changes anyway, else beside it. */
static void look_next(Arena *arena, ReminderLook *look)
{
	look->next = arena_array(arena, Invoice, look->decision.n_items + 1);
	for (size_t i = 0; i < look->decision.n_items; i++) {
		const DecideItem *item = &look->decision.items[i];
		Invoice *row = look_changed(&look->outcome, item->invoice);
		if (row == NULL && text_equal(item->invoice->next_kind, item->next_kind) &&
		    date_compare(item->invoice->next_date, item->next) == 0)
			continue;
		if (row == NULL) {
			row = &look->next[look->n_next++];
			*row = *item->invoice;
		}
		row->next_kind = item->next_kind;
		row->next_date = item->next;
	}
}

/* Only what was shown, and may go, where a company shows its plan. */
static bool look_approved(Stage *stage, Arena *arena, const DecideInput *input, Decision *decision,
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
static void look_became(const Drafts *drafts, Outcome *outcome)
{
	for (size_t i = 0; i < outcome->n_shown; i++)
		if (outcome->shown[i].to == SHOWN_QUEUED)
			outcome->shown[i].mail_id = drafts->mails[0].id;
}

static bool look_mail(Stage *stage, Arena *arena, ReminderLook *look, GError **error)
{
	const DecideInput *input = &look->input;
	const Decision *decision = &look->decision;
	if (decision->skip != NULL)
		return true;
	look_event(arena, input, decision, &look->outcome);
	if (!outbound_reminder(stage, arena, input->company, input->customer, decision, &look->drafts, error))
		return false;
	look_became(&look->drafts, &look->outcome);
	return true;
}

bool reminder_look_make(Stage *stage, Arena *arena, ReminderCaps *caps, int64_t customer_id, ReminderLook *look,
			GError **error)
{
	DecideInput *input = &look->input;
	Outcome *outcome = &look->outcome;
	look->drafts.unsynced = true;
	if (!reminder_look_decide(stage, arena, caps, customer_id, look, error) ||
	    !look_approved(stage, arena, input, &look->decision, outcome, error) ||
	    !look_mail(stage, arena, look, error))
		return false;
	look_tasks(arena, input, &look->decision, outcome);
	if (look->decision.find_contact)
		people_missing(arena, input->company, input->customer, input->now, outcome);
	decide_phone(arena, input, outcome);
	if (!outbound_alerts(stage, arena, outcome, &look->drafts, error))
		return false;
	look_next(arena, look);
	if (look->decision.skip == NULL)
		reminder_caps_add(caps, &look->decision);
	return true;
}

bool reminder_look_says(const ReminderLook *look)
{
	const Outcome *outcome = &look->outcome;
	return look->drafts.n > 0 || outcome->n_events > 0 || outcome->n_invoices > 0 || outcome->n_tasks > 0 ||
	       outcome->n_shown > 0 || look->n_next > 0;
}
