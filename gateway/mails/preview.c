#include "gateway/mails/preview.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/mails/outbound_pay.h"
#include "gateway/mails/outbound_sign.h"
#include "gateway/mails/outbound_statement.h"
#include "templates/alert_words.h"
#include "templates/notice_plan.h"

/* ---- what nobody wrote ---- */

typedef struct {
	const char *country, *currency, *type, *series, *customer, *tax_id, *contact;
	const char *uuid; /* without its last digit */
} PreviewCountry;

static const PreviewCountry preview_countries[] = {
	{ "CL", "CLP", "33", NULL, "Constructora Los Boldos Ltda.", "78123456-7", "Marcela Rojas", NULL },
	{ "MX", "MXN", "I", "A", "Grupo Constructor Jacarandas, S.A. de C.V.", "GCJ010203AB1", "Jorge Núñez",
	  "00000000-0000-4000-8000-00000000000" },
};

/* In the order of a statement; days that it is overdue. */
static const struct {
	int days;
	NoticeSection section;
	bool foreign, partial;
} preview_rows[] = {
	{ 12, NOTICE_OVERDUE, false, true }, { 3, NOTICE_OVERDUE, true, false },   { 0, NOTICE_DUE, false, false },
	{ -6, NOTICE_DUE, false, false },    { 30, NOTICE_DISPUTED, false, false },
};

static const PreviewCountry *preview_country(const Desk *desk)
{
	for (size_t i = 0; i < G_N_ELEMENTS(preview_countries); i++)
		if (text_equal(preview_countries[i].country, desk->company->country))
			return &preview_countries[i];
	return &preview_countries[0];
}

static Invoice preview_invoice(const Desk *desk, size_t row, Date today)
{
	const PreviewCountry *country = preview_country(desk);
	const int64_t total = preview_rows[row].foreign ? INT64_C(2380000000) : INT64_C(1190000000000);
	Date due = date_add_days(today, -preview_rows[row].days);
	Invoice invoice = { .key = "sample", .type = country->type, .series = country->series,
			    .number = arena_printf(desk->arena, "%zu", 1042 + row), .state = STATE_NEW,
			    .issued = date_add_days(due, -30), .due = due, .debtor_tax_id = country->tax_id,
			    .debtor_name = country->customer,
			    .total = money_make(total, preview_rows[row].foreign ? "USD" : country->currency) };
	if (country->uuid != NULL)
		invoice.uuid = arena_printf(desk->arena, "%s%zu", country->uuid, row);
	if (preview_rows[row].partial)
		invoice.paid = total / 2;
	return invoice;
}

static void preview_invoices(const PreviewWish *wish, ReminderView *view)
{
	const Desk *desk = wish->desk;
	size_t n = g_str_has_prefix(wish->notice, "resend") ? 1 : G_N_ELEMENTS(preview_rows);
	NoticeInvoice *rows = arena_array(desk->arena, NoticeInvoice, n);
	for (size_t i = 0; i < n; i++) {
		const Invoice invoice = preview_invoice(desk, i, view->today);
		rows[i] = outbound_parts_notice(desk, &invoice, preview_rows[i].section, view->language);
		rows[i].asked = preview_rows[i].days < 0;
	}
	view->invoices = rows;
	view->n = n;
}

/* A part of the first invoice, where part of it is paid, and all of one that is open no more. */
static void preview_payments(const PreviewWish *wish, ReminderView *view)
{
	const NoticeInvoice *first = &view->invoices[0];
	NoticePayment *rows = arena_array(wish->desk->arena, NoticePayment, 2);
	const Money paid = money_make(first->total.micro - first->balance.micro, first->total.currency);
	const NoticePayment part = { .type_name = first->type_name, .number = first->number,
				     .fiscal_id = first->fiscal_id, .reference = "TRF 00981", .date = view->today,
				     .amount = paid, .left = first->balance };
	const NoticePayment whole = { .type_name = first->type_name,
				      .number = wish->invoice != NULL ? first->number : "1031", .date = view->today,
				      .amount = first->total, .left = money_make(0, first->total.currency) };
	view->n_payments = 0;
	if (paid.micro > 0)
		rows[view->n_payments++] = part;
	if (wish->invoice == NULL || paid.micro == 0)
		rows[view->n_payments++] = whole;
	view->payments = rows;
}

/* ---- one mail ---- */

static bool preview_is(const PreviewWish *wish, const char *notice)
{
	return g_str_has_prefix(wish->notice, notice);
}

/* What would go with it: the invoice's documents, or the statement. One that nobody wrote has none. */
static bool preview_attach(const PreviewWish *wish, const Customer *customer, ReminderView *view, Attached *attached,
			   GError **error)
{
	outbound_pay(wish->desk, view, attached);
	if (preview_is(wish, "statement")) {
		outbound_statement_ageing(wish->desk, view);
		return outbound_statement_attach(wish->desk, customer, view, attached, error);
	}
	if (wish->invoice != NULL)
		outbound_parts_invoice(wish->desk, wish->invoice, ATTACH_PDF | ATTACH_XML, attached);
	view->attached = attached->files > 0;
	view->left_out = attached->left_out;
	return true;
}

static bool preview_one(const PreviewWish *wish, const char *notice, ReminderView *view, PreviewMail *ret,
			GError **error)
{
	const PreviewCountry *country = preview_country(wish->desk);
	const Staff *staff = &wish->desk->stage->settings->staff;
	const Customer customer = {
		.tax_id = wish->invoice != NULL ? wish->invoice->debtor_tax_id : country->tax_id,
		.name = view->customer,
		.collector = wish->invoice != NULL ? wish->invoice->collector :
			     staff->n > 0	   ? staff->people[0].name : NULL };
	bool mexico = text_equal(wish->desk->company->country, "MX");
	preview_payments(wish, view);
	outbound_sign(wish->desk, &customer, view);
	view->deadline = date_add_days(view->today, 7);
	view->receipt = preview_is(wish, "payment-receipt");
	view->receipt_by = mexico ? date_add_days(date_month_end(view->today), 5) : (Date){ 0 };
	ret->attached = (Attached){ 0 };
	return preview_attach(wish, &customer, view, &ret->attached, error) &&
	       notice_render_reminder(wish->desk->arena, wish->desk->catalog, notice, view, &ret->notice, error);
}

/* As the notice wants it: overdue, else due today. */
static bool preview_recorded(const PreviewWish *wish, const char *notice, ReminderView *view, PreviewMail *ret,
			     GError **error)
{
	static const NoticeSection sections[] = { NOTICE_OVERDUE, NOTICE_DUE };
	NoticeInvoice row;
	view->invoices = &row;
	view->n = 1;
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
		row = outbound_parts_notice(wish->desk, wish->invoice, sections[i], view->language);
		row.days_overdue = sections[i] == NOTICE_DUE ? 0 : MAX(row.days_overdue, 1);
		g_clear_error(error);
		if (preview_one(wish, notice, view, ret, error))
			return true;
	}
	return false;
}

static bool preview_customer(const PreviewWish *wish, const char *language, Date today, PreviewMail *ret,
			     GError **error)
{
	const Desk *desk = wish->desk;
	const char *notice = notice_in_register(desk->arena, desk->catalog, wish->notice, language, wish->tone);
	ReminderView view = { .language = language, .company = desk->company->legal_name, .today = today };
	if (desk->stage->settings->send->only_to.n > 0)
		view.test_banner = "only_to";
	view.customer = wish->invoice != NULL ? wish->invoice->debtor_name : preview_country(desk)->customer;
	ret->kind = preview_is(wish, "reminder") ? "reminder" : wish->notice;
	if (wish->invoice != NULL)
		return preview_recorded(wish, notice, &view, ret, error);
	view.contact_name = preview_country(desk)->contact;
	preview_invoices(wish, &view);
	return preview_one(wish, notice, &view, ret, error);
}

static bool preview_alert(const PreviewWish *wish, const char *language, Date today, PreviewMail *ret, GError **error)
{
	const Desk *desk = wish->desk;
	const PreviewCountry *country = preview_country(desk);
	const char *const facts[][2] = {
		{ alert_fact_name(desk->arena, desk->catalog, language, "customer"), country->customer },
		{ alert_fact_name(desk->arena, desk->catalog, language, "invoices"), "1042" },
	};
	Texts codes = { 0 };
	AlertWords words;
	texts_addf(desk->arena, &codes, "PROMISE %s", date_text(desk->arena, date_add_days(today, 7)));
	if (!alert_words(desk->arena, desk->catalog, language, "reply", country->customer,
			 alert_code_words(desk->arena, desk->catalog, language, &codes), &words, error))
		return false;
	const AlertView view = { .language = language, .company = desk->company->legal_name, .title = words.title,
				 .summary = words.summary, .facts = facts, .n_facts = G_N_ELEMENTS(facts),
				 .quote = country->contact, .command = "valija invoice show 1042" };
	return notice_render_alert(desk->arena, desk->catalog, wish->notice, &view, &ret->notice, error);
}

bool preview_render(const PreviewWish *wish, PreviewMail *ret, GError **error)
{
	const Desk *desk = wish->desk;
	const char *language = wish->language != NULL ? wish->language : desk->company->language;
	Date today = date_in_zone(desk->now, desk->company->zone);
	*ret = (PreviewMail){ .kind = wish->notice };
	if (text_equal(wish->notice, "alert"))
		return preview_alert(wish, language, today, ret, error);
	if (!text_equal(wish->notice, "plan"))
		return preview_customer(wish, language, today, ret, error);
	const PlanView plan = notice_plan_sample(desk->arena, language, desk->company->legal_name, today);
	return notice_plan_render(desk->arena, desk->catalog, &plan, &ret->notice, error);
}

bool preview_bytes(const PreviewWish *wish, const PreviewMail *mail, const void **ret, size_t *ret_length,
		   GError **error)
{
	const Desk *desk = wish->desk;
	const ComposeMailbox to = { .name = preview_country(desk)->contact, .address = desk->from.address };
	Draft draft = { .row = { .kind = mail->kind }, .notice = &mail->notice, .to = &to,
			.attachments = mail->attached.items, .n_attachments = mail->attached.n,
			.thread = outbound_desk_thread(desk, "preview", 0) };
	texts_add(desk->arena, &draft.row.to, to.address);
	return outbound_desk_bytes(desk, &draft, ret, ret_length, error);
}

char *preview_page(const PreviewMail *mail)
{
	g_autoptr(GString) html = g_string_new(mail->notice.html);
	for (size_t i = 0; i < mail->attached.n; i++) {
		const ComposeAttachment *part = &mail->attached.items[i];
		if (part->content_id == NULL)
			continue;
		g_autofree char *name = g_strconcat("cid:", part->content_id, NULL);
		g_autofree char *base64 = g_base64_encode(part->bytes, part->length);
		g_autofree char *data = g_strconcat("data:image/png;base64,", base64, NULL);
		g_string_replace(html, name, data, 0);
	}
	return g_string_free(g_steal_pointer(&html), FALSE);
}
