/* template: the words of the mails, before anybody reads them. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/outbound_pay.h"
#include "gateway/outbound_statement.h"
#include "gateway/verbs.h"
#include "templates/notice_lint.h"
#include "templates/notice_plan.h"
#include "templates/notice_report.h"

typedef struct {
	gchar *company, *language, *invoice, *output;
} TemplateOptions;

static void template_options_clear(TemplateOptions *options)
{
	g_free(options->company);
	g_free(options->language);
	g_free(options->invoice);
	g_free(options->output);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TemplateOptions, template_options_clear)

static bool template_parse(TemplateOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "With this company's folder", "NAME" },
		{ "language", 0, 0, G_OPTION_ARG_STRING, &options->language, "preview: es-CL, es-MX, en …", "L" },
		{ "invoice", 0, 0, G_OPTION_ARG_STRING, &options->invoice, "preview: of this invoice", "KEY" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "preview: its HTML into a file", "FILE" },
		{ 0 },
	};
	return app_options("template", entries, argc, argv);
}

/* ---- list, lint ---- */

static const char *template_folder(const App *app, const char *company)
{
	const CompanySettings *settings = company != NULL ? settings_company_settings(app->settings, company) : NULL;
	return settings != NULL ? settings->templates : NULL;
}

static void template_list_one(Arena *arena, const Catalog *catalog, const char *notice)
{
	g_autoptr(json_t) row = json_object();
	Texts languages = { 0 };
	for (const char *const *language = locale_languages(); *language != NULL; language++)
		if (text_equal(catalog_pick(catalog, notice, *language), *language))
			texts_add(arena, &languages, *language);
	json_set_text(row, "template", notice);
	json_set(row, "languages", json_texts(languages.items, languages.n));
	app_print(row);
}

static int template_list(const char *folder)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(Catalog) catalog = catalog_new(folder, false, &error);
	if (catalog == NULL)
		return app_fail(error);
	Texts notices = catalog_notices(arena, catalog);
	for (size_t i = 0; i < notices.n; i++)
		template_list_one(arena, catalog, notices.items[i]);
	return EXIT_OK;
}

static int template_lint(const char *company, const char *folder)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Texts faults = { 0 };
	g_autoptr(Catalog) catalog = catalog_new(folder, true, &error);
	if (catalog == NULL)
		texts_add(arena, &faults, error->message);
	else
		notice_lint(arena, catalog, &faults);
	for (size_t i = 0; i < faults.n; i++)
		app_say("%s%s%s", company != NULL ? company : "", company != NULL ? ": " : "", faults.items[i]);
	return faults.n == 0 ? EXIT_OK : EXIT_FAULT;
}

static int template_lint_all(const App *app, const char *only)
{
	int worst = EXIT_OK;
	for (size_t i = 0; i < app->settings->n_companies; i++) {
		const char *company = app->settings->companies[i].name;
		if (only != NULL && strcmp(only, company) != 0)
			continue;
		int status = template_lint(company, template_folder(app, company));
		worst = MAX(worst, status);
	}
	return worst;
}

/* ---- preview ---- */

/* An invoice that nobody wrote. */
static Invoice template_sample(const Desk *desk, Date today)
{
	bool mexico = text_equal(desk->company->country, "MX");
	const char *currency = mexico ? "MXN" : "CLP";
	return (Invoice){ .key = "sample", .type = mexico ? "I" : "33", .number = "1042", .state = STATE_NEW,
			  .issued = date_add_days(today, -30), .due = date_add_days(today, -3),
			  .total = money_make(INT64_C(1190000000000), currency) };
}

/* What would go with it: the invoice's documents, or the statement. One that nobody wrote has none. */
static bool template_attach(const Desk *desk, const char *notice, const Invoice *invoice, ReminderView *view,
			    Attached *attached, GError **error)
{
	const Customer customer = { .tax_id = invoice->debtor_tax_id, .name = invoice->debtor_name };
	outbound_pay(desk, view, attached);
	if (g_str_has_prefix(notice, "statement")) {
		outbound_statement_ageing(desk, view);
		return outbound_statement_attach(desk, &customer, view, attached, error);
	}
	outbound_parts_invoice(desk, invoice, ATTACH_PDF | ATTACH_XML, attached);
	view->attached = attached->files > 0;
	view->left_out = attached->left_out;
	return true;
}

static bool template_render(const Desk *desk, const char *notice, const TemplateOptions *options,
			    const Invoice *invoice, Attached *attached, RenderedNotice *ret, GError **error)
{
	static const NoticeSection sections[] = { NOTICE_OVERDUE, NOTICE_DUE };
	Date today = date_in_zone(desk->now, desk->company->zone);
	const char *language = options->language != NULL ? options->language : desk->company->language;
	NoticeInvoice row;
	NoticePayment paid;
	ReminderView view = { .language = language, .company = desk->company->legal_name, .today = today,
			      .customer = invoice->debtor_name, .invoices = &row, .n = 1,
			      .payments = &paid, .n_payments = 1 };
	if (text_equal(notice, "plan")) {
		const PlanView plan = notice_plan_sample(desk->arena, language, desk->company->legal_name, today);
		return notice_plan_render(desk->arena, desk->catalog, &plan, ret, error);
	}
	/* As the notice wants it: overdue, else due today. */
	for (size_t i = 0; i < G_N_ELEMENTS(sections); i++) {
		row = outbound_parts_notice(desk, invoice, sections[i], language);
		row.days_overdue = sections[i] == NOTICE_DUE ? 0 : MAX(row.days_overdue, 1);
		paid = (NoticePayment){ .type_name = row.type_name, .number = row.number, .date = today,
					.amount = row.total, .left = money_make(0, row.total.currency) };
		g_clear_error(error);
		*attached = (Attached){ 0 };
		if (!template_attach(desk, notice, invoice, &view, attached, error))
			return false;
		if (notice_render_reminder(desk->arena, desk->catalog, notice, &view, ret, error))
			return true;
	}
	return false;
}

/* A page of its own: the pictures of the mail stand in it. */
static bool template_write_html(const RenderedNotice *notice, const Attached *attached, const char *output,
				GError **error)
{
	g_autoptr(GString) html = g_string_new(notice->html);
	for (size_t i = 0; i < attached->n; i++) {
		const ComposeAttachment *part = &attached->items[i];
		if (part->content_id == NULL)
			continue;
		g_autofree char *name = g_strconcat("cid:", part->content_id, NULL);
		g_autofree char *base64 = g_base64_encode(part->bytes, part->length);
		g_autofree char *data = g_strconcat("data:image/png;base64,", base64, NULL);
		g_string_replace(html, name, data, 0);
	}
	return g_file_set_contents(output, html->str, (gssize)html->len, error);
}

static bool template_write(const Desk *desk, const RenderedNotice *notice, const Attached *attached, const char *output,
			   GError **error)
{
	const void *bytes = NULL;
	size_t length = 0;
	const ComposeMailbox to = { .address = desk->from.address };
	const ComposeRequest request = { .from = desk->from, .to = &to, .n_to = 1, .date = desk->now,
					 .message_id = arena_printf(desk->arena, "preview@%s", desk->domain),
					 .zone = desk->company->zone, .language = notice->language,
					 .subject = notice->subject, .text = notice->text, .html = notice->html,
					 .attachments = attached->items, .n_attachments = attached->n,
					 .kind = "preview" };
	if (output != NULL)
		return template_write_html(notice, attached, output, error);
	if (!compose_mail(desk->arena, &request, &bytes, &length, error))
		return false;
	return fwrite(bytes, 1, length, stdout) == length;
}

static bool template_invoice(Stage *stage, Arena *arena, const TemplateOptions *options, Invoice **ret, GError **error)
{
	*ret = NULL;
	if (options->invoice == NULL)
		return true;
	if (!store_find_invoice(stage->store, arena, options->company, options->invoice, ret, error))
		return false;
	if (*ret == NULL)
		error_reject(error, "there is no invoice %s (see valija invoice list)", options->invoice);
	return *ret != NULL;
}

static bool template_show(Stage *stage, const TemplateOptions *options, const char *notice, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Invoice *invoice = NULL;
	RenderedNotice rendered;
	if (!template_invoice(stage, arena, options, &invoice, error))
		return false;
	const char *name = invoice != NULL	    ? invoice->company :
			   options->company != NULL ? options->company : stage->settings->companies[0].name;
	const Company *company = settings_company(stage->settings, name);
	if (company == NULL) {
		error_reject(error, "there is no company %s in the config", name);
		return false;
	}
	Desk desk = outbound_desk(stage, arena, company);
	Invoice sample = template_sample(&desk, date_in_zone(desk.now, company->zone));
	Attached attached = { 0 };
	const Invoice *shown = invoice != NULL ? invoice : &sample;
	return template_render(&desk, notice, options, shown, &attached, &rendered, error) &&
	       template_write(&desk, &rendered, &attached, options->output, error);
}

static int template_preview(App *app, const TemplateOptions *options, const char *notice)
{
	g_autoptr(GError) error = NULL;
	int status = EXIT_OK;
	g_autoptr(Stage) stage = stage_open(app, "template", NULL, &status);
	if (stage == NULL)
		return status;
	return template_show(stage, options, notice, &error) ? EXIT_OK : app_fail(error);
}

static int verb_template_run(App *app, int argc, char **argv)
{
	g_auto(TemplateOptions) options = { 0 };
	if (!template_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	bool lint = strcmp(word, "lint") == 0 && argc == 2;
	bool preview = strcmp(word, "preview") == 0 && argc == 3;
	if (!list && !lint && !preview) {
		app_say("template: list, lint or preview NOTICE is wanted (see valija template --help)");
		return EXIT_USAGE;
	}
	if (preview && notice_report_is(argv[2])) {
		app_say("template: %s is of no invoice: see valija digest preview", argv[2]);
		return EXIT_USAGE;
	}
	if (preview)
		return template_preview(app, &options, argv[2]);
	if (!app_config(app))
		return EXIT_CONFIG;
	return list ? template_list(template_folder(app, options.company)) : template_lint_all(app, options.company);
}

const Verb verb_template = {
	.name = "template",
	.arguments = "list | lint | preview NOTICE",
	.summary = "the words of the mails: what there is, what is wrong, how it looks",
	.description = "lint says what is wrong with the built-in templates and with each company's folder ([company]\n"
		       "templates); exit status 1 when something is. preview prints the mail as it would leave, of an invoice\n"
		       "with its documents, or of one that nobody wrote; -o writes its HTML alone.",
	.run = verb_template_run,
};
