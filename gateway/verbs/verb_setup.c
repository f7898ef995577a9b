/* init, join, check, verify, version. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/oauth/oauth_login.h"
#include "gateway/online/online.h"
#include "gateway/verbs.h"
#include "gateway/watch.h"
#include "gateway/work/opener.h"
#include "store/marks.h"

#define CHECK_WAIT_S 120
#define VALIJA_VERSION "0.1.0"

/* Written to a new file only: a config that is there is never touched. It comes before the store, so that an init that was
 * stopped can be called again: a config that is not a letter different, without its store, is what that one left. [store]
 * comes first in it, so the first url is its. */
static bool init_write_config(const char *path, const char *url, GError **error)
{
	g_autofree char *template = config_template(settings_kinds, settings_n_kinds);
	g_auto(GStrv) parts = g_strsplit(template, "\n#url = \n", 2);
	g_autofree char *line = g_strconcat(url != NULL ? "\nurl = " : "\n#url = ", url != NULL ? url : "", "\n", NULL);
	g_autofree char *text = g_strjoinv(line, parts);
	g_autofree char *there = NULL;
	gsize length = 0;
	if (g_file_get_contents(path, &there, &length, NULL) && length == strlen(text) &&
	    memcmp(there, text, length) == 0)
		return true;
	if (access(path, F_OK) == 0) {
		error_stop(error, "%s exists: init never overwrites", path);
		return false;
	}
	return file_write_atomic(path, text, strlen(text), 0640, "init.config", error);
}

/* A store of somebody's: it is whole, or its config lies elsewhere. */
static bool init_is_done(const char *config, const char *store)
{
	g_autofree char *database = g_build_filename(store, "valija.db", NULL);
	return access(database, F_OK) == 0 || (access(store, F_OK) == 0 && access(config, F_OK) != 0);
}

static int verb_init_run(App *app, int argc, char **argv)
{
	(void)app;
	g_autofree char *url = NULL;
	const GOptionEntry entries[] = {
		{ "url", 0, 0, G_OPTION_ARG_STRING, &url, "PostgreSQL instead of SQLite: postgresql://…", "URL" },
		{ 0 },
	};
	g_autoptr(GError) error = NULL;
	if (!app_options("init", entries, &argc, &argv))
		return EXIT_USAGE;
	const char *folder = argc > 1 ? argv[1] : ".";
	g_autofree char *config = g_build_filename(folder, "valija.conf", NULL);
	g_autofree char *store = g_build_filename(folder, "store", NULL);
	if (init_is_done(config, store)) {
		app_say("%s exists: init never overwrites", store);
		return EXIT_FAULT;
	}
	if (!file_make_folder(folder, 0750, &error) || !init_write_config(config, url, &error) ||
	    !store_create(store, url, &error))
		return app_fail(error);
	printf("%s: fill in the lines without #, then run: valija -c %s check\n", config, config);
	return EXIT_OK;
}

const Verb verb_init = {
	.name = "init",
	.arguments = "[--url URL] [DIR]",
	.summary = "write a commented valija.conf and an empty store",
	.description = "Refuses to overwrite a config or a store.",
	.run = verb_init_run,
};

/* --login "NAME", or "account NAME" and "relay NAME" where both have it. */
static int verb_join_run(App *app, int argc, char **argv)
{
	TokenKey key;
	g_autoptr(GError) error = NULL;
	if (!app_options("join", NULL, &argc, &argv))
		return EXIT_USAGE;
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	if (app->moved)
		return EXIT_FAULT;
	if (app->settings->store->url == NULL) {
		app_say("join: an SQLite store is one machine's: set url in [store]");
		return EXIT_FAULT;
	}
	if (!store_token_key(app->store, &key, &error) || !store_join(app->store, &error))
		return app_fail(error);
	explicit_bzero(&key, sizeof key);
	return EXIT_OK;
}

const Verb verb_join = {
	.name = "join",
	.arguments = "",
	.summary = "let this machine take part in the store of its config",
	.description = "Once on each machine that is added to a store on PostgreSQL, with the config and the token.key of the\n"
		       "others in place. Until then it works, but does not send: its folder might be a copy of another's.",
	.run = verb_join_run,
};

static bool check_is_meant(const OauthLogin *login, const char *wanted)
{
	g_autofree char *full = g_strdup_printf("%s %s", login->kind, login->name);
	return strcmp(login->name, wanted) == 0 || strcmp(full, wanted) == 0;
}

static bool check_find_login(const Settings *settings, const char *wanted, OauthLogin *ret)
{
	for (size_t i = 0; i < settings->n_accounts; i++) {
		*ret = oauth_login_of_account(settings, settings->accounts[i]);
		if (settings->accounts[i]->auth == AUTH_OAUTH2 && oauth_is_ours(ret) && check_is_meant(ret, wanted))
			return true;
	}
	for (size_t i = 0; i < settings->n_relays; i++) {
		*ret = oauth_login_of_relay(settings, settings->relays[i]);
		if (settings->relays[i]->auth == AUTH_OAUTH2 && oauth_is_ours(ret) && check_is_meant(ret, wanted))
			return true;
	}
	return false;
}

static int check_login(const App *app, const char *wanted)
{
	OauthLogin login = { 0 };
	g_autoptr(GError) error = NULL;
	if (!check_find_login(app->settings, wanted, &login)) {
		app_say("--login %s: there is no account or relay of that name with auth = oauth2 and oauth_client_id",
			wanted);
		return EXIT_USAGE;
	}
	return oauth_login_run(&login, &error) ? EXIT_OK : app_fail(error);
}

/* Without them a PDF, a winmail.dat or a .msg is only named, never opened: no fault of the config, but worth a word. */
static void check_openers(const App *app)
{
	static const OpenerKind kinds[] = { OPENER_PDF, OPENER_TNEF, OPENER_OUTLOOK };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (!opener_is_installed(app->program, kinds[i]))
			app_say("%s is not installed beside %s: such attachments are kept but not opened",
				opener_name(kinds[i]), app->program);
}

static int verb_check_run(App *app, int argc, char **argv)
{
	gboolean online = FALSE;
	gboolean no_dns = FALSE;
	gboolean no_mail = FALSE;
	gint wait_s = CHECK_WAIT_S;
	gboolean json = FALSE;
	g_autofree gchar *login = NULL;
	const GOptionEntry entries[] = {
		{ "online", 0, 0, G_OPTION_ARG_NONE, &online, "Ask accounts, relays and DNS too", NULL },
		{ "no-dns", 0, 0, G_OPTION_ARG_NONE, &no_dns, "With --online: leave out DNS", NULL },
		{ "no-mail", 0, 0, G_OPTION_ARG_NONE, &no_mail, "With --online: send no mails to ourselves", NULL },
		{ "wait", 0, 0, G_OPTION_ARG_INT, &wait_s, "… how long these may take to come back", "SECONDS" },
		{ "json", 0, 0, G_OPTION_ARG_NONE, &json, "With --online: one JSON object a line", NULL },
		{ "login", 0, 0, G_OPTION_ARG_STRING, &login, "Set up OAuth 2.0 of an account or relay", "NAME" },
		{ 0 },
	};
	g_autoptr(GError) error = NULL;
	if (!app_options("check", entries, &argc, &argv))
		return EXIT_USAGE;
	if (!app_config(app))
		return EXIT_CONFIG;
	if (login != NULL)
		return check_login(app, login);
	if (online)
		return online_check(app, &(OnlineParts){ .json = json, .no_dns = no_dns, .no_mail = no_mail,
							 .wait_s = CLAMP(wait_s, 1, 3600) });
	g_autoptr(Store) store = app_open_store(app->settings->store, &error);
	if (store == NULL)
		return app_fail(error);
	check_openers(app);
	if (app_warn_moved(app, store))
		return EXIT_FAULT;
	app_warn_restored(app, store);
	watch_say(app, store);
	if (app->verbosity >= 0)
		printf("%s: no faults\n", app->settings->file->path);
	return EXIT_OK;
}

const Verb verb_check = {
	.name = "check",
	.arguments = "",
	.summary = "read the whole config and say every fault with its line",
	.description = "Exit status 78 when the config has a fault. --online also tries the bucket, logs in to each account and relay, says what\n"
		       "the relay takes, and looks up SPF, DKIM, DMARC and MX of each company as a sender, and lets each company\n"
		       "with a relay and an IMAP account write to itself, which must come back. Exit status 1: a fault;\n"
		       "75: something is not known now.\n"
		       "--login NAME shows the link of an OAuth 2.0 login, waits until a person has agreed, and keeps\n"
		       "its tokens, encrypted.",
	.run = verb_check_run,
};

static void verify_fault(void *context, const char *fault)
{
	(void)context;
	puts(fault);
}

static int verb_verify_run(App *app, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	size_t faults = 0;
	if (!app_options("verify", NULL, &argc, &argv))
		return EXIT_USAGE;
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	if (!store_verify(app->store, verify_fault, NULL, &faults, &error))
		return app_fail(error);
	if (faults == 0 && !app->moved && !marks_set(app->store, "verified", clock_now(&app->clock), &error))
		return app_fail(error);
	if (app->verbosity >= 0)
		app_say("verify: %zu faults", faults);
	return faults == 0 ? EXIT_OK : EXIT_FAULT;
}

const Verb verb_verify = {
	.name = "verify",
	.arguments = "",
	.summary = "check the store: database, message files, chain of events",
	.description = "One line for each fault; exit status 1 when there is one. Writes nothing but the day, when there is none.",
	.run = verb_verify_run,
};

static int verb_version_run(App *app, int argc, char **argv)
{
	(void)app;
	if (!app_options("version", NULL, &argc, &argv))
		return EXIT_USAGE;
	printf("valija %s\n", VALIJA_VERSION);
	return EXIT_OK;
}

const Verb verb_version = {
	.name = "version",
	.arguments = "",
	.summary = "print the version",
	.description = "",
	.run = verb_version_run,
};
