/*
 * valija: global options, then the verb. The only file that reads the environment.
 */
#include <errno.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "base/step.h"
#include "gateway/app.h"
#include "gateway/verbs.h"

const Verb *const app_verbs[] = {
	&verb_init,  &verb_join, &verb_check, &verb_run,	 &verb_once, &verb_fetch, &verb_work,	&verb_send,
	&verb_import, &verb_read, &verb_mail,	 &verb_invoice, &verb_customer, &verb_payments, &verb_note, &verb_task,
	&verb_alert, &verb_digest,
	&verb_plan, &verb_resend, &verb_statement, &verb_letter,
	&verb_template, &verb_report, &verb_evidence, &verb_campaign,
	&verb_queue, &verb_export, &verb_verify, &verb_backup,
	&verb_restore, &verb_move_store, &verb_version, &verb_reader, NULL,
};

/* Crash tests: VALIJA_STEP=name:count:KILL makes the count-th step of that name ("*": of any) the last thing this
 * process does; EIO, ENOSPC or EAGAIN instead of KILL makes the step fail so; SHORT and TORN arm
 * tests/flow/short_write.c, if that is preloaded. VALIJA_STEP_LOG=FILE writes down the name of each step. */
typedef struct {
	char *name;
	long left;
	int number; /* errno; 0: kill */
	const char *write; /* SHORT or TORN; NULL: neither */
	int log;    /* -1: none */
} MainStep;

static void main_log_step(const MainStep *wanted, const char *name)
{
	g_autofree char *line = g_strdup_printf("%s\n", name);
	if (wanted->log >= 0 && write(wanted->log, line, strlen(line)) < 0)
		app_say("cannot write down the step %s", name);
}

static int main_step(const char *name, void *context)
{
	MainStep *wanted = context;
	main_log_step(wanted, name);
	bool named = wanted->name != NULL && (strcmp(wanted->name, "*") == 0 || strcmp(wanted->name, name) == 0);
	if (!named || --wanted->left != 0)
		return 0;
	if (wanted->write != NULL)
		setenv("VALIJA_WRITE", wanted->write, 1);
	else if (wanted->number == 0)
		kill(getpid(), SIGKILL);
	return wanted->number;
}

static int main_errno(const char *kind)
{
	static const struct {
		const char *kind;
		int number;
	} kinds[] = { { "EIO", EIO }, { "ENOSPC", ENOSPC }, { "EAGAIN", EAGAIN } };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i].kind, kind) == 0)
			return kinds[i].number;
	return 0;
}

static void main_install_step(MainStep *wanted, const char *text, const char *log)
{
	g_auto(GStrv) parts = g_strsplit(text != NULL ? text : "", ":", 3);
	wanted->log = log != NULL ? open(log, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600) : -1;
	if (g_strv_length(parts) == 3) {
		wanted->name = g_strdup(parts[0]);
		wanted->left = strtol(parts[1], NULL, 10);
		wanted->number = main_errno(parts[2]);
		wanted->write = strcmp(parts[2], "SHORT") == 0 ? "SHORT" : strcmp(parts[2], "TORN") == 0 ? "TORN" : NULL;
	}
	step_install(main_step, wanted);
}

static void main_usage
(FILE *out)
{
	fputs("usage: valija [-c FILE] [--now TIME] [-v] [-q] VERB …\n\n", out);
	for (size_t i = 0; app_verbs[i] != NULL; i++)
		if (!app_verbs[i]->hidden)
			fprintf(out, "  %-10s %s\n", app_verbs[i]->name, app_verbs[i]->summary);
	fputs("\nvalija VERB --help tells more. A first mailbox in five minutes: README.md\n", out);
}

typedef struct {
	gchar *config, *now;
	gboolean verbose, quiet, version, help;
} Globals;

static bool main_globals(Globals *globals, int *argc, char ***argv)
{
	const GOptionEntry entries[] = {
		{ "config", 'c', 0, G_OPTION_ARG_FILENAME, &globals->config, "Config file", "FILE" },
		{ "now", 0, 0, G_OPTION_ARG_STRING, &globals->now, "The clock, for rehearsals", "RFC3339" },
		{ "verbose", 'v', 0, G_OPTION_ARG_NONE, &globals->verbose, "Say more", NULL },
		{ "quiet", 'q', 0, G_OPTION_ARG_NONE, &globals->quiet, "Say errors only", NULL },
		{ "version", 0, 0, G_OPTION_ARG_NONE, &globals->version, "Print the version", NULL },
		{ "help", 'h', 0, G_OPTION_ARG_NONE, &globals->help, "Print this help", NULL },
		{ 0 },
	};
	g_autoptr(GError) error = NULL;
	g_autoptr(GOptionContext) context = g_option_context_new(NULL);
	g_option_context_set_help_enabled(context, FALSE);
	g_option_context_set_strict_posix(context, TRUE);
	g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &error))
		return true;
	app_say("%s", error->message);
	return false;
}

static bool main_clock(App *app, const char *now)
{
	int64_t instant = 0;
	app->clock = clock_system();
	if (now == NULL)
		return true;
	if (!instant_parse(now, &instant)) {
		app_say("--now %s: an instant like 2026-11-30T09:00:00-03:00 is wanted", now);
		return false;
	}
	app->clock = clock_fixed(instant);
	return true;
}

static int main_run_verb(App *app, int argc, char **argv)
{
	for (size_t i = 0; app_verbs[i] != NULL; i++)
		if (strcmp(app_verbs[i]->name, argv[0]) == 0)
			return app_verbs[i]->run(app, argc, argv);
	app_say("there is no verb %s (see valija --help)", argv[0]);
	return EXIT_USAGE;
}

static int main_with_globals(App *app, const Globals *globals, int argc, char **argv)
{
	if (globals->help) {
		main_usage(stdout);
		return EXIT_OK;
	}
	if (globals->version)
		return main_run_verb(app, 1, (char *[]){ (char[]){ "version" }, NULL });
	if (argc < 2) {
		main_usage(stderr);
		return EXIT_USAGE;
	}
	app->config_path = globals->config;
	app->verbosity = globals->verbose ? 1 : globals->quiet ? -1 : 0;
	log_set_level(globals->verbose ? LOG_DEBUG : globals->quiet ? LOG_ERROR : LOG_INFO);
	return main_clock(app, globals->now) ? main_run_verb(app, argc - 1, argv + 1) : EXIT_USAGE;
}

int main(int argc, char **argv)
{
	MainStep wanted = { 0 };
	Globals globals = { 0 };
	g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
	g_autoptr(Arena) arena = arena_new();
	App app = { .arena = arena, .program = program, .progress = isatty(STDERR_FILENO) };
	signal(SIGPIPE, SIG_IGN);
	setlocale(LC_CTYPE, "C.UTF-8");
	if (getenv("VALIJA_STEP") != NULL || getenv("VALIJA_STEP_LOG") != NULL)
		main_install_step(&wanted, getenv("VALIJA_STEP"), getenv("VALIJA_STEP_LOG"));
	int status = main_globals(&globals, &argc, &argv) ? main_with_globals(&app, &globals, argc, argv) :
							    EXIT_USAGE;
	store_close(app.store);
	g_free(wanted.name);
	g_free(globals.config);
	g_free(globals.now);
	bool written = fflush(stdout) == 0;
	return status == EXIT_OK && !written ? EXIT_FAULT : status;
}
