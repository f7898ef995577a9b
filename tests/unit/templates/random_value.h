/* Values as strangers write them, to be read back equal from mail, HTML and CSV. */
#ifndef TESTS_UNIT_TEMPLATES_RANDOM_VALUE_H
#define TESTS_UNIT_TEMPLATES_RANDOM_VALUE_H

#include <glib.h>
#include <stdbool.h>

/* What has broken others: each alone, before the random ones. */
static const char *const crafted_values[] = {
	"", " ", "  a  b  ", "a\r\nBcc: x@y.cl", "a\n\nbody", "a\rb", "\ta", "\x01\x02", "\x1b[31m", "a\x7f""b",
	"<script>alert(1)</script>", "</td></tr></table>", "<!--", "-->", "<![CDATA[", "]]>", "\"><img src=x onerror=y>",
	"' onmouseover='x", "&amp;", "&lt;b&gt;", "&#60;", "&", "&#x3c", "{{company}}", "{{{words}}}", "{{#tables}}",
	"{{>head}}", "{{! }}", "=1+1", "=cmd|' /C calc'!A0", "+56 2 2345", "-1+1", "-12.50", "@SUM(A1)", "\t=1", "\r=1",
	"a,b", "a;b", "\"", "\"\"", "a\"b\"c", "a\r\nb", "'", "=?utf-8?Q?=3C?=", "=?utf-8?B?PA==?=", "%0d%0aX: y",
	"\u202egpj.exe", "\u2066a\u2069", "\u200b\u200d\ufeff", "\u2028\u2029", "\u00a0a\u00a0", "e\u0301", "\U0001f600",
	"\U000e0041\U000e0042", "javascript:alert(1)", "cid:chart.1@valija", "-- ", "> quoted", ".", "From x",
};

/* A text of what breaks mail: controls, quotes, encoded words, bidi, astral characters. */
static char *random_value(GRand *random, bool *ret_control)
{
	static const char *const bits[] = { "=?utf-8?Q?",
					    "?=",
					    "=?",
					    "\"",
					    "\\",
					    "<",
					    ">",
					    ",",
					    ";",
					    ":",
					    "@",
					    " ",
					    "  ",
					    "é",
					    "ñ",
					    "€",
					    "😀",
					    "\u202e",
					    "\u2028",
					    "\xc2\x85",
					    "\u200b",
					    "Bcc: x@y.cl",
					    "%41",
					    "*0*=",
					    "'",
					    "(",
					    ")",
					    "=41",
					    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
					    "\u00a0",
					    "\ufeff",
					    "\U000e0041",
					    "e\u0301",
					    "." };
	static const char *const controls[] = { "\r\n", "\n",	 "\r",
						"\t",	"\x01",	 "\x1b",
						"\x7f", "\r\n ", "\r\nBcc: x@y.cl" };
	GString *value = g_string_new(NULL);
	*ret_control = g_rand_int_range(random, 0, 16) == 0;
	for (int n = g_rand_int_range(random, 1, 24); n > 0; n--) {
		gunichar c = (gunichar)g_rand_int_range(random, 0x20,
							g_rand_boolean(random) ? 0x7f : 0x10ffff);
		if (g_rand_boolean(random))
			g_string_append(value, bits[g_rand_int_range(random, 0, G_N_ELEMENTS(bits))]);
		else if (g_unichar_validate(c) && c != 0x7f && (c < 0x80 || c > 0x9f))
			g_string_append_unichar(value, c);
	}
	if (*ret_control)
		g_string_append(value, controls[g_rand_int_range(random, 0, G_N_ELEMENTS(controls))]);
	return g_string_free(value, FALSE);
}

#endif
