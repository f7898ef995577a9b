/* invoice: the ledger, and what people do to it. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "gateway/verbs/record_show.h"
#include "gateway/verbs/verb_status.h"
#include "ledger/acts.h"
#include "ledger/agenda.h"

#define INVOICE_RACES_MAX 5

typedef struct {
	gboolean json, csv, text, refresh;
	gchar *state, *company, *customer, *direction, *until, *date, *amount, *reason, *by, *reference;
} InvoiceOptions;

static void invoice_options_clear(InvoiceOptions *options)
{
	gchar *const texts[] = { options->state, options->company, options->customer, options->direction,
				 options->until, options->date,
				 options->amount, options->reason, options->by, options->reference };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InvoiceOptions, invoice_options_clear)

static bool invoice_parse(const char *verb, InvoiceOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		RECORD_SHOW_TEXT(options->text),
		{ "state", 0, 0, G_OPTION_ARG_STRING, &options->state, "list: only this state", "WORD" },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Only this company", "NAME" },
		{ "customer", 0, 0, G_OPTION_ARG_STRING, &options->customer, "list: only this debtor", "TAX_ID" },
		{ "direction", 0, 0, G_OPTION_ARG_STRING, &options->direction, "list: issued, or received (payables)",
		  "WORD" },
		{ "until", 0, 0, G_OPTION_ARG_STRING, &options->until, "hold: its last day", "DATE" },
		{ "date", 0, 0, G_OPTION_ARG_STRING, &options->date, "pay, promise: the day", "DATE" },
		{ "amount", 0, 0, G_OPTION_ARG_STRING, &options->amount, "pay: how much", "AMOUNT" },
		{ "reference", 0, 0, G_OPTION_ARG_STRING, &options->reference, "pay: the bank's words", "TEXT" },
		{ "reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, "Why", "TEXT" },
		{ "refresh", 0, 0, G_OPTION_ARG_NONE, &options->refresh, "status: ask SAT now", NULL },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who does it (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options(verb, entries, argc, argv);
}

/* ---- acts ---- */

typedef struct {
	const char *word;
	bool (*act)(Arena *arena, const Act *act, Outcome *outcome, GError **error);
	const char *operand; /* what the third argument is; NULL: none */
} ActRow;

static const ActRow invoice_acts[] = {
	{ "pay", acts_pay, "AMOUNT" },	   { "promise", acts_promise, "DATE" }, { "dispute", acts_dispute, "REASON" },
	{ "resolve", acts_resolve, NULL }, { "hold", acts_hold, "REASON" },	{ "resume", acts_resolve, NULL },
	{ "assign", acts_assign, "COLLECTOR" },
};

static bool invoice_date(const char *text, Date *ret, GError **error)
{
	if (text == NULL || date_parse(text, ret))
		return true;
	error_reject(error, "%s: a date YYYY-MM-DD is wanted", text);
	return false;
}

static bool invoice_act_values(const InvoiceOptions *options, const ActRow *row, const char *operand, Act *act,
			       GError **error)
{
	const char *amount = options->amount != NULL ? options->amount : operand;
	bool pay = strcmp(row->word, "pay") == 0;
	bool promise = strcmp(row->word, "promise") == 0;
	const char *date = options->date != NULL ? options->date : promise ? operand : options->until;
	if (pay && !money_parse_micro(amount, &act->amount)) {
		error_reject(error, "%s: an amount like 1190000 or 1160.50 is wanted", amount != NULL ? amount : "pay");
		return false;
	}
	act->text = pay ? options->reference : options->reason != NULL ? options->reason : promise ? NULL : operand;
	return invoice_date(date, &act->date, error);
}

static bool invoice_knows(App *app, Arena *arena, const ActRow *row, const Act *act, GError **error)
{
	const char *stranger = row->act == acts_assign && act->text != NULL ?
			       agenda_stranger(arena, &app->settings->staff, act->text) : NULL;
	if (stranger != NULL)
		error_reject(error, "%s is no [person %s] of the config, and no group of one", stranger, stranger);
	return stranger == NULL;
}

static bool invoice_commit(App *app, const ActRow *row, const char *name, const InvoiceOptions *options,
			   const char *operand, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *unique = g_uuid_string_random();
	Invoice *invoice = NULL;
	Posting *postings = NULL;
	Outcome outcome = { .outcome = "act" };
	Act act = { .actor = options->by != NULL ? options->by : g_get_user_name(), .now = clock_now(&app->clock),
		    .unique = unique };
	if (!store_find_invoice(app->store, arena, options->company, name, &invoice, error))
		return false;
	if (invoice == NULL) {
		error_reject(error, "there is no invoice %s (see valija invoice list)", name);
		return false;
	}
	act.invoice = invoice;
	act.company = settings_company(app->settings, invoice->company);
	if (act.company == NULL) {
		error_reject(error, "%s is of company %s, which is not in the config", invoice->key, invoice->company);
		return false;
	}
	if (!store_postings(app->store, arena, invoice->company, invoice->key, &postings, &act.n_postings, error))
		return false;
	act.postings = postings;
	return invoice_act_values(options, row, operand, &act, error) && invoice_knows(app, arena, row, &act, error) &&
	       row->act(arena, &act, &outcome, error) &&
	       store_commit_act(app->store, &outcome, NULL, 0, act.now, error);
}

static int invoice_act(App *app, const ActRow *row, const char *name, const InvoiceOptions *options,
		       const char *operand)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) error = NULL;
		if (invoice_commit(app, row, name, options, operand, &error)) {
			store_ring(app->store, "work");
			return EXIT_OK;
		}
		if (error_code(error) != ERROR_RETRY || race == INVOICE_RACES_MAX)
			return app_fail(error);
	}
}

/* ---- lists ---- */

static bool invoice_print(void *context, const json_t *row)
{
	(void)context;
	app_print(row);
	return true;
}

static bool invoice_say(App *app, const char *const *parts, size_t n, const ListFilter *filter, GError **error)
{
	g_autoptr(RecordShow) show = record_show_new(app, filter->company, error);
	bool done = show != NULL;
	for (size_t i = 0; done && i < n; i++) {
		RecordShowList list = { show, parts[i] };
		done = store_list(app->store, parts[i], filter, record_show_each, &list, error);
	}
	return done;
}

static int invoice_show(App *app, const InvoiceOptions *options, const char *name)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Invoice *invoice = NULL;
	if (!store_find_invoice(app->store, arena, options->company, name, &invoice, &error))
		return app_fail(error);
	if (invoice == NULL) {
		app_say("there is no invoice %s (see valija invoice list)", name);
		return EXIT_FAULT;
	}
	ListFilter filter = { .company = invoice->company, .invoice_key = invoice->key };
	static const char *const parts[] = { "invoices", "events", "notes", "payments" };
	size_t n = options->json ? 1 : G_N_ELEMENTS(parts);
	if (record_show_wanted(options->json, options->text))
		return invoice_say(app, parts, n, &filter, &error) ? EXIT_OK : app_fail(error);
	for (size_t i = 0; i < n; i++)
		if (!store_list(app->store, parts[i], &filter, invoice_print, NULL, &error))
			return app_fail(error);
	return EXIT_OK;
}

static const ActRow *invoice_act_row(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(invoice_acts); i++)
		if (strcmp(invoice_acts[i].word, word) == 0)
			return &invoice_acts[i];
	return NULL;
}

static int verb_invoice_run(App *app, int argc, char **argv)
{
	g_auto(InvoiceOptions) options = { 0 };
	if (!invoice_parse("invoice", &options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	const ActRow *act = invoice_act_row(word);
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	bool show = strcmp(word, "show") == 0 && argc == 3;
	if (strcmp(word, "status") == 0 && argc == 3)
		return verb_status_run(app, options.company, argv[2], options.refresh);
	if (!list && !show && (act == NULL || argc < 3 || argc > 4)) {
		app_say("invoice: list, show KEY, status KEY, or an act with a KEY (see valija invoice --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = { .state = options.state, .company = options.company, .customer = options.customer,
			      .direction = options.direction };
	if (list)
		return table_list(app, "invoices", &filter, table_form(options.json, options.csv));
	if (show)
		return invoice_show(app, &options, argv[2]);
	return invoice_act(app, act, argv[2], &options, argc > 3 ? argv[3] : NULL);
}

const Verb verb_invoice = {
	.name = "invoice",
	.arguments = "list | show KEY | status KEY | pay KEY AMOUNT | promise KEY DATE | dispute KEY REASON | resolve KEY | hold KEY "
		     "REASON | resume KEY | assign KEY COLLECTOR",
	.summary = "the ledger: one invoice by key, UUID, type-folio or folio",
	.description = "show prints the invoice, then its events, notes and payments: in the company's language on a terminal or with\n"
		       "--text, else as JSON Lines; with --json the invoice alone.\n"
		       "status prints what SAT said of a CFDI; it is asked when [sat] status = yes and its last answer is a day\n"
		       "old, or --refresh is given. Exit status 75 when it is away.",
	.run = verb_invoice_run,
};
