/* Any bytes behind the mark of RTF: text without faults, not much more than may be put out. */
#include <stdint.h>
#include <string.h>

#include "parsers/mime/html.h"
#include "parsers/mime/rtf.h"

#define MOST 65536

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) rtf = g_string_new("{\\rtf");
	Limits limits = limits_default();
	RtfText text;
	g_string_append_len(rtf, (const char *)data, (gssize)size);
	g_assert(rtf_read(arena, rtf->str, rtf->len, MOST, &text));
	size_t most = MOST + 6 * rtf->len;
	g_assert(text.text == NULL || (g_utf8_validate(text.text, -1, NULL) && strlen(text.text) <= most));
	if (text.html && text.text != NULL)
		html_to_text(arena, &limits, text.text, strlen(text.text));
	return 0;
}
