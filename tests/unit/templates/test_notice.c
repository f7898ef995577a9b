#include "templates/notice.h"

#include <glib/gstdio.h>

#include "base/file.h"
#include "tests/tap.h"

#define FIXTURES "tests/fixtures/notices"

static const char *const notices[] = { "reminder-before", "reminder-due", "reminder-overdue", "reminder-firm",
				       "alert" };

static Money money(const char *amount, const char *currency)
{
	Money value = { 0 };
	g_assert(money_parse(amount, currency, &value));
	return value;
}

/* The country decides type, number and currency; the language only the words. */
typedef struct {
	const char *type, *numbers[4], *currency, *amounts[4];
	const char *company, *customer, *contact, *payment;
} Country;

static const Country chile = {
	"33",
	{ "1203", "1187", "1150", "1099" },
	"CLP",
	{ "1190000", "238000", "595000", "71400" },
	"Comercial Andina SpA",
	"Constructora Los Boldos Ltda.",
	"Marcela Rojas",
	"Transferencia a Banco del Sur, cuenta corriente 00-123-45678-9, RUT 76.192.083-9\nIndique el número "
	"del documento",
};

static const Country mexico = {
	"I",
	{ "A-501", "A-480", "A-466", "A-431" },
	"MXN",
	{ "11600.00", "2320.50", "5800", "696.01" },
	"Industrias del Bajío, S.A. de C.V.",
	"Grupo Constructor Jacarandas, S.A. de C.V.",
	"Jorge Núñez",
	"SPEI a la CLABE 002180700012345671, Banco del Centro\nReferencia: folio de la factura",
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

static const struct {
	const char *notice;
	const Item *items;
	size_t n;
} scenes[] = {
	{ "reminder-before", before_items, G_N_ELEMENTS(before_items) },
	{ "reminder-due", due_items, G_N_ELEMENTS(due_items) },
	{ "reminder-overdue", overdue_items, G_N_ELEMENTS(overdue_items) },
	{ "reminder-firm", firm_items, G_N_ELEMENTS(firm_items) },
};

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
		};
	}
	return list;
}

static ReminderView reminder(Arena *arena, const Catalog *catalog, const char *language, size_t scene)
{
	const Country *country = country_of(language);
	bool firm = strcmp(scenes[scene].notice, "reminder-firm") == 0;
	return (ReminderView){
		.language = language,
		.company = country->company,
		.contact_name = firm ? NULL : country->contact,
		.customer = country->customer,
		.today = date_make(2026, 11, 27),
		.invoices = invoices(arena, catalog, language, scene),
		.n = scenes[scene].n,
		.attached = scene < 3,
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

static bool render(Arena *arena, const Catalog *catalog, const char *language, size_t notice,
		   RenderedNotice *ret, GError **error)
{
	if (notice == G_N_ELEMENTS(scenes)) {
		AlertView view = alert(language);
		return notice_render_alert(arena, catalog, "alert", &view, ret, error);
	}
	ReminderView view = reminder(arena, catalog, language, notice);
	return notice_render_reminder(arena, catalog, notices[notice], &view, ret, error);
}

/* VALIJA_REGENERATE=1 writes the golden files instead of comparing them: read the difference before you
 * commit it. */
static void compare(const char *language, const char *notice, const char *part, const char *got)
{
	g_autofree char *folder = g_build_filename(FIXTURES, language, NULL);
	g_autofree char *path = g_strdup_printf("%s/%s.%s", folder, notice, part);
	if (g_getenv("VALIJA_REGENERATE") != NULL) {
		g_autoptr(GError) error = NULL;
		file_make_folder(folder, 0755, &error);
		ok(g_file_set_contents(path, got, -1, NULL), "wrote %s", path);
		return;
	}
	g_autofree char *want = NULL;
	g_file_get_contents(path, &want, NULL, NULL);
	is_str(got, want, path);
}

static void test_golden(const Catalog *catalog)
{
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		for (size_t i = 0; i < G_N_ELEMENTS(notices); i++) {
			g_autoptr(Arena) arena = arena_new();
			g_autoptr(GError) error = NULL;
			RenderedNotice notice = { 0 };
			bool done = render(arena, catalog, *language, i, &notice, &error);
			if (!ok(done, "%s in %s: %s", notices[i], *language,
				done ? "rendered" : error->message))
				continue;
			is_str(notice.language, *language, "in its own language");
			g_autofree char *subject = g_strdup_printf("%s\n", notice.subject);
			compare(*language, notices[i], "subject", subject);
			compare(*language, notices[i], "text", notice.text);
			compare(*language, notices[i], "html", notice.html);
		}
}

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new(NULL, true, &error);
	if (!ok(catalog != NULL, "the built-in templates load: %s", error != NULL ? error->message : "yes"))
		return tap_done();
	test_golden(catalog);
	return tap_done();
}
