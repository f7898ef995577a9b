#include "parsers/mime/mbox.h"

#include <string.h>

#include "tests/tap.h"

#define SEPARATOR "From ana@uno.test Fri Nov 20 10:00:00 2026\n"

typedef struct {
	const char *what, *file;
	const char *mails[3];
} Row;

static const Row rows[] = {
	{ "one", SEPARATOR "A: b\n\nhola\n\n", { "A: b\n\nhola\n" } },
	{ "two", SEPARATOR "A: b\n\nhola\n\n" SEPARATOR "C: d\n\nadios\n", { "A: b\n\nhola\n", "C: d\n\nadios\n" } },
	{ "with CR", "From a 10:00\r\nA: b\r\n\r\nhola\r\n\r\nFrom b Nov 20 11:00 2026 +0000\r\nC: d\r\n\r\n.\r\n",
	  { "A: b\r\n\r\nhola\r\n", "C: d\r\n\r\n.\r\n" } },
	{ "a sentence that begins with From", SEPARATOR "A: b\n\nhola\n\nFrom now on at 10:00 we pay.\n",
	  { "A: b\n\nhola\n\nFrom now on at 10:00 we pay.\n" } },
	{ "quoted once, and twice", SEPARATOR "A: b\n\n>From me 10:00\n>>From you\n> From them\n",
	  { "A: b\n\nFrom me 10:00\n>From you\n> From them\n" } },
	{ "a length that holds, nothing quoted",
	  SEPARATOR "A: b\nContent-Length: 30\n\n1\n\nFrom x 10:00\n>From y 12:00\n\n" SEPARATOR "C: d\n\n.\n",
	  { "A: b\nContent-Length: 30\n\n1\n\nFrom x 10:00\n>From y 12:00\n", "C: d\n\n.\n" } },
	{ "a length that does not", SEPARATOR "A: b\nContent-Length: 4\n\nhola\nque\n\n" SEPARATOR "C: d\n\n.\n",
	  { "A: b\nContent-Length: 4\n\nhola\nque\n", "C: d\n\n.\n" } },
	{ "a length beyond the end", SEPARATOR "Content-Length: 99999999999999999999\n\nhola\n",
	  { "Content-Length: 99999999999999999999\n\nhola\n" } },
	{ "a length and nothing behind it", SEPARATOR "A: b\nContent-Length: 4\n\nx", { "A: b\nContent-Length: 4\n\nx" } },
	{ "a length where the file ends", SEPARATOR "Content-Length: 0", { "Content-Length: 0" } },
	{ "a length without digits", SEPARATOR "Content-Length:", { "Content-Length:" } },
	{ "no line end", "From a 10:00\nA: b\n\nhola", { "A: b\n\nhola" } },
	{ "a separator alone", "From a 10:00", { "" } },
};

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		size_t length = strlen(rows[i].file);
		g_autofree char *copy = g_memdup2(rows[i].file, length); /* of exact size */
		const char *at = copy;
		const char *bytes = NULL;
		size_t n = 0;
		for (size_t k = 0; k < 3 && rows[i].mails[k] != NULL; k++) {
			ok(mbox_next(arena, &at, copy + length, &bytes, &n), "%s: message %zu", rows[i].what, k + 1);
			g_autofree char *got = g_strndup(bytes, n);
			is_str(got, rows[i].mails[k], rows[i].what);
		}
		ok(!mbox_next(arena, &at, copy + length, &bytes, &n), "%s: no more", rows[i].what);
	}
	return tap_done();
}
