/* report: figures and lists that people work with. */
#include <string.h>

#include "base/text.h"
#include "gateway/mails/report_print.h"
#include "gateway/verbs.h"

#define REPORT_DAYS_MAX 3660

typedef struct {
	gboolean json, csv;
	gint days;
	gchar *company, *date, *by, *order;
} ReportOptions;

static void report_options_clear(ReportOptions *options)
{
	g_free(options->company);
	g_free(options->date);
	g_free(options->by);
	g_free(options->order);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReportOptions, report_options_clear)

static bool report_parse(ReportOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Only this company", "NAME" },
		{ "date", 0, 0, G_OPTION_ARG_STRING, &options->date, "Days are counted from that one; balances are those of now",
		  "YYYY-MM-DD" },
		{ "days", 0, 0, G_OPTION_ARG_INT, &options->days,
		  "Of so many days: the last ones (else 90, gateway 7), of deadlines the next ones (else 7)", "N" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "ageing: a row for each",
		  "customer|collector|segment|none" },
		{ "order", 0, 0, G_OPTION_ARG_STRING, &options->order, "agenda: oldest promise or largest sum first",
		  "promise|exposure" },
		{ 0 },
	};
	return app_options("report", entries, argc, argv);
}

typedef struct {
	const char *word;
	int64_t days; /* when --days is not given */
	bool (*each)(Report *report, GError **error);
	void (*end)(Report *report); /* NULL: nothing is left */
} ReportWord;

static const ReportWord report_words[] = {
	{ "ageing", 90, report_print_ageing, NULL },
	{ "dso", 90, report_print_dso, NULL },
	{ "ppc", 90, report_print_ppc, NULL },
	{ "deadlines", 7, report_print_deadlines, NULL },
	{ "claims", 90, report_print_claims, NULL },
	{ "collectors", 90, report_print_collectors, NULL },
	{ "orphans", 90, report_print_orphans, NULL },
	{ "outliers", 90, report_print_outliers, NULL },
	{ "gateway", 7, report_print_gateway, NULL },
	{ "agenda", 90, report_print_agenda, report_print_agenda_end },
};

/* NULL: said already. */
static const ReportWord *report_word(int argc, char **argv)
{
	const ReportWord *word = NULL;
	for (size_t i = 0; argc > 1 && i < G_N_ELEMENTS(report_words); i++)
		if (strcmp(report_words[i].word, argv[1]) == 0)
			word = &report_words[i];
	if (word != NULL && argc <= (word->end != NULL ? 3 : 2))
		return word;
	app_say("report: ageing, dso, ppc, deadlines, claims, collectors, orphans, outliers, gateway or agenda [PERSON] is "
		"wanted (see valija report --help)");
	return NULL;
}

/* A word of a list, NULL for none; false: it is none of the list. */
static bool report_choice(const char *text, const char *const *choices, size_t *ret)
{
	for (size_t i = 0; choices[i] != NULL; i++)
		if (text == NULL || strcmp(text, choices[i]) == 0) {
			*ret = i;
			return true;
		}
	app_say("report: %s is none of its choices (see valija report --help)", text);
	return false;
}

static bool report_wish(const ReportOptions *options, const ReportWord *word, Report *report)
{
	static const char *const bys[] = { "none", "customer", "collector", "segment", NULL };
	static const char *const orders[] = { "promise", "exposure", NULL };
	size_t by = 0;
	size_t order = 0;
	if (!report_choice(options->by, bys, &by) || !report_choice(options->order, orders, &order))
		return false;
	if (options->date != NULL && !date_parse(options->date, &report->today)) {
		app_say("report: --date %s: a day YYYY-MM-DD is wanted", options->date);
		return false;
	}
	if (options->days < 0 || options->days > REPORT_DAYS_MAX) {
		app_say("report: --days: 1 to %d are wanted", REPORT_DAYS_MAX);
		return false;
	}
	report->by = by > 0 ? bys[by] : NULL;
	report->order = order == 0 ? AGENDA_BY_PROMISE : AGENDA_BY_EXPOSURE;
	report->days = options->days > 0 ? options->days : word->days;
	return true;
}

static bool report_company(Report *report, const ReportWord *word, const Company *company, Date date, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	report->arena = arena;
	report->company = company;
	report->today = date_is_set(date) ? date : date_in_zone(clock_now(&report->app->clock), company->zone);
	return word->each(report, error);
}

static int report_run(App *app, const ReportOptions *options, const ReportWord *word, Report *report)
{
	g_autoptr(GError) error = NULL;
	Date date = report->today;
	if (options->company != NULL && settings_company(app->settings, options->company) == NULL) {
		app_say("report: there is no [company %s] in the config", options->company);
		return EXIT_FAULT;
	}
	if (date_is_set(date) && app->verbosity >= 0)
		app_say("report: days are counted from %s; balances and states are those of now", options->date);
	for (size_t i = 0; i < app->settings->n_companies; i++) {
		const Company *company = &app->settings->companies[i];
		bool wanted = options->company == NULL || text_equal(options->company, company->name);
		if (wanted && !report_company(report, word, company, date, &error))
			return app_fail(error);
	}
	report->arena = app->arena;
	if (word->end != NULL)
		word->end(report);
	return report->found_fault ? EXIT_FAULT : EXIT_OK;
}

static int verb_report_run(App *app, int argc, char **argv)
{
	g_auto(ReportOptions) options = { 0 };
	Report report = { .app = app };
	if (!report_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const ReportWord *word = report_word(argc, argv);
	if (word == NULL || !report_wish(&options, word, &report))
		return EXIT_USAGE;
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	g_autofree char *columns = g_strdup_printf("report-%s", word->word);
	report.table = (Table){ .form = table_form(options.json, options.csv), .columns = table_columns_of(columns) };
	report.person = argc > 2 ? argv[2] : NULL;
	return report_run(app, &options, word, &report);
}

const Verb verb_report = {
	.name = "report",
	.arguments = "ageing | dso | ppc | deadlines | claims | collectors | orphans | outliers | gateway | agenda [PERSON]",
	.summary = "what is owed, by when people pay, who must act",
	.description = "Amounts are decimal, days and percentages have one decimal; currencies are never added. What each figure is:\n"
		       "docs/OPERATIONS.md. orphans ends in 1 when there is any.",
	.run = verb_report_run,
};
