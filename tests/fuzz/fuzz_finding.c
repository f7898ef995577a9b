/* Any bytes as a reader's answer: refused, or a finding that is told the same again. Seeds: what `valija read` prints. */
#include <stdint.h>
#include <string.h>

#include "parsers/finding_json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	Finding finding;
	Finding again;
	if (!finding_from_line(arena, (const char *)data, size, &limits, &finding, NULL))
		return 0;
	size_t length = 0;
	g_autofree char *line = finding_to_line(&finding, &length);
	g_assert(finding_from_line(arena, line, length, &limits, &again, NULL));
	g_autofree char *second = finding_to_line(&again, NULL);
	g_assert(strcmp(line, second) == 0);
	return 0;
}
