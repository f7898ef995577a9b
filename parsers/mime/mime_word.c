#include "parsers/mime/mime_word.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

/* RFC 2047 says 75; nobody obeys. What is longer is no word. */
#define WORD_MAX 2000

/* The text of the Q word that begins at word: past "=?charset?Q?"; NULL when none begins there. */
static const char *word_text(const char *word, const char *end)
{
	const char *stop = MIN(end, word + 80);
	const char *at = word + 2;
	while (at < stop && g_ascii_isgraph(*at) && *at != '?')
		at++;
	bool q = stop - at >= 3 && at > word + 2 && at[0] == '?' && (at[1] == 'Q' || at[1] == 'q') && at[2] == '?';
	return q ? at + 3 : NULL;
}

/* Where its closing "?=" stands; NULL when another word begins before it, or it is too far. */
static const char *word_close(const char *text, const char *end)
{
	size_t room = MIN((size_t)(end - text), WORD_MAX);
	const char *close = memmem(text, room, "?=", 2);
	return close != NULL && memmem(text, (size_t)(close - text), "=?", 2) == NULL ? close : NULL;
}

static bool word_must_hide(unsigned char byte)
{
	return byte >= 0x80 || (byte > 0 && strchr("()<>@,;:.\"[]\\", byte) != NULL);
}

static void word_append(GString *out, const char *text, const char *close)
{
	for (const char *at = text; at < close; at++) {
		if (*at == ' ' || *at == '\t')
			g_string_append_c(out, '_');
		else if (word_must_hide((unsigned char)*at))
			g_string_append_printf(out, "=%02X", (unsigned char)*at);
		else
			g_string_append_c(out, *at);
	}
}

const char *mime_word_mend(Arena *arena, const char *bytes, size_t length, size_t *ret_length)
{
	const char *end = bytes + length, *at = bytes;
	*ret_length = length;
	if (memmem(bytes, length, "=?", 2) == NULL)
		return bytes;
	g_autoptr(GString) out = g_string_sized_new(length + 64);
	while (at < end) {
		const char *word = memmem(at, (size_t)(end - at), "=?", 2);
		const char *text = word != NULL ? word_text(word, end) : NULL;
		const char *close = text != NULL ? word_close(text, end) : NULL;
		const char *copied = word == NULL ? end : text != NULL ? text : word + 2;
		g_string_append_len(out, at, copied - at);
		at = copied;
		if (close == NULL)
			continue;
		word_append(out, text, close);
		at = close;
	}
	*ret_length = out->len;
	return arena_strndup(arena, out->str, out->len);
}
