#include "parsers/replies/reply_lines.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

/* Folding is for finding words; nothing past this many bytes of a line decides anything. */
enum { FOLDED_MAX = 600 };

/* ">", " >", "> >", "JP>" */
static size_t lines_mark(const char *text)
{
	size_t at = strspn(text, " \t");
	size_t letters = 0;
	while (letters < 3 && g_ascii_isupper(text[at + letters]))
		letters++;
	if (text[at + letters] == '>')
		return at + letters + 1;
	return g_str_has_prefix(text + at, "&gt;") ? at + 4 : 0;
}

static const char *lines_after_marks(const char *text)
{
	for (size_t mark; (mark = lines_mark(text)) > 0;)
		text += mark;
	return text;
}

static void lines_replace(GString *text, const char *from, const char *to)
{
	g_string_replace(text, from, to, 0);
}

static const char *lines_folded(Arena *arena, const char *text, size_t length)
{
	size_t most = MIN(length, FOLDED_MAX);
	while (most > 0 && most < length && ((unsigned char)text[most] & 0xC0) == 0x80)
		most--;
	g_autoptr(GString) plain = g_string_new_len(text, (gssize)most);
	lines_replace(plain, "&lt;", "<");
	lines_replace(plain, "&gt;", ">");
	lines_replace(plain, "&quot;", "\"");
	lines_replace(plain, "\u200e", "");
	lines_replace(plain, "\u200b", "");
	lines_replace(plain, "\u202f", " ");
	lines_replace(plain, "*", "");
	const char *folded = text_fold(arena, lines_after_marks(plain->str));
	size_t start = strspn(folded, " \t_");
	size_t end = strlen(folded);
	while (end > start && strchr(" \t_", folded[end - 1]) != NULL)
		end--;
	return arena_strndup(arena, folded + start, end - start);
}

static bool lines_is_blank(const char *text, size_t length)
{
	for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
		gunichar c = g_utf8_get_char(at);
		bool invisible = c == 0x200B || c == 0xFEFF || c == 0x200E || c == 0xAD;
		if (!invisible && !g_unichar_isspace(c) && !g_unichar_iscntrl(c))
			return false;
	}
	return true;
}

static ReplyLine lines_line(Arena *arena, const char *text, size_t length)
{
	while (length > 0 && strchr(" \t\r", text[length - 1]) != NULL)
		length--;
	ReplyLine line = { .text = arena_strndup(arena, text, length), .length = length };
	line.blank = lines_is_blank(line.text, length);
	line.marked = lines_mark(line.text) > 0;
	line.folded = line.blank ? "" : lines_folded(arena, line.text, length);
	return line;
}

ReplyLines reply_lines_of(Arena *arena, const char *text)
{
	ReplyLines lines = { 0 };
	for (const char *at = text; at != NULL && *at != '\0';) {
		size_t length = strcspn(at, "\r\n");
		lines.items = arena_grow(arena, lines.items, lines.n, sizeof(ReplyLine));
		lines.items[lines.n++] = lines_line(arena, at, length);
		at += length;
		at += *at == '\r' && at[1] == '\n' ? 2 : *at != '\0';
	}
	return lines;
}

const char *reply_lines_join(Arena *arena, const ReplyLines *lines, bool quoted)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	bool gap = false;
	for (size_t i = 0; i < lines->n; i++) {
		const ReplyLine *line = &lines->items[i];
		if (line->quoted != quoted || (line->blank && gap && joined->len == 0)) {
			gap = true;
			continue;
		}
		bool cut = i > 0 && lines->items[i - 1].quoted != quoted;
		if (cut && joined->len > 0 && !g_str_has_suffix(joined->str, "\n\n") && !line->blank)
			g_string_append_c(joined, '\n');
		if (cut && line->blank && g_str_has_suffix(joined->str, "\n\n"))
			continue;
		gap = joined->len == 0 && line->blank;
		if (joined->len > 0 || !line->blank) {
			g_string_append(joined, line->text);
			g_string_append_c(joined, '\n');
		}
	}
	while (joined->len > 0 && g_ascii_isspace(joined->str[joined->len - 1]))
		g_string_truncate(joined, joined->len - 1);
	return arena_strndup(arena, joined->str, joined->len);
}

bool reply_lines_has_new(const ReplyLines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		if (!lines->items[i].quoted && !lines->items[i].blank &&
		    !reply_lines_is_rule(&lines->items[i]))
			return true;
	return false;
}

bool reply_lines_is_rule(const ReplyLine *line)
{
	size_t marks = 0;
	for (const char *at = line->text; *at != '\0'; at++) {
		if (strchr("-_=*", *at) != NULL)
			marks++;
		else if (*at != ' ' && *at != '\t')
			return false;
	}
	return marks >= 3;
}
