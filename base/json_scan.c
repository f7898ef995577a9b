#include "base/json_scan.h"

#include <glib.h>
#include <string.h>

JsonScan json_scan_begin(const char *bytes, size_t length)
{
	JsonScan scan = { .start = bytes, .at = bytes, .end = bytes + length };
	if (!g_utf8_validate_len(bytes, length, NULL))
		json_scan_refuse(&scan, "not UTF-8");
	return scan;
}

bool json_scan_refuse(JsonScan *scan, const char *fault)
{
	if (scan->fault == NULL)
		scan->fault = fault;
	scan->end = scan->at; /* nothing more is read */
	return false;
}

static void json_scan_blanks(JsonScan *scan)
{
	while (scan->at < scan->end &&
	       (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r'))
		scan->at++;
}

/* Takes the byte if it comes next. */
static bool json_scan_take(JsonScan *scan, char byte)
{
	json_scan_blanks(scan);
	if (scan->at == scan->end || *scan->at != byte)
		return false;
	scan->at++;
	return true;
}

bool json_scan_end(JsonScan *scan)
{
	json_scan_blanks(scan);
	if (scan->fault == NULL && scan->at == scan->end)
		return true;
	return json_scan_refuse(scan, "something stands behind the end");
}

bool json_scan_open(JsonScan *scan, char bracket)
{
	scan->first = true;
	return json_scan_take(scan, bracket) ||
	       json_scan_refuse(scan, bracket == '{' ? "not an object" : "not an array");
}

bool json_scan_more(JsonScan *scan, char bracket)
{
	bool first = scan->first;
	scan->first = false;
	if (json_scan_take(scan, bracket))
		return false;
	if (scan->fault == NULL && (first || json_scan_take(scan, ',')))
		return true;
	return json_scan_refuse(scan, "no comma and no end");
}

static bool json_scan_literal(JsonScan *scan, const char *literal)
{
	size_t length = strlen(literal);
	json_scan_blanks(scan);
	if ((size_t)(scan->end - scan->at) < length || memcmp(scan->at, literal, length) != 0)
		return false;
	scan->at += length;
	return true;
}

bool json_scan_null(JsonScan *scan)
{
	return json_scan_literal(scan, "null");
}

bool json_scan_bool(JsonScan *scan, bool *ret)
{
	*ret = json_scan_literal(scan, "true");
	return *ret || json_scan_literal(scan, "false") || json_scan_refuse(scan, "not true or false");
}

/* No fraction and no exponent: what follows the digits is then refused as no comma. */
bool json_scan_integer(JsonScan *scan, int64_t *ret)
{
	bool negative = json_scan_take(scan, '-');
	const char *digits = scan->at;
	int64_t value = 0;
	for (; scan->at < scan->end && g_ascii_isdigit(*scan->at); scan->at++) {
		int64_t digit = *scan->at - '0';
		if (__builtin_mul_overflow(value, 10, &value) ||
		    __builtin_add_overflow(value, negative ? -digit : digit, &value))
			return json_scan_refuse(scan, "an integer of more than 64 bits");
	}
	size_t n = (size_t)(scan->at - digits);
	if (n == 0 || (n > 1 && *digits == '0'))
		return json_scan_refuse(scan, "not an integer");
	*ret = value;
	return true;
}

/* ---- strings ---- */

/* From behind the opening quote to the closing one, which is taken. */
static bool json_scan_string(JsonScan *scan, const char **ret, size_t *ret_length, bool *ret_escaped)
{
	*ret_escaped = false;
	if (!json_scan_take(scan, '"'))
		return json_scan_refuse(scan, "not a string");
	const char *at = scan->at;
	for (; at < scan->end && *at != '"'; at++) {
		if ((unsigned char)*at < 0x20)
			return json_scan_refuse(scan, "a control character in a string");
		if (*at != '\\')
			continue;
		*ret_escaped = true;
		if (++at == scan->end)
			break;
	}
	if (at >= scan->end)
		return json_scan_refuse(scan, "a string without an end");
	*ret = scan->at;
	*ret_length = (size_t)(at - scan->at);
	scan->at = at + 1;
	return true;
}

bool json_scan_word(JsonScan *scan, const char **ret, size_t *ret_length)
{
	bool escaped = false;
	return json_scan_string(scan, ret, ret_length, &escaped) &&
	       (!escaped || json_scan_refuse(scan, "an escape where none may be"));
}

bool json_scan_key(JsonScan *scan, const char **ret, size_t *ret_length)
{
	return json_scan_word(scan, ret, ret_length) &&
	       (json_scan_take(scan, ':') || json_scan_refuse(scan, "a key without a value"));
}

typedef struct {
	const char *at, *end;
} Escapes;

/* The four digits of a \u; G_MAXUINT32: they are none. */
static gunichar escape_unit(Escapes *escapes)
{
	gunichar unit = 0;
	if (escapes->end - escapes->at < 4)
		return G_MAXUINT32;
	for (int i = 0; i < 4; i++) {
		int digit = g_ascii_xdigit_value(*escapes->at++);
		if (digit < 0)
			return G_MAXUINT32;
		unit = unit << 4 | (gunichar)digit;
	}
	return unit;
}

/* Two surrogates are one character; one alone is none. */
static gunichar escape_unicode(Escapes *escapes)
{
	gunichar unit = escape_unit(escapes);
	if (unit < 0xD800 || unit > 0xDBFF)
		return unit;
	if (escapes->end - escapes->at < 2 || escapes->at[0] != '\\' || escapes->at[1] != 'u')
		return G_MAXUINT32;
	escapes->at += 2;
	gunichar low = escape_unit(escapes);
	return low >= 0xDC00 && low <= 0xDFFF ? 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00) : G_MAXUINT32;
}

/* Of the escape whose backslash was taken; G_MAXUINT32 when there is no such one. */
static gunichar escape_character(Escapes *escapes)
{
	static const char letters[] = "\"\\/bfnrt";
	static const char meant[] = "\"\\/\b\f\n\r\t";
	char letter = *escapes->at++;
	const char *found = strchr(letters, letter);
	if (letter == 'u')
		return escape_unicode(escapes);
	return letter != '\0' && found != NULL ? (gunichar)meant[found - letters] : G_MAXUINT32;
}

/* No escape is shorter than what it stands for in UTF-8. */
static bool json_scan_unescape(JsonScan *scan, const char *raw, size_t length, char *text, size_t *ret_length)
{
	Escapes escapes = { .at = raw, .end = raw + length };
	char *to = text;
	while (escapes.at < escapes.end) {
		if (*escapes.at != '\\') {
			*to++ = *escapes.at++;
			continue;
		}
		escapes.at++;
		gunichar character = escape_character(&escapes);
		if (character == 0 || !g_unichar_validate(character))
			return json_scan_refuse(scan, "an escape that stands for nothing");
		to += g_unichar_to_utf8(character, to);
	}
	*to = '\0';
	*ret_length = (size_t)(to - text);
	return true;
}

bool json_scan_text(JsonScan *scan, Arena *arena, const char **ret, size_t *ret_length)
{
	const char *raw = NULL;
	size_t length = 0;
	bool escaped = false;
	if (!json_scan_string(scan, &raw, &length, &escaped))
		return false;
	if (!escaped) {
		*ret = arena_strndup(arena, raw, length);
		*ret_length = length;
		return true;
	}
	char *text = arena_alloc(arena, length + 1);
	*ret = text;
	return json_scan_unescape(scan, raw, length, text, ret_length);
}
