#include "gateway/imap/imap_tls.h"

#include <arpa/inet.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/imap/imap_socket.h"

#define PRIORITY "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:%SAFE_RENEGOTIATION"

#define INCOMING ((size_t)64 * 1024)

struct ImapTls {
	int fd;
	char *incoming; /* came and was not taken by GnuTLS yet: it asks for five bytes, then for a record */
	size_t at, end;
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(ImapTls, imap_tls_free)

void imap_tls_free(ImapTls *tls)
{
	if (tls == NULL)
		return;
	if (tls->session != NULL)
		gnutls_deinit(tls->session);
	if (tls->credentials != NULL)
		gnutls_certificate_free_credentials(tls->credentials);
	g_free(tls->incoming);
	g_free(tls);
}

static bool load_authorities(ImapTls *tls, const char *ca_file, GError **error)
{
	if (gnutls_certificate_allocate_credentials(&tls->credentials) < 0)
		return error_retry(error, "out of memory for TLS"), false;
	int n = ca_file != NULL ? gnutls_certificate_set_x509_trust_file(tls->credentials, ca_file,
									 GNUTLS_X509_FMT_PEM)
				: gnutls_certificate_set_x509_system_trust(tls->credentials);
	if (n > 0)
		return true;
	if (ca_file != NULL)
		error_stop(error,
			   "no certificate authority could be read from %s: give a PEM file as ca_file",
			   ca_file);
	else
		error_stop(
			error,
			"this system has no certificate authorities: install ca-certificates or set ca_file");
	return false;
}

static bool is_address(const char *host)
{
	unsigned char room[sizeof(struct in6_addr)];
	return inet_pton(AF_INET, host, room) == 1 || inet_pton(AF_INET6, host, room) == 1;
}

static ssize_t pull(gnutls_transport_ptr_t pointer, void *bytes, size_t n)
{
	ImapTls *tls = pointer;
	if (tls->at == tls->end) {
		ssize_t got = recv(tls->fd, tls->incoming, INCOMING, 0);
		if (got <= 0)
			return got;
		tls->at = 0;
		tls->end = (size_t)got;
	}
	n = MIN(n, tls->end - tls->at);
	memcpy(bytes, tls->incoming + tls->at, n);
	tls->at += n;
	return (ssize_t)n;
}

/* GnuTLS asks this only when it has a time-out of its own, which we never set. */
static int pull_wait(gnutls_transport_ptr_t pointer, unsigned milliseconds)
{
	ImapTls *tls = pointer;
	return tls->at < tls->end ? 1 :
				    imap_socket_wait(tls->fd, POLLIN, -1, clock_monotonic_ms() + (int64_t)milliseconds);
}

static bool prepare(ImapTls *tls, const char *host, const char *ca_file, GError **error)
{
	if (!load_authorities(tls, ca_file, error))
		return false;
	int result = gnutls_init(&tls->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL);
	if (result >= 0)
		result = gnutls_priority_set_direct(tls->session, PRIORITY, NULL);
	if (result >= 0)
		result = gnutls_credentials_set(tls->session, GNUTLS_CRD_CERTIFICATE, tls->credentials);
	if (result >= 0 && !is_address(host))
		result = gnutls_server_name_set(tls->session, GNUTLS_NAME_DNS, host, strlen(host));
	if (result < 0) {
		error_retry(error, "cannot prepare TLS: %s", gnutls_strerror(result));
		return false;
	}
	gnutls_session_set_verify_cert(tls->session, host, 0);
	gnutls_transport_set_ptr2(tls->session, tls, GINT_TO_POINTER(tls->fd));
	gnutls_transport_set_pull_function(tls->session, pull);
	gnutls_transport_set_pull_timeout_function(tls->session, pull_wait);
	return true;
}

/* Waits for what GnuTLS waits for: 1 go on, 0 deadline, -1 failed. Behind a session ticket it asks to be called again with
 * the next record here already. */
static int wait_turn(ImapTls *tls, int64_t deadline)
{
	bool reads = gnutls_record_get_direction(tls->session) == 0;
	if (reads && tls->at < tls->end)
		return 1;
	return imap_socket_wait(tls->fd, reads ? POLLIN : POLLOUT, -1, deadline);
}

/* First match: what a person can do about it. */
static const struct {
	unsigned status;
	const char *words;
} refusals[] = {
	{ GNUTLS_CERT_REVOKED, "it was revoked: ask whoever runs the server" },
	{ GNUTLS_CERT_SIGNER_NOT_FOUND, "it is signed by nobody whom this system trusts: check host, or set ca_file if the "
					"server has an authority of its own" },
	{ GNUTLS_CERT_UNEXPECTED_OWNER, "it is for another name than this: set host to the name that the provider gives" },
	{ GNUTLS_CERT_EXPIRED, "it has expired: whoever runs the server must renew it (or is this machine's clock wrong?)" },
	{ GNUTLS_CERT_NOT_ACTIVATED, "it is not valid yet: check this machine's clock" },
};

static void certificate_error(ImapTls *tls, const char *host, GError **error)
{
	unsigned status = gnutls_session_get_verify_cert_status(tls->session);
	gnutls_datum_t text = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++)
		if ((status & refusals[i].status) != 0) {
			error_stop(error, "the certificate of %s is refused: %s", host, refusals[i].words);
			return;
		}
	if (gnutls_certificate_verification_status_print(status, GNUTLS_CRT_X509, &text, 0) < 0)
		text.data = NULL;
	g_autofree char *why =
		g_strdup(text.data != NULL ? (const char *)text.data : "it cannot be verified");
	gnutls_free(text.data);
	error_stop(error,
		   "the certificate of %s is refused: %s Check host, or set ca_file if the server has an "
		   "authority of "
		   "its own",
		   host, g_strstrip(why));
}

ImapTls *imap_tls_start(int fd, const char *host, const char *ca_file, int64_t deadline, GError **error)
{
	g_autoptr(ImapTls) tls = g_new0(ImapTls, 1);
	tls->fd = fd;
	tls->incoming = g_malloc(INCOMING);
	if (!prepare(tls, host, ca_file, error))
		return NULL;
	for (;;) {
		int result = gnutls_handshake(tls->session);
		if (result >= 0)
			return g_steal_pointer(&tls);
		if (result == GNUTLS_E_CERTIFICATE_VERIFICATION_ERROR)
			return certificate_error(tls, host, error), NULL;
		if (result != GNUTLS_E_AGAIN && gnutls_error_is_fatal(result)) {
			error_retry(error, "TLS with %s failed: %s", host, gnutls_strerror(result));
			return NULL;
		}
		if (result == GNUTLS_E_AGAIN && wait_turn(tls, deadline) != 1) {
			error_retry(error, "TLS with %s timed out", host);
			return NULL;
		}
	}
}

/* What a failed record call means: 1 try again, else the value to return. */
static ssize_t after_failure(ImapTls *tls, ssize_t result, int64_t deadline, const char **ret_why)
{
	if (result == GNUTLS_E_PREMATURE_TERMINATION)
		return 0;
	if (result != GNUTLS_E_AGAIN && gnutls_error_is_fatal((int)result)) {
		*ret_why = gnutls_strerror((int)result);
		return -1;
	}
	if (result != GNUTLS_E_AGAIN)
		return 1; /* interrupted, or a new session ticket */
	int ready = wait_turn(tls, deadline);
	if (ready < 0)
		*ret_why = "poll failed";
	return ready == 1 ? 1 : ready == 0 ? -2 : -1;
}

ssize_t imap_tls_read(ImapTls *tls, void *bytes, size_t n, int64_t deadline, const char **ret_why)
{
	for (;;) {
		ssize_t result = gnutls_record_recv(tls->session, bytes, n);
		if (result >= 0)
			return result;
		result = after_failure(tls, result, deadline, ret_why);
		if (result != 1)
			return result;
	}
}

ssize_t imap_tls_write(ImapTls *tls, const void *bytes, size_t n, int64_t deadline, const char **ret_why)
{
	for (;;) {
		ssize_t result = gnutls_record_send(tls->session, bytes, n);
		if (result >= 0)
			return result;
		result = after_failure(tls, result, deadline, ret_why);
		if (result != 1)
			return result;
	}
}

bool imap_tls_pending(ImapTls *tls)
{
	return tls->at < tls->end || gnutls_record_check_pending(tls->session) > 0;
}
