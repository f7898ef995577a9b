/*
 * Sends files through a sink and says what became of each, one line a file, for the flow tests:
 *
 *   drive_sink KEY=VALUE… FILE…        sent 250 dotted [sent:250 failed:550] words
 *   drive_sink KEY=VALUE… --contract   the contract of sinks, as TAP
 *
 * Keys: host port tls ca auth user secret_file helo per_connection from to (comma between) required, or
 * folder. A relay that cannot be opened: "open retry|stop words". Exit 0 unless the usage is wrong or the
 * contract is broken.
 */
#include <signal.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/file.h"
#include "tests/unit/gateway/sink_contract.h"

#define MAIL_MAX (64U << 20)

static const char *const tls_names[] = {
	[TLS_NONE] = "none", [TLS_STARTTLS] = "starttls", [TLS_IMPLICIT] = "implicit"
};
static const char *const auth_names[] = {
	[AUTH_NONE] = "none", [AUTH_PASSWORD] = "password", [AUTH_OAUTH2] = "oauth2"
};
static const char *const outcome_names[] = { [SINK_SENT] = "sent",
					     [SINK_RETRY] = "retry",
					     [SINK_FAILED] = "failed",
					     [SINK_UNCERTAIN] = "uncertain" };

typedef struct {
	GHashTable *keys;
	char **files;
	char **to;
	char *secret;
} Drive;

static const char *value_of(const Drive *drive, const char *key)
{
	return g_hash_table_lookup(drive->keys, key);
}

static int number_of(const Drive *drive, const char *key)
{
	const char *text = value_of(drive, key);
	return text != NULL ? (int)g_ascii_strtoll(text, NULL, 10) : 0;
}

static int choice_of(const Drive *drive, const char *key, const char *const *names, size_t n)
{
	const char *text = value_of(drive, key);
	for (size_t i = 0; i < n; i++) {
		if (g_strcmp0(text, names[i]) == 0)
			return (int)i;
	}
	return 0;
}

static Sink *sink_of(Drive *drive)
{
	if (value_of(drive, "folder") != NULL)
		return sink_folder_new("carpeta", value_of(drive, "folder"));
	const char *secret_file = value_of(drive, "secret_file");
	if (secret_file != NULL && !file_read_secret(secret_file, &drive->secret, NULL))
		return NULL;
	SmtpSettings settings = {
		.name = "prueba",
		.host = value_of(drive, "host"),
		.port = number_of(drive, "port"),
		.tls = (TlsMode)choice_of(drive, "tls", tls_names, G_N_ELEMENTS(tls_names)),
		.ca_file = value_of(drive, "ca"),
		.auth = (AuthMode)choice_of(drive, "auth", auth_names, G_N_ELEMENTS(auth_names)),
		.user = value_of(drive, "user"),
		.secret = drive->secret,
		.helo = value_of(drive, "helo"),
		.connect_timeout_s = 10,
		.command_timeout_s = 20,
		.dot_timeout_s = 30,
		.mails_per_connection = number_of(drive, "per_connection"),
	};
	return settings.host != NULL ? sink_smtp_new(&settings) : NULL;
}

static SinkMail mail_of(const Drive *drive, const char *id, const void *bytes, size_t length)
{
	return (SinkMail){ .envelope_from = value_of(drive, "from"),
			   .recipients = (const char *const *)drive->to,
			   .n_recipients = g_strv_length(drive->to),
			   .n_required = (size_t)number_of(drive, "required"),
			   .message_id = id,
			   .bytes = bytes,
			   .length = length };
}

static void report(const SinkMail *mail, const SinkResult *result)
{
	printf("%s %d %s [", outcome_names[result->outcome], result->reply.code,
	       result->dotted ? "dotted" : "undotted");
	for (size_t i = 0; i < mail->n_recipients; i++)
		printf("%s%s:%d", i > 0 ? " " : "", outcome_names[result->per_recipient[i]],
		       result->recipient_replies[i].code);
	printf("] %s\n", result->reply.text);
	fflush(stdout);
}

static void drive_file(const Drive *drive, Sink *sink, const char *path)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	g_autofree char *id = g_path_get_basename(path);
	size_t length = 0;
	if (!file_read(path, MAIL_MAX, &bytes, &length, &error)) {
		printf("unread %s\n", error->message);
	} else if (!sink->ops->open(sink, &error)) {
		printf("open %s %s\n", error_code(error) == ERROR_STOP ? "stop" : "retry", error->message);
	} else {
		SinkMail mail = mail_of(drive, id, bytes, length);
		SinkContractDot dot = { .answer = true };
		SinkResult result = { 0 };
		sink->ops->send(sink, arena, &mail, sink_contract_dot, &dot, &result);
		report(&mail, &result);
	}
}

static int drive_contract(const Drive *drive, Sink *sink)
{
	const char *first = "Subject: contract one\r\nMessage-ID: <contract.1@empresa.test>\r\n\r\nuno\r\n";
	const char *second =
		"Subject: contract two\r\nMessage-ID: <contract.2@empresa.test>\r\n\r\ndos\r\n";
	SinkMail one = mail_of(drive, "contract.1@empresa.test", first, strlen(first));
	SinkMail two = mail_of(drive, "contract.2@empresa.test", second, strlen(second));
	sink_contract(sink, &one, &two);
	return tap_done();
}

static int drive_all(Drive *drive)
{
	int status = 0;
	Sink *sink = sink_of(drive);
	if (sink == NULL || drive->files[0] == NULL)
		return 2;
	if (g_str_equal(drive->files[0], "--contract"))
		status = drive_contract(drive, sink);
	for (char **file = drive->files; status == 0 && *file != NULL && (*file)[0] != '-'; file++)
		drive_file(drive, sink, *file);
	sink->ops->free(sink);
	return status;
}

int main(int argc, char **argv)
{
	Drive drive = { .keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL) };
	signal(SIGPIPE, SIG_IGN);
	int i = 1;
	for (const char *equals; i < argc && (equals = strchr(argv[i], '=')) != NULL; i++)
		g_hash_table_insert(drive.keys, g_strndup(argv[i], (gsize)(equals - argv[i])),
				    argv[i] + (equals - argv[i]) + 1);
	const char *to = value_of(&drive, "to");
	drive.to = g_strsplit(to != NULL ? to : "", ",", -1);
	drive.files = argv + i;
	int status = drive_all(&drive);
	file_wipe_secret(drive.secret);
	g_strfreev(drive.to);
	g_hash_table_destroy(drive.keys);
	return status;
}
