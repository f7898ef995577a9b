/*
 * Sink: a relay that frozen mails are handed to. Two honest implementations: sink_smtp.c (libcurl connects, our own
 * dialogue) and sink_folder.c (a folder as relay: one file per recipient set, named by Message-ID, written once).
 *
 * The uncertain window is the caller's to see: sink_send() calls before_dot() once, right before the final dot (or the
 * rename); only when that returns true is the dot sent. Errors of sink_open(): RETRY (network, 4xx), STOP (login
 * refused, certificate wrong, STARTTLS missing).
 */
#ifndef GATEWAY_SINK_H
#define GATEWAY_SINK_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "gateway/source.h"

typedef enum {
	SINK_SENT,	/* accepted by the relay */
	SINK_RETRY,	/* 4xx, or cut before the dot: certainly not sent */
	SINK_FAILED,	/* 5xx: never, with the server's words */
	SINK_UNCERTAIN, /* cut after the dot: may have been sent */
} SinkOutcome;

typedef struct {
	int code;	  /* SMTP code, 0 when there was none */
	const char *text; /* the server's words or the local reason; arena */
} SinkReply;

typedef struct {
	const char *envelope_from; /* bare address; VERP is the caller's business */
	const char *const *recipients; /* bare addresses */
	size_t n_recipients;
	/* The first so many are whom the mail is for; the rest are copies. When one of them is refused for now, or all
	 * of them for good, the mail is taken back before the dot: nobody gets it, so that a repeat is no second copy
	 * and a copy to ourselves alone is never "sent". 0: whoever is accepted gets it. */
	size_t n_required;
	const char *message_id;
	const void *bytes; /* the frozen mail, canonical CRLF */
	size_t length;
} SinkMail;

typedef struct {
	SinkOutcome outcome; /* of the mail: SENT when at least one recipient was accepted and the dot answered 250 */
	SinkReply reply;     /* of the step that decided */
	bool dotted;	     /* before_dot() was called and said yes */
	bool of_mail;	     /* reply was to the mail as a whole, or from nobody; not to one recipient */
	SinkOutcome *per_recipient; /* arena; n_recipients of the mail */
	SinkReply *recipient_replies;
} SinkResult;

typedef struct Sink Sink;
typedef struct {
	bool (*open)(Sink *sink, GError **error);
	/* Never fails as a call: everything that can happen to one mail is in the result. */
	void (*send)(Sink *sink, Arena *arena, const SinkMail *mail, bool (*before_dot)(void *context),
		     void *context, SinkResult *ret);
	void (*close)(Sink *sink);
	void (*free)(Sink *sink);
} SinkOps;

struct Sink {
	const SinkOps *ops;
};

typedef struct {
	const char *name; /* of the relay, for errors */
	const char *host;
	int port;
	TlsMode tls;
	const char *ca_file;
	AuthMode auth;
	const char *user;
	const char *secret;
	const char *helo; /* our name */
	int connect_timeout_s, command_timeout_s, dot_timeout_s;
	int mails_per_connection;
} SmtpSettings;

Sink *sink_smtp_new(const SmtpSettings *settings);
/* Of an open sink of sink_smtp_new(): whether the relay offers a keyword of EHLO; ret_value (may be NULL) is what follows
 * it, in the arena. */
bool sink_smtp_offers(Sink *sink, Arena *arena, const char *keyword, const char **ret_value);
Sink *sink_folder_new(const char *name, const char *path);

#endif
