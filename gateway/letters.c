#include "gateway/letters.h"

#include "base/text.h"
#include "gateway/outbound_parts.h"

/* ---- one mail to a customer ---- */

typedef struct {
	const Customer *customer;
	const Recipients *recipients;
	const char *notice, *kind, *step;
	const Texts *invoice_keys;
	int64_t due_at;
} Letter;

static ReminderView letters_view(const Desk *desk, const Letter *letter)
{
	const Contact *first = letter->recipients->to[0];
	ReminderView view = { .language = decide_language(desk->company, letter->customer, first),
			      .company = desk->company->legal_name, .customer = letter->customer->name,
			      .contact_name = first->name, .today = date_in_zone(desk->now, desk->company->zone),
			      .payment_note = desk->settings->payment_note };
	if (desk->stage->settings->send->only_to.n > 0)
		view.test_banner = "only_to";
	return view;
}

static bool letters_freeze(const Desk *desk, const Letter *letter, const RenderedNotice *notice,
			   const Attached *attached, Drafts *drafts, GError **error)
{
	ComposeMailbox *to = NULL;
	ComposeMailbox *cc = NULL;
	Draft draft = { .row = { .kind = letter->kind, .step = letter->step, .customer_id = letter->customer->id,
				 .contact_id = letter->recipients->to[0]->id, .invoice_keys = *letter->invoice_keys,
				 .invoice_set = texts_join(desk->arena, letter->invoice_keys, " "),
				 .due_at = letter->due_at },
			.notice = notice, .attachments = attached->items, .n_attachments = attached->n };
	outbound_parts_recipients(desk, letter->recipients->to, letter->recipients->n_to, &to, &draft.row.to);
	outbound_parts_recipients(desk, letter->recipients->cc, letter->recipients->n_cc, &cc, &draft.row.cc);
	draft.to = to;
	draft.cc = cc;
	draft.thread = outbound_desk_thread(desk, "customer", letter->customer->id);
	return outbound_desk_freeze(desk, &draft, drafts, error);
}

/* ---- confirmations ---- */

static NoticePayment *letters_payment_of(NoticePayment *rows, size_t n, const char *number, const char *currency)
{
	for (size_t i = 0; i < n; i++)
		if (text_equal(rows[i].number, number) && text_equal(rows[i].amount.currency, currency))
			return &rows[i];
	return NULL;
}

/* One row for each document, whatever the number of its payments. */
static void letters_payments(const Desk *desk, const ConfirmInput *input, ReminderView *view)
{
	NoticePayment *rows = arena_array(desk->arena, NoticePayment, input->n_items + 1);
	for (size_t i = 0; i < input->n_items; i++) {
		const ConfirmItem *item = &input->items[i];
		if (!confirm_is_listed(input, item))
			continue;
		const Posting *posting = item->posting;
		const char *number = outbound_parts_number(desk, item->invoice);
		NoticePayment *row = letters_payment_of(rows, view->n_payments, number, posting->amount.currency);
		if (row != NULL && money_add(row->amount, posting->amount, &row->amount)) {
			row->date = date_compare(posting->date, row->date) > 0 ? posting->date : row->date;
			continue;
		}
		rows[view->n_payments++] = (NoticePayment){
			.type_name = notice_type_name(desk->arena, desk->stage->catalog, view->language,
						      item->invoice->type),
			.number = number, .fiscal_id = item->invoice->uuid, .reference = posting->reference,
			.date = posting->date, .amount = posting->amount,
			.left = money_make(invoice_balance(item->invoice), item->invoice->total.currency),
		};
	}
	view->payments = rows;
}

static bool letters_receipt(const Desk *desk, const Posting *posting, Attached *attached, GError **error)
{
	ReceiptBytes bytes = { 0 };
	bool known = false;
	if (!store_receipt_bytes(desk->stage->store, desk->arena, posting->company, posting->source_key, &bytes, &known,
				 error))
		return false;
	const char *number = bytes.uuid != NULL ? bytes.uuid : bytes.number;
	OutboundPart part = { .mail_sha256 = bytes.mail_sha256, .sha256 = bytes.pdf_sha256, .pdf = true,
			      .name = arena_printf(desk->arena, "REP-%s", number != NULL ? number : "") };
	if (known)
		outbound_parts_attach(desk, &part, attached);
	part.sha256 = bytes.xml_sha256;
	part.pdf = false;
	if (known)
		outbound_parts_attach(desk, &part, attached);
	return true;
}

/* Each receipt once, however many documents it pays. */
static bool letters_receipts(const Desk *desk, const ConfirmInput *input, Attached *attached, GError **error)
{
	Texts taken = { 0 };
	for (size_t i = 0; i < input->n_items; i++) {
		const ConfirmItem *item = &input->items[i];
		if (item->drop != NULL || item->posting->kind != POSTING_RECEIPT ||
		    texts_has(&taken, item->posting->source_key))
			continue;
		texts_add(desk->arena, &taken, item->posting->source_key);
		if (!letters_receipt(desk, item->posting, attached, error))
			return false;
	}
	return true;
}

bool letters_confirmation(Stage *stage, Arena *arena, const ConfirmInput *input, const Confirmation *confirmation,
			  Drafts *drafts, GError **error)
{
	Desk desk = outbound_desk(stage, arena, input->company);
	Attached attached = { 0 };
	RenderedNotice notice;
	Letter letter = { .customer = input->customer, .recipients = &confirmation->recipients,
			  .notice = confirmation->notice, .kind = "confirmation", .step = confirmation->step,
			  .invoice_keys = &confirmation->invoice_keys, .due_at = input->now };
	ReminderView view = letters_view(&desk, &letter);
	if (!letters_receipts(&desk, input, &attached, error))
		return false;
	letters_payments(&desk, input, &view);
	view.receipt = attached.n > 0;
	view.receipt_by = confirmation->receipt_by;
	/* Who just paid is not told how to. */
	view.payment_note = NULL;
	return notice_render_reminder(arena, stage->catalog, letter.notice, &view, &notice, error) &&
	       letters_freeze(&desk, &letter, &notice, &attached, drafts, error);
}
