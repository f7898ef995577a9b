#include "ledger/acts_sat.h"

#include "base/text.h"
#include "ledger/events.h"
#include "ledger/settle.h"
#include "ledger/states.h"

typedef struct {
	Arena *arena;
	const Act *act;
	Outcome *outcome;
	Invoice *invoice; /* the outcome's */
	const char *said;
	Date today;
} ActsSat;

static void acts_sat_event(const ActsSat *sat, const char *kind, const char *reason)
{
	const Invoice *invoice = sat->act->invoice;
	Event event = { .at = sat->act->now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = kind, .actor = sat->act->actor,
			.reason = reason };
	outcome_add_event(sat->arena, sat->outcome, event);
}

static void acts_sat_changed(const ActsSat *sat)
{
	InvoiceState before = sat->act->invoice->state;
	if (sat->invoice->state != before)
		acts_sat_event(sat, EVENT_STATE,
			       arena_printf(sat->arena, "%s -> %s", invoice_state_word(before),
					    invoice_state_word(sat->invoice->state)));
}

static void acts_sat_cancelled(const ActsSat *sat)
{
	Invoice *invoice = sat->invoice;
	const Posting posting = { .company = invoice->company, .target_key = invoice->key,
				  .source_key = arena_printf(sat->arena, "sat:%s", invoice->uuid),
				  .kind = POSTING_CREDIT, .whole = true, .date = sat->today, .reference = sat->said,
				  .amount = money_make(invoice_balance(invoice), invoice->total.currency) };
	Facts facts = { .companies = sat->act->company, .n_companies = 1, .postings = sat->act->postings,
			.n_postings = sat->act->n_postings };
	outcome_add_posting(sat->arena, sat->outcome, posting);
	settle_invoice(&facts, sat->outcome, invoice, sat->today);
	acts_sat_changed(sat);
	Alert alert = { .company = invoice->company, .kind = ALERT_SAT_CANCELLED,
			.key = arena_printf(sat->arena, "sat-cancelled %s", invoice->key), .subject = invoice->key,
			.detail = sat->said, .invoice_key = invoice->key,
			.command = arena_printf(sat->arena, "valija invoice show %s", invoice->key) };
	outcome_add_alert(sat->arena, sat->outcome, alert);
}

static void acts_sat_pending(const ActsSat *sat)
{
	settle_hold(sat->invoice, ACTS_SAT_HOLD, (Date){ 0 });
	acts_sat_event(sat, EVENT_HELD, ACTS_SAT_HOLD);
}

static void acts_sat_release(const ActsSat *sat)
{
	sat->invoice->hold_reason = NULL;
	sat->invoice->hold_until = (Date){ 0 };
	sat->invoice->next_kind = "decide";
	sat->invoice->next_date = sat->today;
	acts_sat_event(sat, EVENT_RELEASED, ACTS_SAT_HOLD);
	sat->invoice->state = states_after(sat->invoice, STATE_EVENT_RELEASE, sat->today);
	acts_sat_changed(sat);
}

/* NULL: nothing follows. */
static void (*acts_sat_consequence(const Invoice *invoice, const SatStatus *status))(const ActsSat *)
{
	bool pending = status->cancellation == SAT_CANCELLATION_PENDING;
	if (!invoice_is_open(invoice) && invoice->state != STATE_REJECTED)
		return NULL;
	if (status->state == SAT_CANCELLED)
		return acts_sat_cancelled;
	if (status->state != SAT_VALID)
		return NULL;
	if (pending && invoice->hold_reason == NULL)
		return acts_sat_pending;
	return !pending && text_equal(invoice->hold_reason, ACTS_SAT_HOLD) ? acts_sat_release : NULL;
}

void acts_sat_status(Arena *arena, const Act *act, const SatStatus *status, Outcome *outcome)
{
	void (*consequence)(const ActsSat *) = acts_sat_consequence(act->invoice, status);
	if (consequence == NULL)
		return;
	ActsSat sat = { .arena = arena, .act = act, .outcome = outcome,
			.invoice = outcome_invoice(arena, outcome, act->invoice),
			.said = arena_printf(arena, "SAT: %s, cancellation %s", sat_state_word(status->state),
					     sat_cancellation_word(status->cancellation)),
			.today = date_in_zone(act->now, act->company->zone) };
	acts_sat_event(&sat, EVENT_SAT, sat.said);
	consequence(&sat);
}
