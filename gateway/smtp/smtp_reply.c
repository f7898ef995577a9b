#include "gateway/smtp/smtp_reply.h"

#include <string.h>

#include "base/text.h"

#define WORDS_MAX 500

SmtpReply *smtp_reply_new(void)
{
	SmtpReply *reply = g_new0(SmtpReply, 1);
	reply->text = g_string_new(NULL);
	reply->line = g_string_new(NULL);
	return reply;
}

void smtp_reply_free(SmtpReply *reply)
{
	if (reply == NULL)
		return;
	g_string_free(reply->text, TRUE);
	g_string_free(reply->line, TRUE);
	g_free(reply);
}

void smtp_reply_reset(SmtpReply *reply)
{
	GString *text = g_string_truncate(reply->text, 0);
	GString *line = g_string_truncate(reply->line, 0);
	*reply = (SmtpReply){ .state = SMTP_REPLY_MORE, .text = text, .line = line };
}

static void reply_fault(SmtpReply *reply, const char *words)
{
	reply->state = SMTP_REPLY_FAULT;
	reply->fault = words;
}

/* One to three digits at *at; moves past them. -1 when there are none or more. */
static int small_number(const char **at, const char *end)
{
	int value = 0;
	int digits = 0;
	for (; *at < end && g_ascii_isdigit(**at); (*at)++, digits++)
		value = digits < 3 ? value * 10 + (**at - '0') : value;
	return digits >= 1 && digits <= 3 ? value : -1;
}

/* "5.1.1 " at the start of a first line, of the class of the reply itself. */
static void read_enhanced(SmtpReply *reply, const char *text, const char *end)
{
	int numbers[3] = { 0 };
	for (size_t i = 0; i < 3; i++) {
		if (i > 0 && (text >= end || *text++ != '.'))
			return;
		numbers[i] = small_number(&text, end);
		if (numbers[i] < 0)
			return;
	}
	if (numbers[0] == reply->code / 100 && (text == end || *text == ' '))
		memcpy(reply->enhanced, numbers, sizeof numbers);
}

/* The code at the start of a line, 0 when it is none: 200..599, and a blank, a hyphen or nothing behind it.
 */
static int line_code(const char *line, size_t length)
{
	if (length < 3 || line[0] < '2' || line[0] > '5' || !g_ascii_isdigit(line[1]) ||
	    !g_ascii_isdigit(line[2]))
		return 0;
	if (length > 3 && line[3] != ' ' && line[3] != '-')
		return 0;
	return (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
}

static void end_line(SmtpReply *reply)
{
	const char *line = reply->line->str;
	size_t length = reply->line->len;
	length -= length > 0 && line[length - 1] == '\r';
	int code = line_code(line, length);
	if (code == 0 || (reply->lines > 0 && code != reply->code)) {
		reply_fault(reply,
			    code == 0 ? "an answer that is no SMTP reply" : "a reply with two codes");
		return;
	}
	size_t skip = length > 3 ? 4 : 3;
	if (reply->lines++ == 0) {
		reply->code = code;
		read_enhanced(reply, line + skip, line + length);
	} else {
		g_string_append_c(reply->text, '\n');
	}
	g_string_append_len(reply->text, line + skip, (gssize)(length - skip));
	if (length <= 3 || line[3] == ' ')
		reply->state = SMTP_REPLY_DONE;
	else if (reply->lines >= SMTP_REPLY_MAX_LINES)
		reply_fault(reply, "a reply of too many lines");
	g_string_truncate(reply->line, 0);
}

/* Up to and with the next line end. */
static size_t feed_line(SmtpReply *reply, const char *bytes, size_t n)
{
	const char *end = memchr(bytes, '\n', n);
	size_t part = end != NULL ? (size_t)(end - bytes) : n;
	if (reply->line->len + part > SMTP_REPLY_MAX_LINE) {
		reply_fault(reply, "a reply line that is too long");
		return 0;
	}
	g_string_append_len(reply->line, bytes, (gssize)part);
	if (end != NULL)
		end_line(reply);
	return part + (end != NULL);
}

size_t smtp_reply_feed(SmtpReply *reply, const char *bytes, size_t n)
{
	size_t used = 0;
	while (used < n && reply->state == SMTP_REPLY_MORE)
		used += feed_line(reply, bytes + used, n - used);
	return used;
}

const char *smtp_reply_words(Arena *arena, const SmtpReply *reply)
{
	return text_line(arena, text_utf8(arena, reply->text->str, reply->text->len), WORDS_MAX);
}

/* The value behind keyword in one EHLO line, NULL when the line says something else. */
static const char *offer_value(const char *line, const char *end, const char *keyword)
{
	size_t length = strlen(keyword);
	if ((size_t)(end - line) < length || g_ascii_strncasecmp(line, keyword, length) != 0)
		return NULL;
	line += length;
	if (line < end && *line != ' ')
		return NULL;
	return line < end ? line + 1 : line;
}

bool smtp_reply_offers(Arena *arena, const SmtpReply *ehlo, const char *keyword, const char **ret_value)
{
	const char *end = ehlo->text->str + ehlo->text->len;
	/* The first line is the server's name and greeting. */
	const char *line = memchr(ehlo->text->str, '\n', ehlo->text->len);
	while (line != NULL) {
		line++;
		const char *next = memchr(line, '\n', (size_t)(end - line));
		const char *stop = next != NULL ? next : end;
		const char *value = offer_value(line, stop, keyword);
		if (value != NULL && ret_value != NULL)
			*ret_value = text_line(arena, text_utf8(arena, value, (size_t)(stop - value)),
					       WORDS_MAX);
		if (value != NULL)
			return true;
		line = next;
	}
	return false;
}
