#include "gateway/smtp/smtp_dialogue.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/text.h"
#include "gateway/smtp/smtp_address.h"
#include "gateway/smtp/smtp_body.h"
#include "gateway/smtp/smtp_classify.h"
#include "gateway/smtp/smtp_outcome.h"

#define SLOW_STEPS 3 /* of a mail may use up their time-out before it is given up */
#define PIPELINED 50 /* commands written before their replies are read */
#define BLOCK 65536
#define BYTES_A_SECOND 8192 /* slower than this, a body is not worth waiting for */
#define QUIT_WAIT_MS 2000
#define ENVID_MAX 100
#define ORCPT_MAX 500

/* One mail on its way. */
typedef struct {
	SmtpDialogue *dialogue;
	Arena *arena;
	const SinkMail *mail;
	SmtpOutcome outcome;
	const char **wire_names; /* per recipient; NULL when it cannot be sent to */
	bool utf8, eight_bit;
	const char *from;
} Delivery;

static int64_t deadline_in(int seconds)
{
	return clock_monotonic_ms() + (int64_t)seconds * 1000;
}

/* For one command or reply before the dot: its own time-out, and the mail's. */
static int64_t step_deadline(const SmtpDialogue *dialogue)
{
	return MIN(deadline_in(dialogue->command_timeout_s), dialogue->mail_deadline);
}

static void broken(Delivery *delivery, SmtpStep step, const GError *error)
{
	static const int none[3] = { 0 };
	delivery->dialogue->broken = true;
	smtp_outcome_decide(&delivery->outcome, smtp_classify_reply(step, 0, none, ""), 0,
			    text_line(delivery->arena, error->message, 500));
}

static bool write_line(SmtpDialogue *dialogue, const GString *line, GError **error)
{
	return smtp_wire_write(dialogue->wire, line->str, line->len,
			       deadline_in(dialogue->command_timeout_s), error);
}

/* False when the relay said something that we did not ask: what follows could not be told apart. */
static bool in_step(Delivery *delivery)
{
	if (!smtp_wire_has_news(delivery->dialogue->wire))
		return true;
	g_autoptr(GError) error = NULL;
	error_retry(&error, "the server spoke out of turn");
	broken(delivery, SMTP_STEP_MAIL, error);
	return false;
}

/* A reply that ends or stays the dialogue: 421 announces that the connection is closed. */
static void note_closing(SmtpDialogue *dialogue, const SmtpReply *reply)
{
	dialogue->broken = dialogue->broken || reply->code == 421;
}

static bool read_reply(Delivery *delivery, SmtpStep step, const SmtpReply **ret)
{
	SmtpDialogue *dialogue = delivery->dialogue;
	int64_t deadline =
		step == SMTP_STEP_DOT ? deadline_in(dialogue->dot_timeout_s) : step_deadline(dialogue);
	g_autoptr(GError) error = NULL;
	if (!smtp_wire_read(dialogue->wire, deadline, ret, &error)) {
		broken(delivery, step, error);
		return false;
	}
	note_closing(dialogue, *ret);
	return true;
}

static SinkOutcome judge(const Delivery *delivery, SmtpStep step, const SmtpReply *reply)
{
	const char *words = reply->code >= 400 ? smtp_reply_words(delivery->arena, reply) : "";
	return smtp_classify_reply(step, reply->code, reply->enhanced, words);
}

/* One command, one reply; true when it did what it should. Else everything open is decided. */
static bool command(Delivery *delivery, SmtpStep step, const char *line)
{
	SmtpDialogue *dialogue = delivery->dialogue;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) text = g_string_new(line);
	const SmtpReply *reply = NULL;
	if (!in_step(delivery))
		return false;
	if (!write_line(dialogue, text, &error)) {
		broken(delivery, step, error);
		return false;
	}
	if (!read_reply(delivery, step, &reply))
		return false;
	SinkOutcome outcome = judge(delivery, step, reply);
	if (outcome == SINK_SENT)
		return true;
	smtp_outcome_decide(&delivery->outcome, outcome, reply->code,
			    smtp_reply_words(delivery->arena, reply));
	return false;
}

static bool offers(const Delivery *delivery, const char *keyword, const char **ret_value)
{
	return smtp_reply_offers(delivery->arena, smtp_wire_ehlo(delivery->dialogue->wire), keyword,
				 ret_value);
}

static void append_mail(const Delivery *delivery, bool dsn, GString *out)
{
	const SinkMail *mail = delivery->mail;
	g_string_append_printf(out, "MAIL FROM:<%s>", delivery->from);
	if (offers(delivery, "SIZE", NULL))
		g_string_append_printf(out, " SIZE=%zu", mail->length);
	if (delivery->eight_bit || (delivery->utf8 && offers(delivery, "8BITMIME", NULL)))
		g_string_append(out, " BODY=8BITMIME");
	if (delivery->utf8)
		g_string_append(out, " SMTPUTF8");
	if (dsn)
		g_string_append(out, " RET=HDRS");
	const char *id =
		mail->message_id != NULL ? smtp_address_xtext(delivery->arena, mail->message_id) : "";
	if (dsn && id[0] != '\0' && strlen(id) <= ENVID_MAX)
		g_string_append_printf(out, " ENVID=%s", id);
	g_string_append(out, "\r\n");
}

static void append_rcpt(const Delivery *delivery, const char *address, bool dsn, GString *out)
{
	g_string_append_printf(out, "RCPT TO:<%s>", address);
	if (dsn)
		g_string_append(out, " NOTIFY=FAILURE,DELAY");
	const char *original = smtp_address_xtext(delivery->arena, address);
	if (dsn && g_str_is_ascii(address) && strlen(original) <= ORCPT_MAX)
		g_string_append_printf(out, " ORCPT=rfc822;%s", original);
	g_string_append(out, "\r\n");
}

/* The reply to one command of the envelope: number 0 is MAIL, the others are recipients. */
static bool take_envelope_reply(Delivery *delivery, bool is_mail, size_t recipient)
{
	const SmtpReply *reply = NULL;
	SmtpStep step = is_mail ? SMTP_STEP_MAIL : SMTP_STEP_RCPT;
	if (!read_reply(delivery, step, &reply))
		return false;
	delivery->dialogue->no_mail = delivery->dialogue->no_mail && reply->code == 421;
	SinkOutcome outcome = judge(delivery, step, reply);
	const char *words = smtp_reply_words(delivery->arena, reply);
	if (outcome != SINK_SENT && (is_mail || reply->code == 421))
		smtp_outcome_decide(&delivery->outcome, outcome, reply->code, words);
	else if (outcome != SINK_SENT && delivery->outcome.open[recipient])
		smtp_outcome_decide_one(&delivery->outcome, recipient, outcome, reply->code, words);
	return !delivery->dialogue->broken;
}

/* Writes MAIL (when first) and up to so many recipients from *next on, then reads their replies. */
static bool send_batch(Delivery *delivery, bool first, size_t *next, size_t most)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) lines = g_string_new(NULL);
	g_autoptr(GArray) sent = g_array_new(FALSE, FALSE, sizeof(size_t));
	bool dsn = offers(delivery, "DSN", NULL);
	if (first)
		append_mail(delivery, dsn, lines);
	for (; *next < delivery->mail->n_recipients && sent->len + first < most; (*next)++) {
		if (!delivery->outcome.open[*next])
			continue;
		append_rcpt(delivery, delivery->wire_names[*next], dsn, lines);
		g_array_append_val(sent, *next);
	}
	if (!in_step(delivery))
		return false;
	if (!write_line(delivery->dialogue, lines, &error)) {
		broken(delivery, SMTP_STEP_MAIL, error);
		return false;
	}
	bool good = !first || take_envelope_reply(delivery, true, 0);
	for (guint i = 0; good && i < sent->len; i++)
		good = take_envelope_reply(delivery, false, g_array_index(sent, size_t, i));
	return good;
}

/* MAIL and every RCPT; true when at least one recipient was accepted. */
static bool send_envelope(Delivery *delivery)
{
	size_t most = offers(delivery, "PIPELINING", NULL) ? PIPELINED : 1;
	size_t next = 0;
	delivery->dialogue->dirty = true;
	if (!send_batch(delivery, true, &next, most))
		return false;
	while (smtp_outcome_any_open(&delivery->outcome) && next < delivery->mail->n_recipients) {
		if (!send_batch(delivery, false, &next, most))
			return false;
	}
	return smtp_outcome_any_open(&delivery->outcome);
}

/* What the relay said before the dot, if it did: it wants no more of this mail, and the connection cannot
 * go on. */
static bool heard_early(Delivery *delivery)
{
	const SmtpReply *reply = NULL;
	if (!smtp_wire_has_news(delivery->dialogue->wire))
		return false;
	if (read_reply(delivery, SMTP_STEP_BODY, &reply))
		smtp_outcome_decide(&delivery->outcome, judge(delivery, SMTP_STEP_BODY, reply), reply->code,
				    smtp_reply_words(delivery->arena, reply));
	delivery->dialogue->broken = true;
	return true;
}

/* The body without its dot. When writing fails, the relay may have said why. */
static bool send_body(Delivery *delivery)
{
	SmtpDialogue *dialogue = delivery->dialogue;
	g_autoptr(GError) error = NULL;
	g_autofree char *block = g_malloc(BLOCK);
	SmtpBody body;
	smtp_body_begin(&body, delivery->mail->bytes, delivery->mail->length);
	for (size_t n; (n = smtp_body_read(&body, block, BLOCK)) > 0;) {
		if (!smtp_wire_write(dialogue->wire, block, n, step_deadline(dialogue), &error)) {
			if (!heard_early(delivery))
				broken(delivery, SMTP_STEP_BODY, error);
			return false;
		}
	}
	return true;
}

static void send_dot(Delivery *delivery)
{
	SmtpDialogue *dialogue = delivery->dialogue;
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) dot = g_string_new(".\r\n");
	const SmtpReply *reply = NULL;
	if (!write_line(dialogue, dot, &error)) {
		broken(delivery, SMTP_STEP_DOT, error);
		return;
	}
	if (!read_reply(delivery, SMTP_STEP_DOT, &reply))
		return;
	SinkOutcome outcome = judge(delivery, SMTP_STEP_DOT, reply);
	dialogue->dirty = false;
	dialogue->broken = dialogue->broken || outcome == SINK_UNCERTAIN;
	smtp_outcome_decide(&delivery->outcome, outcome, reply->code,
			    smtp_reply_words(delivery->arena, reply));
}

static void send_content(Delivery *delivery, bool (*before_dot)(void *context), void *context)
{
	if (!command(delivery, SMTP_STEP_DATA, "DATA\r\n") || !send_body(delivery) || heard_early(delivery))
		return;
	delivery->outcome.ret->dotted = before_dot(context);
	if (delivery->outcome.ret->dotted) {
		send_dot(delivery);
		return;
	}
	/* There is no way back out of DATA but to hang up. */
	delivery->dialogue->broken = true;
	smtp_outcome_decide(&delivery->outcome, SINK_RETRY, 0,
			    "not sent: the attempt could not be recorded");
}

/* Ends the transaction that the mail before left open. A relay that cannot is left: with a new connection,
 * nothing is open. */
static void reset(Delivery *delivery)
{
	SmtpDialogue *dialogue = delivery->dialogue;
	if (!dialogue->dirty)
		return;
	dialogue->dirty = !command(delivery, SMTP_STEP_MAIL, "RSET\r\n");
	dialogue->broken = dialogue->dirty;
}

/* Names that cannot go on the wire, or not to this relay, fail here, each for itself. */
static void check_recipients(Delivery *delivery)
{
	bool speaks_utf8 = offers(delivery, "SMTPUTF8", NULL);
	for (size_t i = 0; i < delivery->mail->n_recipients; i++) {
		bool utf8 = false;
		delivery->wire_names[i] =
			smtp_address_wire(delivery->arena, delivery->mail->recipients[i], &utf8);
		if (delivery->wire_names[i] == NULL)
			smtp_outcome_decide_one(&delivery->outcome, i, SINK_FAILED, 0,
						"not an e-mail address");
		else if (utf8 && !speaks_utf8)
			smtp_outcome_decide_one(&delivery->outcome, i, SINK_FAILED, 0,
						"the relay takes no address outside ASCII (SMTPUTF8): "
						"give the contact another one");
		delivery->utf8 = delivery->utf8 || (delivery->outcome.open[i] && utf8);
	}
}

/* Static words for a mail that this relay cannot be given; NULL when it can. */
static const char *mail_fault(Delivery *delivery)
{
	const SinkMail *mail = delivery->mail;
	bool utf8 = false;
	const char *size = NULL;
	bool null_sender = mail->envelope_from == NULL || mail->envelope_from[0] == '\0';
	delivery->from = null_sender ? "" : smtp_address_wire(delivery->arena, mail->envelope_from, &utf8);
	delivery->utf8 = delivery->utf8 || utf8;
	if (delivery->from == NULL)
		return "the sender is not an e-mail address";
	if (utf8 && !offers(delivery, "SMTPUTF8", NULL))
		return "the relay takes no sender outside ASCII (SMTPUTF8): change from or reply_to";
	const char *fault = smtp_body_fault(mail->bytes, mail->length, &delivery->eight_bit);
	if (fault != NULL)
		return fault;
	if (delivery->eight_bit && !offers(delivery, "8BITMIME", NULL))
		return "the relay takes no 8-bit mail (8BITMIME)";
	uint64_t most = offers(delivery, "SIZE", &size) ? g_ascii_strtoull(size, NULL, 10) : 0;
	return most > 0 && mail->length > most ? "larger than the relay takes" : NULL;
}

static void deliver(Delivery *delivery, bool (*before_dot)(void *context), void *context)
{
	SmtpDialogue *dialogue = delivery->dialogue;
	dialogue->no_mail = true;
	check_recipients(delivery);
	const char *fault = mail_fault(delivery);
	if (fault != NULL || delivery->mail->n_recipients == 0) {
		smtp_outcome_decide(&delivery->outcome, SINK_FAILED, 0,
				    fault != NULL ? fault : "no recipient");
		return;
	}
	if (smtp_outcome_any_open(&delivery->outcome))
		reset(delivery);
	if (smtp_outcome_any_open(&delivery->outcome) && send_envelope(delivery)) {
		dialogue->no_mail = false;
		if (!smtp_outcome_withdraw(&delivery->outcome))
			send_content(delivery, before_dot, context);
	} else {
		smtp_outcome_decide_refused(&delivery->outcome);
	}
}

void smtp_dialogue_send(SmtpDialogue *dialogue, Arena *arena, const SinkMail *mail,
			bool (*before_dot)(void *context), void *context, SinkResult *ret)
{
	Delivery delivery = {
		.dialogue = dialogue,
		.arena = arena,
		.mail = mail,
		.outcome = smtp_outcome_begin(arena, mail, ret),
		.wire_names = arena_array(arena, const char *, mail->n_recipients),
	};
	dialogue->mail_deadline = deadline_in(dialogue->command_timeout_s * SLOW_STEPS +
					      (int)(mail->length / BYTES_A_SECOND));
	deliver(&delivery, before_dot, context);
}

void smtp_dialogue_quit(SmtpDialogue *dialogue)
{
	const SmtpReply *reply = NULL;
	int64_t deadline = clock_monotonic_ms() + QUIT_WAIT_MS;
	if (smtp_wire_write(dialogue->wire, "QUIT\r\n", strlen("QUIT\r\n"), deadline, NULL))
		smtp_wire_read(dialogue->wire, deadline, &reply, NULL);
}
