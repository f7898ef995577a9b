#include "ledger/settle.h"

#include <string.h>

#include "base/text.h"
#include "ledger/credit.h"
#include "ledger/pairs.h"
#include "ledger/sides.h"
#include "ledger/states.h"

bool settle_is_annulment(const Posting *posting)
{
	return posting->kind == POSTING_DEBIT && posting->whole;
}

bool settle_is_split(const Posting *posting)
{
	return posting->kind == POSTING_CREDIT && !posting->whole && posting->amount.micro == 0;
}

static bool settle_same(const Posting *a, const Posting *b)
{
	return a->source_index == b->source_index && text_equal(a->source_key, b->source_key) &&
	       text_equal(a->company, b->company);
}

static const Posting *settle_find(const Posting *postings, size_t n, const Posting *posting)
{
	for (size_t i = 0; i < n; i++)
		if (settle_same(&postings[i], posting))
			return &postings[i];
	return NULL;
}

const Posting *settle_known(const Facts *facts, const Outcome *outcome, const Posting *posting)
{
	const Posting *known = settle_find(facts->postings, facts->n_postings, posting);
	return known != NULL ? known : settle_find(outcome->postings, outcome->n_postings, posting);
}

void settle_each(const Facts *facts, const Outcome *outcome, SettleVisit visit, void *context)
{
	for (size_t i = 0; i < facts->n_postings; i++) {
		const Posting *posting = &facts->postings[i];
		/* Keys may have been loaded by two ways: the first of each counts. */
		if (settle_find(facts->postings, i, posting) != NULL)
			continue;
		Posting now = *posting;
		const Posting *changed = settle_find(outcome->postings, outcome->n_postings, posting);
		now.undone = posting->undone || (changed != NULL && changed->undone);
		if (!visit(context, &now))
			return;
	}
	for (size_t i = 0; i < outcome->n_postings; i++)
		if (settle_find(facts->postings, facts->n_postings, &outcome->postings[i]) == NULL &&
		    !visit(context, &outcome->postings[i]))
			return;
}

typedef struct {
	const Invoice *invoice;
	int64_t paid, credited;
	bool whole, annulled;
	bool fits;
	GPtrArray *payments; /* Posting *: copies */
} Sums;

static bool settle_add(void *context, const Posting *posting)
{
	Sums *sums = context;
	bool ours = !posting->undone && text_equal(posting->target_key, sums->invoice->key) &&
		    text_equal(posting->company, sums->invoice->company);
	if (ours && settle_is_annulment(posting)) {
		sums->annulled = true;
		return true;
	}
	if (!ours || !text_equal(posting->amount.currency, sums->invoice->total.currency))
		return true;
	bool credit = posting->kind == POSTING_CREDIT || posting->kind == POSTING_DEBIT;
	int64_t *sum = credit ? &sums->credited : &sums->paid;
	int64_t amount = posting->kind == POSTING_DEBIT ? -posting->amount.micro : posting->amount.micro;
	sums->fits = sums->fits && !__builtin_add_overflow(*sum, amount, sum);
	if (!credit && !credit_is_move(posting))
		g_ptr_array_add(sums->payments, g_memdup2(posting, sizeof *posting));
	sums->whole = sums->whole || (posting->whole && posting->kind == POSTING_CREDIT);
	return true;
}

/* A credit note that cancels the whole takes what is left, even when its total differs by rounding. */
static int64_t settle_credited(const Sums *sums)
{
	int64_t left = 0;
	if (!sums->whole || __builtin_sub_overflow(sums->invoice->total.micro, sums->paid, &left))
		return sums->credited;
	return MAX(sums->credited, left);
}

static void settle_next(Invoice *invoice, Date today)
{
	bool open = invoice_is_open(invoice);
	if (!open && invoice->state != STATE_REJECTED) {
		invoice->hold_reason = NULL;
		invoice->hold_until = (Date){ 0 };
		invoice->next_kind = NULL;
		invoice->next_date = (Date){ 0 };
	}
	if (!open || invoice->direction != DIRECTION_ISSUED || invoice->next_kind != NULL)
		return;
	bool somebody = invoice->customer_key != NULL || sides_is_somebody(invoice->debtor_tax_id);
	invoice->next_kind = somebody ? "decide" : "find-debtor";
	invoice->next_date = somebody ? today : (Date){ 0 };
}

/* Without one, as where nothing but a state is computed: no rest is forgiven, no two papers are one. */
static const Policy *settle_policy(const Facts *facts, const char *company)
{
	static const Policy none = { .receipt_days = -1 };
	for (size_t i = 0; i < facts->n_companies; i++)
		if (text_equal(facts->companies[i].name, company))
			return &facts->companies[i].policy;
	return &none;
}

static void settle_receipts(Invoice *invoice, const GPtrArray *payments)
{
	invoice->settled = true;
	invoice->unreceipted = 0;
	invoice->banked = (Date){ 0 };
	for (guint i = 0; i < payments->len; i++) {
		const Posting *posting = payments->pdata[i];
		bool receipt = posting->kind == POSTING_RECEIPT;
		invoice->unreceipted += receipt ? -posting->amount.micro : posting->amount.micro;
		if (!receipt && date_compare(posting->date, invoice->banked) > 0)
			invoice->banked = posting->date;
	}
}

bool settle_invoice(const Facts *facts, const Outcome *outcome, Invoice *invoice, Date today)
{
	int64_t balance = 0;
	g_autoptr(GPtrArray) payments = g_ptr_array_new_with_free_func(g_free);
	const Policy *policy = settle_policy(facts, invoice->company);
	Sums sums = { .invoice = invoice, .fits = true, .payments = payments };
	settle_each(facts, outcome, settle_add, &sums);
	sums.paid -= sums.fits ? pairs_counted_twice((const Posting **)payments->pdata, payments->len,
						     policy->receipt_days) : 0;
	int64_t credited = settle_credited(&sums);
	if (!sums.fits || __builtin_sub_overflow(invoice->total.micro, sums.paid, &balance) ||
	    __builtin_sub_overflow(balance, credited, &balance))
		return false;
	invoice->paid = sums.paid;
	invoice->credited = credited;
	settle_receipts(invoice, payments);
	int64_t rounding = policy_rounding(policy, invoice->total.currency);
	invoice->state = sums.annulled ? states_after(invoice, STATE_EVENT_REPLACE, today) :
					 states_after_balance(invoice, rounding, today);
	settle_next(invoice, today);
	return true;
}

void settle_hold(Invoice *invoice, const char *reason, Date until)
{
	invoice->hold_reason = reason;
	invoice->hold_until = until;
	invoice->next_kind = date_is_set(until) ? "hold-ends" : "person";
	invoice->next_date = date_is_set(until) ? date_add_days(until, 1) : (Date){ 0 };
}

static bool settle_is_of(const Posting *posting, const char *creditor)
{
	size_t length = creditor != NULL ? strlen(creditor) : 0;
	const char *reference = posting->reference;
	return length > 0 && reference != NULL && strncmp(reference, creditor, length) == 0 &&
	       (reference[length] == '\0' || reference[length] == ' ');
}

bool settle_counts_for(const Posting *posting, const Invoice *invoice)
{
	bool of_document = g_str_has_prefix(posting->source_key, "CL:") || g_str_has_prefix(posting->source_key, "MX:");
	return !of_document || settle_is_of(posting, invoice->creditor_tax_id);
}

static bool settle_hold_if_split(void *context, const Posting *posting)
{
	Invoice *invoice = context;
	bool split = settle_is_split(posting) && text_equal(posting->target_key, invoice->key) &&
		     text_equal(posting->company, invoice->company) && settle_counts_for(posting, invoice);
	if (split)
		settle_hold(invoice, "CREDIT_SPLIT", (Date){ 0 });
	return !split;
}

void settle_reopened(const Facts *facts, const Outcome *outcome, Invoice *invoice)
{
	if (invoice_is_open(invoice) && invoice->hold_reason == NULL)
		settle_each(facts, outcome, settle_hold_if_split, invoice);
}
