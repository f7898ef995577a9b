/*
 * TLS for the IMAP stream: GnuTLS, included here and nowhere else in this room. TLS 1.2 or newer, the chain
 * and the host name are verified inside the handshake, and there is no way to turn that off.
 */
#ifndef GATEWAY_IMAP_TLS_H
#define GATEWAY_IMAP_TLS_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef struct ImapTls ImapTls;

/* Handshake on a connected non-blocking descriptor (not owned). ca_file NULL: the system's authorities.
 * STOP when the certificate does not prove the host, or ca_file is unreadable; RETRY for the network. */
ImapTls *imap_tls_start(int fd, const char *host, const char *ca_file, int64_t deadline, GError **error);

/* Bytes moved; 0 = the peer closed; -1 = failed (ret_why says it, static text); -2 = the deadline passed. */
ssize_t imap_tls_read(ImapTls *tls, void *bytes, size_t n, int64_t deadline, const char **ret_why);
ssize_t imap_tls_write(ImapTls *tls, const void *bytes, size_t n, int64_t deadline, const char **ret_why);
/* Bytes already decrypted: poll() would not tell. */
bool imap_tls_pending(ImapTls *tls);
void imap_tls_free(ImapTls *tls); /* NULL is fine */

#endif
