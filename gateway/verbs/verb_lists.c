/* mail, queue, export: what is on record, and the acts of a person on messages and jobs. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/jobs.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "gateway/verbs/mail_show.h"
#include "gateway/verbs/record_show.h"
#include "gateway/work/reader.h"

typedef struct {
	gboolean json, csv, text, raw, uncertain, restored, reminders;
	gchar *state, *account, *company, *by;
	gint limit;
} ListOptions;

static void list_options_clear(ListOptions *options)
{
	g_free(options->state);
	g_free(options->account);
	g_free(options->company);
	g_free(options->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ListOptions, list_options_clear)

static bool list_parse(const char *verb, ListOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		RECORD_SHOW_TEXT(options->text),
		{ "state", 0, 0, G_OPTION_ARG_STRING, &options->state, "Only this state", "WORD" },
		{ "account", 0, 0, G_OPTION_ARG_STRING, &options->account, "Only this account", "NAME" },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Only this company", "NAME" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "assign: who does it (else the login name)", "NAME" },
		{ "limit", 0, 0, G_OPTION_ARG_INT, &options->limit, "At most so many rows", "N" },
		{ "raw", 0, 0, G_OPTION_ARG_NONE, &options->raw, "show: the message as it came", NULL },
		{ "uncertain", 0, 0, G_OPTION_ARG_NONE, &options->uncertain, "Same as --state uncertain", NULL },
		{ "reminders", 0, 0, G_OPTION_ARG_NONE, &options->reminders,
		  "release: reminders that were stopped may leave again (--company NAME: of one)", NULL },
		{ "restored", 0, 0, G_OPTION_ARG_NONE, &options->restored, "release: this restored store may send", NULL },
		{ 0 },
	};
	return app_options(verb, entries, argc, argv);
}

static ListFilter list_filter(const ListOptions *options)
{
	return (ListFilter){ .state = options->uncertain ? "uncertain" : options->state, .account = options->account,
			     .company = options->company, .limit = options->limit > 0 ? (size_t)options->limit : 0 };
}

static bool list_id(const char *text, int64_t *ret)
{
	gint64 id = 0;
	if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &id, NULL)) {
		app_say("%s is no id: a number of the list is wanted", text);
		return false;
	}
	*ret = id;
	return true;
}

/* ---- mail ---- */

typedef struct {
	json_t *row;
} One;

static bool list_keep(void *context, const json_t *row)
{
	One *one = context;
	one->row = json_deep_copy(row);
	return false;
}

/* The one row that an id names; what: as store_list() calls the table. */
static int list_one(App *app, const char *what, const char *verb, const char *id_text, json_t **ret)
{
	One one = { 0 };
	ListFilter filter = { 0 };
	g_autoptr(GError) error = NULL;
	if (!list_id(id_text, &filter.id))
		return EXIT_USAGE;
	if (!store_list(app->store, what, &filter, list_keep, &one, &error))
		return app_fail(error);
	if (one.row == NULL) {
		app_say("there is no mail %s (see valija %s list)", id_text, verb);
		return EXIT_FAULT;
	}
	*ret = one.row;
	return EXIT_OK;
}

static int mail_print_raw(App *app, const char *sha256)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const void *bytes = NULL;
	size_t length = 0;
	if (!store_blob_get(app->store, arena, sha256, &bytes, &length, &error))
		return app_fail(error);
	return fwrite(bytes, 1, length, stdout) == length ? EXIT_OK : EXIT_FAULT;
}

static int mail_show(App *app, const ListOptions *options, const char *id_text)
{
	g_autoptr(json_t) row = NULL;
	int status = list_one(app, "mails", "mail", id_text, &row);
	if (status != EXIT_OK)
		return status;
	const char *sha256 = json_string_value(json_object_get(row, "sha256"));
	if (options->raw && sha256 != NULL)
		return mail_print_raw(app, sha256);
	return mail_show_print(app, row, options->json);
}

static int mail_replay(App *app, const char *id_text)
{
	int64_t id = 0;
	g_autoptr(GError) error = NULL;
	if (!list_id(id_text, &id))
		return EXIT_USAGE;
	if (!store_replay_mail(app->store, id, &error))
		return app_fail(error);
	store_ring(app->store, "work");
	return EXIT_OK;
}

static bool mail_assign_commit(App *app, const char *id_text, const char *name, const ListOptions *options,
			       GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Invoice *invoice = NULL;
	int64_t id = 0;
	if (!list_id(id_text, &id) || !store_find_invoice(app->store, arena, options->company, name, &invoice, error))
		return false;
	if (invoice == NULL) {
		error_reject(error, "there is no invoice %s (see valija invoice list)", name);
		return false;
	}
	const char *by = options->by != NULL ? options->by : g_get_user_name();
	return store_assign_mail(app->store, id, invoice, by, clock_now(&app->clock), error);
}

/* Without an invoice: which ones it may be. */
static int mail_propose(App *app, const char *id_text, const ListOptions *options)
{
	g_autoptr(json_t) row = NULL;
	int status = list_one(app, "mails", "mail", id_text, &row);
	return status != EXIT_OK ? status : mail_show_proposals(app, row, options->json);
}

/* What follows from the answer is worked out by work, like that of any other. */
static int mail_assign(App *app, const char *id_text, const char *name, const ListOptions *options)
{
	g_autoptr(GError) error = NULL;
	if (!mail_assign_commit(app, id_text, name, options, &error))
		return error != NULL ? app_fail(error) : EXIT_USAGE;
	store_ring(app->store, "work");
	return EXIT_OK;
}

/* Everything that waits because its sender sent too much. */
static int mail_release(App *app)
{
	int64_t n = 0;
	g_autoptr(GError) error = NULL;
	if (!store_let_in(app->store, clock_now(&app->clock), &n, &error))
		return app_fail(error);
	store_ring(app->store, "work");
	app_say("mails let in: %" G_GINT64_FORMAT, n);
	return EXIT_OK;
}

static int verb_mail_run(App *app, int argc, char **argv)
{
	g_auto(ListOptions) options = { 0 };
	if (!list_parse("mail", &options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	bool show = strcmp(word, "show") == 0 && argc == 3;
	bool replay = strcmp(word, "replay") == 0 && argc == 3;
	bool release = strcmp(word, "release") == 0 && argc == 2;
	bool assign = strcmp(word, "assign") == 0 && (argc == 3 || argc == 4);
	if (!list && !show && !replay && !release && !assign) {
		app_say("mail: list, show ID, replay ID, assign ID INVOICE or release is wanted (see valija mail --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = list_filter(&options);
	if (list)
		return table_list(app, "mails", &filter, table_form(options.json, options.csv));
	if (assign)
		return argc == 3 ? mail_propose(app, argv[2], &options) :
				   mail_assign(app, argv[2], argv[3], &options);
	if (release)
		return mail_release(app);
	return show ? mail_show(app, &options, argv[2]) : mail_replay(app, argv[2]);
}

const Verb verb_mail = {
	.name = "mail",
	.arguments = "list | show ID | replay ID | assign ID [INVOICE] | release",
	.summary = "the receipt book: every message ever seen and its outcome",
	.description = "show prints what is on record, what the program reads in it, and what speaks for its sender; --json\n"
		       "all of it as one object, --raw the message as it came.\n"
		       "replay puts a quarantined message back to work. assign: an answer that named no mail of ours is\n"
		       "about this invoice; without one: the invoices it may be about. release lets in at once what waits because its\n"
		       "sender sent too much.",
	.run = verb_mail_run,
};

/* ---- queue ---- */

static bool queue_is_act(const char *word)
{
	static const char *const acts[] = { "hold", "release", "cancel", "retry" };
	for (size_t i = 0; i < G_N_ELEMENTS(acts); i++)
		if (strcmp(acts[i], word) == 0)
			return true;
	return false;
}

static int queue_act(App *app, const char *word, const char *id_text)
{
	int64_t id = 0;
	g_autoptr(GError) error = NULL;
	if (!list_id(id_text, &id))
		return EXIT_USAGE;
	if (!jobs_act(app->store, id, word, clock_now(&app->clock), &error))
		return app_fail(error);
	store_ring(app->store, "send");
	return EXIT_OK;
}

/* release --restored: this store goes on from here. */
static int queue_confirm(App *app)
{
	g_autoptr(GError) error = NULL;
	int status = app_store(app);
	const char *why = NULL;
	if (status != EXIT_OK)
		return status;
	if (app->moved)
		return EXIT_FAULT;
	if (!store_restored(app->store, app->arena, &why, &error))
		return app_fail(error);
	if (why == NULL) {
		app_say("queue: this store was not restored: there is nothing to confirm");
		return EXIT_FAULT;
	}
	if (!store_confirm_restored(app->store, clock_now(&app->clock), &error))
		return app_fail(error);
	store_ring(app->store, "send");
	return EXIT_OK;
}

/* release --reminders: too many were refused; a person has looked at the contacts. */
static int queue_release_reminders(App *app, const char *company)
{
	g_autoptr(GError) error = NULL;
	int status = app_store(app);
	bool any = false;
	if (status != EXIT_OK)
		return status;
	for (size_t i = 0; i < app->settings->n_companies; i++) {
		const char *name = app->settings->companies[i].name;
		bool released = false;
		if (company != NULL && strcmp(company, name) != 0)
			continue;
		if (!store_release_reminders(app->store, name, g_get_user_name(), clock_now(&app->clock), &released,
					     &error))
			return app_fail(error);
		any = any || released;
	}
	if (!any)
		app_say("queue: no reminders were stopped");
	store_ring(app->store, "work");
	return any ? EXIT_OK : EXIT_FAULT;
}

static int queue_show(App *app, const ListOptions *options, const char *id_text)
{
	g_autoptr(json_t) row = NULL;
	g_autoptr(GError) error = NULL;
	int status = list_one(app, "queue", "queue", id_text, &row);
	if (status != EXIT_OK)
		return status;
	if (!record_show_wanted(options->json, options->text)) {
		app_print(row);
		return EXIT_OK;
	}
	g_autoptr(RecordShow) show = record_show_new(app, options->company, &error);
	if (show == NULL)
		return app_fail(error);
	record_show_row(show, "queue", row);
	return EXIT_OK;
}

static int verb_queue_run(App *app, int argc, char **argv)
{
	g_auto(ListOptions) options = { 0 };
	if (!list_parse("queue", &options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	if (options.restored && strcmp(word, "release") == 0 && argc == 2)
		return queue_confirm(app);
	if (options.reminders && strcmp(word, "release") == 0 && argc == 2)
		return queue_release_reminders(app, options.company);
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	bool one = argc == 3 && (strcmp(word, "show") == 0 || queue_is_act(word));
	if (!list && !one) {
		app_say("queue: list, or show, hold, release, cancel or retry with an ID (see valija queue --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = list_filter(&options);
	app_warn_restored(app, app->store);
	if (list)
		return table_list(app, "queue", &filter, table_form(options.json, options.csv));
	return strcmp(word, "show") == 0 ? queue_show(app, &options, argv[2]) : queue_act(app, word, argv[2]);
}

const Verb verb_queue = {
	.name = "queue",
	.arguments = "list | show ID | hold ID | release ID|--restored|--reminders | cancel ID | retry ID",
	.summary = "outbound mail and its attempts",
	.description = "show prints one in the company's language on a terminal or with --text, else as JSON.",
	.run = verb_queue_run,
};

/* ---- export ---- */

static int verb_export_run(App *app, int argc, char **argv)
{
	static const char *const tables[] = { "invoices", "payments", "events", "notes", "mails", "customers", "tasks" };
	g_auto(ListOptions) options = { 0 };
	bool known = false;
	if (!list_parse("export", &options, &argc, &argv))
		return EXIT_USAGE;
	for (size_t i = 0; argc == 2 && i < G_N_ELEMENTS(tables); i++)
		known = known || strcmp(tables[i], argv[1]) == 0;
	if (!known) {
		app_say("export: invoices, payments, events, notes, mails, customers or tasks is wanted");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = list_filter(&options);
	static const char *const payments[] = { "payments", "unmatched", "ambiguous", NULL };
	TableForm form = options.csv ? TABLE_CSV : TABLE_JSON;
	return strcmp(argv[1], payments[0]) == 0 ? table_lists(app, payments, &filter, form) :
						   table_list(app, argv[1], &filter, form);
}

const Verb verb_export = {
	.name = "export",
	.arguments = "invoices|payments|events|notes|mails|customers|tasks",
	.summary = "the whole table, as JSON Lines or CSV",
	.description = "",
	.run = verb_export_run,
};
