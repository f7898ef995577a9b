/* note: what people write on invoices and customers, and whom they ask. */
#include <string.h>

#include "base/error.h"
#include "gateway/mails/outbound.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "gateway/verbs/customer_pick.h"
#include "gateway/verbs/record_show.h"
#include "ledger/note.h"

typedef struct {
	gboolean json, csv, text;
	gchar *company, *customer, *area, *due, *by;
} NoteOptions;

static void note_options_clear(NoteOptions *options)
{
	gchar *const texts[] = { options->company, options->customer, options->area, options->due, options->by };
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		g_free(texts[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NoteOptions, note_options_clear)

static bool note_parse(NoteOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		RECORD_SHOW_TEXT(options->text),
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Of this company", "NAME" },
		{ "customer", 0, 0, G_OPTION_ARG_STRING, &options->customer, "Of this customer, not of an invoice", "TAX_ID" },
		{ "area", 0, 0, G_OPTION_ARG_STRING, &options->area, "add: mail it to the people of this area", "AREA" },
		{ "due", 0, 0, G_OPTION_ARG_STRING, &options->due, "add: by when they answer (else two business days)",
		  "YYYY-MM-DD" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who does it (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options("note", entries, argc, argv);
}

/* The invoice that a name means; REJECT when there is none. */
static bool note_invoice(App *app, Arena *arena, const NoteOptions *options, const char *name, Invoice **ret,
			 GError **error)
{
	if (!store_find_invoice(app->store, arena, options->company, name, ret, error))
		return false;
	if (*ret == NULL)
		error_reject(error, "there is no invoice %s (see valija invoice list)", name);
	return *ret != NULL;
}

static bool note_customer(App *app, Arena *arena, const NoteOptions *options, Customer **ret, GError **error)
{
	const CustomerPick pick = { .name = options->customer, .company = options->company };
	return customer_pick(app->store, arena, app->settings, &pick, ret, error);
}

/* Somebody must be there to be asked. */
static bool note_area(App *app, Arena *arena, const NewNote *new, GError **error)
{
	size_t n = 0;
	if (new->area == NULL || app->settings->staff.n == 0)
		return true;
	staff_of_area(arena, &app->settings->staff, new->company->name, new->area, &n);
	if (n == 0)
		error_reject(error, "nobody answers for %s: no [person NAME] of the config has it among its areas", new->area);
	return n > 0;
}

static bool note_of(App *app, Arena *arena, const NoteOptions *options, const char *name, NewNote *ret, GError **error)
{
	Invoice *invoice = NULL;
	Customer *customer = NULL;
	bool found = name != NULL ? note_invoice(app, arena, options, name, &invoice, error)
				  : note_customer(app, arena, options, &customer, error);
	if (!found)
		return false;
	const char *company = invoice != NULL ? invoice->company : customer->company;
	ret->invoice = invoice;
	ret->customer = customer;
	ret->company = settings_company(app->settings, company);
	if (ret->company == NULL)
		error_reject(error, "it is of company %s, which is not in the config", company);
	return ret->company != NULL && note_area(app, arena, ret, error);
}

static bool note_commit(Stage *stage, const NoteOptions *options, const char *name, const char *text, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *unique = g_uuid_string_random();
	Outcome outcome = { .outcome = "act" };
	Drafts drafts = { 0 };
	NewNote new = { .author = options->by != NULL ? options->by : g_get_user_name(), .text = text,
			.area = options->area, .unique = unique, .now = stage_now(stage) };
	if (options->due != NULL && !date_parse(options->due, &new.due)) {
		error_reject(error, "%s: a date YYYY-MM-DD is wanted", options->due);
		return false;
	}
	return note_of(stage->app, arena, options, name, &new, error) && note_add(arena, &new, &outcome, error) &&
	       outbound_alerts(stage, arena, &outcome, &drafts, error) &&
	       store_commit_act(stage->store, &outcome, drafts.mails, drafts.n, new.now, error);
}

static int note_run_add(App *app, const NoteOptions *options, const char *name, const char *text)
{
	int status = EXIT_OK;
	g_autoptr(GError) error = NULL;
	g_autoptr(Stage) stage = stage_open(app, "note", NULL, &status);
	if (stage == NULL)
		return status;
	if (!note_commit(stage, options, name, text, &error))
		return app_fail(error);
	store_ring(stage->store, "send");
	return EXIT_OK;
}

static int note_say(App *app, const ListFilter *filter)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(RecordShow) show = record_show_new(app, filter->company, &error);
	RecordShowList list = { show, "notes" };
	if (show == NULL || !store_list(app->store, "notes", filter, record_show_each, &list, &error))
		return app_fail(error);
	return EXIT_OK;
}

static int note_run_list(App *app, const NoteOptions *options, const char *name)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Invoice *invoice = NULL;
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	if (name != NULL && !note_invoice(app, arena, options, name, &invoice, &error))
		return app_fail(error);
	ListFilter filter = { .company = options->company, .customer = options->customer };
	if (invoice != NULL)
		filter = (ListFilter){ .company = invoice->company, .invoice_key = invoice->key };
	if (invoice != NULL && !options->csv && record_show_wanted(options->json, options->text))
		return note_say(app, &filter);
	return table_list(app, "notes", &filter, table_form(options->json, options->csv));
}

static int verb_note_run(App *app, int argc, char **argv)
{
	g_auto(NoteOptions) options = { 0 };
	if (!note_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	bool of_customer = options.customer != NULL;
	bool list = strcmp(word, "list") == 0 && argc <= (of_customer ? 2 : 3);
	bool add = strcmp(word, "add") == 0 && argc == (of_customer ? 3 : 4) && *argv[argc - 1] != '\0';
	if (!list && !add) {
		app_say("note: list [INVOICE] or add INVOICE TEXT is wanted, or --customer TAX_ID for INVOICE (see valija note "
			"--help)");
		return EXIT_USAGE;
	}
	if (list)
		return note_run_list(app, &options, argc > 2 ? argv[2] : NULL);
	return note_run_add(app, &options, of_customer ? NULL : argv[2], argv[argc - 1]);
}

const Verb verb_note = {
	.name = "note",
	.arguments = "add INVOICE TEXT | add --customer TAX_ID TEXT | list [INVOICE]",
	.summary = "the electronic post-it",
	.description = "list INVOICE says codes and dates in the company's language on a terminal or with --text.\n"
		       "--area mails it to those who answer for that area and opens their task; who answers that mail writes the\n"
		       "next note and ends the task.",
	.run = verb_note_run,
};
