#include "parsers/mime/mime_text.h"

#include <glib.h>
#include <string.h>

#include "parsers/mime/charset.h"
#include "parsers/mime/html.h"
#include "parsers/mime/mime_scan.h"

/* CRLF and lone CR become LF. */
static const char *text_line_ends(Arena *arena, const char *text)
{
	if (strchr(text, '\r') == NULL)
		return text;
	char *out = arena_alloc(arena, strlen(text) + 1), *to = out;
	for (const char *at = text; *at != '\0'; at++)
		if (*at != '\r')
			*to++ = *at;
		else if (at[1] != '\n')
			*to++ = '\n';
	return out;
}

typedef struct {
	const char *start, *end;
	size_t quote; /* ">" marks */
	bool flowed;  /* ends in a soft line break */
} FlowedLine;

static FlowedLine text_flowed_line(const char *at)
{
	FlowedLine line = { .end = at + strcspn(at, "\n") };
	while (at < line.end && *at == '>') {
		line.quote++;
		at++;
	}
	if (at < line.end && *at == ' ')
		at++; /* space-stuffing, RFC 3676 section 4.4 */
	line.start = at;
	bool signature = line.end - line.start == 3 && memcmp(line.start, "-- ", 3) == 0;
	line.flowed = line.end > line.start && line.end[-1] == ' ' && !signature;
	return line;
}

static void text_put_quote(GString *out, size_t quote)
{
	for (size_t i = 0; i < quote; i++)
		g_string_append_c(out, '>');
	if (quote > 0)
		g_string_append_c(out, ' ');
}

static const char *text_unflow(Arena *arena, const char *text, bool delsp)
{
	g_autoptr(GString) out = g_string_sized_new(strlen(text) + 16);
	bool joining = false;
	size_t quote = 0;
	for (const char *at = text; *at != '\0';) {
		FlowedLine line = text_flowed_line(at);
		if (joining && line.quote != quote) {
			g_string_append_c(out, '\n');
			joining = false;
		}
		if (!joining)
			text_put_quote(out, line.quote);
		const char *end = line.flowed && delsp ? line.end - 1 : line.end;
		g_string_append_len(out, line.start, end - line.start);
		if (!line.flowed && *line.end != '\0')
			g_string_append_c(out, '\n');
		joining = line.flowed;
		quote = line.quote;
		at = *line.end != '\0' ? line.end + 1 : line.end;
	}
	return arena_strndup(arena, out->str, out->len);
}

/* The charset that <meta charset=…> or <meta … content="…; charset=…"> names within the first bytes. */
static const char *text_meta_charset(Arena *arena, const char *bytes, size_t length)
{
	g_autofree char *head = g_ascii_strdown(bytes, (gssize)MIN(length, 2048));
	char *meta = strstr(head, "<meta");
	char *at = meta != NULL ? strstr(meta, "charset=") : NULL;
	if (at == NULL)
		return NULL;
	at += strlen("charset=");
	at += *at == '"' || *at == '\'';
	return arena_strndup(arena, at, strcspn(at, "\"' />;\r\n\t"));
}

/* The last place within max bytes where a character ends. */
static size_t text_room(const char *line, size_t max)
{
	while (max > 1 && ((unsigned char)line[max] & 0xC0) == 0x80)
		max--;
	return max;
}

static const char *text_cut_lines(Arena *arena, size_t max, const char *text)
{
	g_autoptr(GString) out = NULL;
	const char *done = text;
	for (const char *line = text; *line != '\0';) {
		size_t length = strcspn(line, "\n");
		if (length > max) {
			size_t room = text_room(line, max);
			out = out != NULL ? out : g_string_new(NULL);
			g_string_append_len(out, done, line + room - done);
			g_string_append_c(out, '\n');
			line += room;
			done = line;
			continue;
		}
		line += length + (line[length] == '\n');
	}
	if (out == NULL)
		return text;
	g_string_append(out, done);
	return arena_strndup(arena, out->str, out->len);
}

static const char *text_limited(Arena *arena, const Limits *limits, const char *text, bool html, Texts *flags)
{
	size_t max = (size_t)(html ? limits->html_bytes : limits->text_bytes);
	const char *cut = text;
	if (strnlen(text, max + 1) > max) {
		cut = arena_strndup(arena, text, text_room(text, max));
		mime_flag(arena, flags, html ? "limit:html_bytes" : "limit:text_bytes");
	}
	const char *lines = text_cut_lines(arena, (size_t)limits->line_bytes, cut);
	if (lines != cut)
		mime_flag(arena, flags, "limit:line_bytes");
	return lines;
}

/* No charset needs more bytes for a character than this: what is far past the limit is not converted at all.
 */
#define CHARSET_WIDTH 4

const char *mime_text_of(Arena *arena, const Limits *limits, const ContentType *type, const char *bytes,
			 size_t length, Texts *flags)
{
	bool html = strcmp(type->type, "text/html") == 0;
	size_t most = CHARSET_WIDTH * (size_t)(html ? limits->html_bytes : limits->text_bytes);
	const char *charset = type->charset;
	if (length > most) {
		length = most;
		mime_flag(arena, flags, html ? "limit:html_bytes" : "limit:text_bytes");
	}
	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
		bytes += 3;
		length -= 3;
		charset = "utf-8";
	} else if (length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
		charset = "utf-16";
	}
	if (charset == NULL && html)
		charset = text_meta_charset(arena, bytes, length);
	const char *text = text_line_ends(arena, charset_decode(arena, charset, bytes, length));
	if (type->flowed && strcmp(type->type, "text/plain") == 0)
		text = text_unflow(arena, text, type->delsp);
	return text_limited(arena, limits, text, html, flags);
}

/* ---- the body ---- */

static bool text_is_blank(const char *text)
{
	for (; *text != '\0'; text++)
		if (!g_ascii_isspace(*text) && strncmp(text, "\xC2\xA0", 2) != 0 && (text[0] != '\xA0'))
			return false;
	return true;
}

typedef struct {
	GString *plain, *html; /* of the whole message */
	bool has_plain, has_html;
} BodyJoin;

static void text_join(GString *to, const char *text)
{
	if (to->len > 0 && to->str[to->len - 1] != '\n')
		g_string_append_c(to, '\n');
	g_string_append(to, text);
}

static void text_join_escaped(GString *to, const char *text)
{
	g_autofree char *escaped = g_markup_escape_text(text, -1);
	text_join(to, "<pre>");
	g_string_append(to, escaped);
	g_string_append(to, "</pre>");
}

/* Leaves [first, end) are one group: what of it is plain, what HTML. */
static void text_join_group(Arena *arena, const Limits *limits, const BodyLeaf *leaves, size_t n,
			    BodyJoin *join)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) html = g_string_new(NULL);
	for (size_t i = 0; i < n; i++)
		if (!text_is_blank(leaves[i].text))
			text_join(leaves[i].html ? html : plain, leaves[i].text);
	join->has_plain |= plain->len > 0;
	join->has_html |= html->len > 0;
	if (html->len > 0)
		text_join(join->html, html->str);
	else if (plain->len > 0)
		text_join_escaped(join->html, plain->str);
	if (plain->len > 0)
		text_join(join->plain, plain->str);
	else if (html->len > 0)
		text_join(join->plain, html_to_text(arena, limits, html->str, html->len));
}

static const char *text_kept(Arena *arena, const Limits *limits, const GString *text, bool html, Texts *flags)
{
	const char *limited = text_limited(arena, limits, text->str, html, flags);
	return limited != text->str ? limited : arena_strndup(arena, text->str, text->len);
}

void mime_text_body(Arena *arena, const Limits *limits, const BodyLeaf *leaves, size_t n, Message *message)
{
	g_autoptr(GString) plain = g_string_new(NULL);
	g_autoptr(GString) html = g_string_new(NULL);
	BodyJoin join = { .plain = plain, .html = html };
	bool any_plain = false;
	for (size_t i = 0; i < n; i++)
		any_plain |= !leaves[i].html && !text_is_blank(leaves[i].text);
	for (size_t i = 0; i < n;) {
		size_t end = i + 1;
		while (leaves[i].group != NULL && end < n &&
		       g_strcmp0(leaves[end].group, leaves[i].group) == 0)
			end++;
		text_join_group(arena, limits, leaves + i, end - i, &join);
		i = end;
	}
	if (any_plain)
		message->plain = text_kept(arena, limits, plain, false, &message->flags);
	if (join.has_html)
		message->html = text_kept(arena, limits, html, true, &message->flags);
}

/* ---- uuencode ---- */

static bool text_is_begin(const char *line, const char **ret_name)
{
	const char *at = line + strlen("begin ");
	size_t digits = strspn(at, "01234567");
	if (digits < 3 || digits > 4 || at[digits] != ' ')
		return false;
	*ret_name = at + digits + 1;
	return **ret_name != '\n' && **ret_name != '\0';
}

/* A data line holds what its first character says: n bytes in 4 * ceil(n / 3) characters (a few mailers drop
 * or add one at the end). */
static bool text_is_uu_line(const char *line, size_t length)
{
	if (length == 0 || line[0] < ' ' || line[0] > '`')
		return false;
	size_t bytes = (size_t)(line[0] - ' ') & 63;
	size_t want = (bytes + 2) / 3 * 4;
	return length >= 1 + bytes * 4 / 3 && length <= want + 3;
}

/* The end of the block that begins at line "begin …": after its line "end", NULL when it is broken. */
static const char *text_uu_end(const char *begin)
{
	const char *at = begin + strcspn(begin, "\n");
	while (*at == '\n') {
		const char *line = ++at;
		at += strcspn(at, "\n");
		size_t length = (size_t)(at - line);
		length -= length > 0 && line[length - 1] == '\r';
		if (length == 3 && memcmp(line, "end", 3) == 0)
			return *at == '\n' ? at + 1 : at;
		if (!text_is_uu_line(line, length))
			return NULL;
	}
	return NULL;
}

bool mime_text_uu(Arena *arena, const char *from, UuBlock *ret)
{
	for (const char *at = strstr(from, "begin "); at != NULL; at = strstr(at + 1, "begin ")) {
		const char *name = NULL;
		if ((at != from && at[-1] != '\n') || !text_is_begin(at, &name))
			continue;
		const char *end = text_uu_end(at);
		if (end == NULL)
			continue;
		*ret = (UuBlock) { .start = at, .end = end };
		ret->name = arena_strndup(arena, name, strcspn(name, "\r\n"));
		Decoded decoded = mime_value_decode(arena, TRANSFER_UU, at, (size_t)(end - at), NULL);
		ret->data = decoded.data;
		ret->length = decoded.length;
		return true;
	}
	return false;
}

const char *mime_text_line_ends(Arena *arena, const char *bytes, size_t length, const Passed *passed, Texts *flags)
{
	if (memchr(bytes, '\n', length) != NULL || memchr(bytes, '\r', length) == NULL)
		return bytes;
	texts_add(arena, flags, "bare-cr");
	char *copy = arena_memdup(arena, bytes, length);
	passed_tell(passed, bytes, length);
	for (size_t i = 0; i < length; i++)
		if (copy[i] == '\r')
			copy[i] = '\n';
	return copy;
}
