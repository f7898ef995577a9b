#include "ledger/credit.h"

#include "base/error.h"
#include "base/text.h"
#include "ledger/events.h"
#include "ledger/settle.h"

bool credit_is_move(const Posting *posting)
{
	return g_str_has_prefix(posting->source_key, CREDIT_SOURCE);
}

static void credit_event(Arena *arena, const Act *act, const Invoice *invoice, const char *kind, const char *reason,
			 Outcome *outcome)
{
	Event event = { .at = act->now, .company = act->company->name, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = kind, .actor = act->actor,
			.reason = reason };
	outcome_add_event(arena, outcome, event);
}

static bool credit_settle(Arena *arena, const Act *act, const Invoice *row, Outcome *outcome, GError **error)
{
	const Facts facts = { .companies = act->company, .n_companies = 1, .postings = act->postings,
			      .n_postings = act->n_postings };
	Invoice *invoice = outcome_invoice(arena, outcome, row);
	InvoiceState before = invoice->state;
	if (!settle_invoice(&facts, outcome, invoice, date_in_zone(act->now, act->company->zone))) {
		error_reject(error, "%s: the sums leave the range of an amount", invoice->key);
		return false;
	}
	settle_reopened(&facts, outcome, invoice);
	if (invoice->state != before)
		credit_event(arena, act, invoice, EVENT_STATE,
			     arena_printf(arena, "%s -> %s", invoice_state_word(before),
					  invoice_state_word(invoice->state)), outcome);
	return true;
}

static const char *credit_owner(const Invoice *invoice)
{
	return invoice->customer_key != NULL ? invoice->customer_key : invoice->debtor_tax_id;
}

static Posting credit_posting(Arena *arena, const Act *act, const Invoice *target, int64_t index, int64_t micro)
{
	const char *source = arena_printf(arena, CREDIT_SOURCE "%s", act->unique);
	return (Posting){ .company = act->company->name, .target_key = target != NULL ? target->key : NULL,
			  .source_key = source, .source_index = index, .kind = POSTING_MANUAL, .reference = source,
			  .customer = credit_owner(act->invoice),
			  .date = date_in_zone(act->now, act->company->zone),
			  .amount = money_make(micro, act->invoice->total.currency) };
}

static bool credit_wanted(Arena *arena, const Act *act, int64_t there, int64_t *ret, GError **error)
{
	const Invoice *invoice = act->invoice;
	int64_t owed = invoice_balance(invoice);
	int64_t wanted = act->amount != 0 ? act->amount : MIN(there, owed);
	if (there <= 0)
		error_reject(error, "its customer has no credit in %s", invoice->total.currency);
	else if (owed <= 0 || invoice->state == STATE_REPLACED)
		error_reject(error, "%s owes nothing", invoice->key);
	else if (wanted <= 0 || wanted > there || wanted > owed)
		error_reject(error, "an amount up to %s %s is wanted", money_micro_text(arena, MIN(there, owed)),
			     invoice->total.currency);
	*ret = wanted;
	bool sense = there > 0 && owed > 0 && invoice->state != STATE_REPLACED;
	return sense && wanted > 0 && wanted <= there && wanted <= owed;
}

bool credit_apply(Arena *arena, const Act *act, const CreditSource *sources, size_t n, Outcome *outcome, GError **error)
{
	int64_t there = 0;
	int64_t wanted = 0;
	for (size_t i = 0; i < n; i++)
		there += sources[i].amount;
	if (!credit_wanted(arena, act, there, &wanted, error))
		return false;
	const char *currency = act->invoice->total.currency;
	int64_t left = wanted;
	for (size_t i = 0; i < n && left > 0; i++) {
		int64_t part = MIN(left, sources[i].amount);
		left -= part;
		outcome_add_posting(arena, outcome, credit_posting(arena, act, sources[i].invoice, (int64_t)i, -part));
		if (sources[i].invoice == NULL)
			continue;
		credit_event(arena, act, sources[i].invoice, EVENT_POSTED,
			     arena_printf(arena, "credit of %s %s goes to %s", money_micro_text(arena, part), currency,
					  act->invoice->key), outcome);
		if (!credit_settle(arena, act, sources[i].invoice, outcome, error))
			return false;
	}
	outcome_add_posting(arena, outcome, credit_posting(arena, act, act->invoice, (int64_t)n, wanted));
	credit_event(arena, act, act->invoice, EVENT_POSTED,
		     arena_printf(arena, "credit %s %s applied, reference " CREDIT_SOURCE "%s",
				  money_micro_text(arena, wanted), currency, act->unique), outcome);
	return credit_settle(arena, act, act->invoice, outcome, error);
}

bool credit_undo(Arena *arena, const Act *act, const CreditMove *move, Outcome *outcome, GError **error)
{
	bool any = false;
	for (size_t i = 0; i < move->n; i++) {
		Posting undone = move->applied[i];
		any = any || !undone.undone;
		undone.undone = true;
		outcome_add_posting(arena, outcome, undone);
	}
	if (!any) {
		error_reject(error, "this credit is taken back already");
		return false;
	}
	for (size_t i = 0; i < move->n_invoices; i++) {
		credit_event(arena, act, &move->invoices[i], EVENT_PAYMENT_UNDONE,
			     move->applied[0].source_key, outcome);
		if (!credit_settle(arena, act, &move->invoices[i], outcome, error))
			return false;
	}
	return true;
}
