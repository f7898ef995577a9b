#include "parsers/mime/squeeze.h"

#include <string.h>

const char *squeeze_text(Arena *arena, const char *text)
{
	if (text == NULL)
		return NULL;
	char *out = arena_alloc(arena, strlen(text) + 1);
	size_t n = 0;
	for (bool blank = false; *text != '\0'; text++) {
		bool space = g_ascii_isspace(*text);
		if (!space && blank && n > 0)
			out[n++] = ' ';
		if (!space)
			out[n++] = *text;
		blank = space;
	}
	return n > 0 ? out : NULL;
}
