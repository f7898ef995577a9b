#include "gateway/smtp/smtp_wire.h"

#include <curl/curl.h>
#include <errno.h>
#include <gio/gio.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "gateway/net/socket_life.h"
#include "gateway/smtp/smtp_classify.h"

#define CHUNK 65536
#define WORDS_MAX 600

struct SmtpWire {
	CURL *curl;
	curl_socket_t socket;
	SmtpReply *ehlo;    /* the last one that ended in 250 during open */
	SmtpReply *reply;   /* the one being read */
	SmtpReply *refusal; /* the last one of 400 and above during open */
	bool logged_in;
	bool loopback_only;
	int life_s;
	char *words; /* libcurl's, CURL_ERROR_SIZE */
	char *input; /* CHUNK bytes, of which from..to are not used yet */
	size_t from, to;
};

void smtp_wire_close(SmtpWire *wire)
{
	if (wire == NULL)
		return;
	curl_easy_cleanup(wire->curl);
	smtp_reply_free(wire->ehlo);
	smtp_reply_free(wire->reply);
	smtp_reply_free(wire->refusal);
	g_free(wire->words);
	g_free(wire->input);
	g_free(wire);
}

const SmtpReply *smtp_wire_ehlo(const SmtpWire *wire)
{
	return wire->ehlo;
}

static void keep_reply(SmtpReply **kept, SmtpReply **from)
{
	SmtpReply *old = *kept;
	*kept = *from;
	*from = old;
}

static void note_reply(SmtpWire *wire)
{
	if (wire->reply->code == 235)
		wire->logged_in = true;
	if (wire->reply->code == 250)
		keep_reply(&wire->ehlo, &wire->reply);
	else if (wire->reply->code >= 400)
		keep_reply(&wire->refusal, &wire->reply);
}

/* Every reply line of the phase that libcurl leads. Its own reader judges them; this one keeps what we need
 * later. */
static size_t on_header(char *bytes, size_t size, size_t n, void *context)
{
	SmtpWire *wire = context;
	for (size_t used = 0; used < size * n;) {
		used += smtp_reply_feed(wire->reply, bytes + used, size * n - used);
		if (wire->reply->state == SMTP_REPLY_FAULT)
			return 0;
		if (wire->reply->state == SMTP_REPLY_DONE) {
			note_reply(wire);
			smtp_reply_reset(wire->reply);
		}
	}
	return size * n;
}

static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *peer)
{
	(void)purpose;
	const SmtpWire *wire = context;
	g_autoptr(GSocketAddress) address = g_socket_address_new_from_native(&peer->addr, peer->addrlen);
	GInetAddress *inet = G_IS_INET_SOCKET_ADDRESS(address)
				     ? g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(address))
				     : NULL;
	if (wire->loopback_only && (inet == NULL || !g_inet_address_get_is_loopback(inet)))
		return CURL_SOCKET_BAD;
	int made = socket(peer->family, peer->socktype | SOCK_CLOEXEC, peer->protocol);
	if (made >= 0)
		socket_life_limit(made, wire->life_s);
	return made;
}

static bool set_url(SmtpWire *wire, const SmtpSettings *settings)
{
	CURLU *url = curl_url();
	bool bare_v6 = strchr(settings->host, ':') != NULL && settings->host[0] != '[';
	g_autofree char *host = g_strdup_printf(bare_v6 ? "[%s]" : "%s", settings->host);
	g_autofree char *port = g_strdup_printf("%d", settings->port);
	g_autofree char *path = g_strdup_printf("/%s", settings->helo != NULL ? settings->helo : "");
	const char *scheme = settings->tls == TLS_IMPLICIT ? "smtps" : "smtp";
	bool good = curl_url_set(url, CURLUPART_SCHEME, scheme, 0) == CURLUE_OK &&
		    curl_url_set(url, CURLUPART_HOST, host, 0) == CURLUE_OK &&
		    curl_url_set(url, CURLUPART_PORT, port, 0) == CURLUE_OK &&
		    curl_url_set(url, CURLUPART_PATH, path, CURLU_URLENCODE) == CURLUE_OK;
	char *text = NULL;
	good = good && curl_url_get(url, CURLUPART_URL, &text, 0) == CURLUE_OK &&
	       curl_easy_setopt(wire->curl, CURLOPT_URL, text) == CURLE_OK;
	curl_free(text);
	curl_url_cleanup(url);
	return good;
}

static bool set_login(CURL *curl, const SmtpSettings *settings)
{
	if (settings->auth == AUTH_NONE)
		return true;
	bool token = settings->auth == AUTH_OAUTH2;
	const char *mechanisms = token ? "AUTH=XOAUTH2;AUTH=OAUTHBEARER" : "AUTH=PLAIN;AUTH=LOGIN";
	return curl_easy_setopt(curl, CURLOPT_USERNAME, settings->user) == CURLE_OK &&
	       curl_easy_setopt(curl, token ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD,
				settings->secret) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOGIN_OPTIONS, mechanisms) == CURLE_OK;
}

static bool set_tls(CURL *curl, const SmtpSettings *settings)
{
	long use = settings->tls == TLS_NONE ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL;
	return curl_easy_setopt(curl, CURLOPT_USE_SSL, use) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       (settings->ca_file == NULL ||
		(curl_easy_setopt(curl, CURLOPT_CAINFO, settings->ca_file) == CURLE_OK &&
		 curl_easy_setopt(curl, CURLOPT_CAPATH, NULL) == CURLE_OK));
}

static bool set_connection(SmtpWire *wire, const SmtpSettings *settings)
{
	CURL *curl = wire->curl;
	long connect_ms = settings->connect_timeout_s * 1000L;
	long command_ms = settings->command_timeout_s * 1000L;
	return curl_easy_setopt(curl, CURLOPT_CONNECT_ONLY, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, connect_ms) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, connect_ms + command_ms) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERDATA, wire) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, wire) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, wire->words) == CURLE_OK;
}

static void fail_open(SmtpWire *wire, const SmtpSettings *settings, CURLcode result, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	long code = 0;
	curl_easy_getinfo(wire->curl, CURLINFO_RESPONSE_CODE, &code);
	bool refused = wire->refusal->code != 0 && wire->refusal->code == code;
	const char *local = wire->words[0] != '\0' ? wire->words : curl_easy_strerror(result);
	const char *words = refused ? arena_printf(arena, "%s: %ld %s", curl_easy_strerror(result), code,
						   smtp_reply_words(arena, wire->refusal))
				    : local;
	bool certificate = result == CURLE_PEER_FAILED_VERIFICATION;
	g_set_error(error, VALIJA_ERROR, (int)smtp_classify_open((int)result, (int)code),
		    "relay %s (%s:%d): %s%s%s", settings->name, settings->host, settings->port,
		    certificate ? "the server's certificate is refused: " : "", text_line(arena, words, WORDS_MAX),
		    certificate ? "; check host, ca_file, the dates of the certificate and this machine's clock" : "");
}

static bool connect_wire(SmtpWire *wire, const SmtpSettings *settings, GError **error)
{
	if (!set_url(wire, settings) || !set_connection(wire, settings) || !set_tls(wire->curl, settings) ||
	    !set_login(wire->curl, settings)) {
		error_stop(error, "relay %s: host, port or helo cannot be used", settings->name);
		return false;
	}
	CURLcode result = curl_easy_perform(wire->curl);
	if (result != CURLE_OK) {
		fail_open(wire, settings, result, error);
		return false;
	}
	if (settings->auth != AUTH_NONE && !wire->logged_in) {
		error_stop(error, "relay %s (%s:%d) offers no login, but one is configured", settings->name,
			   settings->host, settings->port);
		return false;
	}
	if (curl_easy_getinfo(wire->curl, CURLINFO_ACTIVESOCKET, &wire->socket) != CURLE_OK) {
		error_retry(error, "relay %s: the connection is gone", settings->name);
		return false;
	}
	return true;
}

static bool is_loopback(const char *host)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
	return address != NULL ? g_inet_address_get_is_loopback(address)
			       : g_ascii_strcasecmp(host, "localhost") == 0;
}

bool smtp_wire_open(const SmtpSettings *settings, SmtpWire **ret, GError **error)
{
	if (settings->tls == TLS_NONE && !is_loopback(settings->host)) {
		error_stop(error, "relay %s: tls = none is for this machine only, and %s is another",
			   settings->name, settings->host);
		return false;
	}
	SmtpWire *wire = g_new0(SmtpWire, 1);
	wire->curl = curl_easy_init();
	wire->ehlo = smtp_reply_new();
	wire->reply = smtp_reply_new();
	wire->refusal = smtp_reply_new();
	wire->words = g_malloc0(CURL_ERROR_SIZE);
	wire->input = g_malloc(CHUNK);
	wire->loopback_only = settings->tls == TLS_NONE;
	wire->life_s = settings->command_timeout_s;
	if (!connect_wire(wire, settings, error)) {
		smtp_wire_close(wire);
		return false;
	}
	smtp_reply_reset(wire->reply);
	*ret = wire;
	return true;
}

static bool is_late(int64_t deadline, GError **error)
{
	if (clock_monotonic_ms() < deadline)
		return false;
	error_retry(error, "the server was silent or slow for too long");
	return true;
}

/* Waits until the socket is ready for what libcurl could not do at once. */
static bool await(const SmtpWire *wire, short events, int64_t deadline, GError **error)
{
	for (;;) {
		int64_t left = deadline - clock_monotonic_ms();
		struct pollfd fd = { .fd = wire->socket, .events = events };
		int ready = left > 0 ? poll(&fd, 1, (int)MIN(left, G_MAXINT)) : 0;
		if (ready >= 0)
			return ready > 0 || !is_late(deadline, error);
		if (errno != EINTR) {
			error_from_errno(error, errno, "poll");
			return false;
		}
	}
}

bool smtp_wire_write(SmtpWire *wire, const void *bytes, size_t length, int64_t deadline, GError **error)
{
	const char *at = bytes;
	while (length > 0) {
		if (is_late(deadline, error))
			return false;
		size_t sent = 0;
		CURLcode result = curl_easy_send(wire->curl, at, length, &sent);
		if (result != CURLE_OK && result != CURLE_AGAIN) {
			error_retry(error, "the connection ended while we wrote: %s",
				    curl_easy_strerror(result));
			return false;
		}
		at += sent;
		length -= sent;
		if (result == CURLE_AGAIN && !await(wire, POLLOUT, deadline, error))
			return false;
	}
	return true;
}

static bool fill_input(SmtpWire *wire, int64_t deadline, GError **error)
{
	for (;;) {
		if (is_late(deadline, error))
			return false;
		size_t n = 0;
		CURLcode result = curl_easy_recv(wire->curl, wire->input, CHUNK, &n);
		if (result == CURLE_OK && n > 0) {
			wire->from = 0;
			wire->to = n;
			return true;
		}
		if (result != CURLE_AGAIN) {
			error_retry(error, "the server ended the connection");
			return false;
		}
		if (!await(wire, POLLIN, deadline, error))
			return false;
	}
}

bool smtp_wire_read(SmtpWire *wire, int64_t deadline, const SmtpReply **ret, GError **error)
{
	smtp_reply_reset(wire->reply);
	while (wire->reply->state == SMTP_REPLY_MORE) {
		if (wire->from == wire->to && !fill_input(wire, deadline, error))
			return false;
		wire->from += smtp_reply_feed(wire->reply, wire->input + wire->from, wire->to - wire->from);
	}
	if (wire->reply->state == SMTP_REPLY_FAULT) {
		error_retry(error, "the server sent %s", wire->reply->fault);
		return false;
	}
	*ret = wire->reply;
	return true;
}

bool smtp_wire_has_news(SmtpWire *wire)
{
	if (wire->from < wire->to)
		return true;
	size_t n = 0;
	CURLcode result = curl_easy_recv(wire->curl, wire->input, CHUNK, &n);
	wire->from = 0;
	wire->to = result == CURLE_OK ? n : 0;
	return result != CURLE_AGAIN;
}
