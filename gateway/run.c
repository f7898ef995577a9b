#include "gateway/run.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/stage.h"
#include "gateway/watch.h"

#define RUN_BACKOFF_LONGEST_S 60
#define RUN_STEADY_S 60 /* a child that lived so long is healthy: its back-off begins anew */
#define RUN_STOP_WAIT_MS 10000
#define RUN_POLL_MS 60000

typedef struct {
	const char *name;
	const char *argv[12];
	pid_t pid; /* 0: not running */
	int64_t started, start_at; /* seconds of the monotonic clock */
	int64_t backoff;
} Child;

typedef struct {
	App *app;
	Stage *stage;
	Child *children;
	size_t n;
	int64_t deaths;
} Run;

static int64_t run_seconds(void)
{
	return clock_monotonic_ms() / 1000;
}

static void run_add(Run *run, const char *name, const char *verb, const char *argument)
{
	Arena *arena = run->app->arena;
	run->children = arena_grow(arena, run->children, run->n, sizeof *run->children);
	Child *child = &run->children[run->n++];
	*child = (Child){ .name = arena_strdup(arena, name) };
	size_t n = 0;
	child->argv[n++] = run->app->program;
	child->argv[n++] = "-c";
	child->argv[n++] = app_config_path(run->app);
	if (run->app->verbosity != 0)
		child->argv[n++] = run->app->verbosity > 0 ? "-v" : "-q";
	child->argv[n++] = verb;
	child->argv[n++] = "--parent";
	child->argv[n++] = arena_printf(arena, "%d", (int)getpid());
	if (argument != NULL)
		child->argv[n++] = arena_strdup(arena, argument);
}

static void run_plan(Run *run)
{
	const Settings *settings = run->app->settings;
	for (size_t i = 0; i < settings->n_accounts; i++) {
		g_autofree char *name = g_strdup_printf("fetch %s", settings->accounts[i]->name);
		run_add(run, name, "fetch", settings->accounts[i]->name);
	}
	for (int64_t i = 0; i < settings->run->work_processes; i++)
		run_add(run, "work", "work", NULL);
	for (int64_t i = 0; i < settings->run->send_processes; i++)
		run_add(run, "send", "send", NULL);
}

static void run_spawn(Child *child)
{
	extern char **environ;
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	int fault = posix_spawn(&child->pid, child->argv[0], NULL, &attributes, (char *const *)(uintptr_t)child->argv,
				environ);
	posix_spawnattr_destroy(&attributes);
	child->started = run_seconds();
	if (fault == 0)
		return;
	child->pid = 0;
	child->start_at = child->started + RUN_BACKOFF_LONGEST_S;
	log_event(LOG_ERROR, "cannot-start", "process", child->name, "reason", g_strerror(fault), NULL);
}

static void run_start_due(Run *run)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->children[i].pid == 0 && run->children[i].start_at <= run_seconds())
			run_spawn(&run->children[i]);
}

static void run_died(Run *run, pid_t pid, int status)
{
	for (size_t i = 0; i < run->n; i++) {
		Child *child = &run->children[i];
		if (child->pid != pid)
			continue;
		bool steady = run_seconds() - child->started >= RUN_STEADY_S;
		child->backoff = steady || child->backoff == 0 ? 1 : MIN(child->backoff * 2, RUN_BACKOFF_LONGEST_S);
		child->pid = 0;
		child->start_at = run_seconds() + child->backoff;
		g_autofree char *how = WIFSIGNALED(status) ? g_strdup_printf("signal %d", WTERMSIG(status)) :
							     g_strdup_printf("exit status %d", WEXITSTATUS(status));
		bool wanted = run->stage->stop && WIFEXITED(status) && WEXITSTATUS(status) == EXIT_OK;
		log_event(wanted ? LOG_INFO : LOG_ERROR, "process-ended", "process", child->name, "how", how, NULL);
	}
}

static void run_reap(Run *run)
{
	int status = 0;
	for (pid_t pid = waitpid(-1, &status, WNOHANG); pid > 0; pid = waitpid(-1, &status, WNOHANG))
		run_died(run, pid, status);
}

static bool run_any(const Run *run)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->children[i].pid != 0)
			return true;
	return false;
}

static void run_signal(const Run *run, int number)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->children[i].pid != 0)
			kill(run->children[i].pid, number);
}

static void run_stop(Run *run)
{
	int64_t deadline = clock_monotonic_ms() + RUN_STOP_WAIT_MS;
	run_signal(run, SIGTERM);
	while (run_any(run) && clock_monotonic_ms() < deadline) {
		run_reap(run);
		g_usleep(10000);
	}
	run_signal(run, SIGKILL);
}

static int64_t run_pause(const Run *run)
{
	int64_t pause = RUN_POLL_MS;
	for (size_t i = 0; i < run->n; i++)
		if (run->children[i].pid == 0)
			pause = MIN(pause, MAX(1, run->children[i].start_at - run_seconds()) * 1000);
	return pause;
}

int run_all(App *app)
{
	int status = EXIT_OK;
	g_autoptr(GError) error = NULL;
	g_autoptr(Stage) stage = stage_open(app, "run", NULL, &status);
	if (stage == NULL)
		return status;
	if (app->moved)
		return EXIT_FAULT;
	app_warn_restored(app, stage->store);
	watch_say(app, stage->store);
	if (!stage_lock(stage, "run", &error))
		return app_fail(error);
	Run run = { .app = app, .stage = stage };
	stage_watch_children(stage);
	run_plan(&run);
	while (!stage_stopping(stage)) {
		run_reap(&run);
		run_start_due(&run);
		stage_wait(stage, run_pause(&run));
	}
	run_stop(&run);
	return EXIT_OK;
}
