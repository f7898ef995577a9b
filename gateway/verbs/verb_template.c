/* template: the words of the mails, before anybody reads them. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/mails/preview.h"
#include "gateway/verbs.h"
#include "templates/notice_lint.h"
#include "templates/notice_report.h"

typedef struct {
	gchar *company, *language, *invoice, *output, *tone;
} TemplateOptions;

static void template_options_clear(TemplateOptions *options)
{
	g_free(options->company);
	g_free(options->language);
	g_free(options->invoice);
	g_free(options->output);
	g_free(options->tone);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TemplateOptions, template_options_clear)

static bool template_parse(TemplateOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "With this company's folder", "NAME" },
		{ "language", 0, 0, G_OPTION_ARG_STRING, &options->language, "preview: es-CL, es-MX, en …", "L" },
		{ "invoice", 0, 0, G_OPTION_ARG_STRING, &options->invoice, "preview: of this invoice", "KEY" },
		{ "register", 0, 0, G_OPTION_ARG_STRING, &options->tone, "preview: how it speaks (else formal)",
		  "formal|friendly" },
		{ "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output, "preview: its HTML, or all of it, into a file",
		  "FILE.html|FILE.eml" },
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

/* -o NAME.eml: the mail; any other name: its HTML, as a page. */
static bool template_write(const PreviewWish *wish, const PreviewMail *mail, const char *output, GError **error)
{
	const void *bytes = NULL;
	size_t length = 0;
	if (output != NULL && !g_str_has_suffix(output, ".eml")) {
		g_autofree char *page = preview_page(mail);
		return g_file_set_contents(output, page, -1, error);
	}
	if (!preview_bytes(wish, mail, &bytes, &length, error))
		return false;
	if (output != NULL)
		return g_file_set_contents(output, bytes, (gssize)length, error);
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
	PreviewMail mail;
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
	const PreviewWish wish = { .desk = &desk, .notice = notice, .language = options->language,
				   .tone = options->tone, .invoice = invoice };
	return preview_render(&wish, &mail, error) && template_write(&wish, &mail, options->output, error);
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
		       "templates); exit status 1 when something is. preview prints the mail as it would leave, signed, of an\n"
		       "invoice with its documents, or of an account that nobody has: late, due, in dispute, in two currencies, with the\n"
		       "company's links and bank accounts. -o writes it (.eml) or its HTML with its pictures (.html).",
	.run = verb_template_run,
};
