/* read: what the program makes of each file, and the process in which it does so. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/verbs.h"
#include "gateway/work/reader.h"
#include "parsers/finding_json.h"

typedef struct {
	ReaderClient *client;
	const Limits *limits;
	bool fault;
} Read;

/* Even a file that cannot be read ends with its object. */
static void read_print_fault(Read *read, const char *path, int64_t size, const char *reason)
{
	Finding finding = { .file = path, .bytes = (size_t)size, .kind = FINDING_QUARANTINE, .reason = reason };
	g_autoptr(json_t) json = finding_to_json(&finding);
	app_print(json);
	app_say("%s: %s", path, reason);
	read->fault = true;
}

static void read_fd(Read *read, const char *path, int fd)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *json = NULL;
	size_t length = 0;
	struct stat info;
	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		read_print_fault(read, path, 0, "not a regular file");
		return;
	}
	if (info.st_size > read->limits->message_bytes) {
		read_print_fault(read, path, info.st_size, "limit:message_bytes");
		return;
	}
	if (!reader_client_json(read->client, fd, (uint64_t)info.st_size, path, &json, &length, &error))
		read_print_fault(read, path, info.st_size, error->message);
	else
		puts(json);
}

/* Standard input may be a pipe: it is copied into memory that has a descriptor. */
static int read_stdin(const Limits *limits)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	int fd = memfd_create("stdin", MFD_CLOEXEC);
	if (!file_read("/dev/stdin", (size_t)limits->message_bytes + 1, &bytes, &length, NULL) ||
	    !file_write_all(fd, bytes, length, NULL)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void read_path(Read *read, const char *path)
{
	int fd = strcmp(path, "-") == 0 ? read_stdin(read->limits) : open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		read_print_fault(read, path, 0, g_strerror(errno));
		return;
	}
	read_fd(read, path, fd);
	close(fd);
}

static int verb_read_run(App *app, int argc, char **argv)
{
	gboolean no_proof = FALSE;
	g_autofree gchar *trust = NULL;
	g_autofree gchar *schema = NULL;
	const GOptionEntry entries[] = {
		{ "no-proof", 0, 0, G_OPTION_ARG_NONE, &no_proof, "Leave signatures unchecked", NULL },
		{ "schema", 0, 0, G_OPTION_ARG_FILENAME, &schema, "Warn of what breaks the schemas (.xsd) there", "DIR" },
		{ "trust", 0, 0, G_OPTION_ARG_FILENAME, &trust, "Folder of further certificates", "DIR" },
		{ 0 },
	};
	if (!app_options("read", entries, &argc, &argv))
		return EXIT_USAGE;
	if (argc < 2) {
		app_say("read: which files? (see valija read --help)");
		return EXIT_USAGE;
	}
	if (trust != NULL && !g_file_test(trust, G_FILE_TEST_IS_DIR)) {
		app_say("read: --trust %s: no such folder", trust);
		return EXIT_USAGE;
	}
	if (schema != NULL && !g_file_test(schema, G_FILE_TEST_IS_DIR)) {
		app_say("read: --schema %s: no such folder", schema);
		return EXIT_USAGE;
	}
	Limits limits = limits_default();
	g_autoptr(ReaderClient) client = reader_client_new(app->program, &limits, trust, no_proof);
	reader_client_use_schemas(client, schema);
	Read read = { .client = client, .limits = &limits };
	for (int i = 1; i < argc; i++)
		read_path(&read, argv[i]);
	return read.fault ? EXIT_FAULT : EXIT_OK;
}

const Verb verb_read = {
	.name = "read",
	.arguments = "PATH…",
	.summary = "say what the program makes of each file",
	.description = "One JSON object a file, on standard output; - reads standard input. Opens no store and no\n"
		       "network connection. Exit status 1 when a file could not be read or was past a limit.",
	.run = verb_read_run,
};

static int verb_reader_run(App *app, int argc, char **argv)
{
	(void)app;
	(void)argc;
	(void)argv;
	return reader_serve();
}

const Verb verb_reader = {
	.name = "reader",
	.arguments = "",
	.summary = "the sandboxed child of work and read",
	.description = "",
	.run = verb_reader_run,
	.hidden = true,
};
