#include "parsers/mime/sender_key.h"

#include <string.h>

#include "tests/tap.h"

/* In pieces of step bytes, from a heap copy of exact size. */
static int64_t key_of(const char *text, size_t step)
{
	SenderKey key = { 0 };
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i += step) {
		size_t part = MIN(step, n - i);
		g_autofree void *copy = g_memdup2(text + i, part);
		sender_key_feed(&key, copy, part);
	}
	return sender_key_value(&key);
}

typedef struct {
	const char *what, *text;
	bool same; /* as ana@uno.test */
} Row;

static const Row rows[] = {
	{ "a bare address", "From: ana@uno.test\r\n\r\n", true },
	{ "with a name", "Subject: x\r\nFROM: \"Ana\" <Ana@Uno.test>\r\nTo: b\r\n\r\n", true },
	{ "folded", "From: Ana\r\n\t<ana@uno.test>\r\n\r\n", true },
	{ "without CR", "To: b\nfrom:ana@uno.test\nX: y\n\nbody", true },
	{ "a word that only begins so", "Fromage: ana@uno.test\r\nFrom: ana@uno.test\r\n\r\n", true },
	{ "of two the first", "From: ana@uno.test\r\nFrom: eva@dos.test\r\n\r\n", true },
	{ "somebody else", "From: eva@dos.test\r\n\r\n", false },
	{ "a fold is no field", "X: y\r\n From: ana@uno.test\r\n\r\n", false },
	{ "in the body", "To: b\r\n\r\nFrom: ana@uno.test\r\n", false },
	{ "none", "To: b\r\n\r\n", false },
	{ "nothing", "", false },
};

int main(void)
{
	int64_t ana = key_of(rows[0].text, 1000);
	ok(ana > 0, "a sender has a key");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		for (size_t step = 1; step < 40; step += 6)
			ok((key_of(rows[i].text, step) == ana) == rows[i].same, "%s, in pieces of %zu", rows[i].what, step);
	is_i64(key_of("To: b\r\n\r\n", 3), 0, "no sender, no key");
	g_autofree char *endless = g_strnfill(200000, 'x');
	is_i64(key_of(endless, 4096), 0, "an endless line has none");
	return tap_done();
}
