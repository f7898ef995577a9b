#include "parsers/mime/mbox.h"

#include <glib.h>
#include <string.h>

static const char *mbox_line_end(const char *at, const char *end)
{
	const char *newline = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
	return newline != NULL ? newline + 1 : end;
}

static bool mbox_is_from(const char *line, const char *end)
{
	return end - line >= 5 && memcmp(line, "From ", 5) == 0;
}

static bool mbox_is_time(const char *at)
{
	return g_ascii_isdigit(at[0]) && g_ascii_isdigit(at[1]) && at[2] == ':' && g_ascii_isdigit(at[3]) &&
	       g_ascii_isdigit(at[4]);
}

/* " 2026", and then anything but a digit. */
static bool mbox_is_year(const char *at)
{
	bool century = (at[1] == '1' && at[2] == '9') || (at[1] == '2' && at[2] == '0');
	return at[0] == ' ' && century && g_ascii_isdigit(at[3]) && g_ascii_isdigit(at[4]);
}

/* "From a@b.test Fri Nov 20 10:00:00 2026": no sentence that begins so looks like it. */
static bool mbox_is_separator(const char *line, const char *end)
{
	const char *stop = mbox_line_end(line, end);
	bool time = false;
	bool year = false;
	if (!mbox_is_from(line, end))
		return false;
	for (const char *at = line + 4; at + 5 <= stop; at++) {
		time = time || mbox_is_time(at);
		year = year || (mbox_is_year(at) && (at + 5 == stop || !g_ascii_isdigit(at[5])));
	}
	return time && year;
}

static bool mbox_is_blank(const char *line, const char *stop)
{
	return stop - line <= 2 && (line[0] == '\n' || (line[0] == '\r' && line + 1 < stop && line[1] == '\n'));
}

/* Where the body ends by its Content-Length; NULL: none that holds. */
static const char *mbox_by_length(const char *from, const char *end)
{
	static const char name[] = "Content-Length:";
	guint64 length = 0;
	bool found = false;
	const char *stop = NULL;
	for (const char *line = from; line < end; line = stop) {
		stop = mbox_line_end(line, end);
		if (mbox_is_blank(line, stop)) {
			const char *body_end = stop + length;
			bool fits = found && length <= (guint64)(end - stop);
			if (!fits || body_end == end)
				return fits ? body_end : NULL;
			const char *after = mbox_line_end(body_end, end);
			const char *next = mbox_is_blank(body_end, after) ? after : body_end;
			return next == end || mbox_is_separator(next, end) ? body_end : NULL;
		}
		const char *from_value = line + sizeof name - 1;
		if (stop > from_value && g_ascii_strncasecmp(line, name, sizeof name - 1) == 0) {
			g_autofree char *value = g_strndup(from_value, (size_t)MIN(stop - from_value, 40));
			found = g_ascii_string_to_unsigned(g_strstrip(g_strdelimit(value, "\r\n", '\0')), 10, 0,
							   G_MAXINT64, &length, NULL);
		}
	}
	return NULL;
}

/* Where the message ends: before the empty line, if one stands there. */
static const char *mbox_by_lines(const char *from, const char *end)
{
	const char *blank = NULL;
	const char *stop = NULL;
	for (const char *line = from; line < end; line = stop) {
		stop = mbox_line_end(line, end);
		if (blank != NULL && mbox_is_separator(line, end))
			return blank;
		blank = mbox_is_blank(line, stop) ? line : NULL;
	}
	return blank != NULL && blank > from ? blank : end;
}

static bool mbox_has_bare_from(const char *from, const char *stop)
{
	for (const char *line = from; line < stop; line = mbox_line_end(line, stop))
		if (mbox_is_from(line, stop))
			return true;
	return false;
}

static bool mbox_is_quoted(const char *line, const char *stop)
{
	const char *at = line;
	while (at < stop && *at == '>')
		at++;
	return at > line && mbox_is_from(at, stop);
}

static void mbox_unquote(Arena *arena, const char **bytes, size_t *n)
{
	const char *stop = *bytes + *n;
	g_autoptr(GString) text = g_string_sized_new(*n);
	for (const char *line = *bytes; line < stop;) {
		const char *next = mbox_line_end(line, stop);
		const char *from = mbox_is_quoted(line, stop) ? line + 1 : line;
		g_string_append_len(text, from, next - from);
		line = next;
	}
	if (text->len == *n)
		return;
	*n = text->len;
	*bytes = arena_memdup(arena, text->str, text->len);
}

bool mbox_next(Arena *arena, const char **at, const char *end, const char **ret_bytes, size_t *ret_n)
{
	if (*at >= end)
		return false;
	const char *from = mbox_is_from(*at, end) ? mbox_line_end(*at, end) : *at;
	const char *counted = mbox_by_length(from, end);
	const char *stop = counted != NULL ? counted : mbox_by_lines(from, end);
	const char *after = mbox_line_end(stop, end);
	*ret_bytes = from;
	*ret_n = (size_t)(stop - from);
	*at = stop < end && mbox_is_blank(stop, after) ? after : stop;
	if (counted == NULL || !mbox_has_bare_from(from, stop))
		mbox_unquote(arena, ret_bytes, ret_n);
	return true;
}
