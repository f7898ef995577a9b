/* What the passing of days alone does to invoices. */
#include "base/text.h"
#include "ledger/decide.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/states.h"

static void clock_broken_promise(Arena *arena, const Invoice *invoice, Outcome *outcome)
{
	bool promised = text_equal(invoice->hold_reason, "PROMISE") || text_equal(invoice->hold_reason, "SCHEDULED");
	if (!promised)
		return;
	Alert alert = { .company = invoice->company, .kind = ALERT_PROMISE_BROKEN,
			.key = arena_printf(arena, "promise %s %s", invoice->key, date_text(arena, invoice->hold_until)),
			.subject = invoice->key, .detail = date_text(arena, invoice->hold_until),
			.day = invoice->hold_until,
			.invoice_key = invoice->key,
			.command = arena_printf(arena, "valija invoice show %s", invoice->key) };
	Alert *added = outcome_add_alert(arena, outcome, alert);
	alert_fact(arena, added, "customer", invoice->debtor_name);
}

static void clock_release(Arena *arena, const Invoice *held, Date today, int64_t now, Outcome *outcome)
{
	Invoice *invoice = outcome_invoice(arena, outcome, held);
	clock_broken_promise(arena, invoice, outcome);
	const char *reason = arena_printf(arena, "%s: its day %s has passed", invoice->hold_reason,
					  date_text(arena, invoice->hold_until));
	InvoiceState before = invoice->state;
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->state = states_after(invoice, STATE_EVENT_RELEASE, today);
	invoice->next_kind = "decide";
	invoice->next_date = today;
	Event event = { .at = now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = EVENT_RELEASED, .actor = "valija",
			.reason = reason };
	outcome_add_event(arena, outcome, event);
	if (invoice->state == before)
		return;
	event.kind = EVENT_STATE;
	event.reason = arena_printf(arena, "%s -> %s", invoice_state_word(before), invoice_state_word(invoice->state));
	outcome_add_event(arena, outcome, event);
}

static void clock_fall_due(Arena *arena, const Invoice *due, Date today, int64_t now, Outcome *outcome)
{
	Invoice *invoice = outcome_invoice(arena, outcome, due);
	invoice->state = states_after(invoice, STATE_EVENT_BALANCE, today);
	Event event = { .at = now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = EVENT_STATE, .actor = "valija",
			.reason = arena_printf(arena, "%s -> %s: due %s", invoice_state_word(due->state),
					       invoice_state_word(invoice->state), date_text(arena, invoice->due)) };
	outcome_add_event(arena, outcome, event);
}

void decide_clock(Arena *arena, const Company *company, const Invoice *invoices, size_t n, int64_t now,
		  Outcome *outcome)
{
	Date today = date_in_zone(now, company->zone);
	for (size_t i = 0; i < n; i++) {
		const Invoice *invoice = &invoices[i];
		bool passed = invoice->hold_reason != NULL && date_is_set(invoice->hold_until) &&
			      date_compare(invoice->hold_until, today) < 0;
		bool late = invoice->hold_reason == NULL && invoice->state == STATE_NEW &&
			    date_is_set(invoice->due) && date_compare(invoice->due, today) < 0;
		if (passed)
			clock_release(arena, invoice, today, now, outcome);
		else if (late)
			clock_fall_due(arena, invoice, today, now, outcome);
		if (passed || late)
			duties_follow(arena, company, invoice, outcome_invoice(arena, outcome, invoice), now, outcome);
	}
}
