/* Base64 by lines gives what GLib gives, and refuses what GLib would have to guess at. */
#include "parsers/mime/base64.h"

#include <glib.h>
#include <string.h>

#include "tests/tap.h"

/* Broken into lines of so many letters. */
static char *encode(const guchar *bytes, size_t n, size_t line, const char *end)
{
	g_autofree char *one = g_base64_encode(bytes, n);
	GString *text = g_string_new(NULL);
	for (size_t at = 0; at < strlen(one); at += line) {
		g_string_append_len(text, one + at, (gssize)MIN(line, strlen(one) - at));
		g_string_append(text, end);
	}
	return g_string_free(text, FALSE);
}

static bool decodes(const char *text, const guchar *want, size_t n)
{
	size_t length = strlen(text);
	g_autofree char *exact = g_memdup2(text, length);
	g_autofree char *to = g_malloc(length / 4 * 3 + 1);
	size_t got = 0;
	return base64_decode_lines(exact, length, to, &got) && got == n && memcmp(to, want, n) == 0;
}

static void test_whole(void)
{
	static const char *const ends[] = { "\n", "\r\n", "", " \t\r\n", "\n\n" };
	g_autoptr(GRand) random = g_rand_new_with_seed(3);
	size_t fine = 0, tried = 0;
	for (size_t n = 1; n < 400; n++)
		for (size_t e = 0; e < G_N_ELEMENTS(ends); e++, tried++) {
			g_autofree guchar *bytes = g_malloc(n);
			for (size_t i = 0; i < n; i++)
				bytes[i] = (guchar)g_rand_int_range(random, 0, 256);
			g_autofree char *text = encode(bytes, n, 76, ends[e]);
			fine += decodes(text, bytes, n);
		}
	is_i64((int64_t)fine, (int64_t)tried, "every length, every end of line");
}

static void test_odd(void)
{
	static const char *const odd[] = { "QUJ",    "QUJD=",  "QQ==QQ==", "QQ==\nQUJD", "QU JD", " QUJD", "QUJD-",   "QUJDREVG----",
					   "----",   "=",      "====",	   "Q===",	 "QUJ\nD", "QUJD\nQQ\n==", "Q\xff" "JD",
					   "QUJDQ@==", "QQ=Q", "QQ=\n=" };
	for (size_t i = 0; i < G_N_ELEMENTS(odd); i++) {
		g_autofree char *to = g_malloc(strlen(odd[i]) + 1);
		g_autofree char *name = g_strescape(odd[i], NULL);
		size_t got = 0;
		ok(!base64_decode_lines(odd[i], strlen(odd[i]), to, &got), "%s is left to who is lenient", name);
	}
	ok(decodes("", (const guchar *)"", 0) && decodes("\r\n\r\n", (const guchar *)"", 0), "nothing is nothing");
	ok(decodes("QQ==\r\n\t\r\n", (const guchar *)"A", 1), "blanks behind the padding");
}

int main(void)
{
	test_whole();
	test_odd();
	return tap_done();
}
