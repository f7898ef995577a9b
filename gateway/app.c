#include "gateway/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/bucket/bucket.h"
#include "store/moved.h"

void app_say(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	fprintf(stderr, "valija: %s\n", text);
}

void app_print(const json_t *row)
{
	g_autofree char *line = json_line(row);
	puts(line);
}

bool app_options(const char *verb, const GOptionEntry *entries, int *argc, char ***argv)
{
	const Verb *row = NULL;
	for (size_t i = 0; app_verbs[i] != NULL; i++)
		if (g_strcmp0(app_verbs[i]->name, verb) == 0)
			row = app_verbs[i];
	g_assert(row != NULL);
	g_autofree char *usage = g_strdup_printf("%s - %s", row->arguments, row->summary);
	g_autofree char *program = g_strdup_printf("valija %s", verb);
	g_autoptr(GOptionContext) context = g_option_context_new(usage);
	g_autoptr(GError) error = NULL;
	g_set_prgname(program);
	g_option_context_set_description(context, row->description);
	if (entries != NULL)
		g_option_context_add_main_entries(context, entries, NULL);
	if (g_option_context_parse(context, argc, argv, &error))
		return true;
	app_say("%s: %s (see valija %s --help)", verb, error->message, verb);
	return false;
}

const char *app_config_path(const App *app)
{
	if (app->config_path != NULL)
		return app->config_path;
	return access("valija.conf", F_OK) == 0 ? "valija.conf" : "/etc/valija/valija.conf";
}

bool app_config(App *app)
{
	g_autoptr(GError) error = NULL;
	if (!settings_read(app->arena, app_config_path(app), &app->settings, &error)) {
		app_say("%s", error->message);
		return false;
	}
	const ConfigFile *file = app->settings->file;
	for (size_t i = 0; i < file->n_faults; i++)
		fprintf(stderr, "%s:%d: %s\n", file->path, file->faults[i].line, file->faults[i].text);
	return file->n_faults == 0;
}

Store *app_open_store(const StoreSettings *settings, GError **error)
{
	g_autoptr(Store) store = store_open(settings->path, settings->url, error);
	if (store == NULL || settings->mail == NULL)
		return g_steal_pointer(&store);
	g_autofree char *spool = g_build_filename(settings->path, "mail", "tmp", NULL);
	BlobPlace *bucket = bucket_new(settings, spool, error);
	if (bucket == NULL)
		return NULL;
	store_use_place(store, bucket);
	return g_steal_pointer(&store);
}

int app_store(App *app)
{
	g_autoptr(GError) error = NULL;
	if (!app_config(app))
		return EXIT_CONFIG;
	app->store = app_open_store(app->settings->store, &error);
	if (app->store == NULL)
		return app_fail(error);
	hooks_set(app->store, app->settings->hooks, app->settings->n_webhooks);
	app->moved = app_warn_moved(app, app->store);
	return EXIT_OK;
}

bool app_warn_moved(const App *app, Store *store)
{
	StoreMoved moved = { 0 };
	if (!store_moved(store, app->arena, &moved, NULL) || moved.to == NULL)
		return false;
	if (moved.whole)
		app_say("this store was moved to %s: nothing is fetched, worked on or sent from here.\n"
			"Put the new place into [store] of %s. To use this one again, without what was done there since:\n"
			"    valija move-store --undo", moved.to, app_config_path(app));
	else
		app_say("this store is being moved to %s, or that was cut off: nothing is done in it meanwhile.\n"
			"Run the same move-store again; to stay here instead:\n"
			"    valija move-store --undo", moved.to);
	return true;
}

void app_warn_restored(const App *app, Store *store)
{
	const char *why = NULL;
	if (store_restored(store, app->arena, &why, NULL) && why != NULL)
		app_say("%s: nothing is sent, and no reminder is decided, until you have looked at it and run\n"
			"    valija queue release --restored\n"
			"Mails that wait in it are then first looked for among the copies that came back, since they may have\n"
			"been sent after the copy was made.", why);
}

int app_fail(const GError *error)
{
	app_say("%s", error->message);
	return error_code(error) == ERROR_RETRY ? EXIT_LATER : EXIT_FAULT;
}
