/*
 * SmtpWire: one connection to a relay. libcurl connects, checks the certificate, logs in and then carries
 * bytes (CURLOPT_CONNECT_ONLY); what is said on it is smtp_dialogue.c's. Nothing here waits longer than the
 * deadline it was given (clock_monotonic_ms()), whatever the server does.
 *
 * Clear text goes to loopback only; then the peer's address itself is checked, not only its name.
 */
#ifndef GATEWAY_SMTP_WIRE_H
#define GATEWAY_SMTP_WIRE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gateway/sink.h"
#include "gateway/smtp/smtp_reply.h"

typedef struct SmtpWire SmtpWire;

/* RETRY or STOP as smtp_classify_open() says, with the relay's name and the server's words. */
bool smtp_wire_open(const SmtpSettings *settings, SmtpWire **ret, GError **error);
/* Ends it without a word (QUIT is the dialogue's). NULL is fine. */
void smtp_wire_close(SmtpWire *wire);

/* What the server offered when it last answered EHLO: under TLS, if there is any. Borrowed. */
const SmtpReply *smtp_wire_ehlo(const SmtpWire *wire);

/* All of it, or RETRY. */
bool smtp_wire_write(SmtpWire *wire, const void *bytes, size_t length, int64_t deadline, GError **error);
/* The next reply, borrowed until the next call; RETRY when there is none in time or it is no reply. */
bool smtp_wire_read(SmtpWire *wire, int64_t deadline, const SmtpReply **ret, GError **error);
/* True when the server said something (or hung up) that nobody waits for. Does not wait. */
bool smtp_wire_has_news(SmtpWire *wire);

#endif
