#include "base/text.h"

#include <glib.h>
#include <string.h>

const char *text_trim(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	while (g_ascii_isspace(*text))
		text++;
	size_t length = strlen(text);
	while (length > 0 && g_ascii_isspace(text[length - 1]))
		length--;
	return arena_strndup(arena, text, length);
}

const char *text_or_null(Arena *arena, const char *text)
{
	const char *trimmed = text_trim(arena, text);
	return trimmed != NULL && *trimmed != '\0' ? trimmed : NULL;
}

static bool text_is_mark(gunichar c)
{
	return g_unichar_ismark(c);
}

#define TEXT_SIGMA 0x03C3
#define TEXT_FINAL_SIGMA 0x03C2 /* the one letter that depends on those beside it */

/* Letters beyond ASCII. False: they are no UTF-8. */
static bool text_fold_letters(GString *folded, const char *text, size_t length)
{
	g_autofree char *lower = g_utf8_strdown(text, (gssize)length);
	g_autofree char *decomposed = g_utf8_normalize(lower, -1, G_NORMALIZE_ALL);
	for (const char *at = decomposed; at != NULL && *at != '\0'; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		if (!text_is_mark(c))
			g_string_append_unichar(folded, c == TEXT_FINAL_SIGMA ? TEXT_SIGMA : c);
	}
	return decomposed != NULL;
}

static size_t text_run(const char *at, bool ascii)
{
	size_t n = 0;
	while (at[n] != '\0' && ((unsigned char)at[n] < 0x80) == ascii)
		n++;
	return n;
}

/* ASCII needs no tables, and is nearly all there is: what stands beside it changes neither. */
const char *text_fold(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	g_autoptr(GString) folded = g_string_sized_new(strlen(text) + 16);
	for (const char *at = text; *at != '\0';) {
		size_t n = text_run(at, true);
		for (size_t i = 0; i < n; i++)
			g_string_append_c(folded, g_ascii_tolower(at[i]));
		at += n;
		n = text_run(at, false);
		if (n > 0 && !text_fold_letters(folded, at, n))
			return arena_strdup(arena, text);
		at += n;
	}
	return arena_strndup(arena, folded->str, folded->len);
}

const char *text_utf8(Arena *arena, const char *bytes, size_t length)
{
	size_t end = strnlen(bytes, length);
	if (g_utf8_validate(bytes, (gssize)end, NULL))
		return arena_strndup(arena, bytes, end);
	g_autofree char *converted = g_convert_with_fallback(bytes, (gssize)end, "UTF-8", "WINDOWS-1252", "?", NULL,
							     NULL, NULL);
	g_autofree char *valid = converted != NULL ? NULL : g_utf8_make_valid(bytes, (gssize)end);
	return arena_strdup(arena, converted != NULL ? converted : valid);
}

static bool text_is_invisible(gunichar c)
{
	return g_unichar_iscntrl(c) || c == 0x2028 || c == 0x2029 || (c >= 0x200B && c <= 0x200F) ||
	       (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

const char *text_line(Arena *arena, const char *text, size_t max)
{
	if (text == NULL)
		return NULL;
	g_autoptr(GString) line = g_string_new(NULL);
	size_t n = 0;
	for (const char *at = text; *at != '\0' && n < max; at = g_utf8_next_char(at), n++) {
		gunichar c = g_utf8_get_char(at);
		g_string_append_unichar(line, text_is_invisible(c) ? ' ' : c);
		if (n + 1 == max && *g_utf8_next_char(at) != '\0')
			g_string_append(line, "…");
	}
	return arena_strndup(arena, line->str, line->len);
}

bool text_has_control(const char *text)
{
	for (; text != NULL && *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return true;
	return false;
}

bool text_equal(const char *a, const char *b)
{
	return g_strcmp0(a, b) == 0;
}
