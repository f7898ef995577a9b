#include "parsers/replies/bounce_notice.h"

#include <string.h>

#include "base/json.h"
#include "parsers/replies/bounce.h"
#include "parsers/replies/bounce_text.h"

enum { NOTICE_BYTES = 262144, NOTICE_RECIPIENTS = 100, NOTICE_WRAPPERS = 3, NOTICE_DIAGNOSTIC = 1000, LINE_LONG = 900 };

/* ---- the JSON in a mail ---- */

/* No text of JSON has a line end in it: where one stands, a relay has folded a line too long for it (sendmail marks the
 * place with "!" and goes on behind a blank). */
static const char *notice_unfolded(Arena *arena, const char *text)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(text));
	size_t line = 0;
	for (const char *at = text; *at != '\0'; at++) {
		bool marked = *at == '!' && line > LINE_LONG && at[1 + (at[1] == '\r')] == '\n';
		if (marked) {
			at += at[1] == '\r' ? 2 : 1;
			at += at[1] == ' ';
			line = 0;
		} else if (*at == '\n' || *at == '\r') {
			line = 0;
		} else {
			g_string_append_c(out, *at);
			line++;
		}
	}
	return arena_strndup(arena, out->str, out->len);
}

static json_t *notice_json(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	text += strspn(text, " \t\r\n");
	size_t length = strnlen(text, NOTICE_BYTES + 1);
	if (*text != '{' || length > NOTICE_BYTES)
		return NULL;
	if (strstr(text, "notificationType") == NULL && strstr(text, "eventType") == NULL)
		return NULL;
	json_t *json = json_read_first(text, length, NULL);
	if (json != NULL)
		return json;
	const char *unfolded = notice_unfolded(arena, text);
	return json_read_first(unfolded, strlen(unfolded), NULL);
}

/* SNS puts the notice as text into "Message", EventBridge as an object into "detail". Takes the reference. */
static json_t *notice_unwrapped(Arena *arena, json_t *json)
{
	for (int i = 0; json != NULL && i < NOTICE_WRAPPERS; i++) {
		json_t *inner = json_incref(json_object_get(json, "detail"));
		if (inner == NULL)
			inner = notice_json(arena, json_get_text(arena, json, "Message"));
		if (inner == NULL)
			break;
		json_decref(json);
		json = inner;
	}
	return json;
}

static json_t *notice_find(Arena *arena, const Message *message)
{
	json_t *json = notice_json(arena, message->plain);
	for (size_t i = 0; json == NULL && i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		if (part->data == NULL || part->depth > 0 || part->bytes == 0 || part->bytes > NOTICE_BYTES ||
		    *(const char *)part->data != '{')
			continue;
		json = notice_json(arena, arena_strndup(arena, part->data, part->bytes));
	}
	return notice_unwrapped(arena, json);
}

/* ---- what it says ---- */

typedef struct {
	const char *type, *subtype; /* subtype NULL: any */
	const char *status;	    /* where the server's own is not told */
} NoticeStatus;

static const NoticeStatus statuses[] = {
	{ "Permanent", "UnsubscribedRecipient", "5.7.1" },
	{ "Permanent", NULL, "5.1.1" },
	{ "Transient", "MailboxFull", "4.2.2" },
	{ "Transient", "MessageTooLarge", "5.3.4" },
	{ "Transient", "ContentRejected", "5.7.1" },
	{ "Transient", "AttachmentRejected", "5.7.1" },
	{ "Transient", NULL, "4.0.0" },
	{ "MailboxFull", NULL, "4.2.2" }, /* from here on types of delays */
	{ "SpamDetected", NULL, "4.7.1" },
};

static const char *notice_status(const char *type, const char *subtype)
{
	for (size_t i = 0; type != NULL && i < G_N_ELEMENTS(statuses); i++)
		if (strcmp(statuses[i].type, type) == 0 &&
		    (statuses[i].subtype == NULL || g_strcmp0(statuses[i].subtype, subtype) == 0))
			return statuses[i].status;
	return NULL;
}

typedef struct {
	const char *event;  /* notificationType or eventType */
	const char *object; /* where its facts are */
	const char *list;   /* whom it is about, in there; NULL: everybody the mail was for */
	const char *action;
	const char *status; /* where nothing else tells it */
} NoticeRow;

static const NoticeRow rows[] = {
	{ "Bounce", "bounce", "bouncedRecipients", "failed", "5.0.0" },
	{ "Complaint", "complaint", "complainedRecipients", "complained", NULL },
	{ "DeliveryDelay", "deliveryDelay", "delayedRecipients", "delayed", "4.4.7" },
	{ "Delivery", "delivery", "recipients", "delivered", "2.0.0" },
	{ "Send", "send", NULL, "relayed", "2.0.0" },
	{ "Reject", "reject", NULL, "failed", "5.7.1" },
};

/* "smtp; 550 5.1.1 <a@b>: …" -> without the type in front */
static const char *notice_diagnostic(Arena *arena, const json_t *recipient, const json_t *facts)
{
	const char *text = json_get_text(arena, recipient, "diagnosticCode");
	text = text != NULL ? text : json_get_text(arena, facts, "reason");
	if (text == NULL)
		return NULL;
	bool typed = g_ascii_strncasecmp(text, "smtp;", 5) == 0;
	return bounce_text_squeezed(arena, typed ? text + 5 : text, NOTICE_DIAGNOSTIC);
}

static void notice_add(Arena *arena, const NoticeRow *row, const json_t *facts, const json_t *recipient, Bounce *ret)
{
	const char *type = json_get_text(arena, facts, "bounceType");
	type = type != NULL ? type : json_get_text(arena, facts, "delayType");
	const char *address = json_is_string(recipient) ? json_string_value(recipient)
							: json_get_text(arena, recipient, "emailAddress");
	address = address != NULL ? bounce_address(arena, address) : NULL;
	if (address == NULL || strchr(address, '@') == NULL || ret->n_recipients >= NOTICE_RECIPIENTS)
		return;
	BounceRecipient made = { .address = address,
				 .action = row->action,
				 .diagnostic = notice_diagnostic(arena, recipient, facts) };
	const char *stated = json_get_text(arena, recipient, "status");
	made.status = stated != NULL ? bounce_text_status(arena, stated) : NULL;
	if (made.status == NULL && made.diagnostic != NULL)
		made.status = bounce_text_status(arena, made.diagnostic);
	if (made.status == NULL)
		made.status = notice_status(type, json_get_text(arena, facts, "bounceSubType"));
	made.status = made.status != NULL ? made.status : row->status;
	if (row->status != NULL)
		made.class = bounce_class(made.action, made.status, made.diagnostic);
	ret->recipients = arena_grow(arena, ret->recipients, ret->n_recipients, sizeof made);
	ret->recipients[ret->n_recipients++] = made;
}

/* The id as its sender wrote it; "messageId" beside it is the service's own. */
static const char *notice_message_id(Arena *arena, const json_t *mail)
{
	const char *id = json_get_text(arena, json_object_get(mail, "commonHeaders"), "messageId");
	const json_t *headers = json_object_get(mail, "headers");
	for (size_t i = 0; id == NULL && i < json_array_size(headers); i++) {
		const char *name = json_get_text(arena, json_array_get(headers, i), "name");
		if (name != NULL && g_ascii_strcasecmp(name, "Message-ID") == 0)
			id = json_get_text(arena, json_array_get(headers, i), "value");
	}
	return bounce_message_id(arena, id);
}

/* Somebody who says that a mail is no junk complains of nothing. */
static bool notice_is_praise(Arena *arena, const json_t *facts)
{
	return g_strcmp0(json_get_text(arena, facts, "complaintFeedbackType"), "not-spam") == 0;
}

static NoticeKind notice_take(Arena *arena, const json_t *json, const NoticeRow *row, Bounce *ret)
{
	const json_t *facts = json_object_get(json, row->object);
	const json_t *mail = json_object_get(json, "mail");
	const json_t *list = row->list != NULL ? json_object_get(facts, row->list) : NULL;
	bool complaint = strcmp(row->action, "complained") == 0;
	if (!json_is_object(facts) || notice_is_praise(arena, facts))
		return NOTICE_NONE;
	if (row->list == NULL)
		list = json_object_get(mail, "destination");
	for (size_t i = 0; i < json_array_size(list); i++)
		notice_add(arena, row, facts, json_array_get(list, i), ret);
	const char *source = json_get_text(arena, mail, "source");
	ret->original_sender = source != NULL ? bounce_address(arena, source) : NULL;
	ret->original_message_id = notice_message_id(arena, mail);
	if (ret->n_recipients == 0)
		return NOTICE_NONE;
	return complaint ? NOTICE_COMPLAINT : NOTICE_DELIVERY;
}

NoticeKind bounce_notice_read(Arena *arena, const Message *message, Bounce *ret)
{
	g_autoptr(json_t) json = notice_find(arena, message);
	const char *event = json != NULL ? json_get_text(arena, json, "notificationType") : NULL;
	if (json != NULL && event == NULL)
		event = json_get_text(arena, json, "eventType");
	for (size_t i = 0; event != NULL && i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].event, event) == 0)
			return notice_take(arena, json, &rows[i], ret);
	return NOTICE_NONE;
}
