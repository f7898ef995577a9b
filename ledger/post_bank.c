/* Payments of files that waited for an invoice, and those that a namesake of theirs makes doubtful. */
#include "base/text.h"
#include "ledger/events.h"
#include "ledger/payments.h"
#include "ledger/post_inner.h"

/* Every invoice of this company that has the row's name, the new one too. */
static PaymentInvoices post_bank_named(const Post *post, const PaymentRow *row)
{
	Arena *arena = post->arena;
	const Facts *facts = post->facts;
	PaymentInvoices named = { .window = post->sides.company->policy.payment_window };
	Invoice *list = NULL;
	Texts keys = { 0 };
	for (size_t i = 0; i < facts->n_invoices + post->outcome->n_invoices; i++) {
		const Invoice *one = i < facts->n_invoices ? &facts->invoices[i] :
							     &post->outcome->invoices[i - facts->n_invoices];
		Texts names = { 0 };
		payments_names(arena, one, &names);
		const char *place = arena_printf(arena, "%s %s", one->company, one->key);
		bool ours = *row->company == '\0' || text_equal(one->company, row->company);
		if (!ours || !texts_has(&names, row->name) || texts_has(&keys, place))
			continue;
		texts_add(arena, &keys, place);
		list = arena_grow(arena, list, named.n_named, sizeof *list);
		list[named.n_named++] = *one;
	}
	named.named = list;
	return named;
}

static void post_bank_take_back(const Post *post, PaymentRow *row, const PaymentRow *before)
{
	Posting undone = { .company = before->company, .target_key = before->invoice_key,
			   .source_key = before->source_key, .source_index = before->postings - 1, .kind = POSTING_FILE,
			   .amount = before->amount, .date = before->date, .reference = before->reference,
			   .undone = true };
	outcome_add_posting(post->arena, post->outcome, undone);
	post_event(post, before->invoice_key, EVENT_PAYMENT_UNDONE,
		   arena_printf(post->arena, "reference %s %s", before->reference, row->reason));
	post_settle_target(post, before->invoice_key);
}

static void post_bank_apply(const Post *post, PaymentRow *row)
{
	Posting posting = { .company = row->company, .target_key = row->invoice_key, .source_key = row->source_key,
			    .source_index = row->postings++, .kind = POSTING_FILE, .amount = row->amount,
			    .date = row->date, .reference = row->reference };
	outcome_add_posting(post->arena, post->outcome, posting);
	post_event(post, row->invoice_key, EVENT_POSTED,
		   arena_printf(post->arena, "file %s %s, reference %s, had waited for it",
				money_micro_text(post->arena,
						 row->amount.micro), row->amount.currency, row->reference));
	post_settle_target(post, row->invoice_key);
}

static const PaymentRow *post_bank_now(const Post *post, const PaymentRow *row)
{
	for (size_t i = 0; i < post->outcome->n_payments; i++)
		if (text_equal(post->outcome->payments[i].source_key, row->source_key))
			return &post->outcome->payments[i];
	return row;
}

/* A person's word stays, and so does a judgement by amount: it named no invoice. */
static bool post_bank_is_open(const PaymentRow *row)
{
	bool by_folio = row->state == PAYMENT_MATCHED && text_equal(row->matched_by, "folio");
	return row->name != NULL && (by_folio || row->state == PAYMENT_WAITING || row->state == PAYMENT_AMBIGUOUS);
}

void post_bank_payments(const Post *post, const Invoice *invoice)
{
	Texts names = { 0 };
	payments_names(post->arena, invoice, &names);
	for (size_t i = 0; i < post->facts->n_payments; i++) {
		const PaymentRow before = *post_bank_now(post, &post->facts->payments[i]);
		bool ours = *before.company == '\0' || text_equal(before.company, invoice->company);
		if (!ours || !post_bank_is_open(&before) || !texts_has(&names, before.name))
			continue;
		PaymentInvoices named = post_bank_named(post, &before);
		PaymentRow row = before;
		payments_judge(post->arena, &named, &row);
		bool same = text_equal(row.invoice_key, before.invoice_key) && row.state == before.state;
		if (!same && before.state == PAYMENT_MATCHED)
			post_bank_take_back(post, &row, &before);
		if (!same && row.state == PAYMENT_MATCHED)
			post_bank_apply(post, &row);
		outcome_add_payment(post->arena, post->outcome, row);
	}
}
