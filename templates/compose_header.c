#include "templates/compose_header.h"

#include <stdbool.h>
#include <string.h>

#define COMPOSE_LINE 76
#define COMPOSE_WORD_FRAME 12  /* =?UTF-8?B??= of an encoded word; the whole word is at most 75, RFC 2047 */
#define COMPOSE_NAME_COLUMN 10 /* "Reply-To: ", the longest header of mailboxes */
#define COMPOSE_PLAIN_WORD 60
#define COMPOSE_CHUNK 54 /* of a percent-encoded parameter, leaving room for name*NN*=UTF-8'' */

static bool compose_header_is_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < 0x20 || *text > 0x7e)
			return false;
	return true;
}

/* Plain text that survives folding and that nobody takes for an encoded word. */
static bool compose_header_is_plain(const char *text)
{
	if (!compose_header_is_printable(text) || strstr(text, "=?") != NULL || strstr(text, "  ") != NULL)
		return false;
	if (*text == ' ' || (*text != '\0' && text[strlen(text) - 1] == ' '))
		return false;
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (length > COMPOSE_PLAIN_WORD)
			return false;
		text += length + (text[length] == ' ');
	}
	return true;
}

/* Bytes that stand for themselves everywhere: in an encoded word of a phrase (RFC 2047 section 5.3) and in an
 * extended parameter (RFC 2231 attribute-char). */
static bool compose_header_is_safe(char c)
{
	return g_ascii_isalnum(c) || c == '-';
}

static size_t compose_header_cost(const char *character, char mark)
{
	if (compose_header_is_safe(*character) || (*character == ' ' && mark == '='))
		return 1;
	return 3 * (size_t)(g_utf8_next_char(character) - character);
}

/* Appends as many whole characters of text as fit in room, the others written as mark and two hex digits,
 * and a blank as '_' in an encoded word (whose mark is '='); returns what is left. */
static const char *compose_header_escape(GString *out, const char *text, char mark, size_t room)
{
	const char *end = text;
	for (size_t used = 0; *end != '\0'; end = g_utf8_next_char(end)) {
		used += compose_header_cost(end, mark);
		if (used > room)
			break;
	}
	for (; text < end; text++) {
		if (compose_header_is_safe(*text))
			g_string_append_c(out, *text);
		else if (*text == ' ' && mark == '=')
			g_string_append_c(out, '_');
		else
			g_string_append_printf(out, "%c%02X", mark, (unsigned)(unsigned char)*text);
	}
	return end;
}

/* Q and not B: readers join the words of a run before they decode them and stop at the first padding of
 * base64 (GMime does), so that words cut at whole characters would lose their tail. */
static void compose_header_words(GString *out, const char *text, size_t column)
{
	while (*text != '\0') {
		g_string_append(out, "=?UTF-8?Q?");
		text = compose_header_escape(out, text, '=', COMPOSE_LINE - COMPOSE_WORD_FRAME - column);
		g_string_append(out, *text != '\0' ? "?=\n " : "?=");
		column = 1;
	}
}

static void compose_header_fold(GString *out, const char *text, size_t column)
{
	while (*text != '\0') {
		size_t length = strcspn(text, " ");
		if (column + 1 + length > COMPOSE_LINE) {
			g_string_append_c(out, '\n');
			column = 0;
		}
		g_string_append_c(out, ' ');
		g_string_append_len(out, text, (gssize)length);
		column += 1 + length;
		text += length + (text[length] == ' ');
	}
}

void compose_header_text(GString *out, const char *text, size_t column)
{
	if (compose_header_is_plain(text)) {
		compose_header_fold(out, text, column);
		return;
	}
	g_string_append_c(out, ' ');
	compose_header_words(out, text, column + 1);
}

static void compose_header_quote(GString *out, const char *text)
{
	g_string_append_c(out, '"');
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			g_string_append_c(out, '\\');
		g_string_append_c(out, *text);
	}
	g_string_append_c(out, '"');
}

void compose_header_mailbox(GString *out, const char *name, const char *address)
{
	if (name == NULL || *name == '\0') {
		g_string_append(out, address);
		return;
	}
	size_t start = out->len;
	bool plain = compose_header_is_plain(name) && strlen(name) <= COMPOSE_PLAIN_WORD / 2;
	if (plain)
		compose_header_quote(out, name);
	else
		compose_header_words(out, name, COMPOSE_NAME_COLUMN);
	const char *line = strrchr(out->str + start, '\n');
	size_t column = out->len - (line != NULL ? (size_t)(line + 1 - out->str) : start);
	g_string_append(out, column + strlen(address) + 4 > COMPOSE_LINE ? "\n <" : " <");
	g_string_append(out, address);
	g_string_append_c(out, '>');
}

static void compose_header_extended(GString *out, const char *name, const char *value)
{
	g_autoptr(GString) first = g_string_new(NULL);
	const char *rest = compose_header_escape(first, value, '%', COMPOSE_CHUNK);
	bool single = *rest == '\0';
	g_string_append_printf(out, ";\n %s*%s=UTF-8''%s", name, single ? "" : "0*", first->str);
	for (unsigned i = 1; *rest != '\0'; i++) {
		g_string_append_printf(out, ";\n %s*%u*=", name, i);
		rest = compose_header_escape(out, rest, '%', COMPOSE_CHUNK);
	}
}

void compose_header_parameter(GString *out, const char *name, const char *value)
{
	if (!compose_header_is_printable(value) || strpbrk(value, "\"\\%'") != NULL ||
	    strstr(value, "=?") != NULL || strlen(value) > COMPOSE_PLAIN_WORD) {
		compose_header_extended(out, name, value);
		return;
	}
	g_string_append_printf(out, ";\n %s=", name);
	compose_header_quote(out, value);
}
