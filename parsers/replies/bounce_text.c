#include "parsers/replies/bounce_text.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "parsers/replies/bounce_reason.h"
#include "parsers/replies/bounce_rules.h"

/* Reports say what they say at the top; what follows is the returned message. */
enum { TOP_BYTES = 3000, REPORT_BYTES = 32768, REPORT_LINES = 400, REASON_LINES = 8, RECIPIENTS_MAX = 100 };

typedef struct {
	const char *text;
	const char *folded;
} TextLine;

typedef enum {
	FOUND_LOOSE,  /* an address somewhere in a sentence */
	FOUND_PHRASE, /* "to <a@b>", "recipient: a@b", behind words of failure */
	FOUND_ALONE,  /* on a line of its own, "<a@b>:", "a@b... reason" */
} FoundHow;

typedef struct {
	const char *address;
	FoundHow how;
	size_t line;
} Found;

typedef struct {
	Arena *arena;
	TextLine *lines;
	size_t n_lines;
	Found *found;
	size_t n_found;
	const char *own; /* folded address that the report was sent to */
	bool machines;	 /* addresses of the machinery count too */
} TextReport;

static bool text_has_returned(const Message *message)
{
	for (size_t i = 0; i < message->n_parts; i++)
		if (message->parts[i].declared != NULL && message->parts[i].depth == 0 &&
		    strcmp(message->parts[i].declared, "message/rfc822") == 0)
			return true;
	return false;
}

static const char *text_top(Arena *arena, const char *text)
{
	g_autofree char *top = g_strndup(text, MIN(strlen(text), TOP_BYTES));
	g_autofree char *valid = g_utf8_make_valid(top, -1);
	return text_fold(arena, valid);
}

static bool text_is_daemon(Arena *arena, const Message *message)
{
	const char *from = message_header(message, "From");
	return from == NULL || strchr(from, '@') == NULL || bounce_rules_is_sender(text_fold(arena, from)) ||
	       message_header(message, "X-Failed-Recipients") != NULL;
}

bool bounce_text_may_be_report(Arena *arena, const Message *message)
{
	const char *subject = message_header(message, "Subject");
	return text_is_daemon(arena, message) || text_has_returned(message) ||
	       (subject != NULL && bounce_rules_is_subject(text_fold(arena, subject)));
}

bool bounce_text_is_report(Arena *arena, const Message *message, const char *text)
{
	return text_is_daemon(arena, message) ||
	       (bounce_text_may_be_report(arena, message) && bounce_rules_is_failure(text_top(arena, text)));
}

/* ---- lines and addresses
 * ------------------------------------------------------------------------------------------ */

static bool text_is_copied_header(const char *folded)
{
	folded += strspn(folded, "> ");
	return g_str_has_prefix(folded, "received: ") || g_str_has_prefix(folded, "return-path:") ||
	       g_str_has_prefix(folded, "message-id:") || g_str_has_prefix(folded, "mime-version:") ||
	       g_str_has_prefix(folded, "x-mailer:") || g_str_has_prefix(folded, "content-type:") ||
	       g_str_has_prefix(folded, "delivered-to:");
}

static void text_cut_lines(TextReport *report, const char *text)
{
	g_autofree char *start = g_strndup(text, MIN(strlen(text), REPORT_BYTES));
	g_autofree char *valid = g_utf8_make_valid(start, -1);
	g_auto(GStrv) lines = g_strsplit_set(valid, "\n", REPORT_LINES);
	for (size_t i = 0; lines[i] != NULL; i++) {
		const char *line = text_trim(report->arena, lines[i]);
		const char *folded = text_fold(report->arena, line);
		if (report->n_lines > 0 && (bounce_rules_is_copy(folded) || text_is_copied_header(folded)))
			return;
		report->lines = arena_grow(report->arena, report->lines, report->n_lines, sizeof(TextLine));
		report->lines[report->n_lines++] = (TextLine){ line, folded };
	}
}

static bool text_is_address_char(char c)
{
	return g_ascii_isalnum(c) || (unsigned char)c >= 0x80 ||
	       (c != '\0' && strchr("!#$%&'*+-/=?^_`{|}~.", c) != NULL);
}

static const char *text_prose(const TextReport *report)
{
	g_autoptr(GString) whole = g_string_new(NULL);
	for (size_t i = 0; i < report->n_lines; i++)
		g_string_append_printf(whole, "%s\n", report->lines[i].text);
	return arena_strndup(report->arena, whole->str, whole->len);
}

const char *bounce_text_prose(Arena *arena, const char *text)
{
	TextReport report = { .arena = arena };
	text_cut_lines(&report, text);
	return text_prose(&report);
}

/* The address around the "@" at this place, NULL when it is none. */
static const char *text_address(Arena *arena, const char *line, const char *sign, const char **ret_start,
				const char **ret_end)
{
	const char *start = sign;
	const char *end = sign + 1;
	while (start > line && text_is_address_char(start[-1]))
		start--;
	while (g_ascii_isalnum(*end) || *end == '-' || *end == '.' || *end == '_')
		end++;
	while (end > sign + 1 && !g_ascii_isalnum(end[-1]))
		end--;
	if (g_ascii_strncasecmp(start, "smtp=", 5) == 0)
		start += 5;
	while (start < sign && strchr(".'`=/", *start) != NULL)
		start++;
	*ret_start = start;
	*ret_end = end;
	if (start == sign || end == sign + 1 || g_ascii_strncasecmp(start, "mailto", 6) == 0)
		return NULL;
	return arena_strndup(arena, start, (size_t)(end - start));
}

/* Fields of the returned message that reports sum up ("To: …", "Subject: …"). */
static bool text_is_copied_field(const char *folded)
{
	static const char *const fields[] = { "to:",	  "cc:", "para:",  "subject:", "asunto:",
					      "assunto:", "a:",	 "objet:", "sent:" };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++)
		if (g_str_has_prefix(folded, fields[i]))
			return true;
	return false;
}

/* "<a@b>", "a@b:", "a@b... User unknown", "<a@b>: reason": nothing but marks before, and after it a mark or
 * the end. */
static FoundHow text_how(const char *line, const char *folded, const char *start, const char *end)
{
	static const char *const leads[] = { "recipient",
					     "rcpt to",
					     "to:",
					     "user ",
					     "user:",
					     "unknown",
					     "destinatario",
					     "for ",
					     "failed",
					     "original-recipient",
					     "final-recipient",
					     "your message to",
					     "delivered to",
					     "deliver to",
					     "deliver your message to",
					     "address:",
					     "account",
					     "mailbox",
					     "intended for",
					     "reach",
					     "entregado a",
					     "entregar a",
					     "message to" };
	const char *before = line;
	while (before < start && strchr(" \t<\"'*->[(:|", *before) != NULL)
		before++;
	const char *after = end + strspn(end, ">\"')], \t");
	bool opens = before == start;
	if (opens && (*after == '\0' || *after == ':' || *after == '(' || *after == '-' ||
		      g_str_has_prefix(after, "..") || *after == ';' || *after == '.' || *after == '<'))
		return FOUND_ALONE;
	if (opens && ((start > line && start[-1] == '<') || g_str_has_prefix(after, "on ")))
		return FOUND_ALONE;
	if (text_is_copied_field(folded))
		return FOUND_LOOSE;
	for (size_t i = 0; i < G_N_ELEMENTS(leads); i++)
		if (strstr(folded, leads[i]) != NULL)
			return FOUND_PHRASE;
	return FOUND_LOOSE;
}

static bool text_is_ours(const TextReport *report, const char *address, const char *folded_line)
{
	g_autofree char *lower = g_ascii_strdown(address, -1);
	if ((!report->machines && bounce_rules_is_machine(lower)) ||
	    strstr(folded_line, "mail from:") != NULL || g_str_has_prefix(folded_line, "from:") ||
	    g_str_has_prefix(folded_line, "de:") || strstr(folded_line, "sender:") != NULL)
		return true;
	return report->own != NULL && strstr(report->own, lower) != NULL;
}

static void text_find_in_line(TextReport *report, size_t at)
{
	const TextLine *line = &report->lines[at];
	for (const char *sign = strchr(line->text, '@'); sign != NULL; sign = strchr(sign + 1, '@')) {
		const char *start = NULL;
		const char *end = NULL;
		const char *address = text_address(report->arena, line->text, sign, &start, &end);
		if (address == NULL || strchr(end, '@') == end || text_is_ours(report, address, line->folded))
			continue;
		report->found = arena_grow(report->arena, report->found, report->n_found, sizeof(Found));
		report->found[report->n_found++] =
			(Found){ address, text_how(line->text, line->folded, start, end), at };
	}
}

/* ---- what stands behind an address
 * -------------------------------------------------------------------------------- */

/* The words from the address's line to the next address of the list, at most a few lines. */
static const char *text_reason(const TextReport *report, size_t line, size_t next)
{
	g_autoptr(GString) reason = g_string_new(NULL);
	for (size_t i = line; i < report->n_lines && i < next && i < line + REASON_LINES; i++) {
		if (*report->lines[i].text == '\0')
			continue;
		if (reason->len > 0)
			g_string_append_c(reason, ' ');
		g_string_append(reason, report->lines[i].text);
	}
	const char *squeezed = bounce_text_squeezed(report->arena, reason->str, 600);
	return squeezed != NULL ? squeezed : "";
}

/* Exchange names the address for people first, and once more with the server's words: the mention with a status tells. */
static const char *text_telling_reason(const TextReport *report, const char *address, size_t line, size_t next)
{
	const char *reason = text_reason(report, line, next);
	if (bounce_text_status(report->arena, reason) != NULL)
		return reason;
	for (size_t i = line + 1; i < report->n_lines; i++) {
		const char *later = strcasestr(report->lines[i].text, address) != NULL ?
					    text_reason(report, i, report->n_lines) : NULL;
		if (later != NULL && bounce_text_status(report->arena, later) != NULL)
			return later;
	}
	return reason;
}

const char *bounce_text_squeezed(Arena *arena, const char *text, size_t max)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *line = text_line(arena, text, max);
	for (const char *at = line; at != NULL && *at != '\0'; at++)
		if (!g_ascii_isspace(*at) || (out->len > 0 && out->str[out->len - 1] != ' '))
			g_string_append_c(out, g_ascii_isspace(*at) ? ' ' : *at);
	return text_or_null(arena, out->str);
}

const char *bounce_text_status(Arena *arena, const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		bool begins = (*at == '2' || *at == '4' || *at == '5') && at[1] == '.' &&
			      g_ascii_isdigit(at[2]) &&
			      (at == text || (!g_ascii_isalnum(at[-1]) && at[-1] != '.' && at[-1] != '-'));
		if (!begins)
			continue;
		size_t subject = strspn(at + 2, "0123456789");
		const char *detail = at + 2 + subject;
		size_t digits = *detail == '.' ? strspn(detail + 1, "0123456789") : 0;
		const char *after = detail + 1 + digits;
		if (subject <= 3 && digits >= 1 && digits <= 3 && (*detail == '.') && *after != '.' &&
		    !g_ascii_isalnum(*after))
			return arena_strndup(arena, at, (size_t)(after - at));
		if (subject <= 3 && digits >= 1 && digits <= 3 && *after == '.' && !g_ascii_isdigit(after[1]))
			return arena_strndup(arena, at, (size_t)(after - at));
	}
	return NULL;
}

/* An SMTP reply code as a server prints it: "550 User unknown", "said: 552-". */
static int text_reply_code(const char *text)
{
	for (const char *at = text; *at != '\0'; at++) {
		bool begins = (*at == '4' || *at == '5') && g_ascii_isdigit(at[1]) && at[1] <= '5' &&
			      g_ascii_isdigit(at[2]) &&
			      (at[3] == ' ' || at[3] == '-' || at[3] == '\0' || at[3] == '.' ||
			       at[3] == ':' || at[3] == ')') &&
			      (at == text || strchr(" :(<#\"", at[-1]) != NULL);
		if (begins)
			return (at[0] - '0') * 100 + (at[1] - '0') * 10 + (at[2] - '0');
	}
	return 0;
}

/* The only recipient's status may stand far from its address ("Código de estado: 550 5.1.10"): words that say the same
 * kind of thing are not better than it. */
static const char *text_far_status(const TextReport *report, const BounceReason *known, const char *whole)
{
	for (size_t i = 1; i < report->n_found; i++)
		if (g_ascii_strcasecmp(report->found[i].address, report->found[0].address) != 0)
			return NULL;
	const char *status = bounce_text_status(report->arena, whole);
	return status != NULL && strncmp(status, known->status, strlen("5.1.")) == 0 ? status : NULL;
}

static void text_add(TextReport *report, Bounce *bounce, const char *address, const char *reason,
		     const char *whole)
{
	for (size_t i = 0; i < bounce->n_recipients; i++)
		if (g_ascii_strcasecmp(bounce->recipients[i].address, address) == 0)
			return;
	if (bounce->n_recipients >= RECIPIENTS_MAX)
		return;
	const char *status = bounce_text_status(report->arena, reason);
	int code = text_reply_code(reason);
	const BounceReason *known = bounce_reason_of(text_fold(report->arena, reason));
	if (status == NULL && code == 0 && known == NULL) {
		status = bounce_text_status(report->arena, whole);
		code = text_reply_code(whole);
		known = bounce_reason_of(text_fold(report->arena, whole));
	}
	if (status == NULL && code == 0 && known != NULL)
		status = text_far_status(report, known, whole);
	if (status == NULL && known != NULL)
		status = code >= 400 && code < 500 ? arena_printf(report->arena, "4%s", known->status + 1)
						   : known->status;
	if (status == NULL)
		status = code >= 400 && code < 500 ? "4.0.0" : "5.0.0";
	const char *folded = text_fold(report->arena, whole);
	bool delayed = bounce_rules_is_delay(folded);
	bool arrived = !delayed && known == NULL && bounce_rules_is_success(folded);
	bounce->recipients =
		arena_grow(report->arena, bounce->recipients, bounce->n_recipients, sizeof(BounceRecipient));
	bounce->recipients[bounce->n_recipients++] = (BounceRecipient){
		.address = address,
		.action = delayed ? "delayed" : arrived ? "delivered" : "failed",
		.status = arrived ? "2.0.0" : status,
		.diagnostic = *reason != '\0' ? reason : NULL,
	};
}

static FoundHow text_best(const TextReport *report)
{
	FoundHow best = FOUND_LOOSE;
	for (size_t i = 0; i < report->n_found; i++)
		best = MAX(best, report->found[i].how);
	return best;
}

static size_t text_next_line(const TextReport *report, size_t at)
{
	for (size_t i = at + 1; i < report->n_found; i++)
		if (report->found[i].line != report->found[at].line &&
		    report->found[i].how >= report->found[at].how)
			return report->found[i].line;
	return report->n_lines;
}

static void text_take_header(TextReport *report, Bounce *bounce, const char *header, const char *whole)
{
	g_auto(GStrv) pieces = g_strsplit_set(header, ", \t\r\n;", -1);
	for (size_t i = 0; pieces[i] != NULL; i++) {
		const char *sign = strchr(pieces[i], '@');
		const char *start = NULL;
		const char *end = NULL;
		const char *address =
			sign != NULL ? text_address(report->arena, pieces[i], sign, &start, &end) : NULL;
		if (address == NULL)
			continue;
		size_t line = 0;
		while (line < report->n_lines && strstr(report->lines[line].text, address) == NULL)
			line++;
		text_add(report, bounce, address,
			 line < report->n_lines ? text_reason(report, line, report->n_lines) : whole, whole);
	}
}

/* The machinery's own addresses only when no other is named. */
static void text_find_all(TextReport *report)
{
	for (int pass = 0; pass < 2 && report->n_found == 0; pass++) {
		report->machines = pass > 0;
		for (size_t i = 0; i < report->n_lines; i++)
			text_find_in_line(report, i);
	}
}

void bounce_text_recipients(Arena *arena, const Message *message, const char *text, Bounce *bounce)
{
	TextReport report = { .arena = arena };
	const char *to = message_header(message, "To");
	report.own = to != NULL ? text_fold(arena, to) : NULL;
	text_cut_lines(&report, text);
	const char *whole = text_prose(&report);
	const char *header = message_header(message, "X-Failed-Recipients");
	if (header != NULL)
		text_take_header(&report, bounce, header, whole);
	const char *subject = message_header(message, "Subject");
	const char *folded = text_fold(arena, whole);
	bool fails = bounce_rules_is_failure(folded) || bounce_rules_is_hint(folded) ||
		     (subject != NULL && bounce_rules_is_subject(text_fold(arena, subject)));
	if (bounce->n_recipients > 0)
		return;
	text_find_all(&report);
	if (!fails && text_best(&report) != FOUND_ALONE)
		return;
	FoundHow best = text_best(&report);
	for (size_t i = 0; i < report.n_found; i++) {
		const Found *found = &report.found[i];
		if (found->how == best)
			text_add(&report, bounce, found->address,
				 text_telling_reason(&report, found->address, found->line, text_next_line(&report, i)),
				 whole);
		if (best == FOUND_LOOSE)
			break;
	}
}

const char *bounce_text_message_id(Arena *arena, const char *text)
{
	for (const char *at = text; at != NULL && *at != '\0';) {
		at += strspn(at, " \t>|\r\n");
		if (g_ascii_strncasecmp(at, "message-id:", 11) == 0) {
			const char *start = at + 11;
			start += strspn(start, " \t\r\n<");
			size_t length = strcspn(start, "> \t\r\n");
			if (length > 2 && memchr(start, '@', length) != NULL)
				return arena_strndup(arena, start, length);
		}
		at = strchr(at, '\n');
	}
	return NULL;
}
