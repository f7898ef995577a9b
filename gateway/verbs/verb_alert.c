/* alert: what people were told of and nobody has seen yet. */
#include <string.h>

#include "base/error.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "ledger/events.h"

typedef struct {
	gboolean json, csv, all;
	gchar *company, *by;
} AlertOptions;

static void alert_options_clear(AlertOptions *options)
{
	g_free(options->company);
	g_free(options->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AlertOptions, alert_options_clear)

static bool alert_parse(AlertOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		{ "all", 0, 0, G_OPTION_ARG_NONE, &options->all, "list: those that are over, too", NULL },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "list: only this company", "NAME" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "ack: who has seen it (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options("alert", entries, argc, argv);
}

typedef struct {
	int64_t id;
	Arena *arena;
	const char *company, *key;
} AlertFound;

static bool alert_take(void *context, const json_t *row)
{
	AlertFound *found = context;
	if (json_integer_value(json_object_get(row, "id")) != found->id)
		return false;
	found->company = json_get_text(found->arena, row, "company");
	found->key = json_get_text(found->arena, row, "key");
	return false;
}

static bool alert_find(App *app, const char *text, AlertFound *found, GError **error)
{
	ListFilter one = { .limit = 1 };
	gint64 id = 0;
	if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &id, NULL)) {
		error_reject(error, "%s is no id: a number of valija alert list is wanted", text);
		return false;
	}
	found->id = one.id = id;
	if (!store_list(app->store, "alerts", &one, alert_take, found, error))
		return false;
	if (found->key == NULL)
		error_reject(error, "there is no alert %s (see valija alert list)", text);
	return found->key != NULL;
}

static bool alert_ack_one(App *app, const AlertOptions *options, const char *text, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	AlertFound found = { .arena = arena };
	int64_t now = clock_now(&app->clock);
	if (!alert_find(app, text, &found, error))
		return false;
	Outcome outcome = { .outcome = "act", .company = found.company, .seen = &found.id, .n_seen = 1,
			    .seen_by = options->by != NULL ? options->by : g_get_user_name() };
	outcome_add_event(arena, &outcome, (Event){ .at = now, .company = found.company, .kind = EVENT_ALERT_SEEN,
						    .actor = outcome.seen_by, .reason = found.key });
	return store_commit_act(app->store, &outcome, NULL, 0, now, error);
}

/* A wrong number does not keep the others. */
static int alert_ack(App *app, const AlertOptions *options, int n, char **ids)
{
	int status = EXIT_OK;
	for (int i = 0; i < n; i++) {
		g_autoptr(GError) error = NULL;
		if (!alert_ack_one(app, options, ids[i], &error))
			status = app_fail(error);
	}
	return status;
}

static int verb_alert_run(App *app, int argc, char **argv)
{
	g_auto(AlertOptions) options = { 0 };
	if (!alert_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	if (!list && (strcmp(word, "ack") != 0 || argc < 3)) {
		app_say("alert: list or ack ID… is wanted (see valija alert --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	const ListFilter filter = { .company = options.company, .state = options.all ? NULL : "open" };
	if (list)
		return table_list(app, "alerts", &filter, table_form(options.json, options.csv));
	return alert_ack(app, &options, argc - 2, argv + 2);
}

const Verb verb_alert = {
	.name = "alert",
	.arguments = "list | ack ID…",
	.summary = "what people were told of, until it is seen or over",
	.description = "Who hears of what: the [alerts NAME] sections. An alert is sent once and then listed in the daily digest until a\n"
		       "recipient answers \"visto\", it is acknowledged here, or what it is about is over. All stand in STORE/alerts.log too.",
	.run = verb_alert_run,
};
