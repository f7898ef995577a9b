#include "parsers/mime/mime_scan.h"

#include <glib.h>
#include <string.h>

/* One line: [start, end) without its line end, and where the next begins. */
typedef struct {
	const char *start, *end, *next;
} ScanLine;

void mime_flag(Arena *arena, Texts *flags, const char *flag)
{
	if (!texts_has(flags, flag))
		texts_add(arena, flags, flag);
}

void mime_flag_opaque(Arena *arena, Texts *flags, const char *type)
{
	static const struct {
		const char *type, *flag;
	} rows[] = { { "message/partial", "message-partial" },
		     { "message/external-body", "external-body" },
		     { "application/ms-tnef", "tnef" },
		     { "application/vnd.ms-tnef", "tnef" } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strcmp(rows[i].type, type) == 0)
			mime_flag(arena, flags, rows[i].flag);
}

static ScanLine scan_line(const char *at, const char *end)
{
	const char *feed = at < end ? memchr(at, '\n', (size_t)(end - at)) : NULL;
	ScanLine line = { .start = at,
			  .end = feed != NULL ? feed : end,
			  .next = feed != NULL ? feed + 1 : end };
	if (line.end > line.start && line.end[-1] == '\r')
		line.end--;
	return line;
}

/* Length of a field name that a colon follows (blanks may stand between), 0 when the line is no field. */
static size_t scan_field_name(const ScanLine *line, const char **ret_value)
{
	const char *at = line->start;
	while (at < line->end && g_ascii_isgraph(*at) && *at != ':')
		at++;
	size_t length = (size_t)(at - line->start);
	while (at < line->end && (*at == ' ' || *at == '\t'))
		at++;
	if (length == 0 || at >= line->end || *at != ':')
		return 0;
	*ret_value = at + 1;
	return length;
}

static bool scan_is_folded(const ScanLine *line)
{
	return line->end > line->start && (*line->start == ' ' || *line->start == '\t');
}

typedef struct {
	GString *text;
	size_t max;
	bool tail; /* of what is too long, the end counts */
	bool cut;
} ScanValue;

static void scan_append(ScanValue *value, const char *from, const char *to)
{
	GString *text = value->text;
	size_t length = (size_t)(to - from);
	size_t room = value->max - MIN(text->len, value->max);
	size_t n = value->tail ? length : MIN(length, room);
	value->cut |= length > room;
	gsize start = text->len;
	g_string_append_len(text, from, (gssize)n);
	for (gsize i = start; i < text->len; i++)
		if (text->str[i] == '\0' || text->str[i] == '\r')
			text->str[i] = ' ';
	if (text->len > 2 * value->max)
		g_string_erase(text, 0, (gssize)(text->len - value->max));
}

static void scan_cut(ScanValue *value)
{
	if (value->text->len > value->max)
		g_string_erase(value->text, 0, (gssize)(value->text->len - value->max));
}

/* The newest references stand last. */
static bool scan_tail_counts(const ScanLine *line, size_t name_length)
{
	static const char name[] = "References";
	return name_length == strlen(name) && g_ascii_strncasecmp(line->start, name, name_length) == 0;
}

typedef struct {
	Arena *arena;
	const Limits *limits;
	const char *block, *end;
	ScanHeaders *headers;
	Texts *flags;
	size_t kept; /* bytes of the block that were kept */
} HeaderScan;

/* Takes the field that begins at line together with its continuation lines; returns the line after it. */
static const char *scan_field(HeaderScan *scan, const ScanLine *line, const char *value, size_t name_length)
{
	const Limits *limits = scan->limits;
	g_autoptr(GString) text = g_string_new(NULL);
	ScanValue unfolded = { .text = text,
			       .max = (size_t)limits->header_bytes,
			       .tail = scan_tail_counts(line, name_length) };
	scan_append(&unfolded, value, line->end);
	const char *next = line->next;
	for (ScanLine more = scan_line(next, scan->end); scan_is_folded(&more);
	     more = scan_line(next, scan->end)) {
		scan_append(&unfolded, more.start, more.end);
		next = more.next;
	}
	scan_cut(&unfolded);
	if (unfolded.cut)
		mime_flag(scan->arena, scan->flags, "limit:header_bytes");
	scan->kept += name_length + text->len;
	ScanHeaders *headers = scan->headers;
	if (scan->kept > (size_t)limits->header_block) {
		mime_flag(scan->arena, scan->flags, "limit:header_block");
	} else if (headers->n_fields >= (size_t)limits->headers) {
		mime_flag(scan->arena, scan->flags, "limit:headers");
	} else {
		headers->fields = arena_grow(scan->arena, headers->fields, headers->n_fields,
					     sizeof(ScanField));
		headers->fields[headers->n_fields++] =
			(ScanField) { .name = arena_strndup(scan->arena, line->start, MIN(name_length, 998)),
				      .value = arena_strndup(scan->arena, text->str, text->len),
				      .length = text->len };
	}
	return next;
}

static bool scan_is_postmark(const ScanLine *line, bool first)
{
	size_t length = (size_t)(line->end - line->start);
	return (first && length >= 5 && memcmp(line->start, "From ", 5) == 0) ||
	       (length >= 6 && memcmp(line->start, ">From ", 6) == 0);
}

static size_t scan_mark(const char *bytes, size_t length)
{
	return length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
}

size_t mime_scan_leading(const char *bytes, size_t length)
{
	size_t at = 0, ink = scan_mark(bytes, length);
	while (ink < length && g_ascii_isspace(bytes[ink])) {
		if (bytes[ink] == '\n')
			at = ink + 1;
		ink++;
	}
	return at;
}

void mime_scan_headers(Arena *arena, const Limits *limits, const char *bytes, size_t length, ScanHeaders *ret,
		       Texts *flags)
{
	*ret = (ScanHeaders) { 0 };
	HeaderScan scan = { .arena = arena,
			    .limits = limits,
			    .block = bytes,
			    .end = bytes + length,
			    .headers = ret,
			    .flags = flags };
	size_t mark = scan_mark(bytes, length);
	const char *at = bytes + mark;
	while (at < scan.end) {
		ScanLine line = scan_line(at, scan.end);
		const char *value = NULL;
		size_t name = scan_field_name(&line, &value);
		if (line.start == line.end) {
			at = line.next;
			break;
		}
		if (scan_is_postmark(&line, at == bytes + mark)) {
			at = line.next;
		} else if (name > 0) {
			at = scan_field(&scan, &line, value, name);
		} else {
			ScanLine after = scan_line(line.next, scan.end);
			if (ret->n_fields == 0 || scan_field_name(&after, &value) == 0)
				break;
			mime_flag(arena, flags, "header-junk");
			at = line.next;
		}
	}
	bool none = at == bytes + mark; /* a mark before no field belongs to the body */
	ret->body = none ? 0 : (size_t)(at - bytes);
}

/* A delimiter line: 0 no, 1 opens a part, 2 closes, -1 begins with the delimiter and goes on otherwise. */
static int scan_delimiter(const ScanLine *line, const char *boundary, size_t boundary_length)
{
	size_t length = (size_t)(line->end - line->start);
	if (length < boundary_length + 2 || memcmp(line->start, "--", 2) != 0 ||
	    memcmp(line->start + 2, boundary, boundary_length) != 0)
		return 0;
	const char *at = line->start + 2 + boundary_length;
	bool closing = line->end - at >= 2 && at[0] == '-' && at[1] == '-';
	at += closing ? 2 : 0;
	while (at < line->end && (*at == ' ' || *at == '\t' || *at == '\r'))
		at++;
	if (at < line->end)
		return -1;
	return closing ? 2 : 1;
}

/* The next line that begins with "--boundary"; false when there is none. */
static bool scan_find(const char *from, const char *start, const char *end, const char *boundary,
		      ScanLine *ret)
{
	g_autofree char *needle = g_strconcat("--", boundary, NULL);
	size_t needle_length = strlen(needle);
	const char *at = from;
	while (at < end && (at = memmem(at, (size_t)(end - at), needle, needle_length)) != NULL) {
		if (at == start || at[-1] == '\n') {
			*ret = scan_line(at, end);
			return true;
		}
		at++;
	}
	return false;
}

/* The end of a part whose next delimiter line begins at delimiter: before that line's own line end. */
static size_t scan_part_end(const char *bytes, size_t start, const char *delimiter)
{
	size_t end = (size_t)(delimiter - bytes);
	if (end > start && bytes[end - 1] == '\n')
		end--;
	if (end > start && bytes[end - 1] == '\r')
		end--;
	return end;
}

void mime_scan_parts(Arena *arena, const char *bytes, size_t length, const char *boundary, size_t max,
		     ScanParts *ret)
{
	*ret = (ScanParts) { 0 };
	size_t boundary_length = strlen(boundary);
	const char *at = bytes, *end = bytes + length;
	bool open = false;
	ScanLine line;
	while (scan_find(at, bytes, end, boundary, &line)) {
		at = line.next;
		int kind = scan_delimiter(&line, boundary, boundary_length);
		ret->prefixed |= kind < 0;
		if (kind <= 0)
			continue;
		ret->resumed |= ret->closed;
		if (ret->closed || (kind == 1 && ret->n_parts >= max))
			continue;
		if (open)
			ret->parts[ret->n_parts - 1].end = scan_part_end(
				bytes, ret->parts[ret->n_parts - 1].start, line.start);
		ret->closed = kind == 2;
		open = kind == 1;
		if (!open)
			continue;
		ret->parts = arena_grow(arena, ret->parts, ret->n_parts, sizeof(ScanRange));
		ret->parts[ret->n_parts++] = (ScanRange) { .start = (size_t)(line.next - bytes),
							   .end = length };
	}
}

static bool scan_is_mime_field(const ScanLine *line)
{
	static const char prefix[] = "content-";
	return (size_t)(line->end - line->start) > strlen(prefix) &&
	       g_ascii_strncasecmp(line->start, prefix, strlen(prefix)) == 0;
}

const char *mime_scan_guess_boundary(Arena *arena, const Limits *limits, const char *bytes, size_t length)
{
	const char *end = bytes + length;
	ScanLine found = { 0 };
	for (ScanLine line = scan_line(bytes, end); line.start < end; line = scan_line(line.next, end)) {
		size_t size = (size_t)(line.end - line.start);
		if (size < 3 || memcmp(line.start, "--", 2) != 0 || size > (size_t)limits->boundary_bytes)
			continue;
		ScanLine after = scan_line(line.next, end);
		if (!scan_is_mime_field(&after))
			continue;
		bool same = found.start != NULL && (size_t)(found.end - found.start) == size &&
			    memcmp(found.start, line.start, size) == 0;
		if (found.start != NULL && !same)
			return NULL;
		found = line;
	}
	if (found.start == NULL || memchr(found.start, '\0', (size_t)(found.end - found.start)) != NULL)
		return NULL;
	return arena_strndup(arena, found.start + 2, (size_t)(found.end - found.start) - 2);
}

bool mime_scan_is_mail(const char *bytes, size_t length)
{
	static const char *const known[] = {
		"from:",	 "received:",	  "date:",	     "subject:",  "message-id:",
		"mime-version:", "to:",		  "return-path:",    "reply-to:", "references:",
		"delivered-to:", "content-type:", "dkim-signature:", "cc:",	  "sender:"
	};
	size_t leading = mime_scan_leading(bytes, length);
	leading += scan_mark(bytes + leading, length - leading);
	const char *end = bytes + leading + MIN(length - leading, 65536);
	int found = 0;
	ScanLine line = scan_line(bytes + leading, end);
	if (scan_is_postmark(&line, true))
		line = scan_line(line.next, end);
	for (; line.start < line.end; line = scan_line(line.next, end)) {
		const char *value = NULL;
		if (!scan_is_folded(&line) && scan_field_name(&line, &value) == 0 &&
		    !scan_is_postmark(&line, false))
			break;
		for (size_t i = 0; i < G_N_ELEMENTS(known); i++)
			found += (size_t)(line.end - line.start) >= strlen(known[i]) &&
				 g_ascii_strncasecmp(line.start, known[i], strlen(known[i])) == 0;
		if (found >= 2)
			return true;
	}
	return found >= 1;
}
