/* One scene for each notice, of invented companies: what golden mails and pictures of them are made of. */
#ifndef TESTS_UNIT_TEMPLATES_NOTICE_SCENES_H
#define TESTS_UNIT_TEMPLATES_NOTICE_SCENES_H

#include <string.h>

#include "templates/notice.h"
#include "templates/notice_plan.h"
#include "tests/unit/templates/report_scenes.h"

static const char *const notices[] = { "reminder-before", "reminder-due", "reminder-overdue", "reminder-firm",
				       "confirmation", "payment-receipt", "first-notice", "resend", "statement",
				       "reminder-before-friendly", "reminder-due-friendly",
				       "reminder-overdue-friendly", "formal-notice", "first-notice-friendly",
				       "confirmation-friendly", "payment-receipt-friendly", "resend-friendly",
				       "statement-friendly", "alert", "plan", "digest-agenda",
				       "digest-alerts", "digest-management", "digest-portfolio", "digest-risk" };

static Money money(const char *amount, const char *currency)
{
	Money value = { 0 };
	g_assert(money_parse(amount, currency, &value));
	return value;
}

/* The country decides type, number and currency; the language only the words. */
typedef struct {
	const char *type, *numbers[4], *currency, *amounts[4];
	const char *company, *tax_id, *customer, *contact, *payment, *fiscal_id;
} Country;

static const Country chile = {
	"33",
	{ "1203", "1187", "1150", "1099" },
	"CLP",
	{ "1190000", "238000", "595000", "71400" },
	"Comercial Andina SpA",
	"RUT 76.192.083-9",
	"Constructora Los Boldos Ltda.",
	"Marcela Rojas",
	"Transferencia a Banco del Sur, cuenta corriente 00-123-45678-9, RUT 76.192.083-9\nIndique el número "
	"del documento",
	NULL,
};

static const Country mexico = {
	"I",
	{ "A-501", "A-480", "A-466", "A-431" },
	"MXN",
	{ "11600.00", "2320.50", "5800", "696.01" },
	"Industrias del Bajío, S.A. de C.V.",
	"RFC IBA010203ABA",
	"Grupo Constructor Jacarandas, S.A. de C.V.",
	"Jorge Núñez",
	"SPEI a la CLABE 002180700012345670, Banco del Centro\nReferencia: folio de la factura",
	"5F0C1B7E-2D3A-4E69-9B1C-7A4D0E8F2C61",
};

static const Country *country_of(const char *language)
{
	return strcmp(language, "es-MX") == 0 ? &mexico : &chile;
}

typedef struct {
	NoticeSection section;
	int days_overdue;
	const char *currency; /* NULL: the country's */
	bool partial;
} Item;

static const Item before_items[] = { { NOTICE_DUE, -5, NULL, false } };
static const Item due_items[] = { { NOTICE_DUE, 0, NULL, false }, { NOTICE_DUE, -1, NULL, false } };
static const Item overdue_items[] = { { NOTICE_OVERDUE, 8, NULL, true },
				      { NOTICE_OVERDUE, 1, "USD", false },
				      { NOTICE_DUE, -6, NULL, false },
				      { NOTICE_DISPUTED, 30, NULL, false } };
static const Item firm_items[] = { { NOTICE_OVERDUE, 21, NULL, false }, { NOTICE_OVERDUE, 15, NULL, true } };

static const Item new_items[] = { { NOTICE_DUE, -30, NULL, false }, { NOTICE_DUE, -30, NULL, false } };

static const struct {
	const char *notice;
	const Item *items;
	size_t n;
} scenes[] = {
	{ "reminder-before", before_items, G_N_ELEMENTS(before_items) },
	{ "reminder-due", due_items, G_N_ELEMENTS(due_items) },
	{ "reminder-overdue", overdue_items, G_N_ELEMENTS(overdue_items) },
	{ "reminder-firm", firm_items, G_N_ELEMENTS(firm_items) },
	{ "confirmation", NULL, 0 },
	{ "payment-receipt", NULL, 0 },
	{ "first-notice", new_items, G_N_ELEMENTS(new_items) },
	{ "resend", firm_items, 1 },
	{ "statement", overdue_items, G_N_ELEMENTS(overdue_items) },
	{ "reminder-before-friendly", before_items, G_N_ELEMENTS(before_items) },
	{ "reminder-due-friendly", due_items, G_N_ELEMENTS(due_items) },
	{ "reminder-overdue-friendly", overdue_items, G_N_ELEMENTS(overdue_items) },
	{ "formal-notice", firm_items, G_N_ELEMENTS(firm_items) },
	{ "first-notice-friendly", before_items, G_N_ELEMENTS(before_items) },
	{ "confirmation-friendly", NULL, 0 },
	{ "payment-receipt-friendly", NULL, 0 },
	{ "resend-friendly", firm_items, 1 },
	{ "statement-friendly", overdue_items, G_N_ELEMENTS(overdue_items) },
};

/* Where it is paid: overdue ones of two scenes. */
static const char *link_of(Arena *arena, const Item *item, size_t scene, const char *number)
{
	bool shown = strcmp(scenes[scene].notice, "reminder-overdue") == 0 ||
		     g_str_has_prefix(scenes[scene].notice, "statement");
	return shown && item->section != NOTICE_DISPUTED ?
		       arena_printf(arena, "https://pagos.andina.example/pagar?documento=%s&cliente=78123456-7", number) :
		       NULL;
}

static const NoticeInvoice *invoices(Arena *arena, const Catalog *catalog, const char *language, size_t scene)
{
	const Country *country = country_of(language);
	NoticeInvoice *list = arena_array(arena, NoticeInvoice, scenes[scene].n);
	Date today = date_make(2026, 11, 27);
	for (size_t i = 0; i < scenes[scene].n; i++) {
		const Item *item = &scenes[scene].items[i];
		const char *currency = item->currency != NULL ? item->currency : country->currency;
		Money total = money(country->amounts[i], currency);
		Date due = date_add_days(today, -item->days_overdue);
		list[i] = (NoticeInvoice){
			.type_name = notice_type_name(arena, catalog, language, country->type),
			.number = country->numbers[i],
			.issued = date_add_days(due, -30),
			.due = due,
			.total = total,
			.balance = item->partial ? money_make(total.micro / 2, currency) : total,
			.days_overdue = item->days_overdue,
			.section = item->section,
			.fiscal_id = country->fiscal_id,
			.link = link_of(arena, item, scene, country->numbers[i]),
		};
	}
	return list;
}

/* Of the first two of its links. */
static void set_codes(Arena *arena, ReminderView *view)
{
	NoticeCode *codes = arena_array(arena, NoticeCode, view->n + 1);
	for (size_t i = 0; i < view->n && view->n_codes < 2; i++)
		if (view->invoices[i].link != NULL)
			codes[view->n_codes++] = (NoticeCode){ .link = view->invoices[i].link,
							       .content_id = "qr-0123456789abcdef@andina.example" };
	view->codes = codes;
	view->logo = view->n_codes > 0 ? "logo-0123456789abcdef@andina.example" : NULL;
}

/* Two documents paid, one in part; the receipt, and the friendly thanks with it, are of one. */
static void set_payments(Arena *arena, const Catalog *catalog, const char *language, ReminderView *view)
{
	const Country *country = country_of(language);
	NoticePayment *list = arena_array(arena, NoticePayment, 2);
	for (size_t i = 0; i < 2; i++) {
		Money amount = money(country->amounts[i], country->currency);
		list[i] = (NoticePayment){
			.type_name = notice_type_name(arena, catalog, language, country->type),
			.number = country->numbers[i],
			.fiscal_id = country->fiscal_id,
			.reference = i == 0 ? "TRF 00981" : NULL,
			.date = date_make(2026, 11, 26),
			.amount = amount,
			.left = money_make(i == 0 ? 0 : amount.micro / 2, country->currency),
		};
	}
	view->payments = list;
}

static void set_account(Arena *arena, const Catalog *catalog, size_t scene, ReminderView *view)
{
	const char *notice = scenes[scene].notice;
	bool statement = g_str_has_prefix(notice, "statement");
	bool receipt = g_str_has_prefix(notice, "payment-receipt");
	bool confirmation = g_str_has_prefix(notice, "confirmation");
	if (statement || receipt || confirmation)
		set_payments(arena, catalog, view->language, view);
	bool friendly = g_str_has_suffix(notice, "-friendly");
	view->n_payments = statement || (confirmation && !friendly) ? 2 : receipt || confirmation;
	view->receipt = receipt || (confirmation && friendly);
	view->receipt_by = confirmation && !friendly && country_of(view->language) == &mexico ?
				   date_make(2026, 12, 5) : (Date){ 0 };
	if (!statement)
		return;
	NoticeAgeing *ageing = arena_array(arena, NoticeAgeing, 2);
	ageing[0].currency = country_of(view->language)->currency;
	ageing[1].currency = "USD";
	for (size_t i = 0; i < view->n; i++) {
		const NoticeInvoice *invoice = &view->invoices[i];
		bool foreign = strcmp(invoice->balance.currency, "USD") == 0;
		ageing[foreign].micro[invoice->days_overdue > 0] += invoice->balance.micro;
	}
	view->ageing = ageing;
	view->n_ageing = 2;
}

static ReminderView reminder(Arena *arena, const Catalog *catalog, const char *language, size_t scene)
{
	const Country *country = country_of(language);
	bool firm = strcmp(scenes[scene].notice, "reminder-firm") == 0;
	return (ReminderView){
		.language = language,
		.company = country->company,
		.tax_id = country->tax_id,
		.contact_name = firm ? NULL : country->contact,
		.customer = country->customer,
		.today = date_make(2026, 11, 27),
		.invoices = invoices(arena, catalog, language, scene),
		.n = scenes[scene].n,
		.attached = scene < 3 || strcmp(scenes[scene].notice, "resend-friendly") == 0,
		.sender = "Paula Soto",
		.phone = firm ? "+56 2 2345 6789" : NULL,
		.deadline = firm ? date_make(2026, 12, 4) : (Date){ 0 },
		.payment_note = scene > 0 ? country->payment : NULL,
		.test_banner = scene == 0 ? "only_to = pruebas@andina.example" : NULL,
	};
}

static AlertView alert(const char *language)
{
	static const char *const facts[][2] = { { "Factura", "33-1203" },
						{ "Cliente", "Constructora Los Boldos Ltda." },
						{ "Estado", "en espera" } };
	return (AlertView){
		.language = language,
		.company = country_of(language)->company,
		.title = "Respuesta de Constructora Los Boldos Ltda.",
		.summary = "El cliente promete pagar el 4 de diciembre de 2026. Los recordatorios quedan "
			   "detenidos hasta esa fecha.",
		.facts = facts,
		.n_facts = G_N_ELEMENTS(facts),
		.quote = "Estimados:\npagaremos el viernes <b>sin falta</b>.\n\nSaludos",
		.command = "valija invoice show CL:76192083-9:33:1203",
	};
}

/* Pictures by their number: their names are made of their bytes, and another Cairo may draw the same otherwise. */
static bool render_report(Arena *arena, const Catalog *catalog, const char *language, size_t scene, RenderedNotice *ret,
			  GError **error)
{
	ReportView view = report_view_of(language, country_of(language)->company, scene);
	RenderedReport report = { .n_charts = 0 };
	if (!notice_report_render(arena, catalog, report_scenes[scene].notice, &view, &report, error))
		return false;
	g_autoptr(GString) html = g_string_new(report.notice.html);
	for (size_t i = 0; i < report.n_charts; i++) {
		g_autofree char *name = g_strdup_printf("chart.%zu@valija", i + 1);
		g_string_replace(html, report.charts[i].content_id, name, 0);
	}
	*ret = report.notice;
	ret->html = arena_strdup(arena, html->str);
	return true;
}

static bool render(Arena *arena, const Catalog *catalog, const char *language, size_t notice,
		   RenderedNotice *ret, GError **error)
{
	if (notice > G_N_ELEMENTS(scenes) + 1)
		return render_report(arena, catalog, language, notice - G_N_ELEMENTS(scenes) - 2, ret, error);
	if (notice == G_N_ELEMENTS(scenes)) {
		AlertView view = alert(language);
		return notice_render_alert(arena, catalog, "alert", &view, ret, error);
	}
	if (notice > G_N_ELEMENTS(scenes)) {
		PlanView view = notice_plan_sample(arena, language, country_of(language)->company,
						   date_make(2026, 11, 27));
		view.silence_sends = strcmp(language, "en") != 0;
		view.later = 12;
		view.more = 1;
		return notice_plan_render(arena, catalog, &view, ret, error);
	}
	ReminderView view = reminder(arena, catalog, language, notice);
	set_account(arena, catalog, notice, &view);
	set_codes(arena, &view);
	return notice_render_reminder(arena, catalog, notices[notice], &view, ret, error);
}

#endif
