/* backup, restore, move-store: whole stores. */
#include <string.h>

#include "base/error.h"
#include "gateway/backup/backup.h"
#include "gateway/backup/move.h"
#include "gateway/verbs.h"

static int verb_backup_run(App *app, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	BackupTally tally = { 0 };
	if (!app_options("backup", NULL, &argc, &argv))
		return EXIT_USAGE;
	if (argc != 2) {
		app_say("backup: FILE is wanted (see valija backup --help)");
		return EXIT_USAGE;
	}
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	if (!backup_write(app->store, argv[1], clock_now(&app->clock), &tally, &error))
		return app_fail(error);
	if (app->verbosity >= 0)
		app_say("backup: %" G_GINT64_FORMAT " rows, %" G_GINT64_FORMAT " messages", tally.rows, tally.mails);
	return EXIT_OK;
}

const Verb verb_backup = {
	.name = "backup",
	.arguments = "FILE",
	.summary = "write a consistent copy of the store into one file, while everything runs",
	.description = "A tar of all rows as of one instant, of the messages that they name, and of the key of the tokens:\n"
		       "keep it as secret as the store. FILE is there when it is whole, and never overwritten.",
	.run = verb_backup_run,
};

static int verb_restore_run(App *app, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	BackupTally tally = { 0 };
	if (!app_options("restore", NULL, &argc, &argv))
		return EXIT_USAGE;
	if (argc != 2) {
		app_say("restore: FILE is wanted (see valija restore --help)");
		return EXIT_USAGE;
	}
	if (!app_config(app))
		return EXIT_CONFIG;
	if (!backup_restore(app->settings->store, argv[1], &tally, &error))
		return app_fail(error);
	if (app->verbosity >= 0)
		app_say("restore: %" G_GINT64_FORMAT " rows, %" G_GINT64_FORMAT " messages; run valija verify now",
			tally.rows, tally.mails);
	return EXIT_OK;
}

const Verb verb_restore = {
	.name = "restore",
	.arguments = "FILE",
	.summary = "make the store of a backup where [store] says",
	.description = "On either engine, into a folder or a bucket, whatever the backup was made of. Refuses to overwrite a\n"
		       "store. Stopped half-way there is no store, and the same command begins anew.",
	.run = verb_restore_run,
};

static int move_back(App *app)
{
	g_autoptr(GError) error = NULL;
	bool moved = false;
	if (!move_undo(app->arena, app->store, &moved, &error))
		return app_fail(error);
	app_say(moved ? "move-store: this store is used again; never start the other one" :
			"move-store: this store was not moved");
	app_warn_restored(app, app->store);
	return moved ? EXIT_OK : EXIT_FAULT;
}

static int move_to(App *app, const MoveTarget *target)
{
	g_autoptr(GError) error = NULL;
	MoveTally tally = { 0 };
	if (!move_store(app->arena, app->store, app->settings->store, target, &tally, &error))
		return app_fail(error);
	if (app->verbosity >= 0 && target->to == NULL)
		app_say("move-store: %" G_GINT64_FORMAT " messages were copied; put the new place into mail of [store] now, and run "
			"valija verify", tally.mails);
	else if (app->verbosity >= 0)
		app_say("move-store: %" G_GINT64_FORMAT " rows are the same there, %" G_GINT64_FORMAT " messages were copied%s; "
			"put the new place into [store] now. Nothing runs on this one any more", tally.rows, tally.mails,
			tally.was_there ? "; they were there already" : "");
	return EXIT_OK;
}

static int verb_move_run(App *app, int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *to = NULL;
	g_autofree char *mail = NULL;
	gboolean undo = FALSE;
	const GOptionEntry entries[] = {
		{ "to", 0, 0, G_OPTION_ARG_STRING, &to, "postgresql://… or the folder of an SQLite store", "URL" },
		{ "mail", 0, 0, G_OPTION_ARG_STRING, &mail, "Where messages go: s3://… or folder", "PLACE" },
		{ "undo", 0, 0, G_OPTION_ARG_NONE, &undo, "Use the store of this config again", NULL },
		{ 0 },
	};
	if (!app_options("move-store", entries, &argc, &argv))
		return EXIT_USAGE;
	if (argc != 1 || undo == (to != NULL || mail != NULL)) {
		app_say("move-store: --to URL, --mail PLACE or --undo is wanted (see valija move-store --help)");
		return EXIT_USAGE;
	}
	if (!app_config(app))
		return EXIT_CONFIG;
	app->store = app_open_store(app->settings->store, &error);
	if (app->store == NULL)
		return app_fail(error);
	const MoveTarget target = { .to = to, .mail = mail, .now = clock_now(&app->clock) };
	return undo ? move_back(app) : move_to(app, &target);
}

const Verb verb_move_store = {
	.name = "move-store",
	.arguments = "--to URL [--mail PLACE] | --mail PLACE | --undo",
	.summary = "copy the store to another engine or place, compared row by row",
	.description = "--to postgresql://…, or a folder for SQLite. --mail s3://BUCKET/PREFIX (with the keys of [store]) or\n"
		       "folder, where messages shall lie elsewhere than now; alone it leaves the rows where they are. Nothing may run meanwhile. Stopped half-way there\n"
		       "is no store at the new place, and the same command goes on; done twice it compares again. A place that\n"
		       "holds another store is refused. The old store stays as it is and says that it was moved: nothing\n"
		       "runs on it until --undo, with its config, which forgets what was done at the new place: then nothing\n"
		       "is sent before valija queue release --restored.",
	.run = verb_move_run,
};
