#include "gateway/mails/outbound_statement.h"

#include "base/text.h"
#include "gateway/mails/outbound_pay.h"
#include "gateway/mails/outbound_sign.h"
#include "templates/letter_pdf.h"
#include "templates/statement_pdf.h"

/* ---- ageing ---- */

static NoticeAgeing *outbound_statement_ageing_of(NoticeAgeing *list, size_t *n, const char *currency)
{
	for (size_t i = 0; i < *n; i++)
		if (text_equal(list[i].currency, currency))
			return &list[i];
	list[*n] = (NoticeAgeing){ .currency = currency };
	return &list[(*n)++];
}

static void outbound_statement_age(const NoticeInvoice *row, NoticeAgeing *ageing)
{
	static const int64_t until[NOTICE_AGES - 1] = { 0, 30, 60, 90 };
	size_t age = 0;
	while (age < NOTICE_AGES - 1 && row->days_overdue > until[age])
		age++;
	ageing->micro[age] += row->balance.micro;
}

void outbound_statement_ageing(const Desk *desk, ReminderView *view)
{
	NoticeAgeing *ageing = arena_array(desk->arena, NoticeAgeing, view->n + 1);
	view->n_ageing = 0;
	for (size_t i = 0; i < view->n; i++) {
		const NoticeInvoice *row = &view->invoices[i];
		const char *currency = row->balance.currency;
		outbound_statement_age(row, outbound_statement_ageing_of(ageing, &view->n_ageing, currency));
	}
	view->ageing = ageing;
}

/* ---- payments ---- */

void outbound_statement_paid(const Desk *desk, const PaidInvoice *paid, size_t n, const char *currency,
			     ReminderView *view)
{
	NoticePayment *rows = arena_array(desk->arena, NoticePayment, n + 1);
	view->n_payments = 0;
	for (size_t i = 0; i < n; i++) {
		const PaidInvoice *one = &paid[i];
		if (currency != NULL && !text_equal(currency, one->amount.currency))
			continue;
		rows[view->n_payments++] = (NoticePayment){
			.type_name = notice_type_name(desk->arena, desk->catalog, view->language, one->type),
			.number = one->series != NULL ? arena_printf(desk->arena, "%s-%s", one->series, one->number) :
							one->number,
			.fiscal_id = one->uuid, .reference = one->reference, .date = one->date, .amount = one->amount,
		};
	}
	view->payments = rows;
}

/* ---- the PDF ---- */

static PdfPaper outbound_statement_paper(const Desk *desk)
{
	return outbound_sign_on_letter(desk) ? PDF_LETTER : PDF_A4;
}

GBytes *outbound_statement_pdf(const Desk *desk, const Customer *customer, const ReminderView *view, GError **error)
{
	g_autoptr(GBytes) logo = outbound_pay_logo(desk);
	const StatementView statement = { .account = view, .customer_tax_id = customer->tax_id, .logo = logo,
					  .tax_id = outbound_sign_tax_id(desk),
					  .paper = outbound_statement_paper(desk) };
	return statement_pdf(desk->arena, desk->catalog, &statement, error);
}

GBytes *outbound_statement_letter(const Desk *desk, const Customer *customer, const ReminderView *view,
				  const RenderedNotice *notice, GError **error)
{
	g_autoptr(GBytes) logo = outbound_pay_logo(desk);
	const LetterView letter = { .account = view, .notice = notice, .tax_id = outbound_sign_tax_id(desk),
				    .logo = logo, .customer_tax_id = customer->tax_id,
				    .paper = outbound_statement_paper(desk) };
	return letter_pdf(desk->arena, desk->catalog, &letter, error);
}

static void outbound_statement_free(gpointer bytes)
{
	g_bytes_unref(bytes);
}

bool outbound_statement_attach(const Desk *desk, const Customer *customer, ReminderView *view, Attached *attached,
			       GError **error)
{
	GBytes *pdf = outbound_statement_pdf(desk, customer, view, error);
	if (pdf == NULL)
		return false;
	arena_own(desk->arena, pdf, outbound_statement_free);
	const char *word = json_get_text(desk->arena, catalog_words(desk->catalog, view->language), "statement");
	const char *name = arena_printf(desk->arena, "%s %s.pdf", word != NULL ? word : "statement",
					date_text(desk->arena, view->today));
	ComposeAttachment part = { .name = compose_file_name(desk->arena, name), .type = "application/pdf" };
	part.bytes = g_bytes_get_data(pdf, &part.length);
	if (!outbound_parts_fit(attached, part.length))
		return true;
	outbound_parts_bytes(desk, &part, attached);
	view->attached = true;
	return true;
}
