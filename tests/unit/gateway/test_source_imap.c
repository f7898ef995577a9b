/*
 * What is particular to IMAP, against a private Dovecot: the three ways to connect, every refusal with one
 * clear line and no secret in it, a large mailbox in flat memory, the changes other people make.
 */
#include "gateway/source.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "tests/unit/gateway/mailbox.h"

#define MIB INT64_C(1048576)
#define USER "empresa@empresa.test"
#define SECRET "demo-2026"
#define UTF8_USER "contadora@empresa.test"
#define UTF8_SECRET                                                                                          \
	"contrase\xC3\xB1"                                                                                   \
	"a \"larga\" \\ 2026"

typedef struct {
	const char *base;
	char *maildir;
	char *ca_file;
	char *imap;
	char *imaps;
} Servers;

static const FetchWindow wide = { .max_message = 25 * MIB, .window_bytes = 32 * MIB, .window_count = 100 };

static ImapSettings settings_of(const Servers *servers, TlsMode tls)
{
	const char *port = tls == TLS_IMPLICIT ? servers->imaps : servers->imap;
	return (ImapSettings){ .name = "ventas",
			       .host = "127.0.0.1",
			       .port = (int)g_ascii_strtoll(port, NULL, 10),
			       .tls = tls,
			       .ca_file = servers->ca_file,
			       .auth = AUTH_PASSWORD,
			       .user = USER,
			       .secret = SECRET,
			       .max_message = 25 * MIB,
			       .command_timeout_s = 30 };
}

static Source *open_inbox(const ImapSettings *settings, uint32_t *ret_validity, uint32_t *ret_count)
{
	g_autoptr(GError) error = NULL;
	Source *source = source_imap_new(settings);
	if (!ok(source->ops->open(source, &error) &&
			source->ops->select(source, "INBOX", ret_validity, ret_count, &error),
		"opens and selects INBOX"))
		printf("# %s\n", error->message);
	return source;
}

static void test_ways(const Servers *servers)
{
	static const TlsMode modes[] = { TLS_NONE, TLS_STARTTLS, TLS_IMPLICIT };
	static const char *const names[] = { "clear text on loopback", "STARTTLS", "implicit TLS" };
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		ImapSettings settings = settings_of(servers, modes[i]);
		g_autoptr(GError) error = NULL;
		Source *source = source_imap_new(&settings);
		if (!ok(source->ops->open(source, &error), "%s", names[i]))
			printf("# %s\n", error->message);
		source->ops->free(source);
		settings.user = UTF8_USER;
		settings.secret = UTF8_SECRET;
		source = source_imap_new(&settings);
		ok(source->ops->open(source, NULL), "%s with letters, blanks and quotes in the password",
		   names[i]);
		source->ops->free(source);
	}
}

/* ---- a line that brings much at once ---- */

static int loopback_socket(const char *port, bool listens)
{
	struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
				  .sin_port = htons((uint16_t)g_ascii_strtoll(port, NULL, 10)) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	int result = listens ? bind(fd, (struct sockaddr *)&at, sizeof at) :
			       connect(fd, (struct sockaddr *)&at, sizeof at);
	if (result != 0 || (listens && listen(fd, 1) != 0))
		g_error("socket: %s", g_strerror(errno));
	return fd;
}

/* What the server says is passed on when it has said nothing for a while, all of it at once. */
static void forward_lumps(int client, int server)
{
	g_autofree char *room = g_malloc(1 << 16);
	g_autoptr(GString) lump = g_string_new(NULL);
	struct pollfd ends[] = { { .fd = client, .events = POLLIN }, { .fd = server, .events = POLLIN } };
	for (;;) {
		if (poll(ends, 2, lump->len > 0 ? 200 : -1) == 0) {
			send(client, lump->str, lump->len, MSG_NOSIGNAL);
			g_string_truncate(lump, 0);
			continue;
		}
		bool from_client = ends[0].revents != 0;
		ssize_t n = recv(from_client ? client : server, room, 1 << 16, 0);
		if (n <= 0)
			return;
		if (from_client)
			send(server, room, (size_t)n, MSG_NOSIGNAL);
		else
			g_string_append_len(lump, room, n);
	}
}

static int lumps_port(int listener)
{
	struct sockaddr_in at;
	socklen_t size = sizeof at;
	getsockname(listener, (struct sockaddr *)&at, &size);
	return ntohs(at.sin_port);
}

/* Session tickets and the greeting are then read from the socket together: nobody may wait for it again. */
static void test_lumps(const Servers *servers)
{
	g_autoptr(GError) error = NULL;
	ImapSettings settings = settings_of(servers, TLS_IMPLICIT);
	int listener = loopback_socket("0", true);
	settings.port = lumps_port(listener);
	settings.command_timeout_s = 10;
	pid_t child = fork();
	if (child == 0) {
		forward_lumps(accept(listener, NULL, NULL), loopback_socket(servers->imaps, false));
		_exit(0);
	}
	close(listener);
	Source *source = source_imap_new(&settings);
	if (!ok(source->ops->open(source, &error), "a handshake's end and the greeting at once"))
		printf("# %s\n", error->message);
	source->ops->free(source);
	kill(child, SIGTERM);
	waitpid(child, NULL, 0);
}

static void is_refused(const ImapSettings *settings, ErrorCode code, const char *words, const char *name)
{
	g_autoptr(GError) error = NULL;
	Source *source = source_imap_new(settings);
	int64_t began = clock_monotonic_ms();
	ok(!source->ops->open(source, &error), "%s: refused", name);
	is_i64(error_code(error), code, name);
	if (!ok(error != NULL && strstr(error->message, words) != NULL, "%s: the line says %s", name, words))
		printf("#   got: %s\n", error != NULL ? error->message : "(none)");
	ok(error != NULL && strstr(error->message, settings->secret) == NULL, "%s: and no secret", name);
	ok(clock_monotonic_ms() - began < 20000, "%s: in time", name);
	g_autoptr(GError) later = NULL;
	ok(!source->ops->wait(source, 100, -1, &later) && error_code(later) == ERROR_RETRY,
	   "%s: stays closed", name);
	source->ops->free(source);
}

static void test_refusals(const Servers *servers)
{
	g_autofree char *other = g_build_filename(servers->base, "other.pem", NULL);
	g_autofree char *command =
		g_strdup_printf("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 "
				"-nodes -days 9 -subj /CN=Otra -keyout /dev/null -out %s 2>/dev/null",
				other);
	is_i64(run(command), 0, "another authority is made");
	static const TlsMode modes[] = { TLS_STARTTLS, TLS_IMPLICIT };
	for (size_t i = 0; i < G_N_ELEMENTS(modes); i++) {
		ImapSettings settings = settings_of(servers, modes[i]);
		settings.host = "127.0.0.2";
		is_refused(&settings, ERROR_STOP, "certificate of 127.0.0.2 is refused",
			   "another host's name");
		settings = settings_of(servers, modes[i]);
		settings.ca_file = other;
		is_refused(&settings, ERROR_STOP, "certificate of 127.0.0.1 is refused",
			   "an unknown authority");
		settings.ca_file = NULL;
		is_refused(&settings, ERROR_STOP, "certificate of 127.0.0.1 is refused",
			   "not of the system's");
		settings.ca_file = "/nonexistent.pem";
		is_refused(&settings, ERROR_STOP, "/nonexistent.pem", "no authority file");
		settings = settings_of(servers, modes[i]);
		settings.secret = "not-the-password";
		is_refused(&settings, ERROR_STOP, "check user and password", "a wrong password");
	}
	ImapSettings settings = settings_of(servers, TLS_IMPLICIT);
	settings.auth = AUTH_OAUTH2;
	is_refused(&settings, ERROR_STOP, "neither OAUTHBEARER nor XOAUTH2", "OAuth where it is not offered");
	settings = settings_of(servers, TLS_IMPLICIT);
	settings.port = 1;
	is_refused(&settings, ERROR_RETRY, "cannot connect to 127.0.0.1 port 1", "nobody there");
	settings.host = "no-such-host.invalid";
	is_refused(&settings, ERROR_RETRY, "cannot find no-such-host.invalid", "no such host");
}

static int64_t peak_memory(void)
{
	g_autofree char *text = NULL;
	g_file_get_contents("/proc/self/status", &text, NULL, NULL);
	const char *line = text != NULL ? strstr(text, "VmHWM:") : NULL;
	return line != NULL ? g_ascii_strtoll(line + 6, NULL, 10) * 1024 : 0;
}

static uint32_t fetch_all(Source *source, uint32_t after, Memory *memory, GError **error)
{
	Spool spool = memory_spool(memory);
	uint32_t last = after;
	do {
		after = last;
		if (!source->ops->fetch(source, after, &wide, &spool, &last, error))
			break;
	} while (last > after);
	return last;
}

/* Made in another process, so that this one's peak of memory is its own; gives the checksum. */
static char *put_large_mail(const Servers *servers)
{
	g_autofree char *path = g_build_filename(servers->base, "sum", NULL);
	pid_t child = fork();
	if (child == 0) {
		g_autofree char *large = mail_text(201, 20 * 1024 * 1024);
		g_autofree char *sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, large, -1);
		put_mail(servers->maildir, 201, large);
		_exit(g_file_set_contents(path, sum, -1, NULL) ? 0 : 1);
	}
	char *sum = NULL;
	waitpid(child, NULL, 0);
	g_file_get_contents(path, &sum, NULL, NULL);
	return sum;
}

static void test_large(const Servers *servers)
{
	g_autofree char *sum = put_large_mail(servers);
	for (int i = 1; i <= 200; i++) {
		g_autofree char *text = mail_text(i, 3000);
		put_mail(servers->maildir, i, text);
	}
	uint32_t validity = 0;
	uint32_t count = 0;
	ImapSettings settings = settings_of(servers, TLS_IMPLICIT);
	Source *source = open_inbox(&settings, &validity, &count);
	is_i64(count, 201, "201 messages");
	int64_t before = peak_memory();
	g_autoptr(GError) error = NULL;
	g_auto(Memory) memory = memory_make();
	memory.keep = 4000;
	fetch_all(source, 0, &memory, &error);
	is_str(error != NULL ? error->message : NULL, NULL, "no error");
	is_i64(memory.mails->len, 201, "all come");
	is_str(memory.last_sum, sum, "the one of 20 MiB byte for byte");
	int whole = 0;
	for (int i = 1; i <= 200; i++) {
		g_autofree char *text = mail_text(i, 3000);
		const Spooled *mail = memory_at(&memory, (guint)i - 1);
		whole += mail->bytes != NULL && strcmp(mail->bytes->str, text) == 0;
	}
	is_i64(whole, 200, "the others as well");
#ifdef __SANITIZE_ADDRESS__
	skip("memory stays flat", "the sanitizer keeps what was freed");
	(void)before;
#else
	ok(peak_memory() - before < 8 * MIB, "memory stays flat");
#endif
	source->ops->free(source);
}

static void test_changes_by_others(const Servers *servers)
{
	uint32_t validity = 0;
	uint32_t count = 0;
	g_autoptr(GError) error = NULL;
	ImapSettings settings = settings_of(servers, TLS_STARTTLS);
	Source *source = open_inbox(&settings, &validity, &count);
	g_autofree char *expunge = g_strdup_printf(
		"sh tests/servers.sh doveadm %s expunge -u " USER " mailbox INBOX uid 5:100", servers->base);
	is_i64(run(expunge), 0, "somebody deletes messages");
	g_auto(Memory) memory = memory_make();
	uint32_t last = fetch_all(source, 3, &memory, &error);
	is_str(error != NULL ? error->message : NULL, NULL, "no error");
	is_i64(memory.mails->len, 102, "the rest comes");
	is_i64(memory_at(&memory, 0)->item.uid, 4, "from the next one on");
	is_i64(memory_at(&memory, 1)->item.uid, 101, "over the gap");
	is_i64(last, 201, "to the end");
	MoveRequest request = { .uid = 50,
				.from_folder = "INBOX",
				.uidvalidity = validity,
				.to_folder = "Hecho",
				.message_id = "factura-50@cliente.test" };
	MoveOutcome outcome = MOVE_DONE;
	uint32_t uid = 0;
	ok(source->ops->move(source, &request, &outcome, &uid, &error), "a deleted one is no error to move");
	is_i64(outcome, MOVE_GONE, "it is gone");
	request.uid = 4;
	request.message_id = "factura-4@cliente.test";
	ok(source->ops->move(source, &request, &outcome, &uid, &error), "one that is there moves");
	ok(outcome == MOVE_DONE && uid > 0, "with its new UID");
	g_autofree char *marked = g_strdup_printf("sh tests/servers.sh doveadm %s flags add -u " USER
						  " '\\Deleted' mailbox INBOX uid 101",
						  servers->base);
	is_i64(run(marked), 0, "somebody marks another one as deleted");
	request.uid = 102;
	request.message_id = "factura-102@cliente.test";
	ok(source->ops->move(source, &request, &outcome, &uid, &error), "a third moves");
	g_autofree char *text = mail_text(300, 0);
	put_mail(servers->maildir, 300, text);
	g_auto(Memory) fresh = memory_make();
	is_i64(fetch_all(source, last, &fresh, &error), 202,
	       "a new one is found although earlier ones have left");
	is_i64(fresh.mails->len, 1, "it alone");
	ok(source->ops->select(source, "INBOX", &validity, &count, &error), "selects again");
	is_i64(count, 105 - 2 + 1, "only ours have left: nothing else is expunged");
	source->ops->free(source);
}

static void test_uidvalidity(const Servers *servers)
{
	uint32_t validity = 0;
	uint32_t after = 0;
	uint32_t count = 0;
	g_autoptr(GError) error = NULL;
	ImapSettings settings = settings_of(servers, TLS_IMPLICIT);
	Source *source = open_inbox(&settings, &validity, &count);
	ok(source->ops->select(source, "Hecho", &validity, &count, &error), "selects a folder");
	g_autofree char *remake = g_strdup_printf(
		"sh tests/servers.sh doveadm %s mailbox delete -u " USER
		" Hecho && sleep 1 && sh tests/servers.sh doveadm %s mailbox create -u " USER " Hecho",
		servers->base, servers->base);
	is_i64(run(remake), 0, "somebody deletes it and makes it anew");
	g_auto(Memory) memory = memory_make();
	fetch_all(source, 0, &memory, &error);
	is_i64(memory.mails->len, 0, "nothing of the old one is taken for the new one's");
	source->ops->close(source);
	g_clear_error(&error);
	ok(source->ops->open(source, &error) && source->ops->select(source, "Hecho", &after, &count, &error),
	   "opens again");
	ok(after != validity, "the UIDVALIDITY tells");
	source->ops->free(source);
}

static void test_cut(const Servers *servers)
{
	uint32_t validity = 0;
	uint32_t count = 0;
	g_autoptr(GError) error = NULL;
	ImapSettings settings = settings_of(servers, TLS_IMPLICIT);
	Source *source = open_inbox(&settings, &validity, &count);
	g_autofree char *kick =
		g_strdup_printf("sh tests/servers.sh doveadm %s kick " USER " >/dev/null", servers->base);
	pid_t child = fork();
	if (child == 0) {
		g_usleep(200000); /* lint: sleep: the child comes while the parent waits */
		_exit(run(kick));
	}
	/* what has come since it was last read ends a wait at once: read first */
	g_auto(Memory) memory = memory_make();
	fetch_all(source, 0, &memory, NULL);
	int64_t began = clock_monotonic_ms();
	bool waited = source->ops->wait(source, 15000, -1, &error);
	waitpid(child, NULL, 0);
	ok(!waited && clock_monotonic_ms() - began < 10000, "a cut while idling is noticed at once");
	is_i64(error_code(error), ERROR_RETRY, "and is worth another try");
	source->ops->close(source);
	ok(source->ops->open(source, NULL), "which works");
	source->ops->free(source);
}

int main(void)
{
	g_autofree char *base = g_dir_make_tmp("vimap.XXXXXX", NULL);
	int status = servers_start(base, "");
	if (status == 77) {
		skip("IMAP against Dovecot", "Dovecot or Postfix is not installed");
		remove_tree(base);
		return tap_done();
	}
	g_autofree char *users = g_build_filename(base, "users", NULL);
	g_autofree char *maildir = g_build_filename(base, "mail/" USER, NULL);
	g_autofree char *ca_file = servers_value(base, "CA_FILE");
	g_autofree char *imap = servers_value(base, "IMAP_PORT");
	g_autofree char *imaps = servers_value(base, "IMAPS_PORT");
	Servers servers = { base, maildir, ca_file, imap, imaps };
	g_autofree char *own = g_strdup_printf("chown -R mail:mail %s", maildir);
	FILE *file = fopen(users, "a");
	fprintf(file, "%s:{PLAIN}%s::::::\n", UTF8_USER, UTF8_SECRET);
	fclose(file);
	make_maildir(maildir);
	is_i64(run(own), 0, "the servers start");
	g_usleep(1100000); /* lint: sleep: Dovecot looks at its users once a second */
	test_ways(&servers);
	test_lumps(&servers);
	test_refusals(&servers);
	test_large(&servers);
	test_changes_by_others(&servers);
	test_uidvalidity(&servers);
	test_cut(&servers);
	servers_stop(base);
	return tap_done();
}
