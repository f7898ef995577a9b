/*
 * App: what main made of the command line, handed to the verb. Verbs open what they need; the exit status is theirs.
 */
#ifndef GATEWAY_APP_H
#define GATEWAY_APP_H

#include "base/clock.h"
#include "gateway/settings.h"
#include "store/store.h"

typedef struct {
	const char *config_path; /* NULL: ./valija.conf, then /etc/valija/valija.conf */
	const char *program;	 /* path of the executable, for child processes */
	Clock clock;
	int verbosity;
	bool progress; /* stderr is a terminal */
	Arena *arena;  /* of the process */
	Settings *settings; /* after app_config() */
	Store *store;	    /* after app_store() */
	bool moved;	    /* … it was moved away, and that was said: nothing is done in it */
} App;

typedef enum {
	EXIT_OK = 0,
	EXIT_FAULT = 1,
	EXIT_USAGE = 2,
	EXIT_LATER = 75,
	EXIT_CONFIG = 78,
} ExitStatus;

typedef struct {
	const char *name;
	const char *arguments; /* "PATH…" */
	const char *summary;
	const char *description;
	int (*run)(App *app, int argc, char **argv);
	bool hidden;
} Verb;

extern const Verb *const app_verbs[];

/* Options of a verb; --help prints and exits. False: EXIT_USAGE, said already. argv[0] stays the verb. */
bool app_options(const char *verb, const GOptionEntry *entries, int *argc, char ***argv);
/* Reads and checks the config: every fault is said; false: EXIT_CONFIG. */
bool app_config(App *app);
/* The store of [store], with the bucket for its bytes where there is one. */
Store *app_open_store(const StoreSettings *settings, GError **error);
/* app_config() and the store; on failure says why and returns the exit status, else EXIT_OK. */
int app_store(App *app);
/* Says so when the store was moved to another place, and how to undo that; true when it was. */
bool app_warn_moved(const App *app, Store *store);
/* Says so when the store was restored from a copy and sends nothing until a person confirms. */
void app_warn_restored(const App *app, Store *store);
/* Says an error and gives its exit status: RETRY 75, the rest 1. */
int app_fail(const GError *error);
void app_say(const char *format, ...) G_GNUC_PRINTF(1, 2); /* one line for people, to stderr */
/* One JSON object as a line on stdout. */
void app_print(const json_t *row);
/* The path of the config that app_config() would read. */
const char *app_config_path(const App *app);

#endif
