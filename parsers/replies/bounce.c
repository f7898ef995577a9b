#include "parsers/replies/bounce.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "parsers/limits.h"
#include "parsers/mime/html.h"
#include "parsers/replies/bounce_local.h"
#include "parsers/replies/bounce_notice.h"
#include "parsers/replies/bounce_reason.h"
#include "parsers/replies/bounce_rules.h"
#include "parsers/replies/bounce_text.h"

enum { DSN_BYTES = 262144, DSN_RECIPIENTS = 1000, WORDS_BYTES = 4000 };

/* ---- class
 * -------------------------------------------------------------------------------------------------------- */

typedef struct {
	const char *code; /* a dot at its end matches any detail */
	BounceClass class;
} CodeClass;

static const CodeClass codes[] = {
	{ "5.2.2", BOUNCE_CLASS_FULL },	 { "4.2.2", BOUNCE_CLASS_FULL },   { "5.7.", BOUNCE_CLASS_POLICY },
	{ "4.7.", BOUNCE_CLASS_POLICY }, { "5.1.7", BOUNCE_CLASS_POLICY }, { "5.1.8", BOUNCE_CLASS_POLICY },
	{ "5.1.4", BOUNCE_CLASS_SOFT },
	/* our own share of the day is sent: Microsoft 365, Gmail */
	{ "5.1.90", BOUNCE_CLASS_SOFT }, { "5.4.5", BOUNCE_CLASS_SOFT },
};

/* Codes that say too little; the server's words know better. */
static const CodeClass defaults[] = {
	{ "4.", BOUNCE_CLASS_SOFT },	{ "5.1.", BOUNCE_CLASS_HARD }, { "5.4.4", BOUNCE_CLASS_HARD },
	{ "5.4.1", BOUNCE_CLASS_HARD }, { "5.2.", BOUNCE_CLASS_SOFT }, { "5.3.", BOUNCE_CLASS_SOFT },
	{ "5.4.", BOUNCE_CLASS_SOFT },	{ "5.5.", BOUNCE_CLASS_SOFT }, { "5.6.", BOUNCE_CLASS_SOFT },
	{ "5.", BOUNCE_CLASS_SOFT },
};

static bool bounce_code_is(const char *status, const char *code)
{
	size_t length = strlen(code);
	return code[length - 1] == '.' ? strncmp(status, code, length) == 0 : strcmp(status, code) == 0;
}

static BounceClass bounce_class_by_words(const char *status, const char *diagnostic)
{
	g_autoptr(Arena) scratch = arena_new();
	const BounceReason *reason =
		diagnostic != NULL ? bounce_reason_of(text_fold(scratch, diagnostic)) : NULL;
	bool passing = status != NULL && *status == '4';
	/* A passing code never suppresses an address, whatever the words; a stated "no such user" stands
	 * against words that only mention a policy. */
	bool nobody = status != NULL && (strcmp(status, "5.1.1") == 0 || strcmp(status, "5.1.10") == 0 ||
					 strcmp(status, "5.1.2") == 0 || strcmp(status, "5.1.3") == 0);
	if (reason != NULL && !(passing && reason->class == BOUNCE_CLASS_HARD) &&
	    !(nobody && reason->class != BOUNCE_CLASS_FULL))
		return reason->class;
	for (size_t i = 0; status != NULL && i < G_N_ELEMENTS(defaults); i++)
		if (bounce_code_is(status, defaults[i].code))
			return defaults[i].class;
	return BOUNCE_CLASS_SOFT;
}

BounceClass bounce_class(const char *action, const char *status, const char *diagnostic)
{
	static const char *const fine[] = { "delivered", "relayed", "expanded" };
	for (size_t i = 0; action != NULL && i < G_N_ELEMENTS(fine); i++)
		if (strcmp(action, fine[i]) == 0)
			return BOUNCE_CLASS_NONE;
	if (action != NULL && strcmp(action, "delayed") == 0)
		return BOUNCE_CLASS_DELAYED;
	if (status != NULL && *status == '2' && (action == NULL || strcmp(action, "failed") != 0))
		return BOUNCE_CLASS_NONE;
	for (size_t i = 0; status != NULL && i < G_N_ELEMENTS(codes); i++)
		if (bounce_code_is(status, codes[i].code))
			return codes[i].class;
	return bounce_class_by_words(status, diagnostic);
}

/* ---- RFC 3464
 * ----------------------------------------------------------------------------------------------------- */

typedef struct {
	const char *final, *original, *action, *status, *diagnostic;
} DsnFields;

typedef struct {
	const char *name;
	size_t member;
} DsnField;

static const DsnField dsn_fields[] = {
	{ "final-recipient", offsetof(DsnFields, final) },
	{ "original-recipient", offsetof(DsnFields, original) },
	{ "x-actual-recipient", offsetof(DsnFields, original) },
	{ "action", offsetof(DsnFields, action) },
	{ "status", offsetof(DsnFields, status) },
	{ "diagnostic-code", offsetof(DsnFields, diagnostic) },
};

/* "rfc822; <a@b> (comment)" -> "a@b" */
const char *bounce_address(Arena *arena, const char *value)
{
	if (value == NULL)
		return NULL;
	const char *mark = strchr(value, ';');
	const char *start = mark != NULL ? mark + 1 : value;
	start += strspn(start, " \t<");
	bool quoted = *start == '"' && strstr(start, "\"@") != NULL;
	start += *start == '"' && !quoted;
	size_t local = quoted ? (size_t)(strstr(start, "\"@") - start) + 1 : 0;
	size_t length = local + strcspn(start + local, " \t>\"()");
	const char *sign = strchr(start, '@');
	if (sign != NULL && sign > start + length && start[length] == ' ') {
		/* "|/usr/bin/x a@b": a command and the address it was for */
		while (sign > start && sign[-1] != ' ' && sign[-1] != '<')
			sign--;
		start = sign;
		length = strcspn(start, " \t>\"()");
	}
	return length > 0 ? arena_strndup(arena, start, length) : NULL;
}

static const char *dsn_action(Arena *arena, const char *value)
{
	static const char *const known[] = { "failed", "delayed", "delivered", "relayed", "expanded" };
	g_autofree char *lower = value != NULL ? g_ascii_strdown(value, -1) : g_strdup("");
	for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
		if (g_str_has_prefix(lower, known[i]))
			return known[i];
	return g_str_has_prefix(lower, "delay") ? "delayed" : arena_strdup(arena, "failed");
}

static const char *dsn_diagnostic(Arena *arena, const char *value)
{
	if (value == NULL)
		return NULL;
	const char *mark = strchr(value, ';');
	bool typed = mark != NULL && mark - value <= 20 && memchr(value, ' ', (size_t)(mark - value)) == NULL;
	return bounce_text_squeezed(arena, typed ? mark + 1 : value, 1000);
}

static void dsn_finish(Arena *arena, Bounce *bounce, DsnFields *fields)
{
	const char *address = bounce_address(arena, fields->final);
	if (address == NULL || strchr(address, '@') == NULL) {
		const char *other = bounce_address(arena, fields->original);
		address = other != NULL && strchr(other, '@') != NULL ? other
			  : address != NULL			      ? address
								      : other;
	}
	if (address != NULL && bounce->n_recipients < DSN_RECIPIENTS) {
		BounceRecipient made = { .address = address, .action = dsn_action(arena, fields->action) };
		made.diagnostic = dsn_diagnostic(arena, fields->diagnostic);
		made.status = fields->status != NULL ? bounce_text_status(arena, fields->status) : NULL;
		bool contrary =
			made.status != NULL && *made.status == '2' && strcmp(made.action, "failed") == 0;
		if ((made.status == NULL || contrary) && made.diagnostic != NULL)
			made.status = bounce_text_status(arena, made.diagnostic);
		bounce->recipients =
			arena_grow(arena, bounce->recipients, bounce->n_recipients, sizeof(BounceRecipient));
		bounce->recipients[bounce->n_recipients++] = made;
	}
	*fields = (DsnFields){ 0 };
}

static void dsn_take_field(Arena *arena, Bounce *bounce, DsnFields *fields, const char *field)
{
	const char *colon = strchr(field, ':');
	if (colon == NULL)
		return;
	for (size_t i = 0; i < G_N_ELEMENTS(dsn_fields); i++) {
		size_t length = strlen(dsn_fields[i].name);
		if ((size_t)(colon - field) != length ||
		    g_ascii_strncasecmp(field, dsn_fields[i].name, length) != 0)
			continue;
		if (dsn_fields[i].member == offsetof(DsnFields, final) && fields->final != NULL)
			dsn_finish(arena, bounce, fields);
		const char **member = (const char **)(void *)((char *)fields + dsn_fields[i].member);
		if (*member == NULL)
			*member = text_or_null(arena, colon + 1);
	}
}

/* Groups of fields between blank lines; the first is about the message, each further one about a recipient.
 */
static void dsn_read(Arena *arena, const char *text, Bounce *bounce)
{
	DsnFields fields = { 0 };
	g_autoptr(GString) field = g_string_new(NULL);
	size_t read = 0;
	for (const char *at = text; *at != '\0' && read < DSN_BYTES;) {
		size_t length = strcspn(at, "\r\n");
		bool folded = length > 0 && (*at == ' ' || *at == '\t') && field->len > 0;
		if (!folded) {
			dsn_take_field(arena, bounce, &fields, field->str);
			g_string_truncate(field, 0);
		}
		if (length == 0 && fields.final != NULL)
			dsn_finish(arena, bounce, &fields);
		g_string_append_len(field, at, (gssize)length);
		at += length;
		at += *at == '\r' && at[1] == '\n' ? 2 : *at != '\0';
		read += length + 1;
	}
	dsn_take_field(arena, bounce, &fields, field->str);
	dsn_finish(arena, bounce, &fields);
}

static bool part_is(const Part *part, const char *type)
{
	return part->declared != NULL && strcmp(part->declared, type) == 0;
}

static bool part_is_status(const Part *part)
{
	return part_is(part, "message/delivery-status") || part_is(part, "message/global-delivery-status");
}

/* ---- the message that came back
 * ----------------------------------------------------------------------------------- */

const char *bounce_message_id(Arena *arena, const char *header)
{
	if (header == NULL)
		return NULL;
	const char *start = strchr(header, '<');
	start = start != NULL ? start + 1 : header + strspn(header, " ");
	size_t length = strcspn(start, "> \t");
	return length > 2 ? arena_strndup(arena, start, length) : NULL;
}

static const char *bounce_id_in_parts(Arena *arena, const Message *message)
{
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		const char *id = NULL;
		if (part_is(part, "message/rfc822") || part_is(part, "message/global"))
			id = bounce_message_id(arena, part_header(part, "Message-ID"));
		if (id == NULL && part->text != NULL &&
		    (part_is(part, "text/rfc822-headers") || part_is(part, "message/rfc822-headers") ||
		     part_is(part, "message/rfc822")))
			id = bounce_text_message_id(arena, part->text);
		if (id != NULL)
			return id;
	}
	return NULL;
}

static const char *bounce_original_id(Arena *arena, const Message *message, const char *text)
{
	static const char *const headers[] = { "X-Original-Message-ID", "In-Reply-To", "References" };
	const char *id = bounce_id_in_parts(arena, message);
	if (id == NULL)
		id = bounce_text_message_id(arena, text);
	for (size_t i = 0; id == NULL && i < G_N_ELEMENTS(headers); i++)
		id = bounce_message_id(arena, message_header(message, headers[i]));
	return id;
}

/* Its return path, which has a token where the Message-ID was rewritten on the way. */
static const char *bounce_original_sender(Arena *arena, const Message *message)
{
	for (size_t i = 0; i < message->n_parts; i++) {
		const char *path = part_header(&message->parts[i], "Return-Path");
		if (part_is(&message->parts[i], "message/rfc822") && path != NULL && strchr(path, '@') != NULL)
			return bounce_address(arena, path);
	}
	return NULL;
}

/* ---- all of it
 * ---------------------------------------------------------------------------------------------------- */

static const char *bounce_body(Arena *arena, const Message *message)
{
	if (message->plain != NULL && message->plain[strspn(message->plain, " \t\r\n")] != '\0')
		return message->plain;
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		if (part->text != NULL && part->depth == 0 && !part_is_status(part) &&
		    part_is(part, "text/plain"))
			return part->text;
	}
	Limits limits = limits_default();
	return message->html != NULL ? html_to_text(arena, &limits, message->html, strlen(message->html))
				     : "";
}

/* Codes that say nothing but "no". */
static bool bounce_is_vague(const char *status)
{
	return strcmp(status, "5.0.0") == 0 || strcmp(status, "5.5.0") == 0 || strcmp(status, "5.3.0") == 0;
}

/* What a report leaves open in its fields, its words may tell, when it is about one recipient. */
static void bounce_classify(Arena *arena, Bounce *bounce, const char *text)
{
	const char *top = bounce_text_squeezed(arena, bounce_text_prose(arena, text), WORDS_BYTES);
	for (size_t i = 0; i < bounce->n_recipients; i++) {
		BounceRecipient *recipient = &bounce->recipients[i];
		const char *words = recipient->diagnostic;
		const BounceReason *reason = words != NULL ? bounce_reason_of(text_fold(arena, words)) : NULL;
		if (reason == NULL && bounce->n_recipients == 1 && top != NULL) {
			words = top;
			reason = bounce_reason_of(text_fold(arena, top));
		}
		if (recipient->status == NULL) {
			const char *stated = bounce_text_status(arena, text);
			recipient->status = stated != NULL   ? stated
					    : reason != NULL ? reason->status
							     : "5.0.0";
		}
		bool vague = bounce_is_vague(recipient->status);
		bool full = reason != NULL && reason->class == BOUNCE_CLASS_FULL;
		recipient->class = bounce_class(recipient->action, recipient->status,
						vague || full ? words : recipient->diagnostic);
	}
}

/* The only address that a returned message was for, where the report itself names none. */
static void bounce_take_returned(Arena *arena, const Message *message, Bounce *bounce)
{
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		const char *to = NULL;
		if (part_is(part, "message/rfc822") || part_is(part, "text/rfc822-headers"))
			to = part_header(part, "To");
		const char *sign = to != NULL ? strchr(to, '@') : NULL;
		if (sign == NULL || strchr(sign + 1, '@') != NULL)
			continue;
		const char *start = sign;
		while (start > to && strchr(" <\",:", start[-1]) == NULL)
			start--;
		BounceRecipient made = { .address = bounce_address(arena, start), .action = "failed" };
		if (made.address == NULL)
			continue;
		bounce->recipients = arena_grow(arena, bounce->recipients, 0, sizeof(BounceRecipient));
		bounce->recipients[bounce->n_recipients++] = made;
		return;
	}
}

/* Of the message itself, and behind them those of reports inside what came back: they name no recipient of
 * ours, and a report counts for ours only. */
static bool bounce_take_reports(Arena *arena, const Message *message, Bounce *bounce, bool inner)
{
	bool report = false;
	for (size_t i = 0; i < message->n_parts; i++) {
		const Part *part = &message->parts[i];
		if (!part_is_status(part) || part->text == NULL || (part->depth > 0) != inner)
			continue;
		report = true;
		dsn_read(arena, part->text, bounce);
	}
	return report;
}

/* A report may name a file or a pipe where the header names the address. */
static void bounce_mend_address(Arena *arena, const Message *message, Bounce *bounce)
{
	const char *header = message_header(message, "X-Failed-Recipients");
	bool lone = bounce->n_recipients == 1 && strchr(bounce->recipients[0].address, '@') == NULL;
	bool lone_header = lone && header != NULL && strchr(header, ',') == NULL;
	const char *named = lone_header ? bounce_address(arena, header) : NULL;
	if (named != NULL && strchr(named, '@') != NULL)
		bounce->recipients[0].address = named;
}

const Bounce *bounce_read(Arena *arena, const Message *message)
{
	Bounce *bounce = arena_new0(arena, Bounce);
	if (bounce_notice_read(arena, message, bounce) == NOTICE_DELIVERY)
		return bounce;
	*bounce = (Bounce) { 0 };
	bool report = bounce_take_reports(arena, message, bounce, false);
	if (!report && !bounce_text_may_be_report(arena, message))
		return NULL;
	const char *text = bounce_body(arena, message);
	if (report || bounce_text_is_report(arena, message, text))
		bounce_take_reports(arena, message, bounce, true);
	if (bounce->n_recipients == 0 && (report || bounce_text_is_report(arena, message, text))) {
		if (strstr(text, "Final-Recipient:") != NULL)
			dsn_read(arena, text, bounce);
		if (bounce->n_recipients == 0)
			bounce_text_recipients(arena, message, text, bounce);
		bool fails = report || bounce_rules_is_failure(text_fold(arena, text));
		if (bounce->n_recipients == 0 && fails)
			bounce_take_returned(arena, message, bounce);
		if (bounce->n_recipients == 0)
			bounce_local_find(arena, message, text, bounce);
	}
	if (bounce->n_recipients == 0)
		return NULL;
	bounce_mend_address(arena, message, bounce);
	bounce_local_complete(arena, message, text, bounce);
	bounce->original_sender = bounce_original_sender(arena, message);
	bounce->original_message_id = bounce_original_id(arena, message, text);
	bounce_classify(arena, bounce, text);
	return bounce;
}

/* ---- complaints ---- */

/* Values of the fields that name whom the mail was for (RFC 5965 section 3.2); many reports leave them out. */
static void complaint_recipients(Arena *arena, const char *text, Bounce *bounce)
{
	static const char *const names[] = { "original-rcpt-to:", "original-recipient:", "removal-recipient:" };
	g_auto(GStrv) lines = g_strsplit(text, "\n", 200);
	for (size_t i = 0; lines[i] != NULL; i++)
		for (size_t n = 0; n < G_N_ELEMENTS(names); n++) {
			size_t length = strlen(names[n]);
			if (g_ascii_strncasecmp(lines[i], names[n], length) != 0 || strchr(lines[i], '@') == NULL)
				continue;
			BounceRecipient made = { .address = bounce_address(arena, lines[i] + length),
						 .action = "complained" };
			if (made.address == NULL)
				continue;
			bounce->recipients = arena_grow(arena, bounce->recipients, bounce->n_recipients,
							sizeof(BounceRecipient));
			bounce->recipients[bounce->n_recipients++] = made;
		}
}

const Bounce *bounce_read_complaint(Arena *arena, const Message *message)
{
	Bounce *bounce = arena_new0(arena, Bounce);
	if (bounce_notice_read(arena, message, bounce) == NOTICE_COMPLAINT)
		return bounce;
	*bounce = (Bounce) { 0 };
	for (size_t i = 0; i < message->n_parts; i++)
		if (part_is(&message->parts[i], "message/feedback-report") && message->parts[i].text != NULL)
			complaint_recipients(arena, message->parts[i].text, bounce);
	bounce->original_message_id = bounce_id_in_parts(arena, message);
	return bounce->n_recipients > 0 || bounce->original_message_id != NULL ? bounce : NULL;
}
