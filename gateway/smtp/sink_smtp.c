#include <glib.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/sink.h"
#include "gateway/smtp/smtp_dialogue.h"
#include "gateway/smtp/smtp_wire.h"

/* Facts: reliability §4. */
#define CONNECT_TIMEOUT_S 30
#define COMMAND_TIMEOUT_S 300
#define DOT_TIMEOUT_S 600
#define MAILS_PER_CONNECTION 50

typedef struct {
	Sink base;
	SmtpSettings settings; /* its texts are the caller's */
	SmtpWire *wire;	       /* NULL: not connected */
	SmtpDialogue dialogue;
	int mails; /* handed to this connection */
} SmtpSink;

static void drop(SmtpSink *self)
{
	smtp_wire_close(self->wire);
	self->wire = NULL;
}

static void sink_close(Sink *sink)
{
	SmtpSink *self = (SmtpSink *)sink;
	if (self->wire != NULL && !self->dialogue.broken)
		smtp_dialogue_quit(&self->dialogue);
	drop(self);
}

/* Keeps a connection that is good for another mail; makes one else. */
static bool sink_open(Sink *sink, GError **error)
{
	SmtpSink *self = (SmtpSink *)sink;
	if (self->wire != NULL && self->mails >= self->settings.mails_per_connection)
		sink_close(sink);
	if (self->wire != NULL)
		return true;
	if (!smtp_wire_open(&self->settings, &self->wire, error))
		return false;
	self->mails = 0;
	self->dialogue = (SmtpDialogue){
		.wire = self->wire,
		.command_timeout_s = self->settings.command_timeout_s,
		.dot_timeout_s = self->settings.dot_timeout_s,
	};
	return true;
}

/* Certain: nothing was said. */
static void not_connected(Arena *arena, const SinkMail *mail, const GError *error, SinkResult *ret)
{
	const char *text = text_line(arena, error->message, 500);
	*ret = (SinkResult){
		.outcome = SINK_RETRY,
		.of_mail = true,
		.reply = { 0, text },
		.per_recipient = arena_array(arena, SinkOutcome, mail->n_recipients),
		.recipient_replies = arena_array(arena, SinkReply, mail->n_recipients),
	};
	for (size_t i = 0; i < mail->n_recipients; i++) {
		ret->per_recipient[i] = SINK_RETRY;
		ret->recipient_replies[i].text = text;
	}
}

static void sink_send(Sink *sink, Arena *arena, const SinkMail *mail, bool (*before_dot)(void *context),
		      void *context, SinkResult *ret)
{
	SmtpSink *self = (SmtpSink *)sink;
	bool stale = false;
	do {
		g_autoptr(GError) error = NULL;
		if (!sink_open(sink, &error)) {
			not_connected(arena, mail, error, ret);
			return;
		}
		bool used = self->mails++ > 0;
		smtp_dialogue_send(&self->dialogue, arena, mail, before_dot, context, ret);
		/* Relays hang up on idle connections: only then is a second one made, once. */
		stale = used && self->dialogue.broken && self->dialogue.no_mail;
		if (self->dialogue.broken)
			drop(self);
	} while (stale);
}

static void sink_free(Sink *sink)
{
	sink_close(sink);
	g_free(sink);
}

static int or_default(int value, int fallback)
{
	return value > 0 ? value : fallback;
}

Sink *sink_smtp_new(const SmtpSettings *settings)
{
	static const SinkOps ops = { sink_open, sink_send, sink_close, sink_free };
	SmtpSink *self = g_new0(SmtpSink, 1);
	self->base.ops = &ops;
	self->settings = *settings;
	self->settings.connect_timeout_s = or_default(settings->connect_timeout_s, CONNECT_TIMEOUT_S);
	self->settings.command_timeout_s = or_default(settings->command_timeout_s, COMMAND_TIMEOUT_S);
	self->settings.dot_timeout_s = or_default(settings->dot_timeout_s, DOT_TIMEOUT_S);
	self->settings.mails_per_connection =
		or_default(settings->mails_per_connection, MAILS_PER_CONNECTION);
	return &self->base;
}

bool sink_smtp_offers(Sink *sink, Arena *arena, const char *keyword, const char **ret_value)
{
	const SmtpSink *self = (const SmtpSink *)sink;
	return self->wire != NULL && smtp_reply_offers(arena, smtp_wire_ehlo(self->wire), keyword, ret_value);
}
