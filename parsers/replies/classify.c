#include "parsers/replies/classify.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "base/token.h"
#include "parsers/replies/bounce.h"
#include "parsers/replies/bounce_notice.h"
#include "parsers/replies/classify_rules.h"

/* Robots write little; what they say of themselves stands near the top. */
enum { WORDING_BYTES = 4096, ROBOT_BYTES = 2500, ABSENCE_BYTES = 1200, MAC_LENGTH = 16 };

static const char *classify_folded(Arena *arena, const char *text)
{
	if (text == NULL)
		return "";
	size_t length = strnlen(text, WORDING_BYTES);
	g_autofree char *start = g_strndup(text, length);
	g_autofree char *valid = g_utf8_make_valid(start, -1);
	for (char *at = valid; *at != '\0'; at++)
		if (*at == '\n' || *at == '\r' || *at == '\t')
			*at = ' ';
	return text_fold(arena, valid);
}

/* ---- parts
 * -------------------------------------------------------------------------------------------------------- */

static bool classify_has_part(const Message *message, const char *type)
{
	if (message->declared != NULL && strcmp(message->declared, type) == 0)
		return true;
	for (size_t i = 0; i < message->n_parts; i++)
		if (message->parts[i].depth == 0 && message->parts[i].declared != NULL &&
		    strcmp(message->parts[i].declared, type) == 0)
			return true;
	return false;
}

static bool classify_is_report(const Message *message, const char *type)
{
	return message->report_type != NULL && g_ascii_strcasecmp(message->report_type, type) == 0;
}

/* "not-spam" (RFC 6430) praises where the other types complain. */
static bool classify_is_praise(const Message *message)
{
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		if (part->text != NULL && g_strcmp0(part->declared, "message/feedback-report") == 0 &&
		    strcasestr(part->text, "feedback-type: not-spam") != NULL)
			return true;
	}
	return false;
}

static bool classify_is_complaint(Arena *arena, const char *subject, const Message *message)
{
	Bounce notice = { 0 };
	if (bounce_notice_read(arena, message, &notice) == NOTICE_COMPLAINT)
		return true;
	if (classify_is_praise(message))
		return false;
	return classify_is_report(message, "feedback-report") ||
	       classify_has_part(message, "message/feedback-report") ||
	       message_header(message, "Feedback-Type") != NULL ||
	       (classify_rules_is_complaint_subject(subject) && classify_has_part(message, "message/rfc822"));
}

static bool classify_is_receipt(const char *subject, const Message *message)
{
	return classify_is_report(message, "disposition-notification") ||
	       classify_has_part(message, "message/disposition-notification") ||
	       classify_rules_is_receipt_subject(subject);
}

static bool classify_is_calendar(const Message *message)
{
	return classify_has_part(message, "text/calendar") || classify_has_part(message, "application/ics");
}

/* Delivered, relayed and expanded are good news: no bounce. */
static bool classify_has_failure(const Bounce *bounce)
{
	for (size_t i = 0; i < bounce->n_recipients; i++)
		if (bounce->recipients[i].class != BOUNCE_CLASS_NONE)
			return true;
	return false;
}

/* ---- automatic
 * ---------------------------------------------------------------------------------------------------- */

bool classify_is_list(const Message *message)
{
	static const char *const fields[] = { "List-Id",	  "List-Post",	    "List-Help",
					      "List-Unsubscribe", "List-Subscribe", "List-Owner",
					      "List-Archive",	  "Mailing-List",   "X-Mailing-List" };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (message_header(message, fields[i]) != NULL)
			return true;
	const char *precedence = message_header(message, "Precedence");
	return precedence != NULL && g_ascii_strcasecmp(precedence, "list") == 0;
}

static bool classify_is_null_path(const Message *message)
{
	const char *path = message_header(message, "Return-Path");
	return path != NULL && (strcmp(path, "<>") == 0 || *path == '\0' || strcmp(path, "<\"\">") == 0);
}

/* Two signs of three: it calls itself a robot, it confirms receipt, its subject has a ticket number. */
static bool classify_is_robot(const char *subject, const char *body)
{
	if (strlen(body) > ROBOT_BYTES)
		return false;
	bool robot = classify_rules_says_robot(body) || classify_rules_says_robot(subject);
	bool receipt = classify_rules_says_received(body) || classify_rules_says_received(subject);
	bool ticket = classify_rules_has_ticket(subject) || classify_rules_has_ticket(body);
	return (robot && (receipt || ticket)) || (receipt && ticket);
}

static bool classify_is_absence(const char *body)
{
	return strlen(body) <= ABSENCE_BYTES && classify_rules_says_away(body) &&
	       classify_rules_says_meanwhile(body);
}

/* A field that Exchange sets on its robots' mail and some people's: a hint that needs a second. */
static bool classify_has_hint(const Message *message)
{
	static const char *const fields[] = { "X-Auto-Response-Suppress", "X-MS-Exchange-Inbox-Rules-Loop",
					      "X-Loop" };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (message_header(message, fields[i]) != NULL)
			return true;
	const char *precedence = message_header(message, "Precedence");
	return precedence != NULL &&
	       (g_ascii_strcasecmp(precedence, "bulk") == 0 || g_ascii_strcasecmp(precedence, "junk") == 0);
}

static const char *classify_automatic_reason(Arena *arena, const Message *message, const Mail *mail)
{
	const char *header = classify_rules_header(message);
	if (header != NULL)
		return "automatic by a header field";
	const char *subject = classify_folded(arena, mail->subject);
	if (classify_is_null_path(message))
		return "no return path";
	if (classify_rules_is_auto_subject(subject))
		return "automatic by its subject";
	if (classify_is_list(message))
		return NULL;
	const char *body = classify_folded(arena, mail->reply);
	if (classify_is_robot(subject, body))
		return "a robot by its words";
	if (classify_is_absence(body) && (mail->quoted == NULL || classify_has_hint(message)))
		return "an absence by its words";
	bool answers = classify_rules_says_away(body) || classify_rules_says_robot(body);
	return classify_has_hint(message) && answers ? "automatic by a hint and its words" : NULL;
}

bool classify_is_automatic(Arena *arena, const Message *message, const Mail *mail)
{
	const char *subject = classify_folded(arena, mail->subject);
	return classify_is_complaint(arena, subject, message) || classify_is_receipt(subject, message) ||
	       classify_is_report(message, "delivery-status") || bounce_read(arena, message) != NULL ||
	       classify_automatic_reason(arena, message, mail) != NULL;
}

/* ---- reply
 * -------------------------------------------------------------------------------------------------------- */

/* A "+tag" in the form of our tokens; whether it is one of ours only the key can tell, later. */
static bool classify_is_tagged(Arena *arena, const char *address)
{
	const char *tag = address != NULL ? token_from_address(arena, address) : NULL;
	const char *dot = tag != NULL ? strchr(tag, '.') : NULL;
	return dot != NULL && strlen(dot + 1) >= MAC_LENGTH;
}

static bool classify_has_tag(Arena *arena, const Mail *mail)
{
	for (size_t i = 0; i < mail->n_to; i++)
		if (classify_is_tagged(arena, mail->to[i].address))
			return true;
	for (size_t i = 0; i < mail->n_cc; i++)
		if (classify_is_tagged(arena, mail->cc[i].address))
			return true;
	for (size_t i = 0; i < mail->delivered_to.n; i++)
		if (classify_is_tagged(arena, mail->delivered_to.items[i]))
			return true;
	return false;
}

static const char *classify_reply_reason(Arena *arena, const Mail *mail)
{
	if (classify_has_tag(arena, mail))
		return "it was sent to a token";
	if (mail->in_reply_to != NULL || mail->references.n > 0)
		return "it answers a message";
	bool subject = classify_rules_is_reply_subject(classify_folded(arena, mail->subject));
	return subject && mail->quoted != NULL ? "it quotes under an answering subject" : NULL;
}

/* ---- all
 * ----------------------------------------------------------------------------------------------------------
 */

FindingKind classify_message(Arena *arena, const Message *message, const Mail *mail, const char **ret_reason)
{
	const char *subject = classify_folded(arena, mail->subject);
	*ret_reason = "report: feedback";
	if (classify_is_complaint(arena, subject, message))
		return FINDING_COMPLAINT;
	*ret_reason = "report: disposition";
	if (classify_is_receipt(subject, message))
		return FINDING_READ_RECEIPT;
	const Bounce *bounce = bounce_read(arena, message);
	if (bounce != NULL) {
		bool failure = classify_has_failure(bounce);
		*ret_reason = failure ? "report: delivery status" : "report: delivered";
		return failure ? FINDING_BOUNCE : FINDING_READ_RECEIPT;
	}
	*ret_reason = "calendar part";
	if (classify_is_calendar(message))
		return FINDING_CALENDAR;
	*ret_reason = classify_automatic_reason(arena, message, mail);
	if (*ret_reason != NULL)
		return FINDING_AUTO_REPLY;
	*ret_reason = classify_reply_reason(arena, mail);
	return *ret_reason != NULL ? FINDING_REPLY : FINDING_OTHER;
}
