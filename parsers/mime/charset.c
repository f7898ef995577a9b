#include "parsers/mime/charset.h"

#include <errno.h>
#include <glib.h>
#include <stdint.h>
#include <string.h>

/* windows-1252 0x80..0x9f (WHATWG index; the five open places map to themselves) */
static const gunichar charset_high[32] = {
	0x20AC, 0x81,	0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
	0x2039, 0x0152, 0x8D,	0x017D, 0x8F,	0x90,	0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
	0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D,	0x017E, 0x0178,
};

/* Names that mail uses and iconv does not know, or means otherwise. NULL: guess. */
static const struct {
	const char *name, *use;
} charset_alias[] = {
	{ "us-ascii", NULL },
	{ "ascii", NULL },
	{ "ansi_x3.4-1968", NULL },
	{ "utf-8", NULL },
	{ "utf8", NULL },
	{ "iso-8859-1", NULL },
	{ "iso8859-1", NULL },
	{ "iso_8859-1", NULL },
	{ "latin1", NULL },
	{ "latin-1", NULL },
	{ "windows-1252", NULL },
	{ "cp1252", NULL },
	{ "cp-1252", NULL },
	{ "x-ansi", NULL },
	{ "unknown-8bit", NULL },
	{ "x-unknown", NULL },
	{ "default", NULL },
	{ "binary", NULL },
	{ "unknown", NULL },
	{ "8bit", NULL },
	{ "unicode-1-1-utf-7", "utf-7" },
	{ "gb2312", "gb18030" },
	{ "gbk", "gb18030" },
	{ "x-gbk", "gb18030" },
	{ "ks_c_5601-1987", "cp949" },
	{ "euc-kr", "cp949" },
	{ "shift_jis", "cp932" },
	{ "x-sjis", "cp932" },
	{ "big5", "big5-hkscs" },
	{ "iso-8859-9", "windows-1254" },
	{ "x-mac-roman", "macintosh" },
	{ "iso-8859-8-i", "iso-8859-8" },
	{ "x-windows-949", "cp949" },
	{ "tis-620", "cp874" },
};

static void charset_put_byte(GString *out, unsigned char byte)
{
	if (byte == 0)
		g_string_append(out, "\xEF\xBF\xBD");
	else if (byte >= 0x80 && byte < 0xA0)
		g_string_append_unichar(out, charset_high[byte - 0x80]);
	else
		g_string_append_unichar(out, byte);
}

const char *charset_guess(Arena *arena, const char *bytes, size_t length)
{
	const char *bad = NULL;
	if (g_utf8_validate(bytes, (gssize)length, &bad))
		return arena_strndup(arena, bytes, length);
	g_autoptr(GString) out = g_string_sized_new(length + length / 8 + 16);
	const char *at = bytes, *end = bytes + length;
	while (at < end) {
		g_utf8_validate(at, end - at, &bad);
		g_string_append_len(out, at, bad - at);
		if (bad < end)
			charset_put_byte(out, (unsigned char)*bad++);
		at = bad;
	}
	return arena_strndup(arena, out->str, out->len);
}

/* Whether the name is one that is read by guessing; else *ret_use is what iconv is asked for. */
static bool charset_is_guessed(const char *charset, const char **ret_use)
{
	*ret_use = charset;
	for (size_t i = 0; i < G_N_ELEMENTS(charset_alias); i++)
		if (g_ascii_strcasecmp(charset, charset_alias[i].name) == 0) {
			*ret_use = charset_alias[i].use;
			return charset_alias[i].use == NULL;
		}
	return false;
}

/* Room left in the buffer for one more call of iconv. */
static void charset_make_room(GString *out, size_t used, size_t want)
{
	if (out->len < used + want)
		g_string_set_size(out, (used + want) * 2);
}

static size_t charset_convert(GIConv converter, const char *bytes, size_t length, GString *out)
{
	char *in = (char *)(uintptr_t)bytes;
	size_t left = length, used = 0;
	while (left > 0) {
		charset_make_room(out, used, 4096);
		char *to = out->str + used;
		size_t room = out->len - used;
		size_t done = g_iconv(converter, &in, &left, &to, &room);
		used = (size_t)(to - out->str);
		if (done != (size_t)-1 || errno == E2BIG)
			continue;
		g_string_set_size(out, used);
		charset_put_byte(out, (unsigned char)*in++);
		used = out->len;
		left--;
	}
	return used;
}

/* NULs that the converter produced become U+FFFD, so that nothing behind them is lost. */
static const char *charset_without_nul(Arena *arena, const char *text, size_t length)
{
	if (memchr(text, '\0', length) == NULL && g_utf8_validate(text, (gssize)length, NULL))
		return arena_strndup(arena, text, length);
	return charset_guess(arena, text, length);
}

/* A few charsets write all of ASCII otherwise, so that ASCII bytes are no proof of ASCII text. */
static bool charset_shifts(const char *charset)
{
	return g_ascii_strncasecmp(charset, "utf-7", 5) == 0 ||
	       g_ascii_strncasecmp(charset, "iso-2022", 8) == 0 ||
	       g_ascii_strncasecmp(charset, "utf-16", 6) == 0 ||
	       g_ascii_strncasecmp(charset, "utf-32", 6) == 0 || g_ascii_strncasecmp(charset, "hz-", 3) == 0;
}

static bool charset_is_name(const char *use)
{
	size_t length = strspn(use, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:+");
	return length > 0 && length < 64 && use[length] == '\0';
}

const char *charset_decode(Arena *arena, const char *charset, const char *bytes, size_t length)
{
	const char *use = charset;
	if (charset == NULL || charset_is_guessed(charset, &use))
		return charset_guess(arena, bytes, length);
	bool single = g_ascii_strncasecmp(use, "iso-8859", 8) == 0 ||
		      g_ascii_strncasecmp(use, "windows-", 8) == 0;
	if (!charset_shifts(use) && (single || length == 0) && g_utf8_validate(bytes, (gssize)length, NULL))
		return arena_strndup(arena, bytes, length);
	GIConv converter = charset_is_name(use) ? g_iconv_open("UTF-8", use) : (GIConv)-1;
	if (converter == (GIConv)-1)
		return charset_guess(arena, bytes, length);
	g_autoptr(GString) out = g_string_sized_new(length + 4096);
	size_t used = charset_convert(converter, bytes, length, out);
	g_iconv_close(converter);
	return charset_without_nul(arena, out->str, used);
}

const char *charset_decode_field(Arena *arena, const char *charset, const char *bytes, size_t length)
{
	bool usable = charset != NULL && !charset_shifts(charset) && !g_utf8_validate(bytes, (gssize)length, NULL);
	return usable ? charset_decode(arena, charset, bytes, length) : charset_guess(arena, bytes, length);
}
