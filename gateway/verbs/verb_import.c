/* import: files from disk, staged like mail. */
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/folder/folder_index.h"
#include "gateway/verbs.h"
#include "parsers/mime/mbox.h"

#define IMPORT_BATCH 200
#define IMPORT_DEPTH_MAX 16

typedef struct {
	App *app;
	Arena *arena;
	const char *company;
	StagedMail *mails;
	size_t n;
	size_t fresh, seen;
	bool fault;
} Import;

static void import_fault(Import *import, const char *path, const char *why)
{
	app_say("%s: %s", path, why);
	import->fault = true;
}

static bool import_flush(Import *import, GError **error)
{
	size_t fresh = 0;
	if (import->n == 0)
		return true;
	if (!store_blob_sync(import->app->store, error) ||
	    !store_stage(import->app->store, import->mails, import->n, "import", "", NULL,
			 clock_now(&import->app->clock), &fresh, error))
		return false;
	import->fresh += fresh;
	import->n = 0;
	import->mails = NULL;
	return true;
}

static bool import_message(Import *import, const char *path, const char *bytes, size_t length, GError **error)
{
	StagedMail mail = { .company = import->company, .account = "import", .folder = "",
			    .received = clock_now(&import->app->clock) };
	if ((int64_t)length > import->app->settings->limits->message_bytes) {
		import_fault(import, path, "limit:message_bytes: left out");
		return true;
	}
	Blob *blob = store_blob_begin(import->app->store, error);
	if (blob == NULL)
		return false;
	if (!store_blob_write(blob, bytes, length, error)) {
		store_blob_drop(blob);
		return false;
	}
	if (!store_blob_end(import->arena, blob, false, &mail.sha256, &mail.bytes, error))
		return false;
	import->mails = arena_grow(import->arena, import->mails, import->n, sizeof *import->mails);
	import->mails[import->n++] = mail;
	import->seen++;
	return import->n < IMPORT_BATCH || import_flush(import, error);
}

static bool import_mbox(Import *import, const char *path, const char *bytes, size_t length, GError **error)
{
	const char *at = bytes;
	for (;;) {
		g_autoptr(Arena) arena = arena_new();
		const char *mail = NULL;
		size_t n = 0;
		if (!mbox_next(arena, &at, bytes + length, &mail, &n))
			return true;
		if (n > 0 && !import_message(import, path, mail, n, error))
			return false;
	}
}

/* Of what is packed the reader opens what it holds: of many messages in one file it would see the first. */
static bool import_is_packed_mbox(const char *path, const char *bytes, size_t length)
{
	static const char *const others[] = { ".eml.gz", ".xml.gz", ".pdf.gz", ".tar.gz", ".tgz" };
	g_autofree char *name = g_ascii_strdown(path, -1);
	if (length < 3 || memcmp(bytes, "\x1f\x8b\x08", 3) != 0) /* RFC 1952 */
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(others); i++)
		if (g_str_has_suffix(name, others[i]))
			return false;
	return true;
}

static bool import_bytes(Import *import, const char *path, const char *bytes, size_t length, GError **error)
{
	if (length == 0) {
		import_fault(import, path, "empty: left out");
		return true;
	}
	if (import_is_packed_mbox(path, bytes, length)) {
		import_fault(import, path, "packed, perhaps an mbox: left out; unpack it (gunzip -k) and import that");
		return true;
	}
	if (length > 5 && memcmp(bytes, "From ", 5) == 0)
		return import_mbox(import, path, bytes, length, error);
	return import_message(import, path, bytes, length, error);
}

static bool import_file(Import *import, const char *path, off_t size, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	void *map = fd >= 0 && size > 0 ? mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0) : MAP_FAILED;
	if (fd >= 0)
		close(fd);
	if (map == MAP_FAILED) {
		import_fault(import, path, size == 0 ? "empty: left out" : "cannot be read");
		return true;
	}
	bool done = import_bytes(import, path, map, (size_t)size, error);
	munmap(map, (size_t)size);
	return done;
}

static bool import_path(Import *import, const char *path, int depth, GError **error);

static int import_compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of a Maildir its messages and its folders (Maildir++: ".Name"), not what servers keep beside them; of others all but
 * what is hidden. What people threw away is imported when it is named itself. */
static bool import_wants(const char *path, const char *name, bool maildir)
{
	static const char *const discarded[] = { ".Trash", ".Junk", ".Spam", ".Drafts", ".Deleted Items", ".Deleted Messages" };
	g_autofree char *child = g_build_filename(path, name, NULL);
	if (!maildir)
		return name[0] != '.' && strcmp(name, "tmp") != 0;
	if (name[0] != '.')
		return strcmp(name, "cur") == 0 || strcmp(name, "new") == 0;
	if (!folder_index_is_maildir(child))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(discarded); i++)
		if (strcmp(name, discarded[i]) == 0) {
			app_say("%s: left out; name it to import it", child);
			return false;
		}
	return true;
}

/* In the order of names, so that a second import sees the files in the same order. */
static bool import_folder(Import *import, const char *path, int depth, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
	if (folder == NULL || depth >= IMPORT_DEPTH_MAX) {
		import_fault(import, path, "this folder cannot be read");
		return true;
	}
	bool maildir = folder_index_is_maildir(path);
	for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder))
		if (import_wants(path, name, maildir))
			g_ptr_array_add(names, g_build_filename(path, name, NULL));
	g_ptr_array_sort(names, import_compare);
	for (guint i = 0; i < names->len; i++)
		if (!import_path(import, g_ptr_array_index(names, i), depth + 1, error))
			return false;
	return true;
}

/* One message, whatever it holds: a line "From " that a mail server put before it is not part of it. */
static bool import_stdin(Import *import, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	size_t max = (size_t)import->app->settings->limits->message_bytes;
	if (!file_read_fd(STDIN_FILENO, "standard input", max + 1, &bytes, &length, error))
		return false;
	const char *line_end = length > 5 && memcmp(bytes, "From ", 5) == 0 ? memchr(bytes, '\n', length) : NULL;
	const char *from = line_end != NULL ? line_end + 1 : bytes;
	length -= (size_t)(from - bytes);
	if (length > 0)
		return import_message(import, "standard input", from, length, error);
	import_fault(import, "standard input", "empty: left out");
	return true;
}

static bool import_path(Import *import, const char *path, int depth, GError **error)
{
	struct stat info;
	if (strcmp(path, "-") == 0)
		return import_stdin(import, error);
	if (stat(path, &info) != 0)
		import_fault(import, path, "no such file");
	else if (S_ISDIR(info.st_mode))
		return import_folder(import, path, depth, error);
	else if (S_ISREG(info.st_mode))
		return import_file(import, path, info.st_size, error);
	else
		import_fault(import, path, "neither a file nor a folder");
	return true;
}

static const char *import_company(const App *app, const char *name)
{
	if (name != NULL && settings_company(app->settings, name) == NULL) {
		app_say("import: there is no [company %s]", name);
		return NULL;
	}
	return name != NULL ? name : app->settings->companies[0].name;
}

/* Who pipes mail to us (Postfix, procmail) keeps it and comes again for 75 only, and returns it to its sender for nearly
 * everything else: no store, a faulty config or a full disk are not the message's fault. */
static int import_status(int status, bool piped)
{
	return piped && status != EXIT_OK ? EXIT_LATER : status;
}

static int verb_import_run(App *app, int argc, char **argv)
{
	g_autofree gchar *company = NULL;
	const GOptionEntry entries[] = {
		{ "company", 0, 0, G_OPTION_ARG_STRING, &company, "Whose they are (else the first)", "NAME" },
		{ 0 },
	};
	g_autoptr(GError) error = NULL;
	if (!app_options("import", entries, &argc, &argv))
		return EXIT_USAGE;
	if (argc < 2) {
		app_say("import: which files? (see valija import --help)");
		return EXIT_USAGE;
	}
	bool piped = g_strv_contains((const char *const *)argv + 1, "-");
	int status = app_store(app);
	if (status != EXIT_OK)
		return import_status(status, piped);
	Import import = { .app = app, .arena = app->arena, .company = import_company(app, company) };
	if (import.company == NULL)
		return EXIT_USAGE;
	for (int i = 1; i < argc; i++)
		if (!import_path(&import, argv[i], 0, &error))
			return import_status(app_fail(error), piped && error_code(error) != ERROR_REJECT);
	if (!import_flush(&import, &error))
		return import_status(app_fail(error), piped);
	store_ring(app->store, "work");
	if (app->verbosity >= 0)
		app_say("import: %zu staged, %zu on record already", import.fresh, import.seen - import.fresh);
	return import.fault ? EXIT_FAULT : EXIT_OK;
}

const Verb verb_import = {
	.name = "import",
	.arguments = "PATH…",
	.summary = "stage files from disk as if they had come by mail",
	.description = ".eml, mbox, Maildir, .xml, .pdf, .zip, .msg and folders of these; - reads one message from standard\n"
		       "input, and a mail server that pipes it is told 75 (keep it, try again) for all that is not\n"
		       "the message's fault. A file that was imported before is not staged again.",
	.run = verb_import_run,
};
