/* RTF as Outlook, Word and hostile hands write it: one row each, the text that it shows. */
#include "parsers/mime/rtf.h"
#include "tests/tap.h"

#define WRAPPED "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0\\fswiss Arial;}}"

static const struct {
	const char *rtf, *want;
	bool html;
	const char *why;
} rows[] = {
	{ "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\pard Pagamos el \\b viernes\\b0 .\\par Ana}",
	  "Pagamos el viernes.\nAna", false, "text, and tables that show nothing" },
	{ "{\\rtf1\\ansi\\ansicpg1252 se\\'f1or \\u8364?\\u-10179?\\u-8704? \\emdash  x}", "se\u00f1or \u20ac\U0001F600 \u2014 x", false,
	  "code page and Unicode, its stand-ins dropped" },
	{ "{\\rtf1\\ansi\\ansicpg932\\uc2 \\'93\\'fa\\'96\\'7b\\u26085\\'93\\'fa}", "\u65e5\u672c\u65e5", false, "two bytes a character" },
	{ "{\\rtf1 a\\\nb\\\\\\{\\}\\~c\\tab d\r\ne}", "a\nb\\{}\u00a0c\tde", false, "escapes; line ends of the file are none" },
	{ "{\\rtf1 a{\\*\\generator x;}{\\*\\unknown {y}}{\\pict 89504e47}{\\pict\\bin5 }}}}}}b}", "ab", false,
	  "destinations that show nothing, binary too" },
	{ WRAPPED "{\\*\\htmltag64 <p>}\\htmlrtf \\par \\htmlrtf0 Se\\'f1or {\\*\\htmltag84 &nbsp;}\\htmlrtf \\'a0\\htmlrtf0 "
		  "1 < 2 \\par{\\*\\htmltag72 </p>}{\\*\\mhtmltag72 <x>}}",
	  "<p>Se\u00f1or &nbsp;1 &lt; 2 \n</p>", true, "HTML that Outlook wrapped" },
	{ WRAPPED "\\htmlrtf {\\htmlrtf0 dentro}\\htmlrtf0  fuera}", "dentro fuera", true, "a mark that a group takes back" },
	{ "{\\rtf1 sin fin {\\b hasta", "sin fin hasta", false, "groups that never end" },
	{ "{\\rtf1 uno} dos", "uno", false, "what stands behind its end" },
	{ "{\\rtf1 \\'4\\'zz\\u\\u99999999999999\\bin99999 }", "4zz", false, "rubbish" },
	{ "{\\rtf1}", NULL, false, "nothing" },
};

static void test_hostile(void)
{
	enum { MANY = 100000, MOST = 1000 };
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) deep = g_string_new("{\\rtf1 a");
	RtfText text;
	for (int i = 0; i < MANY; i++)
		g_string_append(deep, "{\\b x");
	for (int i = 0; i < MANY; i++)
		g_string_append(deep, "}");
	g_string_append(deep, "z}");
	ok(rtf_read(arena, deep->str, deep->len, MANY, &text), "groups in groups");
	ok(g_str_has_suffix(text.text, "z"), "end, and the text behind them is read");
	g_autoptr(GString) longer = g_string_new("{\\rtf1 ");
	for (int i = 0; i < MANY; i++)
		g_string_append(longer, "\\par x");
	ok(rtf_read(arena, longer->str, longer->len, MOST, &text) && strlen(text.text) < 2 * MOST,
	   "no more is put out than may be");
	ok(!rtf_read(arena, "{\\rt", 4, MOST, &text) && !rtf_read(arena, "hola\\rtf", 8, MOST, &text), "what is no RTF");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		RtfText text = { 0 };
		g_autofree char *bytes = exact_copy(rows[i].rtf, strlen(rows[i].rtf));
		ok(rtf_read(arena, bytes, strlen(rows[i].rtf), 100000, &text), "%s", rows[i].why);
		is_str(text.text, rows[i].want, "  its text");
		ok(text.html == rows[i].html, "  as what it is");
	}
	test_hostile();
	return tap_done();
}
