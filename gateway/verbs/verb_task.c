/* task: what people must do by a day. */
#include <string.h>

#include "base/error.h"
#include "gateway/table.h"
#include "gateway/verbs.h"
#include "ledger/events.h"

typedef struct {
	gboolean json, csv, all;
	gchar *company, *customer, *reason, *by;
} TaskOptions;

static void task_options_clear(TaskOptions *options)
{
	g_free(options->company);
	g_free(options->customer);
	g_free(options->reason);
	g_free(options->by);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TaskOptions, task_options_clear)

static bool task_parse(TaskOptions *options, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		TABLE_OPTIONS(options->json, options->csv),
		{ "all", 0, 0, G_OPTION_ARG_NONE, &options->all, "list: closed ones too", NULL },
		{ "company", 0, 0, G_OPTION_ARG_STRING, &options->company, "Only this company", "NAME" },
		{ "customer", 0, 0, G_OPTION_ARG_STRING, &options->customer, "list: only this debtor", "TAX_ID" },
		{ "reason", 0, 0, G_OPTION_ARG_STRING, &options->reason, "done: how it ended", "TEXT" },
		{ "by", 0, 0, G_OPTION_ARG_STRING, &options->by, "Who does it (else the login name)", "NAME" },
		{ 0 },
	};
	return app_options("task", entries, argc, argv);
}

static bool task_find(App *app, Arena *arena, const char *text, Task *ret, GError **error)
{
	gint64 id = 0;
	bool known = false;
	if (!g_ascii_string_to_signed(text, 10, 1, G_MAXINT64, &id, NULL)) {
		error_reject(error, "%s is no id: a number of valija task list is wanted", text);
		return false;
	}
	if (!store_task(app->store, arena, id, ret, &known, error))
		return false;
	if (!known)
		error_reject(error, "there is no task %s (see valija task list)", text);
	return known;
}

static const char *task_actor(const TaskOptions *options)
{
	return options->by != NULL ? options->by : g_get_user_name();
}

static bool task_done(App *app, Arena *arena, const TaskOptions *options, char **argv, Outcome *outcome, GError **error)
{
	Task task;
	if (!task_find(app, arena, argv[2], &task, error))
		return false;
	if (!task.open) {
		error_reject(error, "task %s is closed: %s", argv[2], task.result != NULL ? task.result : "done");
		return false;
	}
	task.result = options->reason != NULL ? options->reason : "done";
	task.actor = task_actor(options);
	outcome->company = task.company;
	outcome_close_task(arena, outcome, task);
	return true;
}

static bool task_assign(App *app, Arena *arena, const TaskOptions *options, char **argv, Outcome *outcome,
			GError **error)
{
	Task task;
	size_t n = 0;
	if (!task_find(app, arena, argv[2], &task, error))
		return false;
	staff_of_word(arena, &app->settings->staff, argv[3], &n);
	if (n == 0) {
		error_reject(error, "%s is no [person %s] of the config, and no group of one", argv[3], argv[3]);
		return false;
	}
	task.owner = argv[3];
	task.actor = task_actor(options);
	outcome->company = task.company;
	outcome_open_task(arena, outcome, task);
	outcome_add_event(arena, outcome,
			  (Event){ .at = clock_now(&app->clock), .company = task.company,
				   .invoice_key = task.invoice_key, .customer_tax_id = task.customer_tax_id,
				   .kind = EVENT_TASK_ASSIGNED, .actor = task.actor,
				   .reason = arena_printf(arena, "%s: %s", task_row(task.kind)->word, argv[3]) });
	return true;
}

typedef struct {
	const char *word;
	int argc;
	bool (*act)(App *app, Arena *arena, const TaskOptions *options, char **argv, Outcome *outcome, GError **error);
} TaskAct;

static const TaskAct task_acts[] = { { "done", 3, task_done }, { "assign", 4, task_assign } };

static int task_act(App *app, const TaskAct *row, const TaskOptions *options, char **argv)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Outcome outcome = { .outcome = "act" };
	if (!row->act(app, arena, options, argv, &outcome, &error) ||
	    !store_commit_act(app->store, &outcome, NULL, 0, clock_now(&app->clock), &error))
		return app_fail(error);
	return EXIT_OK;
}

static int verb_task_run(App *app, int argc, char **argv)
{
	g_auto(TaskOptions) options = { 0 };
	if (!task_parse(&options, &argc, &argv))
		return EXIT_USAGE;
	const char *word = argc > 1 ? argv[1] : "list";
	const TaskAct *act = NULL;
	bool list = strcmp(word, "list") == 0 && argc <= 2;
	for (size_t i = 0; i < G_N_ELEMENTS(task_acts); i++)
		if (strcmp(word, task_acts[i].word) == 0 && argc == task_acts[i].argc)
			act = &task_acts[i];
	if (!list && act == NULL) {
		app_say("task: list, done ID or assign ID PERSON is wanted (see valija task --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	ListFilter filter = { .company = options.company, .customer = options.customer,
			      .state = options.all ? NULL : "open" };
	if (list)
		return table_list(app, "tasks", &filter, table_form(options.json, options.csv));
	return task_act(app, act, &options, argv);
}

const Verb verb_task = {
	.name = "task",
	.arguments = "list | done ID | assign ID PERSON",
	.summary = "what people must do by a day",
	.description = "Tasks follow from answers, disputes and dates. Whose they are: the owner's; without one, the people's of the area\n"
		       "([person NAME] areas); without an area, the customer's collector's.",
	.run = verb_task_run,
};
