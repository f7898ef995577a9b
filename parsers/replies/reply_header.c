#include "parsers/replies/reply_header.h"

#include <glib.h>
#include <string.h>

#include "parsers/replies/reply_rules.h"

enum { ATTRIBUTION_LINES = 6, ATTRIBUTION_BYTES = 420, BLOCK_LINES = 12 };

/* ---- attribution
 * -------------------------------------------------------------------------------------------------- */

typedef struct {
	size_t digits;
	bool address;
	bool time; /* 12:30 or 12.30 */
} Signs;

static Signs header_signs(const char *text)
{
	Signs signs = { 0 };
	for (const char *at = text; *at != '\0'; at++) {
		signs.digits += g_ascii_isdigit(*at);
		if (*at == '@' && at > text && g_ascii_isgraph(at[-1]) && g_ascii_isalnum(at[1]))
			signs.address = true;
		if (g_ascii_isdigit(*at) && (at[1] == ':' || at[1] == '.') && g_ascii_isdigit(at[2]) &&
		    g_ascii_isdigit(at[3]))
			signs.time = true;
	}
	return signs;
}

static size_t header_trimmed(const char *text, size_t length)
{
	while (length > 0 && strchr(" :-\t", text[length - 1]) != NULL)
		length--;
	return length;
}

/* One whole attribution: who wrote, mostly when, mostly the address. */
static bool header_is_attribution(const char *text, size_t length)
{
	const char *start = text + strspn(text, " -\t");
	size_t cut = header_trimmed(start, length - (size_t)(start - text));
	bool framed = start - text >= 3 && length > cut + (size_t)(start - text) + 2;
	bool colon = g_str_has_suffix(text, ":") || framed;
	Signs signs = header_signs(start);
	if (reply_rules_ends_wrote(start, cut))
		return (signs.digits >= 2 && reply_rules_starts_on(start)) ||
		       (signs.address && (colon || signs.digits >= 4)) || (signs.digits >= 4 && colon) ||
		       framed;
	if (!colon || framed)
		return false;
	if (signs.address && signs.digits >= 2 && reply_rules_has_wrote(start))
		return true;
	return cut > 0 && start[cut - 1] == '>' && signs.address && signs.time && signs.digits >= 6;
}

/* "2026/11/7 Ana Rojas <ana@x.cl>": a date, an address and the quotation right behind. */
static bool header_is_bare(const ReplyLines *lines, size_t at)
{
	const char *text = lines->items[at].folded;
	size_t length = strlen(text);
	if (!g_ascii_isdigit(*text) || length == 0 || text[length - 1] != '>' || length > ATTRIBUTION_BYTES)
		return false;
	Signs signs = header_signs(text);
	size_t next = at + 1;
	while (next < lines->n && next < at + 3 && lines->items[next].blank)
		next++;
	return signs.address && signs.digits >= 6 && next < lines->n && lines->items[next].marked;
}

static bool header_may_open(const char *text)
{
	text += strspn(text, " -");
	return reply_rules_starts_on(text) || g_ascii_isdigit(*text) || strchr(text, '<') != NULL ||
	       strchr(text, '@') != NULL || reply_rules_has_wrote(text);
}

/* Telephones run on behind it: "El jue., 19 de nov. de 2026, Ana<ana@x.cl> escribió:   Estimados: …". */
static bool header_is_run(const char *folded)
{
	if (!reply_rules_starts_on(folded + strspn(folded, " ")))
		return false;
	for (const char *colon = strchr(folded, ':'); colon != NULL && colon - folded < ATTRIBUTION_BYTES;
	     colon = strchr(colon + 1, ':')) {
		if (colon[1] != ' ')
			continue;
		g_autofree char *head = g_strndup(folded, (size_t)(colon - folded) + 1);
		if (header_signs(head).address && header_is_attribution(head, strlen(head)))
			return true;
	}
	return false;
}

/* Attributions wrap over a few lines, rarely over a blank one; a marked line ends them. */
static bool header_attribution(const ReplyLines *lines, size_t at, size_t *ret_end)
{
	if (!header_may_open(lines->items[at].folded) || lines->items[at].marked)
		return false;
	if (header_is_run(lines->items[at].folded)) {
		*ret_end = at + 1;
		return true;
	}
	g_autoptr(GString) joined = g_string_new(NULL);
	bool blank = false;
	for (size_t i = at; i < lines->n && i < at + ATTRIBUTION_LINES && joined->len < ATTRIBUTION_BYTES;
	     i++) {
		const ReplyLine *line = &lines->items[i];
		bool closes =
			line->marked && g_str_has_prefix(line->text, ">") && strchr(joined->str, '<') != NULL;
		if (line->blank && blank)
			return false;
		blank = blank || line->blank;
		if (line->blank)
			continue;
		if (line->marked && !closes)
			return false;
		if (joined->len > 0)
			g_string_append_c(joined, ' ');
		g_string_append(joined, closes ? "> " : "");
		g_string_append(joined, line->folded);
		if (header_is_attribution(joined->str, joined->len)) {
			*ret_end = i + 1;
			return joined->len <= ATTRIBUTION_BYTES;
		}
	}
	return false;
}

size_t reply_header_within(const ReplyLines *lines, size_t at)
{
	const ReplyLine *line = &lines->items[at];
	const char *dashes = line->length <= ATTRIBUTION_BYTES ? strstr(line->text, "---") : NULL;
	if (dashes == NULL || dashes == line->text)
		return 0;
	const char *folded = strstr(line->folded, "---");
	if (folded == NULL || folded == line->folded)
		return 0;
	folded += strspn(folded, "- ");
	return reply_rules_starts_on(folded) && header_is_attribution(folded, strlen(folded))
		       ? (size_t)(dashes - line->text)
		       : 0;
}

/* ---- original message
 * --------------------------------------------------------------------------------------------- */

/* Telephones put the whole block on one line: "-------- Mensaje original --------De: Ana Fecha: 19/11/26". */
static bool header_is_original_run(const char *folded)
{
	size_t dashes = strspn(folded, "-");
	const char *start = folded + dashes + strspn(folded + dashes, " ");
	const char *end = dashes >= 4 ? strstr(start, "----") : NULL;
	if (end == NULL || end - start > 60)
		return false;
	size_t length = (size_t)(end - start);
	while (length > 0 && start[length - 1] == ' ')
		length--;
	return length > 0 && reply_rules_is_original(start, length);
}

static bool header_is_original(const ReplyLine *line)
{
	const char *start = line->folded + strspn(line->folded, " -=#_~");
	size_t length = strlen(start);
	if (header_is_original_run(line->folded))
		return true;
	while (length > 0 && strchr(" -=#_~:", start[length - 1]) != NULL)
		length--;
	return length > 0 && length < 120 && reply_rules_is_original(start, length);
}

/* Notes draws the fields of what it answers as a box: "|------------>", "| From:      |". */
static bool header_is_box(const ReplyLines *lines, size_t at)
{
	const char *edge = lines->items[at].text;
	edge += strspn(edge, " \t");
	size_t dashes = *edge == '|' ? strspn(edge + 1, "-") : 0;
	if (dashes < 4 || strcmp(edge + 1 + dashes, ">") != 0 || at + 1 >= lines->n)
		return false;
	const char *field = lines->items[at + 1].text;
	field += strspn(field, " \t");
	return *field == '|' && strchr(field, ':') != NULL;
}

/* ---- header fields
 * ------------------------------------------------------------------------------------------------ */

static ReplyField header_field(const char *text, const char **ret_value)
{
	size_t length = strcspn(text, ":");
	if (text[length] != ':' || length > 24)
		return REPLY_FIELD_NONE;
	*ret_value = text + length + 1;
	while (length > 0 && text[length - 1] == ' ')
		length--;
	return reply_rules_field(text, length);
}

/* Fields within one line: "De: Ana Enviado: lunes Para: Luis Asunto: x". */
static unsigned header_fields_within(const char *text)
{
	unsigned seen = 0;
	for (const char *colon = strchr(text, ':'); colon != NULL; colon = strchr(colon + 1, ':')) {
		const char *end = colon;
		while (end > text && end[-1] == ' ')
			end--;
		const char *start = end;
		while (start > text && start[-1] != ' ')
			start--;
		ReplyField field = reply_rules_field(start, (size_t)(end - start));
		if (field != REPLY_FIELD_NONE)
			seen |= 1U << field;
	}
	return seen;
}

typedef struct {
	unsigned seen; /* fields, one bit each */
	bool address, digits;
	size_t end;
} Block;

static Block header_block(const ReplyLines *lines, size_t at)
{
	Block block = { .end = at };
	size_t strange = 0;
	for (size_t i = at; i < lines->n && i < at + BLOCK_LINES; i++) {
		const char *text = lines->items[i].folded;
		const char *value = text;
		ReplyField field = header_field(text, &value);
		if (field == REPLY_FIELD_NONE) {
			if (++strange > 2)
				break;
			continue;
		}
		strange = 0;
		block.seen |= 1U << field | header_fields_within(text);
		Signs signs = header_signs(value);
		block.address = block.address || signs.address || strstr(value, "mailto:") != NULL;
		block.digits = block.digits || signs.digits >= 3;
		block.end = i + 1;
	}
	return block;
}

static bool header_is_block(const ReplyLines *lines, size_t at, size_t *ret_end)
{
	const char *value = NULL;
	ReplyField first = header_field(lines->items[at].folded, &value);
	if (first == REPLY_FIELD_NONE || first == REPLY_FIELD_OTHER)
		return false;
	Block block = header_block(lines, at);
	unsigned from_or_date = 1U << REPLY_FIELD_FROM | 1U << REPLY_FIELD_DATE;
	int kinds = __builtin_popcount(block.seen);
	*ret_end = block.end;
	if ((block.seen & from_or_date) == 0 || kinds < 2)
		return false;
	return kinds >= 4 || (kinds >= 3 && (block.address || block.digits)) ||
	       (block.address && block.digits);
}

ReplyOpening reply_header_at(const ReplyLines *lines, size_t at, size_t *ret_end)
{
	const ReplyLine *line = &lines->items[at];
	if (line->blank || line->marked)
		return REPLY_OPENING_NONE;
	*ret_end = at + 1;
	if (header_is_original(line) || header_is_box(lines, at))
		return REPLY_OPENING_ORIGINAL;
	if (header_is_block(lines, at, ret_end))
		return REPLY_OPENING_ORIGINAL;
	if (header_attribution(lines, at, ret_end) || header_is_bare(lines, at))
		return REPLY_OPENING_ATTRIBUTION;
	return REPLY_OPENING_NONE;
}
