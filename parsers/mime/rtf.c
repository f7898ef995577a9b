#include "parsers/mime/rtf.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "parsers/mime/charset.h"

enum { RTF_DEPTH = 200, RTF_DIGITS = 9 };

/* What a group changes and its end takes back. */
typedef struct {
	bool skipped; /* a destination that shows nothing */
	bool tag;     /* HTML as it stood */
	bool twin;    /* \htmlrtf: what stands here for readers of RTF, the HTML has it already */
	int after_unicode; /* \uc: bytes that stand in for a \u */
} RtfGroup;

typedef struct {
	Arena *arena;
	const char *at, *end;
	GString *out;
	size_t max;
	GString *bytes; /* read, not converted yet */
	RtfGroup groups[RTF_DEPTH];
	size_t depth;	 /* of the groups that are kept */
	size_t too_deep; /* of those that are not */
	const char *charset;
	gunichar high; /* first half of a surrogate pair */
	int stand_ins; /* bytes still to be dropped behind a \u */
	bool html;     /* the whole is wrapped HTML */
	bool starred;  /* \*: a destination that is skipped unless it is known */
} Rtf;

/* ---- output ---- */

static RtfGroup *rtf_group(Rtf *rtf)
{
	return &rtf->groups[rtf->depth];
}

static bool rtf_is_hidden(Rtf *rtf)
{
	const RtfGroup *group = rtf_group(rtf);
	return rtf->too_deep > 0 || group->skipped || (rtf->html && group->twin && !group->tag);
}

static void rtf_put(Rtf *rtf, const char *text)
{
	if (rtf_is_hidden(rtf) || rtf->out->len > rtf->max)
		return;
	if (!rtf->html || rtf_group(rtf)->tag) {
		g_string_append(rtf->out, text);
		return;
	}
	g_autofree char *escaped = g_markup_escape_text(text, -1);
	g_string_append(rtf->out, escaped);
}

static void rtf_flush(Rtf *rtf)
{
	if (rtf->bytes->len == 0)
		return;
	g_autoptr(Arena) scratch = arena_new();
	rtf_put(rtf, charset_decode(scratch, rtf->charset, rtf->bytes->str, rtf->bytes->len));
	g_string_truncate(rtf->bytes, 0);
}

static void rtf_byte(Rtf *rtf, char byte)
{
	if (rtf->stand_ins > 0)
		rtf->stand_ins--;
	else if (byte != '\0' && !rtf_is_hidden(rtf))
		g_string_append_c(rtf->bytes, byte);
}

/* \u counts in UTF-16, often below zero. */
static void rtf_unicode(Rtf *rtf, int value)
{
	gunichar unit = value >= -0x8000 && value <= 0xffff ? (gunichar)(value & 0xffff) : 0;
	rtf_flush(rtf);
	rtf->stand_ins = rtf_group(rtf)->after_unicode;
	if (unit >= 0xd800 && unit < 0xdc00) {
		rtf->high = unit;
		return;
	}
	if (unit >= 0xdc00 && unit < 0xe000)
		unit = rtf->high != 0 ? 0x10000 + ((rtf->high - 0xd800) << 10) + (unit - 0xdc00) : 0xfffd;
	rtf->high = 0;
	g_autofree char *utf8 = unit != 0 ? g_ucs4_to_utf8(&unit, 1, NULL, NULL, NULL) : NULL;
	if (utf8 != NULL)
		rtf_put(rtf, utf8);
}

/* ---- words ---- */

typedef enum {
	WORD_TEXT,
	WORD_SKIPPED,
	WORD_HTML,
	WORD_TAG,
	WORD_TWIN,
	WORD_CODEPAGE,
	WORD_UNICODE,
	WORD_AFTER_UNICODE,
	WORD_BINARY,
} WordKind;

typedef struct {
	const char *word;
	WordKind kind;
	const char *text;
} WordRow;

static const WordRow word_rows[] = {
	{ "par", WORD_TEXT, "\n" },	     { "line", WORD_TEXT, "\n" },	 { "sect", WORD_TEXT, "\n" },
	{ "page", WORD_TEXT, "\n" },	     { "row", WORD_TEXT, "\n" },	 { "cell", WORD_TEXT, "\t" },
	{ "tab", WORD_TEXT, "\t" },	     { "lquote", WORD_TEXT, "\u2018" }, { "rquote", WORD_TEXT, "\u2019" },
	{ "ldblquote", WORD_TEXT, "\u201c" }, { "rdblquote", WORD_TEXT, "\u201d" }, { "bullet", WORD_TEXT, "\u2022" },
	{ "endash", WORD_TEXT, "\u2013" },   { "emdash", WORD_TEXT, "\u2014" },  { "~", WORD_TEXT, "\u00a0" },
	{ "_", WORD_TEXT, "-" },	     { "emspace", WORD_TEXT, " " },	 { "enspace", WORD_TEXT, " " },
	{ "fonttbl", WORD_SKIPPED, NULL },   { "colortbl", WORD_SKIPPED, NULL }, { "stylesheet", WORD_SKIPPED, NULL },
	{ "info", WORD_SKIPPED, NULL },	     { "pict", WORD_SKIPPED, NULL },	 { "object", WORD_SKIPPED, NULL },
	{ "header", WORD_SKIPPED, NULL },    { "footer", WORD_SKIPPED, NULL },	 { "headerf", WORD_SKIPPED, NULL },
	{ "footerf", WORD_SKIPPED, NULL },   { "pntext", WORD_SKIPPED, NULL },	 { "mhtmltag", WORD_SKIPPED, NULL },
	{ "fldinst", WORD_SKIPPED, NULL },   { "rxe", WORD_SKIPPED, NULL },	 { "fromhtml", WORD_HTML, NULL },
	{ "htmltag", WORD_TAG, NULL },	     { "htmlrtf", WORD_TWIN, NULL },	 { "ansicpg", WORD_CODEPAGE, NULL },
	{ "u", WORD_UNICODE, NULL },	     { "uc", WORD_AFTER_UNICODE, NULL }, { "bin", WORD_BINARY, NULL },
};

static const struct {
	int page;
	const char *charset;
} codepages[] = {
	{ 932, "cp932" },	 { 936, "gb18030" },	  { 949, "cp949" },	   { 950, "big5-hkscs" },
	{ 874, "cp874" },	 { 437, "cp437" },	  { 850, "cp850" },	   { 1250, "windows-1250" },
	{ 1251, "windows-1251" }, { 1253, "windows-1253" }, { 1254, "windows-1254" }, { 1255, "windows-1255" },
	{ 1256, "windows-1256" }, { 1257, "windows-1257" }, { 1258, "windows-1258" }, { 10000, "macintosh" },
	{ 65001, "utf-8" },
};

static const char *rtf_codepage(int page)
{
	for (size_t i = 0; i < G_N_ELEMENTS(codepages); i++)
		if (codepages[i].page == page)
			return codepages[i].charset;
	return NULL;
}

static void rtf_skip_bytes(Rtf *rtf, int n)
{
	rtf->at += MIN((size_t)MAX(n, 0), (size_t)(rtf->end - rtf->at));
}

static void rtf_do(Rtf *rtf, const WordRow *row, int value, bool has_value)
{
	RtfGroup *group = rtf_group(rtf);
	switch (row->kind) {
	case WORD_TEXT:
		rtf_put(rtf, row->text);
		break;
	case WORD_SKIPPED:
		group->skipped = true;
		break;
	case WORD_HTML:
		rtf->html = true;
		break;
	case WORD_TAG:
		group->tag = true;
		break;
	case WORD_TWIN:
		group->twin = !has_value || value != 0;
		break;
	case WORD_CODEPAGE:
		rtf->charset = rtf_codepage(value);
		break;
	case WORD_UNICODE:
		rtf_unicode(rtf, value);
		break;
	case WORD_AFTER_UNICODE:
		group->after_unicode = CLAMP(value, 0, 16);
		break;
	case WORD_BINARY:
		rtf_skip_bytes(rtf, value);
		break;
	}
}

static void rtf_word(Rtf *rtf, const char *word, size_t length, int value, bool has_value)
{
	const WordRow *row = NULL;
	bool starred = rtf->starred;
	rtf->starred = false;
	rtf_flush(rtf);
	rtf->stand_ins = 0;
	for (size_t i = 0; row == NULL && i < G_N_ELEMENTS(word_rows); i++)
		if (strlen(word_rows[i].word) == length && memcmp(word_rows[i].word, word, length) == 0)
			row = &word_rows[i];
	if (starred && (row == NULL || row->kind != WORD_TAG) && rtf->too_deep == 0)
		rtf_group(rtf)->skipped = true;
	else if (row != NULL && (rtf->too_deep == 0 || row->kind == WORD_BINARY))
		rtf_do(rtf, row, value, has_value);
}

/* ---- reading ---- */

/* "\word-123 ": letters, a number, and one blank that belongs to it. */
static void rtf_control_word(Rtf *rtf)
{
	const char *word = rtf->at;
	while (rtf->at < rtf->end && g_ascii_isalpha(*rtf->at))
		rtf->at++;
	size_t length = (size_t)(rtf->at - word);
	bool negative = rtf->at + 1 < rtf->end && *rtf->at == '-' && g_ascii_isdigit(rtf->at[1]);
	rtf->at += negative;
	int value = 0;
	int digits = 0;
	for (; rtf->at < rtf->end && g_ascii_isdigit(*rtf->at); rtf->at++)
		if (digits++ < RTF_DIGITS)
			value = value * 10 + (*rtf->at - '0');
	if (rtf->at < rtf->end && *rtf->at == ' ')
		rtf->at++;
	rtf_word(rtf, word, length, negative ? -value : value, digits > 0);
}

static void rtf_hexadecimal(Rtf *rtf)
{
	int high = rtf->end - rtf->at >= 2 ? g_ascii_xdigit_value(rtf->at[0]) : -1;
	int low = high >= 0 ? g_ascii_xdigit_value(rtf->at[1]) : -1;
	if (low < 0)
		return;
	rtf->at += 2;
	rtf_byte(rtf, (char)(high * 16 + low));
}

static void rtf_control(Rtf *rtf)
{
	if (rtf->at == rtf->end)
		return;
	char c = *rtf->at;
	if (g_ascii_isalpha(c)) {
		rtf_control_word(rtf);
		return;
	}
	rtf->at++;
	if (c == '\'')
		rtf_hexadecimal(rtf);
	else if (c == '*')
		rtf->starred = true;
	else if (strchr("\\{}", c) != NULL)
		rtf_byte(rtf, c);
	else if (c == '\n' || c == '\r')
		rtf_word(rtf, "par", strlen("par"), 0, false);
	else if (c == '~' || c == '_')
		rtf_word(rtf, c == '~' ? "~" : "_", 1, 0, false);
}

static void rtf_begin(Rtf *rtf)
{
	rtf_flush(rtf);
	rtf->starred = false;
	rtf->stand_ins = 0;
	if (rtf->too_deep > 0 || rtf->depth + 1 == RTF_DEPTH) {
		rtf->too_deep++;
		return;
	}
	rtf->groups[rtf->depth + 1] = rtf->groups[rtf->depth];
	rtf->depth++;
}

static void rtf_end(Rtf *rtf)
{
	rtf_flush(rtf);
	rtf->starred = false;
	rtf->stand_ins = 0;
	if (rtf->too_deep > 0)
		rtf->too_deep--;
	else if (rtf->depth > 0)
		rtf->depth--;
}

static void rtf_step(Rtf *rtf)
{
	char c = *rtf->at++;
	if (c == '\\')
		rtf_control(rtf);
	else if (c == '{')
		rtf_begin(rtf);
	else if (c == '}')
		rtf_end(rtf);
	else if (c != '\r' && c != '\n')
		rtf_byte(rtf, c);
}

bool rtf_read(Arena *arena, const char *bytes, size_t length, size_t max, RtfText *ret)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) pending = g_string_new(NULL);
	*ret = (RtfText) { 0 };
	if (length < 5 || memcmp(bytes, "{\\rtf", 5) != 0)
		return false;
	Rtf *rtf = arena_new0(arena, Rtf);
	*rtf = (Rtf) { .arena = arena, .at = bytes, .end = bytes + length, .out = out, .max = max, .bytes = pending };
	rtf->groups[0].after_unicode = 1;
	while (rtf->at < rtf->end && out->len <= max && (rtf->depth > 0 || rtf->at == bytes))
		rtf_step(rtf);
	rtf_flush(rtf);
	ret->html = rtf->html;
	ret->text = text_or_null(arena, out->str);
	return true;
}
