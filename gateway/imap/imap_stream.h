/*
 * ImapStream: the connection below libetpan, whose own sockets and TLS check no certificate, hang and
 * busy-loop. Every byte received passes the guard; every command has one deadline for all of it, however
 * slowly bytes drip; EOF is a failure, never a zero. Nothing that is sent is ever logged.
 *
 * The first thing that goes wrong is kept as the fault and everything after it fails at once. The mailstream
 * owns the ImapStream: whoever closes it (mailimap_free() once connected, else imap_stream_close()) frees
 * both.
 */
#ifndef GATEWAY_IMAP_STREAM_H
#define GATEWAY_IMAP_STREAM_H

#include <glib.h>
#include <libetpan/mailstream.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/imap/imap_guard.h"
#include "gateway/source.h"

typedef struct ImapStream ImapStream;

/* Connects, with TLS when it is implicit, reads the greeting and puts a harmless one in its place for the
 * parser. STOP: certificate, clear text to another machine, PREAUTH; RETRY: the rest. settings are borrowed
 * for its life. */
ImapStream *imap_stream_open(const ImapSettings *settings, GError **error);
/* After the server's OK to STARTTLS: refuses bytes that came with it, then shakes hands. */
bool imap_stream_start_tls(ImapStream *stream, GError **error);
mailstream *imap_stream_mailstream(ImapStream *stream);
void imap_stream_close(ImapStream *stream); /* only while no mailimap has it; NULL is fine */

/* Before every command: its deadline, and what literals it may bring (0: the small default). */
void imap_stream_command(ImapStream *stream, int64_t timeout_ms, uint64_t max_literal, uint64_t max_literals);
/* Waits for bytes from the server: 1 there are, 2 wake_fd is readable, 0 time is up, -1 the connection
 * failed. */
int imap_stream_wait(ImapStream *stream, int wake_fd, int64_t timeout_ms);
/* From here on nothing is sent or received: a broken session is freed without a word. */
void imap_stream_break(ImapStream *stream);

/* What broke the connection; NULL while nothing did. */
const char *imap_stream_fault(const ImapStream *stream);
/* The fault is the server's doing (guard), not the network's. */
bool imap_stream_fault_is_hostile(const ImapStream *stream);
/* The line that ended the last command, "" when none came. */
const char *imap_stream_status(const ImapStream *stream);

#endif
