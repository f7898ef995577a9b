#include "gateway/imap/imap_stream.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/imap/imap_socket.h"
#include "gateway/imap/imap_tls.h"

#define CONNECT_MS 30000
#define BUFFER (32 * 1024)
#define GREETING_MAX 4096

struct ImapStream {
	const ImapSettings *settings;
	int fd;
	bool loopback;
	ImapTls *tls;
	mailstream *mail;
	int64_t deadline;
	mailstream_low_driver driver; /* the library wants one it could write */
	ImapGuard guard;
	bool broken;
	const char *fault; /* static text */
};

static ssize_t fail(ImapStream *stream, const char *fault)
{
	stream->broken = true;
	if (stream->fault == NULL)
		stream->fault = fault;
	return -1;
}

static ssize_t receive_clear(ImapStream *stream, void *bytes, size_t n, const char **ret_why)
{
	for (;;) {
		ssize_t got = recv(stream->fd, bytes, n, 0);
		if (got >= 0)
			return got;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return *ret_why = g_strerror(errno), -1;
		if (imap_socket_wait(stream->fd, POLLIN, -1, stream->deadline) == 0)
			return -2;
	}
}

static ssize_t receive(ImapStream *stream, void *bytes, size_t n)
{
	if (stream->broken)
		return -1;
	/* Checked here too: a server that drips bytes never lets poll() time out. */
	if (clock_monotonic_ms() >= stream->deadline)
		return fail(stream, "the server took too long");
	const char *why = NULL;
	ssize_t got = stream->tls != NULL ? imap_tls_read(stream->tls, bytes, n, stream->deadline, &why)
					  : receive_clear(stream, bytes, n, &why);
	if (got == 0)
		return fail(stream, "the server closed the connection");
	if (got == -2)
		return fail(stream, "the server took too long");
	return got > 0 ? got : fail(stream, why);
}

static ssize_t send_clear(ImapStream *stream, const void *bytes, size_t n, const char **ret_why)
{
	for (;;) {
		ssize_t put = send(stream->fd, bytes, n, MSG_NOSIGNAL);
		if (put >= 0)
			return put;
		if (errno == EINTR)
			continue;
		if (errno != EAGAIN && errno != EWOULDBLOCK)
			return *ret_why = g_strerror(errno), -1;
		if (imap_socket_wait(stream->fd, POLLOUT, -1, stream->deadline) == 0)
			return -2;
	}
}

static ssize_t low_read(mailstream_low *low, void *bytes, size_t n)
{
	ImapStream *stream = low->data;
	ssize_t got = receive(stream, bytes, n);
	if (got > 0 && !imap_guard_feed(&stream->guard, bytes, (size_t)got))
		return fail(stream, stream->guard.verdict);
	return got;
}

static ssize_t low_write(mailstream_low *low, const void *bytes, size_t n)
{
	ImapStream *stream = low->data;
	if (stream->broken)
		return -1;
	const char *why = NULL;
	ssize_t put = stream->tls != NULL ? imap_tls_write(stream->tls, bytes, n, stream->deadline, &why)
					  : send_clear(stream, bytes, n, &why);
	if (put == -2)
		return fail(stream, "the server took too long");
	return put >= 0 ? put : fail(stream, why);
}

static int low_close(mailstream_low *low)
{
	ImapStream *stream = low->data;
	g_clear_pointer(&stream->tls, imap_tls_free);
	if (stream->fd >= 0)
		close(stream->fd);
	stream->fd = -1;
	return 0;
}

static int low_get_fd(mailstream_low *low)
{
	return ((ImapStream *)low->data)->fd;
}

static void low_free(mailstream_low *low)
{
	low_close(low);
	g_free(low->data);
	free(low); /* malloc()ed by the library */
}

static void low_cancel(mailstream_low *low)
{
	imap_stream_break(low->data);
}

static struct mailstream_cancel *low_get_cancel(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static carray *low_get_chain(mailstream_low *low)
{
	(void)low;
	return NULL;
}

static const mailstream_low_driver low_driver = {
	.mailstream_read = low_read,
	.mailstream_write = low_write,
	.mailstream_close = low_close,
	.mailstream_get_fd = low_get_fd,
	.mailstream_free = low_free,
	.mailstream_cancel = low_cancel,
	.mailstream_get_cancel = low_get_cancel,
	.mailstream_get_certificate_chain = low_get_chain,
};

void imap_stream_close(ImapStream *stream)
{
	if (stream != NULL)
		mailstream_close(stream->mail);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapStream, imap_stream_close)

/* Byte by byte, so that nothing after the line is taken: it belongs to the parser, or to TLS. */
static bool read_greeting(ImapStream *stream, GString *line, GError **error)
{
	char byte = '\0';
	while (byte != '\n') {
		if (receive(stream, &byte, 1) < 0) {
			error_retry(error, "%s did not greet: %s", stream->settings->host, stream->fault);
			return false;
		}
		if (line->len >= GREETING_MAX || byte == '\0') {
			error_retry(error, "%s is no IMAP server: its greeting makes no sense",
				    stream->settings->host);
			return false;
		}
		g_string_append_c(line, byte);
	}
	return true;
}

static bool accept_greeting(ImapStream *stream, GError **error)
{
	g_autoptr(GString) line = g_string_new(NULL);
	if (!read_greeting(stream, line, error))
		return false;
	const char *host = stream->settings->host;
	if (g_ascii_strncasecmp(line->str, "* PREAUTH", 9) == 0) {
		error_stop(error,
			   "%s lets everybody in without a login (PREAUTH): this is not a mailbox to trust",
			   host);
		return false;
	}
	if (g_ascii_strncasecmp(line->str, "* OK", 4) != 0 || strchr(" \r\n", line->str[4]) == NULL) {
		bool bye = g_ascii_strncasecmp(line->str, "* BYE", 5) == 0;
		error_retry(error, "%s %s", host,
			    bye ? "is not taking connections now" : "does not speak IMAP here");
		return false;
	}
	static const char harmless[] = "* OK ready\r\n";
	memcpy(stream->mail->read_buffer, harmless, sizeof harmless - 1);
	stream->mail->read_buffer_len = sizeof harmless - 1;
	return true;
}

static bool may_be_clear(const ImapStream *stream, GError **error)
{
	if (stream->settings->tls != TLS_NONE || stream->loopback)
		return true;
	error_stop(error,
		   "tls = none is only for a server on this machine, and %s is not: use tls = implicit or "
		   "starttls",
		   stream->settings->host);
	return false;
}

ImapStream *imap_stream_open(const ImapSettings *settings, GError **error)
{
	int64_t deadline = clock_monotonic_ms() + CONNECT_MS;
	bool loopback = false;
	int fd = imap_socket_connect(settings->host, settings->port, deadline, &loopback, error);
	if (fd < 0)
		return NULL;
	ImapStream *made = g_new0(ImapStream, 1);
	*made = (ImapStream){ .settings = settings, .fd = fd, .loopback = loopback, .deadline = deadline };
	made->driver = low_driver;
	imap_guard_init(&made->guard);
	mailstream_low *low = mailstream_low_new(made, &made->driver);
	made->mail = low != NULL ? mailstream_new(low, BUFFER) : NULL;
	if (made->mail == NULL)
		g_error("out of memory");
	g_autoptr(ImapStream) stream = made;
	if (!may_be_clear(stream, error))
		return NULL;
	if (settings->tls == TLS_IMPLICIT) {
		stream->tls = imap_tls_start(fd, settings->host, settings->ca_file, deadline, error);
		if (stream->tls == NULL)
			return NULL;
	}
	imap_stream_command(stream, (int64_t)settings->command_timeout_s * 1000, 0, 0);
	return accept_greeting(stream, error) ? g_steal_pointer(&stream) : NULL;
}

bool imap_stream_start_tls(ImapStream *stream, GError **error)
{
	if (stream->mail->read_buffer_len > 0 || stream->guard.line > 0) {
		imap_stream_break(stream);
		error_stop(error, "somebody between us and %s put text before the encryption: refused",
			   stream->settings->host);
		return false;
	}
	const ImapSettings *settings = stream->settings;
	stream->tls = imap_tls_start(stream->fd, settings->host, settings->ca_file, stream->deadline, error);
	if (stream->tls == NULL)
		imap_stream_break(stream);
	return stream->tls != NULL;
}

mailstream *imap_stream_mailstream(ImapStream *stream)
{
	return stream->mail;
}

void imap_stream_command(ImapStream *stream, int64_t timeout_ms, uint64_t max_literal, uint64_t max_literals)
{
	stream->deadline = clock_monotonic_ms() + timeout_ms;
	imap_guard_command(&stream->guard, max_literal > 0 ? max_literal : IMAP_GUARD_LITERAL,
			   max_literals > 0 ? max_literals : UINT64_C(16) * IMAP_GUARD_LITERAL);
}

int imap_stream_wait(ImapStream *stream, int wake_fd, int64_t timeout_ms)
{
	if (stream->broken)
		return -1;
	if (stream->mail->read_buffer_len > 0 || (stream->tls != NULL && imap_tls_pending(stream->tls)))
		return 1;
	return imap_socket_wait(stream->fd, POLLIN, wake_fd, clock_monotonic_ms() + timeout_ms);
}

void imap_stream_break(ImapStream *stream)
{
	stream->broken = true;
}

const char *imap_stream_fault(const ImapStream *stream)
{
	return stream->fault;
}

bool imap_stream_fault_is_hostile(const ImapStream *stream)
{
	return stream->guard.verdict != NULL;
}

const char *imap_stream_status(const ImapStream *stream)
{
	return stream->guard.status;
}
