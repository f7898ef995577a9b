/* A mailbox's or a relay's host that vanishes without a word is noticed: what the kernel was told of the connections. */
#include <netinet/tcp.h>

#include "gateway/sink.h"
#include "tests/unit/gateway/imap_player.h"

/* Seconds until silence ends the only connection of this process; -1: it has none, or several; 0: never. */
static int64_t life(void)
{
	int64_t found = -1;
	for (int fd = 3; fd < 200; fd++) {
		struct sockaddr_storage peer;
		socklen_t peer_size = sizeof peer;
		unsigned limit = 0;
		int alive = 0;
		socklen_t limit_size = sizeof limit;
		socklen_t alive_size = sizeof alive;
		if (getpeername(fd, (struct sockaddr *)&peer, &peer_size) != 0 ||
		    getsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &limit, &limit_size) != 0 ||
		    getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &alive, &alive_size) != 0)
			continue;
		if (found >= 0)
			return -1;
		found = alive != 0 ? (int64_t)(limit / 1000) : 0;
	}
	return found;
}

static void end(pid_t child)
{
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
}

static void test_mailbox(void)
{
	const Script script = { .name = "a mailbox", .tls = TLS_NONE, .steps = { LOGIN, "Z" } };
	g_autoptr(GError) error = NULL;
	int port = 0;
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), "/dev/null", &port);
	Source *source = script_source(&script, "127.0.0.1", port);
	ok(source->ops->open(source, &error), "a mailbox is open");
	is_i64(life(), 120, "and outlives its host by two minutes, whatever it waits for");
	end(child);
	source->ops->free(source);
	is_i64(life(), -1, "then it is closed");
}

static void test_relay(void)
{
	const Script script = { .name = "a relay", .steps = { "S220 mail.test\r\n", "R", "S250 mail.test\r\n", "Z" } };
	g_autoptr(GError) error = NULL;
	SmtpSettings settings = { .name = "salida", .host = "127.0.0.1", .helo = "empresa.cl", .tls = TLS_NONE,
				  .command_timeout_s = 77, .dot_timeout_s = 600 };
	pid_t child = start_server(&script, htonl(INADDR_LOOPBACK), "/dev/null", &settings.port);
	Sink *sink = sink_smtp_new(&settings);
	ok(sink->ops->open(sink, &error), "a relay is connected");
	is_i64(life(), 77, "and outlives its host no longer than it waits for an answer");
	end(child);
	sink->ops->free(sink);
}

int main(void)
{
	test_mailbox();
	test_relay();
	return tap_done();
}
