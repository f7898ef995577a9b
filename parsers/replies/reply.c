#include "parsers/replies/reply.h"

#include <glib.h>
#include <string.h>

#include "parsers/mime/html.h"
#include "parsers/replies/reply_header.h"
#include "parsers/replies/reply_lines.h"
#include "parsers/replies/reply_tail.h"

/* A marked line at least so long may have been wrapped by the mail program; its rest then lost its mark. */
enum { WRAPPED_WIDTH = 60 };

static void reply_mark(ReplyLines *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		lines->items[i].quoted = true;
}

static bool reply_is_link(const ReplyLine *line)
{
	const char *text = line->folded + strspn(line->folded, " (<[");
	return (g_str_has_prefix(text, "http://") || g_str_has_prefix(text, "https://")) &&
	       strchr(text, ' ') == NULL;
}

/* Lines between two marked ones, with no blank between: the rest of a wrapped quotation, unless an answer
 * stands there. */
static bool reply_is_wrapped(const ReplyLines *lines, size_t first, size_t end)
{
	if (end - first > 2)
		return false;
	bool links = true;
	for (size_t i = first; i < end; i++)
		links = links &&
			(reply_is_link(&lines->items[i]) || strstr(lines->items[i].folded, "http") != NULL);
	return links || lines->items[first - 1].length >= WRAPPED_WIDTH;
}

/* The end of a block of marked lines that begins at this line. */
static size_t reply_marked_end(const ReplyLines *lines, size_t at)
{
	size_t end = at;
	while (end < lines->n) {
		while (end < lines->n && lines->items[end].marked)
			end++;
		size_t next = end;
		while (next < lines->n && !lines->items[next].marked && !lines->items[next].blank)
			next++;
		if (next == end || next == lines->n || !lines->items[next].marked ||
		    !reply_is_wrapped(lines, end, next))
			return end;
		end = next;
	}
	return end;
}

static size_t reply_skip_blank(const ReplyLines *lines, size_t at)
{
	while (at < lines->n && lines->items[at].blank)
		at++;
	return at;
}

/* "ok--- On Wed, Ana wrote:": the answer and the attribution share a line, which becomes two. */
static void reply_part_line(Arena *arena, ReplyLines *lines, size_t at, size_t cut)
{
	ReplyLine whole = lines->items[at];
	lines->items = arena_grow(arena, lines->items, lines->n, sizeof(ReplyLine));
	memmove(&lines->items[at + 1], &lines->items[at], (lines->n - at) * sizeof(ReplyLine));
	lines->n++;
	char *before = arena_strndup(arena, whole.text, cut);
	g_strchomp(before);
	lines->items[at] = (ReplyLine){
		.text = before, .folded = before, .length = strlen(before), .blank = *before == '\0'
	};
	lines->items[at + 1].text = whole.text + cut;
	lines->items[at + 1].length = whole.length - cut;
	const char *folded = strstr(whole.folded, "---");
	lines->items[at + 1].folded = folded != NULL ? folded : whole.folded;
}

/* Marks quotations. Without anything new before it, an attribution whose text is not marked opens the answer
 * itself (the mail quotes nothing): that much is left in. */
static void reply_mark_quotes(Arena *arena, ReplyLines *lines)
{
	bool parted = false;
	bool fresh = false;
	for (size_t at = 0; at < lines->n;) {
		size_t end = at + 1;
		size_t cut = parted ? 0 : reply_header_within(lines, at);
		if (cut > 0) {
			reply_part_line(arena, lines, at, cut);
			parted = true; /* once a mail: every part moves all lines behind it */
		} else if (lines->items[at].marked) {
			end = reply_marked_end(lines, at);
			reply_mark(lines, at, end);
		} else {
			ReplyOpening opening = reply_header_at(lines, at, &end);
			size_t body = opening != REPLY_OPENING_NONE ? reply_skip_blank(lines, end) : end;
			bool marked = body < lines->n && lines->items[body].marked;
			if (opening == REPLY_OPENING_ATTRIBUTION && !marked && !fresh)
				reply_mark(lines, at, end);
			else if (opening != REPLY_OPENING_NONE && !marked)
				reply_mark(lines, at, end = lines->n);
			else if (opening != REPLY_OPENING_NONE)
				reply_mark(lines, at, body);
		}
		fresh = fresh || (!lines->items[at].quoted && !lines->items[at].blank);
		at = end;
	}
}

static void reply_unmark_all(ReplyLines *lines)
{
	for (size_t i = 0; i < lines->n; i++)
		lines->items[i].quoted = false;
}

void reply_split_text(Arena *arena, const char *text, const char **ret_reply, const char **ret_quoted)
{
	ReplyLines lines = reply_lines_of(arena, text != NULL ? text : "");
	reply_mark_quotes(arena, &lines);
	if (!reply_lines_has_new(&lines))
		reply_unmark_all(&lines);
	reply_tail_cut(&lines);
	*ret_reply = reply_lines_join(arena, &lines, false);
	const char *quoted = reply_lines_join(arena, &lines, true);
	*ret_quoted = *quoted != '\0' ? quoted : NULL;
}

static bool reply_is_blank(const char *text)
{
	return text == NULL || text[strspn(text, " \t\r\n")] == '\0';
}

/* By structure: what the mail program marked is quoted; signatures and unmarked quotations are found in the
 * rest. */
static bool reply_split_html(Arena *arena, const Limits *limits, const char *html, Mail *mail)
{
	const char *fresh = NULL;
	const char *old = NULL;
	if (!html_split_quote(arena, limits, html, strlen(html), &fresh, &old) || reply_is_blank(fresh))
		return false;
	const char *more = NULL;
	reply_split_text(arena, fresh, &mail->reply, &more);
	mail->quoted = more == NULL	     ? old
		       : reply_is_blank(old) ? more
					     : arena_printf(arena, "%s\n\n%s", more, old);
	return !reply_is_blank(mail->reply);
}

void reply_split(Arena *arena, const Limits *limits, const Message *message, Mail *mail)
{
	bool plain = !reply_is_blank(message->plain);
	const char *html = reply_is_blank(message->html) ? NULL : message->html;
	mail->text = plain	    ? message->plain
		     : html != NULL ? html_to_text(arena, limits, html, strlen(html))
				    : message->plain;
	if (html != NULL && reply_split_html(arena, limits, html, mail))
		return;
	reply_split_text(arena, mail->text, &mail->reply, &mail->quoted);
}
