/* run, once, fetch, work, send. */
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/fetch/stage_fetch.h"
#include "gateway/pass.h"
#include "gateway/run.h"
#include "gateway/send/stage_send.h"
#include "gateway/verbs.h"
#include "gateway/watch.h"
#include "gateway/work/stage_work.h"

/* ---- one stage for ever ---- */

static int work_serve(Stage *stage)
{
	log_event(LOG_INFO, "started", NULL);
	while (!stage_stopping(stage)) {
		g_autoptr(GError) fault = NULL;
		WorkTally tally = { 0 };
		work_pass(stage, &tally, &fault);
		if (!pass_goes_on(&stage->waits, stage->name, fault))
			return EXIT_FAULT;
		bool soon = fault != NULL || tally.retried > 0;
		stage_wait(stage, soon ? 1000 : stage->settings->run->poll_seconds * 1000);
	}
	return EXIT_OK;
}

static int serve_work(Stage *stage, const char *account)
{
	(void)account;
	return work_serve(stage);
}

static int serve_send(Stage *stage, const char *account)
{
	(void)account;
	Send send;
	send_start(&send, stage);
	int status = send_serve(&send);
	send_end(&send);
	return status;
}

static int serve_fetch(Stage *stage, const char *name)
{
	Fetch fetch;
	g_autoptr(GError) error = NULL;
	g_autofree char *lock = g_strdup_printf("fetch-%s", name);
	if (!stage_lock(stage, lock, &error))
		return app_fail(error);
	fetch_start(&fetch, stage, settings_account(stage->settings, name));
	int status = fetch_serve(&fetch);
	fetch_end(&fetch);
	return status;
}

typedef struct {
	const char *verb;
	int (*serve)(Stage *stage, const char *account);
	bool wants_account;
} ServeRow;

static bool stages_clock_allowed(const App *app)
{
	if (!app->clock.fixed)
		return true;
	for (size_t i = 0; i < app->settings->n_companies; i++)
		if (date_is_set(app->settings->companies[i].go_live))
			return false;
	return true;
}

static bool stages_account_known(const App *app, const char *name)
{
	if (settings_account(app->settings, name) != NULL)
		return true;
	app_say("there is no [account %s] in %s", name, app->settings->file->path);
	return false;
}

static int stages_serve(App *app, const ServeRow *row, int argc, char **argv)
{
	gint64 parent = 0;
	int status = EXIT_OK;
	const GOptionEntry entries[] = {
		{ "parent", 0, G_OPTION_FLAG_HIDDEN, G_OPTION_ARG_INT64, &parent, NULL, NULL },
		{ 0 },
	};
	if (!app_options(row->verb, entries, &argc, &argv))
		return EXIT_USAGE;
	if ((argc == 2) != row->wants_account || argc > 2) {
		app_say("%s: %s (see valija %s --help)", row->verb,
			row->wants_account ? "which account?" : "it takes no argument", row->verb);
		return EXIT_USAGE;
	}
	stage_die_with(parent);
	const char *account = row->wants_account ? argv[1] : NULL;
	g_autofree char *name = account != NULL ? g_strdup_printf("%s %s", row->verb, account) : g_strdup(row->verb);
	g_autofree char *bell = account != NULL ? g_strdup_printf("%s-%s", row->verb, account) : g_strdup(row->verb);
	g_autoptr(Stage) stage = stage_open(app, name, bell, &status);
	if (stage == NULL)
		return status;
	if (app->moved)
		return EXIT_FAULT;
	if (!stages_clock_allowed(app)) {
		app_say("--now is refused here: this store has gone live (use once, plan or a copy)");
		return EXIT_USAGE;
	}
	if (account != NULL && !stages_account_known(app, account))
		return EXIT_USAGE;
	return row->serve(stage, account);
}

static int verb_fetch_run(App *app, int argc, char **argv)
{
	return stages_serve(app, &(ServeRow){ "fetch", serve_fetch, true }, argc, argv);
}

static int verb_work_run(App *app, int argc, char **argv)
{
	return stages_serve(app, &(ServeRow){ "work", serve_work, false }, argc, argv);
}

static int verb_send_run(App *app, int argc, char **argv)
{
	return stages_serve(app, &(ServeRow){ "send", serve_send, false }, argc, argv);
}

static int verb_run_run(App *app, int argc, char **argv)
{
	if (!app_options("run", NULL, &argc, &argv))
		return EXIT_USAGE;
	if (app->clock.fixed) {
		app_say("--now is refused by run: use once");
		return EXIT_USAGE;
	}
	return run_all(app);
}

/* ---- one pass ---- */

/* The worse of two exit statuses. (GLib's MAX would run a pass twice.) */
static int once_worse(int a, int b)
{
	return a > b ? a : b;
}

static int once_fetch_account(Stage *stage, const AccountSettings *account)
{
	Fetch fetch = { 0 };
	g_autoptr(GError) error = NULL;
	fetch_start(&fetch, stage, account);
	bool done = fetch_pass(&fetch, &error);
	if (stage->app->verbosity >= 0)
		app_say("fetch %s: %zu new, %zu moved", account->name, fetch.fetched, fetch.moved);
	fetch_end(&fetch);
	return done ? EXIT_OK : app_fail(error);
}

static int once_fetch(Stage *stage, const char *only)
{
	int worst = EXIT_OK;
	for (size_t i = 0; i < stage->settings->n_accounts; i++) {
		const AccountSettings *account = stage->settings->accounts[i];
		if (only == NULL || strcmp(only, account->name) == 0)
			worst = once_worse(worst, once_fetch_account(stage, account));
	}
	return worst;
}

static int once_work(Stage *stage, const char *only)
{
	(void)only;
	WorkTally tally = { 0 };
	g_autoptr(GError) error = NULL;
	bool done = work_pass(stage, &tally, &error);
	if (stage->app->verbosity >= 0)
		app_say("work: %zu done, %zu quarantined, %zu to retry, %zu reminders queued, %zu confirmations",
			tally.done, tally.quarantined, tally.retried, tally.reminders, tally.confirmations);
	return done ? EXIT_OK : app_fail(error);
}

static int once_send(Stage *stage, const char *only)
{
	(void)only;
	Send send;
	g_autoptr(GError) error = NULL;
	send_start(&send, stage);
	bool done = send_pass(&send, &error);
	send_end(&send);
	if (stage->app->verbosity >= 0)
		app_say("send: %zu sent, %zu failed, %zu later", send.sent, send.failed, send.later);
	return done ? EXIT_OK : app_fail(error);
}

static int once_all(Stage *stage, const char *only)
{
	int worst = once_fetch(stage, only);
	worst = once_worse(worst, once_work(stage, only));
	worst = once_worse(worst, once_send(stage, only));
	/* What work decided to move is moved now, not at the next run. */
	return once_worse(worst, once_fetch(stage, only));
}

typedef struct {
	const char *word;
	int (*pass)(Stage *stage, const char *account);
} OnceRow;

static const OnceRow once_rows[] = {
	{ "fetch", once_fetch }, { "work", once_work }, { "send", once_send }, { "all", once_all },
};

static const OnceRow *once_row(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(once_rows); i++)
		if (strcmp(once_rows[i].word, word) == 0)
			return &once_rows[i];
	return NULL;
}

static int verb_once_run(App *app, int argc, char **argv)
{
	int status = EXIT_OK;
	if (!app_options("once", NULL, &argc, &argv))
		return EXIT_USAGE;
	const OnceRow *row = argc > 1 ? once_row(argv[1]) : NULL;
	if (row == NULL || argc > 3) {
		app_say("once: fetch, work, send or all is wanted (see valija once --help)");
		return EXIT_USAGE;
	}
	const char *account = argc > 2 ? argv[2] : NULL;
	g_autoptr(Stage) stage = stage_open(app, "once", NULL, &status);
	if (stage == NULL)
		return status;
	if (app->moved)
		return EXIT_FAULT;
	if (account != NULL && !stages_account_known(app, account))
		return EXIT_USAGE;
	status = row->pass(stage, account);
	watch_say(app, app->store);
	return status;
}

const Verb verb_run = {
	.name = "run",
	.arguments = "",
	.summary = "every stage until stopped: one machine, one command",
	.description = "Starts fetch for each account, work and send, and starts again what dies. Ends on SIGTERM.",
	.run = verb_run_run,
};
const Verb verb_once = {
	.name = "once",
	.arguments = "fetch|work|send|all [ACCOUNT]",
	.summary = "one pass, then exit (cron, tests)",
	.description = "",
	.run = verb_once_run,
};
const Verb verb_fetch = {
	.name = "fetch",
	.arguments = "ACCOUNT",
	.summary = "fetch one mailbox until stopped",
	.description = "One process for each account. New mail is waited for by IMAP IDLE.",
	.run = verb_fetch_run,
};
const Verb verb_work = {
	.name = "work",
	.arguments = "",
	.summary = "turn messages into invoices, notes and reminders until stopped",
	.description = "As many processes as wanted.",
	.run = verb_work_run,
};
const Verb verb_send = {
	.name = "send",
	.arguments = "",
	.summary = "hand queued mails to their relays until stopped",
	.description = "As many processes as wanted.",
	.run = verb_send_run,
};
