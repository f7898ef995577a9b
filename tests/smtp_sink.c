/*
 * A relay for tests that counts: a real SMTP server on loopback, one process, which writes one line a mail
 * that it took and can be told to answer badly. The truth about "sent once" is its file "accepted".
 *
 *   smtp_sink FOLDER [PORT] [keep] [STEP[~WORD]:ACTION[=VALUE][@N|%N]]…
 *
 * FOLDER/port      the port, written when it listens (PORT 0 or none: any free one)
 * FOLDER/accepted  one line a mail: number, Message-ID, SHA-256 of its bytes, envelope sender, recipients
 * (tabs; commas) FOLDER/N.eml     the bytes, with "keep"
 *
 * STEP: greeting ehlo auth mail rcpt data body dot rset quit; with ~WORD only where the command holds it.
 * ACTION: code=N (or N-5.7.1) answers so and does nothing ·
 * delay=MS does it and answers later · close hangs up and does nothing (body:close=N after N bytes of a
 * body) · lose does it and hangs up without an answer. @N: at the Nth use only; %N: at every Nth; else
 * always. Ends on SIGTERM.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

#define CHUNK 65536

typedef enum {
	STEP_GREETING,
	STEP_EHLO,
	STEP_AUTH,
	STEP_MAIL,
	STEP_RCPT,
	STEP_DATA,
	STEP_BODY,
	STEP_DOT,
	STEP_RSET,
	STEP_QUIT,
	N_STEPS,
} Step;

static const struct {
	const char *name, *verb, *reply;
} steps[N_STEPS] = {
	[STEP_GREETING] = { "greeting", "\n", "220 smtp_sink.test ESMTP\r\n" },
	[STEP_EHLO] = { "ehlo", "EHLO",
			"250-smtp_sink.test\r\n250-PIPELINING\r\n250-SIZE "
			"60000000\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
			"250-AUTH PLAIN\r\n250 DSN\r\n" },
	[STEP_AUTH] = { "auth", "AUTH", "235 2.7.0 welcome\r\n" },
	[STEP_MAIL] = { "mail", "MAIL FROM:", "250 2.1.0 ok\r\n" },
	[STEP_RCPT] = { "rcpt", "RCPT TO:", "250 2.1.5 ok\r\n" },
	[STEP_DATA] = { "data", "DATA", "354 go on\r\n" },
	[STEP_BODY] = { "body", "\n", "" },
	[STEP_DOT] = { "dot", "\n", "250 2.0.0 taken\r\n" },
	[STEP_RSET] = { "rset", "RSET", "250 2.0.0 forgotten\r\n" },
	[STEP_QUIT] = { "quit", "QUIT", "221 2.0.0 bye\r\n" },
};

typedef enum { ACT_CODE, ACT_DELAY, ACT_CLOSE, ACT_LOSE, N_ACTS } Act;
static const char *const acts[N_ACTS] = { "code", "delay", "close", "lose" };

typedef struct {
	Step step;
	Act act;
	int64_t value, at, every, uses;
	const char *word;   /* NULL: any */
	const char *status; /* "-5.7.1@1", of the arguments; NULL: none */
} Fault;

typedef struct {
	int fd;
	GString *in, *out, *body;
	char *from;
	GPtrArray *to;
	bool in_body, closing, dead;
	int64_t body_bytes, mute_until; /* milliseconds; 0: not mute */
} Peer;

typedef struct {
	const char *folder;
	bool keep;
	GArray *faults; /* Fault */
	GPtrArray *peers;
	int64_t taken;
	int listener, signals, accepted;
} Server;

static void peer_forget(Peer *peer)
{
	g_clear_pointer(&peer->from, g_free);
	g_ptr_array_set_size(peer->to, 0);
	g_string_truncate(peer->body, 0);
	peer->body_bytes = 0;
	peer->in_body = false;
}

static void peer_free(void *data)
{
	Peer *peer = data;
	close(peer->fd);
	g_free(peer->from);
	g_ptr_array_free(peer->to, TRUE);
	g_string_free(peer->in, TRUE);
	g_string_free(peer->out, TRUE);
	g_string_free(peer->body, TRUE);
	g_free(peer);
}

/* The Message-ID of a mail's header, "-" when it has none. */
static char *message_id_of(const GString *mail)
{
	const char *end = strstr(mail->str, "\r\n\r\n");
	g_autofree char *header = g_strndup(mail->str, end != NULL ? (gsize)(end - mail->str) : mail->len);
	g_auto(GStrv) lines = g_strsplit(header, "\r\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		if (g_ascii_strncasecmp(*line, "Message-ID:", strlen("Message-ID:")) == 0)
			return g_strdelimit(g_strstrip(g_strdup(*line + strlen("Message-ID:"))), "<>\t",
					    ' ');
	}
	return g_strdup("-");
}

static void take_mail(Server *server, Peer *peer)
{
	g_autofree char *id = message_id_of(peer->body);
	g_autofree char *hash =
		g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)peer->body->str,
					    peer->body->len);
	g_ptr_array_add(peer->to, NULL);
	g_autofree char *to = g_strjoinv(",", (char **)peer->to->pdata);
	g_autofree char *line =
		g_strdup_printf("%" G_GINT64_FORMAT "\t%s\t%s\t%s\t%s\n", ++server->taken, g_strstrip(id),
				hash, peer->from != NULL ? peer->from : "", to);
	g_autofree char *path =
		g_strdup_printf("%s/%" G_GINT64_FORMAT ".eml", server->folder, server->taken);
	g_autoptr(GError) error = NULL;
	if (server->keep && !g_file_set_contents(path, peer->body->str, (gssize)peer->body->len, &error))
		g_printerr("smtp_sink: %s\n", error->message);
	if (!file_write_all(server->accepted, line, strlen(line), NULL))
		g_printerr("smtp_sink: a mail was taken but not written down\n");
}

/* "<a@b> SIZE=1" -> "a@b" */
static char *path_of(const char *text)
{
	g_auto(GStrv) parts = g_strsplit_set(text, "<>", 3);
	return g_strdup(parts[0] != NULL && parts[1] != NULL ? parts[1] : "");
}

static void take_effect(Server *server, Peer *peer, Step step, const char *argument)
{
	if (step == STEP_MAIL || step == STEP_RSET || step == STEP_EHLO)
		peer_forget(peer);
	if (step == STEP_MAIL)
		peer->from = path_of(argument);
	if (step == STEP_RCPT)
		g_ptr_array_add(peer->to, path_of(argument));
	if (step == STEP_DATA)
		peer->in_body = true;
	if (step == STEP_DOT) {
		take_mail(server, peer);
		peer_forget(peer);
	}
	peer->closing = peer->closing || step == STEP_QUIT;
}

static const Fault *fault_at(Server *server, Step step, const char *argument)
{
	const Fault *found = NULL;
	for (guint i = 0; i < server->faults->len; i++) {
		Fault *fault = &g_array_index(server->faults, Fault, i);
		if (fault->step != step || (fault->word != NULL && strstr(argument, fault->word) == NULL))
			continue;
		fault->uses++;
		bool always = fault->at == 0 && fault->every == 0;
		if (always || fault->uses == fault->at ||
		    (fault->every > 0 && fault->uses % fault->every == 0))
			found = fault;
	}
	return found;
}

static void reach(Server *server, Peer *peer, Step step, const char *argument)
{
	const Fault *fault = fault_at(server, step, argument);
	bool refused = fault != NULL && (fault->act == ACT_CODE || fault->act == ACT_CLOSE);
	if (!refused)
		take_effect(server, peer, step, argument);
	else if (step == STEP_DOT)
		peer_forget(peer);
	if (fault != NULL && fault->act == ACT_CODE) {
		const char *status = fault->status != NULL ? fault->status + 1 : "";
		g_string_append_printf(peer->out, "%03" G_GINT64_FORMAT " %.*s as told\r\n", fault->value,
				       (int)strcspn(status, "@%"), status);
		peer->closing = peer->closing || fault->value == 421;
	} else {
		g_string_append(peer->out, steps[step].reply);
	}
	if (fault != NULL && fault->act == ACT_DELAY)
		peer->mute_until = clock_monotonic_ms() + fault->value;
	peer->dead = fault != NULL && (fault->act == ACT_CLOSE || fault->act == ACT_LOSE);
}

static void take_command(Server *server, Peer *peer, const char *line)
{
	for (int step = 0; step < N_STEPS; step++) {
		size_t length = strlen(steps[step].verb);
		if (g_ascii_strncasecmp(line, steps[step].verb, length) == 0) {
			bool early = (step == STEP_RCPT && peer->from == NULL) ||
				     (step == STEP_DATA && peer->to->len == 0);
			if (early)
				g_string_append(peer->out, "503 5.5.1 not now\r\n");
			else
				reach(server, peer, (Step)step, line + length);
			return;
		}
	}
	g_string_append(peer->out, "500 5.5.2 what?\r\n");
}

static void take_body_line(Server *server, Peer *peer, const char *line, size_t length)
{
	if (length == 3 && memcmp(line, ".\r\n", 3) == 0) {
		peer->in_body = false;
		reach(server, peer, STEP_DOT, "");
		return;
	}
	bool dotted = line[0] == '.';
	g_string_append_len(peer->body, line + dotted, (gssize)(length - dotted));
	peer->body_bytes += (int64_t)length;
	for (guint i = 0; i < server->faults->len; i++) {
		Fault *fault = &g_array_index(server->faults, Fault, i);
		bool cut = fault->step == STEP_BODY && fault->act == ACT_CLOSE &&
			   peer->body_bytes > fault->value;
		peer->dead = peer->dead || (cut && (++fault->uses == fault->at || fault->at == 0));
	}
}

static void take_lines(Server *server, Peer *peer)
{
	size_t used = 0;
	const char *end = NULL;
	while (!peer->dead && !peer->closing && peer->mute_until == 0 &&
	       (end = memchr(peer->in->str + used, '\n', peer->in->len - used)) != NULL) {
		const char *line = peer->in->str + used;
		size_t length = (size_t)(end - line) + 1;
		used += length;
		g_autofree char *text = peer->in_body ? NULL : g_strndup(line, length);
		if (text == NULL)
			take_body_line(server, peer, line, length);
		else
			take_command(server, peer, g_strstrip(text));
	}
	g_string_erase(peer->in, 0, (gssize)used);
}

static void peer_flush(Peer *peer)
{
	if (peer->dead || peer->mute_until != 0)
		return;
	ssize_t n = peer->out->len > 0 ? send(peer->fd, peer->out->str, peer->out->len, MSG_NOSIGNAL) : 0;
	peer->dead = (n < 0 && errno != EAGAIN) || (peer->closing && n == (ssize_t)peer->out->len);
	if (n > 0)
		g_string_erase(peer->out, 0, n);
}

static void peer_read(Server *server, Peer *peer)
{
	g_autofree char *chunk = g_malloc(CHUNK);
	ssize_t n = recv(peer->fd, chunk, CHUNK, 0);
	if (n <= 0) {
		peer->dead = n == 0 || errno != EAGAIN;
		return;
	}
	g_string_append_len(peer->in, chunk, n);
	take_lines(server, peer);
	peer_flush(peer);
}

static void peer_wake(Server *server, Peer *peer)
{
	if (peer->mute_until == 0 || clock_monotonic_ms() < peer->mute_until)
		return;
	peer->mute_until = 0;
	take_lines(server, peer);
	peer_flush(peer);
}

static void take_peer(Server *server)
{
	int on = 1;
	int fd = accept4(server->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0)
		return;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	Peer *peer = g_new0(Peer, 1);
	*peer = (Peer){ .fd = fd,
			.in = g_string_new(NULL),
			.out = g_string_new(NULL),
			.body = g_string_new(NULL),
			.to = g_ptr_array_new_with_free_func(g_free) };
	g_ptr_array_add(server->peers, peer);
	reach(server, peer, STEP_GREETING, "");
	peer_flush(peer);
}

/* Waits for news of anybody, or for the end of the first silence. */
static GArray *wait_for_news(const Server *server)
{
	GArray *fds = g_array_new(FALSE, TRUE, sizeof(struct pollfd));
	int64_t wait = -1;
	struct pollfd fixed[] = { { .fd = server->listener, .events = POLLIN },
				  { .fd = server->signals, .events = POLLIN } };
	g_array_append_vals(fds, fixed, G_N_ELEMENTS(fixed));
	for (guint i = 0; i < server->peers->len; i++) {
		const Peer *peer = g_ptr_array_index(server->peers, i);
		bool mute = peer->mute_until != 0;
		int64_t left = mute ? MAX(peer->mute_until - clock_monotonic_ms(), 0) : -1;
		wait = mute && (wait < 0 || left < wait) ? left : wait;
		struct pollfd fd = {
			.fd = peer->fd,
			.events = (short)(mute ? 0 : POLLIN | (peer->out->len > 0 ? POLLOUT : 0))
		};
		g_array_append_val(fds, fd);
	}
	poll((struct pollfd *)(void *)fds->data, fds->len, (int)wait);
	return fds;
}

static void serve_peers(Server *server, const GArray *fds)
{
	for (guint i = server->peers->len; i-- > 0;) {
		Peer *peer = g_ptr_array_index(server->peers, i);
		short events = g_array_index(fds, struct pollfd, i + 2).revents;
		peer_wake(server, peer);
		if ((events & (POLLERR | POLLHUP)) != 0 && peer->mute_until != 0)
			peer->dead = true;
		if (!peer->dead && (events & POLLOUT) != 0)
			peer_flush(peer);
		if (!peer->dead && (events & POLLIN) != 0)
			peer_read(server, peer);
		if (peer->dead)
			g_ptr_array_remove_index_fast(server->peers, i);
	}
}

static void serve(Server *server)
{
	for (bool more = true; more;) {
		g_autoptr(GArray) fds = wait_for_news(server);
		more = g_array_index(fds, struct pollfd, 1).revents == 0;
		serve_peers(server, fds);
		if (g_array_index(fds, struct pollfd, 0).revents != 0)
			take_peer(server);
	}
}

static int index_of(const char *text, size_t length, const char *const *names, int n, size_t stride)
{
	for (int i = 0; i < n; i++) {
		const char *name =
			*(const char *const *)(const void *)((const char *)names + (size_t)i * stride);
		if (strlen(name) == length && strncmp(name, text, length) == 0)
			return i;
	}
	return -1;
}

/* STEP:ACTION[=VALUE][@N|%N] */
static bool parse_fault(const char *text, Fault *ret)
{
	const char *colon = strchr(text, ':');
	const char *act = colon != NULL ? colon + 1 : "";
	size_t act_length = strcspn(act, "=@%");
	size_t step_length = strcspn(text, ":~");
	int step = colon != NULL ? index_of(text, step_length, &steps[0].name, N_STEPS, sizeof steps[0]) : -1;
	int which = index_of(act, act_length, acts, N_ACTS, sizeof acts[0]);
	const char *value = strchr(act, '=');
	const char *at = strchr(act, '@');
	const char *every = strchr(act, '%');
	*ret = (Fault){ .step = (Step)step,
			.act = (Act)which,
			.word = text[step_length] == '~' ?
					g_strndup(text + step_length + 1,
						  (gsize)(colon - text) - step_length - 1) :
					NULL,
			.value = value != NULL ? g_ascii_strtoll(value + 1, NULL, 10) : 0,
			.at = at != NULL ? g_ascii_strtoll(at + 1, NULL, 10) : 0,
			.every = every != NULL ? g_ascii_strtoll(every + 1, NULL, 10) : 0,
			.status = strchr(act, '-') };
	return step >= 0 && which >= 0;
}

static bool parse_arguments(Server *server, int argc, char **argv, int *ret_port)
{
	server->folder = argc > 1 ? argv[1] : NULL;
	for (int i = 2; i < argc; i++) {
		Fault fault = { 0 };
		if (strcmp(argv[i], "keep") == 0)
			server->keep = true;
		else if (g_ascii_isdigit(argv[i][0]))
			*ret_port = (int)g_ascii_strtoll(argv[i], NULL, 10);
		else if (parse_fault(argv[i], &fault))
			g_array_append_val(server->faults, fault);
		else
			return false;
	}
	return server->folder != NULL;
}

static bool begin(Server *server, int port, GError **error)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_port = htons((uint16_t)port),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int on = 1;
	sigset_t ends;
	sigemptyset(&ends);
	sigaddset(&ends, SIGTERM);
	sigaddset(&ends, SIGINT);
	sigprocmask(SIG_BLOCK, &ends, NULL);
	server->signals = signalfd(-1, &ends, SFD_CLOEXEC);
	server->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	setsockopt(server->listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (bind(server->listener, (struct sockaddr *)&address, length) != 0 ||
	    listen(server->listener, 128) != 0 ||
	    getsockname(server->listener, (struct sockaddr *)&address, &length) != 0) {
		error_from_errno(error, errno, "listen");
		return false;
	}
	g_autofree char *accepted = g_build_filename(server->folder, "accepted", NULL);
	g_autofree char *port_file = g_build_filename(server->folder, "port", NULL);
	g_autofree char *number = g_strdup_printf("%d\n", ntohs(address.sin_port));
	server->accepted = open(accepted, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (server->accepted < 0) {
		error_from_errno(error, errno, accepted);
		return false;
	}
	return file_write_atomic(port_file, number, strlen(number), 0600, "smtp_sink.port", error);
}

int main(int argc, char **argv)
{
	Server server = { .faults = g_array_new(FALSE, FALSE, sizeof(Fault)),
			  .peers = g_ptr_array_new_with_free_func(peer_free) };
	g_autoptr(GError) error = NULL;
	int port = 0;
	bool good = parse_arguments(&server, argc, argv, &port);
	if (!good)
		g_printerr("usage: smtp_sink FOLDER [PORT] [keep] [STEP:ACTION[=VALUE][@N|%%N]]…\n");
	else if (!begin(&server, port, &error))
		g_printerr("smtp_sink: %s\n", error->message);
	else
		serve(&server);
	g_ptr_array_free(server.peers, TRUE);
	g_array_free(server.faults, TRUE);
	return good && error == NULL ? 0 : 1;
}
