/*
 * A scripted bad SMTP server for tests: a child process that answers each command with the words it is
 * given, and can cut after so many bytes, drip, stall or talk without end. What it saw is in memory shared
 * with the test.
 */
#ifndef TESTS_UNIT_GATEWAY_SCRIPTED_SMTP_H
#define TESTS_UNIT_GATEWAY_SCRIPTED_SMTP_H

#include <arpa/inet.h>
#include <glib.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

typedef enum {
	AT_GREETING,
	AT_EHLO,
	AT_STARTTLS,
	AT_AUTH,
	AT_MAIL,
	AT_RCPT,
	AT_DATA,
	AT_DOT,
	AT_RSET,
	AT_QUIT,
	AT_N
} At;

static const char *const scripted_verbs[AT_N] = { "\n",	  "EHLO", "STARTTLS", "AUTH", "MAIL",
						  "RCPT", "DATA", "\n",	      "RSET", "QUIT" };
static const char *const scripted_replies[AT_N] = {
	"220 mail.test ESMTP\r\n",
	"250-mail.test\r\n250-SIZE 1000000\r\n250-8BITMIME\r\n250 DSN\r\n",
	"220 go\r\n",
	"235 2.7.0 ok\r\n",
	"250 2.1.0 ok\r\n",
	"250 2.1.5 ok\r\n",
	"354 go on\r\n",
	"250 2.0.0 queued\r\n",
	"250 2.0.0 reset\r\n",
	"221 2.0.0 bye\r\n"
};

typedef struct {
	const char *replies[AT_N]; /* NULL: the good one */
	int cut_out, cut_in;	   /* after so many bytes out, in; 0: never */
	bool close_now;		   /* cut before the greeting */
	bool once;		   /* replies[] hold for the first use of each command only */
	At drip;      /* from this reply on, one byte each 200 ms; AT_GREETING is never meant */
	At stall;     /* no reply to this one (AT_N: none), */
	int stall_ms; /* or only after so long; 0: never */
	At flood;     /* an endless line instead of this reply (AT_N: none) */
} Script;

typedef struct {
	int connections, dots, resets, sent, mails;
	size_t n;
	char received[65536];
} Seen;

typedef struct {
	pid_t pid;
	int port;
	Seen *seen;
} Scripted;

typedef struct {
	const Script *script;
	Seen *seen;
	int fd, in, out;
	int used[AT_N];
} ScriptedTalk;

static bool scripted_byte(ScriptedTalk *talk, char byte)
{
	if (send(talk->fd, &byte, 1, MSG_NOSIGNAL) != 1)
		return false;
	talk->seen->sent++;
	return ++talk->out != talk->script->cut_out;
}

/* As fast as it takes them. */
static bool scripted_flood(ScriptedTalk *talk)
{
	static char bytes[65536];
	memset(bytes, 'x', sizeof bytes);
	ssize_t n = send(talk->fd, bytes, sizeof bytes, MSG_NOSIGNAL);
	talk->seen->sent += n > 0 ? (int)n : 0;
	return n > 0;
}

/* Waits for the peer to hang up; what it still says is dropped. */
static bool scripted_wait(const ScriptedTalk *talk, int ms)
{
	struct pollfd fd = { .fd = talk->fd, .events = POLLRDHUP };
	return poll(&fd, 1, ms) == 0;
}

static bool scripted_say(ScriptedTalk *talk, At at)
{
	const Script *script = talk->script;
	bool special = script->replies[at] != NULL && (!script->once || talk->seen->mails <= 1);
	const char *reply = special ? script->replies[at] : scripted_replies[at];
	bool late = script->stall_ms > 0 && at >= script->stall;
	if ((late || script->stall == at) && !scripted_wait(talk, late ? script->stall_ms : -1))
		return false;
	while (script->flood == at)
		if (!scripted_flood(talk))
			return false;
	if (script->cut_out == 0 && (script->drip == AT_GREETING || at < script->drip)) {
		size_t n = strlen(reply);
		talk->seen->sent += (int)n;
		return send(talk->fd, reply, n, MSG_NOSIGNAL) == (ssize_t)n && reply[0] != '\0';
	}
	for (; *reply != '\0'; reply++) {
		bool slow = script->drip != AT_GREETING && at >= script->drip;
		if ((slow && !scripted_wait(talk, 200)) || !scripted_byte(talk, *reply))
			return false;
	}
	return true;
}

static At scripted_command(const char *line)
{
	for (int at = 0; at < AT_N; at++)
		if (g_ascii_strncasecmp(line, scripted_verbs[at], strlen(scripted_verbs[at])) == 0)
			return (At)at;
	return AT_EHLO; /* HELO and anything else */
}

static bool scripted_get(ScriptedTalk *talk, GString *line)
{
	char byte = 0;
	g_string_truncate(line, 0);
	while (byte != '\n') {
		if (recv(talk->fd, &byte, 1, 0) != 1)
			return false;
		g_string_append_c(line, byte);
		if (talk->seen->n < sizeof talk->seen->received)
			talk->seen->received[talk->seen->n++] = byte;
		if (++talk->in == talk->script->cut_in)
			return false;
	}
	return true;
}

static bool scripted_data(ScriptedTalk *talk, GString *line)
{
	do {
		if (!scripted_get(talk, line))
			return false;
	} while (strcmp(line->str, ".\r\n") != 0);
	talk->seen->dots++;
	return scripted_say(talk, AT_DOT);
}

static void scripted_talk(const Script *script, Seen *seen, int fd)
{
	ScriptedTalk talk = { .script = script, .seen = seen, .fd = fd };
	g_autoptr(GString) line = g_string_new(NULL);
	if (script->close_now || !scripted_say(&talk, AT_GREETING))
		return;
	while (scripted_get(&talk, line)) {
		At at = scripted_command(line->str);
		seen->resets += at == AT_RSET;
		seen->mails += at == AT_MAIL;
		if (!scripted_say(&talk, at) || at == AT_QUIT)
			return;
		bool go = at == AT_DATA &&
			  (script->replies[AT_DATA] == NULL || (script->once && seen->mails > 1) ||
			   g_str_has_prefix(script->replies[AT_DATA], "354"));
		if (go && !scripted_data(&talk, line))
			return;
	}
}

static void scripted_serve(const Script *script, Seen *seen, int listener)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	for (int fd; (fd = accept(listener, NULL, NULL)) >= 0;) {
		int on = 1;
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
		seen->connections++;
		scripted_talk(script, seen, fd);
		close(fd);
	}
	_exit(0);
}

static Scripted scripted_start(const Script *script)
{
	Scripted server = { 0 };
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_true(bind(listener, (struct sockaddr *)&address, length) == 0 && listen(listener, 8) == 0);
	g_assert_true(getsockname(listener, (struct sockaddr *)&address, &length) == 0);
	server.port = ntohs(address.sin_port);
	server.seen = mmap(NULL, sizeof(Seen), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	g_assert_true(server.seen != MAP_FAILED);
	server.pid = fork();
	if (server.pid == 0)
		scripted_serve(script, server.seen, listener);
	close(listener);
	return server;
}

static void scripted_stop(Scripted *server)
{
	kill(server->pid, SIGKILL);
	waitpid(server->pid, NULL, 0);
	munmap(server->seen, sizeof(Seen));
}

#endif
