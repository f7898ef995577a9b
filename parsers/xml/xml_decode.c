#include "parsers/xml/xml_decode.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define DECLARATION_MAX 1024

/* What windows-1252 has in 0x80..0x9F; the five bytes it leaves open stay what they are in ISO-8859-1. */
static const gunichar windows_1252[32] = {
	0x20AC, 0x81,	0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x8D,	0x017D, 0x8F,	0x90,	0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,	0x017E, 0x0178,
};

typedef struct {
	const char *name; /* lower case, without '-' and '_' */
	const char *charset;
} CharsetName;

static const CharsetName charset_names[] = {
	{ "utf8", "UTF-8" },	   { "iso88591", "ISO-8859-1" },      { "latin1", "ISO-8859-1" },
	{ "l1", "ISO-8859-1" },	   { "windows1252", "windows-1252" }, { "cp1252", "windows-1252" },
	{ "usascii", "US-ASCII" }, { "ascii", "US-ASCII" },	      { "utf16", "UTF-16" },
	{ "utf16le", "UTF-16" },   { "utf16be", "UTF-16" },
};

static bool decode_begins_markup(const char *at, const char *end)
{
	if (end - at < 2 || *at != '<')
		return false;
	unsigned char next = (unsigned char)at[1];
	return g_ascii_isalpha(next) || next == '_' || next == ':' || next == '?' || next == '!' ||
	       next >= 0x80;
}

/* "UTF-16LE" or "UTF-16BE" by byte order mark or by the zero beside the first '<'; NULL for anything else. */
static const char *decode_utf16_name(const unsigned char *bytes, size_t length)
{
	if (length < 4)
		return NULL;
	if ((bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == '<' && bytes[1] == 0))
		return "UTF-16LE";
	if ((bytes[0] == 0xFE && bytes[1] == 0xFF) || (bytes[0] == 0 && bytes[1] == '<'))
		return "UTF-16BE";
	return NULL;
}

static bool decode_utf16(Arena *arena, const char **bytes, size_t *length, bool *ret_was, GError **error)
{
	const char *name = decode_utf16_name((const unsigned char *)*bytes, *length);
	*ret_was = name != NULL;
	if (name == NULL)
		return true;
	gsize written = 0;
	char *text = g_convert(*bytes, (gssize)(*length & ~(size_t)1), "UTF-8", name, NULL, &written, NULL);
	if (text == NULL) {
		error_reject(error, "not well-formed: bytes that are not UTF-16");
		return false;
	}
	*bytes = arena_own(arena, text, g_free);
	*length = written;
	return true;
}

static size_t decode_skip_marks(const char *bytes, size_t length)
{
	size_t at = 0;
	while (length - at >= 3 && memcmp(bytes + at, "\xEF\xBB\xBF", 3) == 0)
		at += 3;
	return at;
}

/* Offset of the document's first '<'; length when there is none. */
static size_t decode_find_start(const char *bytes, size_t length)
{
	const char *end = bytes + length;
	const char *at = memchr(bytes, '<', length);
	while (at != NULL && !decode_begins_markup(at, end))
		at = memchr(at + 1, '<', (size_t)(end - at - 1));
	return at != NULL ? (size_t)(at - bytes) : length;
}

static void decode_warn_before(Arena *arena, XmlInput *input, const char *bytes, size_t marks, size_t start)
{
	if (marks > 3)
		texts_add(arena, &input->warnings, "more than one byte order mark");
	for (size_t i = marks; i < start; i++) {
		if (g_ascii_isspace(bytes[i]))
			continue;
		texts_add(arena, &input->warnings, "bytes before the document were ignored");
		return;
	}
}

/* The value of encoding="…" in an XML declaration. */
static const char *decode_declared(Arena *arena, const char *declaration, size_t length)
{
	const char *end = declaration + length;
	const char *at = memmem(declaration, length, "encoding", 8);
	if (at == NULL)
		return NULL;
	for (at += 8; at < end && (g_ascii_isspace(*at) || *at == '='); at++)
		;
	if (at >= end || (*at != '"' && *at != '\''))
		return NULL;
	const char *close = memchr(at + 1, *at, (size_t)(end - at - 1));
	return close != NULL ? arena_strndup(arena, at + 1, (size_t)(close - at - 1)) : NULL;
}

static bool decode_declaration(Arena *arena, XmlInput *input, GError **error)
{
	if (input->length < 6 || memcmp(input->bytes, "<?xml", 5) != 0 || !g_ascii_isspace(input->bytes[5]))
		return true;
	const char *close = memmem(input->bytes, MIN(input->length, DECLARATION_MAX), "?>", 2);
	if (close == NULL) {
		error_reject(error, "not well-formed: the XML declaration does not end");
		return false;
	}
	input->body = (size_t)(close - input->bytes) + 2;
	input->declared = decode_declared(arena, input->bytes, input->body);
	return true;
}

static const char *decode_known_charset(const char *declared)
{
	g_autoptr(GString) name = g_string_new(NULL);
	for (; *declared != '\0'; declared++)
		if (*declared != '-' && *declared != '_' && !g_ascii_isspace(*declared))
			g_string_append_c(name, g_ascii_tolower(*declared));
	for (size_t i = 0; i < G_N_ELEMENTS(charset_names); i++)
		if (strcmp(charset_names[i].name, name->str) == 0)
			return charset_names[i].charset;
	return NULL;
}

static bool decode_is_accepted(Arena *arena, const XmlInput *input, GError **error)
{
	if (input->declared == NULL || decode_known_charset(input->declared) != NULL)
		return true;
	const char *shown = text_line(arena, text_utf8(arena, input->declared, strlen(input->declared)), 40);
	error_reject(error, "encoding %s is not accepted", shown);
	return false;
}

/* Padding behind the document is junk like any other; a NUL with markup behind it is not. */
static bool decode_has_nul(const XmlInput *input)
{
	const char *nul = memchr(input->bytes, '\0', input->length);
	return nul != NULL && memchr(nul, '>', (size_t)(input->bytes + input->length - nul)) != NULL;
}

bool xml_decode_open(Arena *arena, const void *bytes, size_t length, XmlInput *ret, GError **error)
{
	XmlInput input = { 0 };
	const char *text = bytes;
	if (!decode_utf16(arena, &text, &length, &input.was_utf16, error))
		return false;
	size_t marks = decode_skip_marks(text, length);
	size_t start = marks + decode_find_start(text + marks, length - marks);
	if (start >= length) {
		error_reject(error, "not XML");
		return false;
	}
	decode_warn_before(arena, &input, text, marks, start);
	for (size_t i = 0; i < start; i++)
		input.lines_before += text[i] == '\n';
	input.bytes = text + start;
	input.length = length - start;
	if (!decode_declaration(arena, &input, error) || !decode_is_accepted(arena, &input, error))
		return false;
	if (decode_has_nul(&input)) {
		error_reject(error, "not well-formed: NUL byte");
		return false;
	}
	*ret = input;
	return true;
}

static bool decode_is_ascii(const char *bytes, size_t length)
{
	unsigned char all = 0;
	for (size_t i = 0; i < length; i++)
		all |= (unsigned char)bytes[i];
	return all < 0x80;
}

/* The charset of bytes that are not plain ASCII, against what the declaration says. */
static const char *decode_choose(Arena *arena, XmlInput *input, const char *declared, size_t end)
{
	bool utf8 = g_utf8_validate_len(input->bytes, end, NULL);
	bool single = declared != NULL &&
		      (strcmp(declared, "ISO-8859-1") == 0 || strcmp(declared, "windows-1252") == 0);
	if (single && !utf8)
		return declared;
	if (single)
		texts_addf(arena, &input->warnings, "declared %s, but its bytes are UTF-8", input->declared);
	else if (!utf8 && declared == NULL)
		texts_add(arena, &input->warnings,
			  "no encoding declared and not UTF-8: read as windows-1252");
	else if (!utf8)
		texts_addf(arena, &input->warnings,
			   "declared %s, but its bytes are not: read as windows-1252", input->declared);
	return utf8 ? "UTF-8" : "windows-1252";
}

const char *xml_decode_charset(Arena *arena, XmlInput *input, size_t end)
{
	const char *declared = input->declared != NULL ? decode_known_charset(input->declared) : NULL;
	if (input->was_utf16)
		return "UTF-16";
	if (decode_is_ascii(input->bytes, end)) {
		bool usable = declared != NULL && strcmp(declared, "UTF-16") != 0;
		return usable ? declared : "UTF-8";
	}
	return decode_choose(arena, input, declared, end);
}

static gunichar decode_character(unsigned char byte, bool windows)
{
	return windows && byte >= 0x80 && byte < 0xA0 ? windows_1252[byte - 0x80] : byte;
}

char *xml_decode_utf8(const char *bytes, size_t length, const char *charset, size_t *ret_length)
{
	bool windows = strcmp(charset, "windows-1252") == 0;
	if ((!windows && strcmp(charset, "ISO-8859-1") != 0) || decode_is_ascii(bytes, length))
		return NULL;
	size_t high = 0;
	for (size_t i = 0; i < length; i++)
		high += (unsigned char)bytes[i] >= 0x80;
	char *text = g_malloc(length + 2 * high + 1);
	char *to = text;
	for (size_t i = 0; i < length; i++) {
		unsigned char byte = (unsigned char)bytes[i];
		if (byte < 0x80)
			*to++ = (char)byte;
		else
			to += g_unichar_to_utf8(decode_character(byte, windows), to);
	}
	*to = '\0';
	*ret_length = (size_t)(to - text);
	return text;
}
