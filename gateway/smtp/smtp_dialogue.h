/*
 * SmtpDialogue: what is said to a relay for one mail: MAIL, RCPT, DATA, the body, the dot (RFC 5321, 1870,
 * 2920, 3461, 6152, 6531). What the relay does not offer is not used. The caller owns the wire; when the
 * dialogue says that it is broken, the wire is of no further use.
 */
#ifndef GATEWAY_SMTP_DIALOGUE_H
#define GATEWAY_SMTP_DIALOGUE_H

#include "gateway/sink.h"
#include "gateway/smtp/smtp_wire.h"

typedef struct {
	SmtpWire *wire;
	int command_timeout_s, dot_timeout_s;
	int64_t mail_deadline; /* of everything before the dot, however many steps it takes */
	bool dirty;	       /* a transaction was left open: RSET comes first */
	bool broken;	       /* out: the connection ended, or its end is ours to make */
	bool no_mail; /* out: it broke before MAIL was answered: a new connection may be tried at once */
} SmtpDialogue;

/* Fills ret as SinkOps.send() says. */
void smtp_dialogue_send(SmtpDialogue *dialogue, Arena *arena, const SinkMail *mail,
			bool (*before_dot)(void *context), void *context, SinkResult *ret);
/* QUIT; waits a moment for the answer. */
void smtp_dialogue_quit(SmtpDialogue *dialogue);

#endif
