#include "parsers/replies/reply_tail.h"

#include <glib.h>
#include <string.h>

#include "parsers/replies/reply_rules.h"

enum { SIGNATURE_LINES = 16, SIGNATURE_WIDTH = 72, DEVICE_WIDTH = 90, CLOSING_WIDTH = 60 };

static bool tail_is_live(const ReplyLine *line)
{
	return !line->quoted && !line->blank;
}

/* The first line that shows something. Cuts are made behind it only, so it holds for the whole pass. */
static size_t tail_first(const ReplyLines *lines)
{
	size_t at = 0;
	while (at < lines->n && (!tail_is_live(&lines->items[at]) || reply_lines_is_rule(&lines->items[at])))
		at++;
	return at;
}

static void tail_mark(ReplyLines *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		lines->items[i].quoted = true;
}

/* The end of the stretch of new lines that begins at this one. */
static size_t tail_stretch_end(const ReplyLines *lines, size_t at)
{
	while (at < lines->n && !lines->items[at].quoted)
		at++;
	return at;
}

/* New lines that show something from here to the end of the stretch; counting stops past max. */
static size_t tail_live_lines(const ReplyLines *lines, size_t from, size_t max)
{
	size_t n = 0;
	for (size_t i = from; i < lines->n && !lines->items[i].quoted && n <= max; i++)
		n += !lines->items[i].blank;
	return n;
}

/* "--" alone (RFC 3676 4.3), with or without its blank; an em dash; a row of underscores before a few lines.
 */
static bool tail_is_delimiter(const ReplyLine *line)
{
	if (line->quoted || line->blank)
		return false;
	if (strcmp(line->text, "--") == 0 || strcmp(line->text, "—") == 0 || strcmp(line->text, "––") == 0)
		return true;
	return reply_lines_is_rule(line) && (strspn(line->text, "_ ") == line->length) && line->length >= 5;
}

static void tail_cut_delimited(ReplyLines *lines)
{
	for (size_t at = tail_first(lines) + 1; at < lines->n; at++)
		if (tail_is_delimiter(&lines->items[at]) &&
		    (strcmp(lines->items[at].text, "--") == 0 ||
		     tail_live_lines(lines, at + 1, SIGNATURE_LINES) <= SIGNATURE_LINES))
			tail_mark(lines, at, tail_stretch_end(lines, at));
}

/* One short line of an app, no sentence: "Enviado desde mi iPhone". */
static bool tail_is_device(const ReplyLine *line)
{
	if (line->quoted || line->blank || !reply_rules_is_device(line->folded))
		return false;
	const char *link = strpbrk(line->folded, "<(");
	size_t length = link != NULL ? (size_t)(link - line->folded) : strlen(line->folded);
	size_t words = 1;
	for (size_t i = 0; i < length; i++)
		words += line->folded[i] == ' ' && line->folded[i + 1] != ' ';
	return length <= DEVICE_WIDTH && words <= 10 && memchr(line->folded, ',', length) == NULL;
}

static void tail_cut_devices(ReplyLines *lines)
{
	for (size_t at = tail_first(lines) + 1; at < lines->n; at++) {
		if (!tail_is_device(&lines->items[at]))
			continue;
		size_t end = at + 1;
		/* A link of the app may stand on the next line; a sentence may not. */
		while (end < lines->n && tail_is_live(&lines->items[end]) &&
		       (strchr("<[(", lines->items[end].text[0]) != NULL ||
			reply_lines_is_rule(&lines->items[end])))
			end++;
		if (lines->items[at - 1].blank || tail_live_lines(lines, end, 0) == 0)
			tail_mark(lines, at, end);
	}
}

static bool tail_begins_paragraph(const ReplyLines *lines, size_t at)
{
	return at > 0 && (lines->items[at - 1].blank || reply_lines_is_rule(&lines->items[at - 1]) ||
			  lines->items[at - 1].quoted);
}

static void tail_cut_footer(ReplyLines *lines)
{
	for (size_t at = tail_first(lines) + 1; at < lines->n; at++) {
		const ReplyLine *line = &lines->items[at];
		bool opens = tail_is_live(line) && tail_begins_paragraph(lines, at) &&
			     reply_rules_is_footer(line->folded + strspn(line->folded, "-*#\" ¡"));
		if (opens)
			tail_mark(lines, at, tail_stretch_end(lines, at));
	}
}

/* A line as signatures have them: short, no sentence. */
static bool tail_is_signature_line(const ReplyLine *line)
{
	if (line->length > SIGNATURE_WIDTH * 2)
		return false;
	bool link = strstr(line->folded, "http") != NULL || strchr(line->folded, '@') != NULL ||
		    strstr(line->folded, "www.") != NULL;
	if (line->length > SIGNATURE_WIDTH && !link)
		return false;
	const char *last = line->text + line->length - 1;
	bool sentence = strchr("?:;", *last) != NULL || (strchr(".!", *last) != NULL && line->length > 40);
	bool postscript = g_str_has_prefix(line->folded, "pd") || g_str_has_prefix(line->folded, "p.d") ||
			  g_str_has_prefix(line->folded, "ps:") || g_str_has_prefix(line->folded, "p.s");
	return !sentence && !postscript;
}

/* How many signature lines stand behind a closing; 0 when one of them is none. */
static size_t tail_signature(const ReplyLines *lines, size_t from, size_t to)
{
	size_t n = 0;
	for (size_t i = from; i < to; i++) {
		if (!tail_is_live(&lines->items[i]) || reply_lines_is_rule(&lines->items[i]))
			continue;
		if (!tail_is_signature_line(&lines->items[i]) || ++n > SIGNATURE_LINES)
			return 0;
	}
	return n;
}

/* A closing and at least two lines of a signature: name and title, company, telephone. A closing with a name
 * only stays: it is how people end what they wrote. */
static void tail_cut_closing(ReplyLines *lines, size_t first, size_t end)
{
	size_t seen = 0;
	for (size_t at = end; at > first && seen <= SIGNATURE_LINES + 1; at--) {
		const ReplyLine *line = &lines->items[at - 1];
		seen += tail_is_live(line);
		if (!tail_is_live(line) || line->length > CLOSING_WIDTH ||
		    !reply_rules_is_closing(line->folded, strlen(line->folded)))
			continue;
		if (at - 1 > tail_first(lines) && tail_signature(lines, at, end) >= 2)
			tail_mark(lines, at - 1, end);
		return;
	}
}

static void tail_cut_closings(ReplyLines *lines)
{
	for (size_t at = 0; at < lines->n; at++) {
		if (lines->items[at].quoted)
			continue;
		size_t end = tail_stretch_end(lines, at);
		tail_cut_closing(lines, at, end);
		at = end;
	}
}

/* Rows of dashes and pictures' names left at the end of a stretch. */
static void tail_trim_rules(ReplyLines *lines)
{
	for (size_t at = lines->n, first = tail_first(lines); at > first + 1; at--) {
		ReplyLine *line = &lines->items[at - 1];
		bool before_quote = at == lines->n || lines->items[at].quoted || lines->items[at].blank;
		if (!tail_is_live(line))
			continue;
		bool picture = g_str_has_prefix(line->folded, "[cid:") ||
			       g_str_has_prefix(line->folded, "[image:") ||
			       g_str_has_prefix(line->folded, "[logo");
		if (!before_quote || (!reply_lines_is_rule(line) && !picture))
			return;
		line->quoted = true;
	}
}

void reply_tail_cut(ReplyLines *lines)
{
	tail_cut_footer(lines);
	tail_cut_delimited(lines);
	tail_cut_devices(lines);
	tail_cut_closings(lines);
	tail_trim_rules(lines);
}
