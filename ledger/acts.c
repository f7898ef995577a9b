#include "ledger/acts.h"

#include "base/error.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/settle.h"
#include "ledger/states.h"

#define ACTS_PROMISE_GRACE_DAYS 2 /* business days after the promised one, as for a promise by mail */

static Date acts_today(const Act *act)
{
	return date_in_zone(act->now, act->company->zone);
}

static void acts_event(Arena *arena, const Act *act, const char *kind, const char *reason, Outcome *outcome)
{
	Event event = { .at = act->now, .company = act->invoice->company, .invoice_key = act->invoice->key,
			.customer_tax_id = act->invoice->debtor_tax_id, .kind = kind, .actor = act->actor,
			.reason = reason };
	outcome_add_event(arena, outcome, event);
}

static void acts_change_state(Arena *arena, const Act *act, Invoice *invoice, StateEvent event, Outcome *outcome)
{
	InvoiceState before = invoice->state;
	invoice->state = states_after(invoice, event, acts_today(act));
	if (invoice->state != before)
		acts_event(arena, act, EVENT_STATE,
			   arena_printf(arena, "%s -> %s", invoice_state_word(before), invoice_state_word(invoice->state)),
			   outcome);
}

static bool acts_closed(const Act *act, GError **error)
{
	error_reject(error, "%s is %s: nothing is expected of it", act->invoice->key,
		     invoice_state_word(act->invoice->state));
	return false;
}

static bool acts_open(const Act *act, GError **error)
{
	return invoice_is_open(act->invoice) || acts_closed(act, error);
}

static bool acts_not_past(const Act *act, GError **error)
{
	if (!date_is_set(act->date) || date_compare(act->date, acts_today(act)) >= 0)
		return true;
	error_reject(error, "a day that has not passed is wanted");
	return false;
}

static void acts_set_hold(Arena *arena, const Act *act, Invoice *invoice, const char *reason, Date until,
			  Outcome *outcome)
{
	settle_hold(invoice, reason, until);
	acts_event(arena, act, EVENT_HELD,
		   arena_printf(arena, "%s%s%s", reason, date_is_set(until) ? " until " : "",
				date_is_set(until) ? date_text(arena, until) : ""),
		   outcome);
}

/* What people must do follows from how the invoice stands now. */
static bool acts_done(Arena *arena, const Act *act, const Invoice *invoice, Outcome *outcome)
{
	duties_follow(arena, act->company, act->invoice, invoice, act->now, outcome);
	return true;
}

/* The invoice anew from its postings, with an event when its state changed. */
static bool acts_settle(Arena *arena, const Act *act, Invoice *invoice, Outcome *outcome, GError **error)
{
	const Facts facts = { .companies = act->company, .n_companies = 1, .postings = act->postings,
			      .n_postings = act->n_postings };
	InvoiceState before = invoice->state;
	if (!settle_invoice(&facts, outcome, invoice, acts_today(act))) {
		error_reject(error, "the sum of its payments leaves the range of an amount");
		return false;
	}
	settle_reopened(&facts, outcome, invoice);
	if (invoice->state != before)
		acts_event(arena, act, EVENT_STATE,
			   arena_printf(arena, "%s -> %s", invoice_state_word(before),
					invoice_state_word(invoice->state)), outcome);
	return acts_done(arena, act, invoice, outcome);
}

bool acts_pay(Arena *arena, const Act *act, Outcome *outcome, GError **error)
{
	if (act->amount <= 0) {
		error_reject(error, "an amount greater than 0 is wanted");
		return false;
	}
	if (act->invoice->state == STATE_REPLACED) {
		error_reject(error, "%s is replaced by another invoice: that one is paid", act->invoice->key);
		return false;
	}
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	Posting posting = { .company = invoice->company, .target_key = invoice->key,
			    .source_key = arena_printf(arena, "manual:%s", act->unique), .kind = POSTING_MANUAL,
			    .amount = money_make(act->amount, invoice->total.currency),
			    .date = date_is_set(act->date) ? act->date : acts_today(act), .reference = act->text };
	outcome_add_posting(arena, outcome, posting);
	acts_event(arena, act, EVENT_POSTED,
		   arena_printf(arena, "manual %s %s", money_micro_text(arena, act->amount), invoice->total.currency),
		   outcome);
	return acts_settle(arena, act, invoice, outcome, error);
}

bool acts_unpay(Arena *arena, const Act *act, const Posting *posting, Outcome *outcome, GError **error)
{
	Posting undone = *posting;
	if (posting->undone) {
		error_reject(error, "this payment of %s is undone already", act->invoice->key);
		return false;
	}
	undone.undone = true;
	outcome_add_posting(arena, outcome, undone);
	acts_event(arena, act, EVENT_PAYMENT_UNDONE,
		   arena_printf(arena, "manual %s %s%s%s", money_micro_text(arena, undone.amount.micro),
				undone.amount.currency, act->text != NULL ? ": " : "",
				act->text != NULL ? act->text : ""),
		   outcome);
	return acts_settle(arena, act, outcome_invoice(arena, outcome, act->invoice), outcome, error);
}

bool acts_promise(Arena *arena, const Act *act, Outcome *outcome, GError **error)
{
	if (!acts_open(act, error))
		return false;
	if (!date_is_set(act->date)) {
		error_reject(error, "the promised day is wanted: YYYY-MM-DD");
		return false;
	}
	if (!acts_not_past(act, error))
		return false;
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	acts_change_state(arena, act, invoice, STATE_EVENT_WAIT, outcome);
	acts_set_hold(arena, act, invoice, "PROMISE",
		      calendar_add(&act->company->policy.calendar, act->date, ACTS_PROMISE_GRACE_DAYS), outcome);
	return acts_done(arena, act, invoice, outcome);
}

bool acts_dispute(Arena *arena, const Act *act, Outcome *outcome, GError **error)
{
	if (!acts_open(act, error))
		return false;
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	acts_change_state(arena, act, invoice, STATE_EVENT_DISPUTE, outcome);
	acts_set_hold(arena, act, invoice, act->text != NULL ? act->text : "DISPUTE", (Date){ 0 }, outcome);
	return acts_done(arena, act, invoice, outcome);
}

bool acts_resolve(Arena *arena, const Act *act, Outcome *outcome, GError **error)
{
	if (!invoice_is_open(act->invoice) && act->invoice->state != STATE_REJECTED)
		return acts_closed(act, error);
	if (act->invoice->hold_reason == NULL) {
		error_reject(error, "%s is not on hold", act->invoice->key);
		return false;
	}
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	const char *reason = arena_printf(arena, "%s%s%s", invoice->hold_reason, act->text != NULL ? ": " : "",
					  act->text != NULL ? act->text : "");
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->next_kind = "decide";
	invoice->next_date = acts_today(act);
	acts_event(arena, act, EVENT_RELEASED, reason, outcome);
	acts_change_state(arena, act, invoice, STATE_EVENT_RELEASE, outcome);
	return acts_done(arena, act, invoice, outcome);
}

bool acts_hold(Arena *arena, const Act *act, Outcome *outcome, GError **error)
{
	if (!acts_open(act, error) || !acts_not_past(act, error))
		return false;
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	acts_set_hold(arena, act, invoice, act->text != NULL ? act->text : "HOLD", act->date, outcome);
	return acts_done(arena, act, invoice, outcome);
}

bool acts_assign(Arena *arena, const Act *act, Outcome *outcome, GError **error)
{
	(void)error;
	Invoice *invoice = outcome_invoice(arena, outcome, act->invoice);
	invoice->collector = act->text;
	acts_event(arena, act, "assigned", act->text, outcome);
	return true;
}
