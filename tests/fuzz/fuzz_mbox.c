/* Any bytes as an mbox: every message lies in the order of the file, inside it or in the arena, nothing is found twice,
 * and it ends. Seeds: tests/fixtures/mbox. */
#include <glib.h>
#include <stdint.h>

#include "parsers/mime/mbox.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	const char *file = (const char *)data;
	const char *end = file + size;
	const char *at = file;
	const char *bytes = NULL;
	size_t n = 0, total = 0;
	for (const char *before = at; mbox_next(arena, &at, end, &bytes, &n); before = at) {
		g_assert(at > before && at <= end && bytes != NULL);
		g_assert(n <= (size_t)(at - before));
		total += n;
	}
	g_assert(at == end || size == 0);
	g_assert(total <= size);
	return 0;
}
