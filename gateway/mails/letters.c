#include "gateway/mails/letters.h"

#include "base/error.h"
#include "base/text.h"
#include "gateway/mails/outbound_pay.h"
#include "gateway/mails/outbound_sign.h"
#include "gateway/mails/outbound_statement.h"
#include "ledger/events.h"

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
			      .contact_name = first->name,
			      .today = date_in_zone(desk->now, desk->company->zone) };
	if (desk->stage->settings->send->only_to.n > 0)
		view.test_banner = "only_to";
	outbound_sign(desk, letter->customer, &view);
	return view;
}

/* In the register of who reads it. */
static bool letters_render(const Desk *desk, const Letter *letter, const ReminderView *view, RenderedNotice *ret,
			   GError **error)
{
	const char *missing = NULL;
	const Policy *policy = company_policy(desk->arena, desk->company, letter->customer, &missing);
	const char *tone = decide_tone(policy != NULL ? policy : &desk->company->policy, letter->customer,
				       letter->recipients->to[0]);
	const char *notice = notice_in_register(desk->arena, desk->catalog, letter->notice, view->language, tone);
	return notice_render_reminder(desk->arena, desk->catalog, notice, view, ret, error);
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
			.type_name = notice_type_name(desk->arena, desk->catalog, view->language,
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
	if (!thanks_receipt(desk->stage->store, desk->arena, posting->company, posting->source_key, &bytes, &known,
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
	view.receipt = attached.files > 0;
	view.receipt_by = confirmation->receipt_by;
	return letters_render(&desk, &letter, &view, &notice, error) &&
	       letters_freeze(&desk, &letter, &notice, &attached, drafts, error);
}

/* ---- on demand ---- */

/* Due so long ago that nothing stands before it. */
#define LETTERS_FRONT_S (366 * 86400)

/* An address that a person gives: in the language of who pays, unless it is a contact's own. */
static bool letters_recipients(const Desk *desk, const LetterCall *call, Recipients *ret, GError **error)
{
	const RecipientsInput input = { .contacts = call->contacts, .n = call->n_contacts,
					.today = date_in_zone(desk->now, desk->company->zone) };
	recipients_of(desk->arena, &input, ret);
	ret->n_cc = 0;
	if (call->to == NULL && ret->n_to == 0)
		error_reject(error, "customer %s has no contact who pays or approves: --to ADDRESS",
			     call->customer->tax_id);
	if (call->to == NULL)
		return ret->n_to > 0;
	Contact *given = arena_new0(desk->arena, Contact);
	*given = (Contact){ .address = call->to, .language = ret->n_to > 0 ? ret->to[0]->language : NULL };
	for (size_t i = 0; i < call->n_contacts; i++)
		if (g_ascii_strcasecmp(call->contacts[i].address, call->to) == 0)
			*given = call->contacts[i];
	ret->to = arena_array(desk->arena, const Contact *, 1);
	ret->to[0] = given;
	ret->n_to = 1;
	return true;
}

static Letter letters_called(const Desk *desk, const LetterCall *call, const char *kind, const Recipients *recipients)
{
	return (Letter){ .customer = call->customer, .recipients = recipients, .notice = kind, .kind = kind,
			 .step = arena_printf(desk->arena, "%s %s", kind, call->unique),
			 .due_at = desk->now - LETTERS_FRONT_S };
}

bool letters_resend(Stage *stage, Arena *arena, const LetterCall *call, const Invoice *invoice, Drafts *drafts,
		    GError **error)
{
	Desk desk = outbound_desk(stage, arena, call->company);
	Recipients recipients;
	Attached attached = { 0 };
	RenderedNotice notice;
	Texts keys = { 0 };
	if (!letters_recipients(&desk, call, &recipients, error))
		return false;
	Letter letter = letters_called(&desk, call, "resend", &recipients);
	ReminderView view = letters_view(&desk, &letter);
	NoticeInvoice row = outbound_parts_notice(&desk, invoice, NOTICE_DUE, view.language);
	texts_add(arena, &keys, invoice->key);
	letter.invoice_keys = &keys;
	outbound_parts_invoice(&desk, invoice, ATTACH_PDF | ATTACH_XML, &attached);
	view.invoices = &row;
	view.n = 1;
	view.attached = attached.files > 0;
	view.left_out = attached.left_out;
	outbound_pay(&desk, &view, &attached);
	return letters_render(&desk, &letter, &view, &notice, error) &&
	       letters_freeze(&desk, &letter, &notice, &attached, drafts, error);
}

/* ---- statements ---- */

static NoticeSection letters_section(const Invoice *invoice, Date today)
{
	if (invoice->state == STATE_DISPUTED)
		return NOTICE_DISPUTED;
	bool late = date_is_set(invoice->due) && date_compare(invoice->due, today) < 0;
	return late ? NOTICE_OVERDUE : NOTICE_DUE;
}

static void letters_account(const Desk *desk, const Account *account, Attached *attached, ReminderView *view)
{
	NoticeInvoice *rows = arena_array(desk->arena, NoticeInvoice, account->n_invoices + 1);
	for (size_t i = 0; i < account->n_invoices; i++) {
		const Invoice *invoice = &account->invoices[i];
		if ((account->currency != NULL && !text_equal(account->currency, invoice->total.currency)) ||
		    invoice->direction != DIRECTION_ISSUED || invoice->environment != ENVIRONMENT_PRODUCTION ||
		    invoice_balance(invoice) <= 0)
			continue;
		rows[view->n++] = outbound_parts_notice(desk, invoice, letters_section(invoice, view->today),
							view->language);
	}
	view->invoices = rows;
	outbound_statement_ageing(desk, view);
	outbound_statement_paid(desk, account->paid, account->n_paid, account->currency, view);
	outbound_pay(desk, view, attached);
}

bool letters_statement(Stage *stage, Arena *arena, const LetterCall *call, const Account *account, Drafts *drafts,
		       GError **error)
{
	Desk desk = outbound_desk(stage, arena, call->company);
	Recipients recipients;
	Attached attached = { 0 };
	RenderedNotice notice;
	Texts keys = { 0 };
	if (!letters_recipients(&desk, call, &recipients, error))
		return false;
	Letter letter = letters_called(&desk, call, "statement", &recipients);
	ReminderView view = letters_view(&desk, &letter);
	letters_account(&desk, account, &attached, &view);
	for (size_t i = 0; i < account->n_invoices; i++)
		texts_add(arena, &keys, account->invoices[i].key);
	letter.invoice_keys = &keys;
	return outbound_statement_attach(&desk, call->customer, &view, &attached, error) &&
	       letters_render(&desk, &letter, &view, &notice, error) &&
	       letters_freeze(&desk, &letter, &notice, &attached, drafts, error);
}

/* What is written down for a customer, for nobody in particular when it has no contact. */
static ReminderView letters_paper(Desk *desk, const LetterCall *call, const Account *account, const char *notice)
{
	static const Contact nobody = { 0 };
	const Contact *reader = &nobody;
	Recipients recipients;
	if (!letters_recipients(desk, call, &recipients, NULL))
		recipients = (Recipients){ .to = &reader, .n_to = 1 };
	Letter letter = letters_called(desk, call, notice, &recipients);
	ReminderView view = letters_view(desk, &letter);
	letters_account(desk, account, NULL, &view);
	return view;
}

GBytes *letters_statement_pdf(Stage *stage, Arena *arena, const LetterCall *call, const Account *account,
			      GError **error)
{
	Desk desk = outbound_desk(stage, arena, call->company);
	ReminderView view = letters_paper(&desk, call, account, "statement");
	return outbound_statement_pdf(&desk, call->customer, &view, error);
}

GBytes *letters_draft_pdf(Stage *stage, Arena *arena, const LetterCall *call, const Account *account,
			  const LetterDraft *draft, GError **error)
{
	Desk desk = outbound_desk(stage, arena, call->company);
	ReminderView view = letters_paper(&desk, call, account, draft->notice);
	RenderedNotice notice;
	view.deadline = draft->until;
	if (!notice_render_reminder(arena, desk.catalog, draft->notice, &view, &notice, error))
		return NULL;
	return outbound_statement_letter(&desk, call->customer, &view, &notice, error);
}

void letters_events(Arena *arena, const LetterCall *call, const Drafts *drafts, int64_t now, Outcome *outcome)
{
	for (size_t m = 0; m < drafts->n; m++)
		for (size_t i = 0; i < drafts->mails[m].invoice_keys.n; i++) {
			const OutboundMail *mail = &drafts->mails[m];
			Event event = { .at = now, .company = call->company->name,
					.invoice_key = mail->invoice_keys.items[i],
					.customer_tax_id = call->customer->tax_id, .kind = EVENT_MAIL_QUEUED,
					.actor = call->actor,
					.reason = arena_printf(arena, "%s to %s", mail->kind, mail->to.items[0]) };
			outcome_add_event(arena, outcome, event);
		}
}
