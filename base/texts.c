#include "base/texts.h"

#include <stdarg.h>

#include "base/text.h"

void texts_add(Arena *arena, Texts *texts, const char *text)
{
	texts->items = arena_grow(arena, texts->items, texts->n, sizeof *texts->items);
	texts->items[texts->n++] = arena_strdup(arena, text);
}

void texts_addf(Arena *arena, Texts *texts, const char *format, ...)
{
	va_list args;
	va_start(args, format);
	g_autofree char *text = g_strdup_vprintf(format, args);
	va_end(args);
	texts_add(arena, texts, text);
}

bool texts_has(const Texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->n; i++)
		if (g_strcmp0(texts->items[i], text) == 0)
			return true;
	return false;
}

Texts texts_split(Arena *arena, const char *text, const char *separator)
{
	Texts texts = { 0 };
	if (text == NULL)
		return texts;
	g_auto(GStrv) parts = g_strsplit(text, separator, -1);
	for (size_t i = 0; parts[i] != NULL; i++) {
		const char *part = text_or_null(arena, parts[i]);
		if (part != NULL)
			texts_add(arena, &texts, part);
	}
	return texts;
}

const char *texts_join(Arena *arena, const Texts *texts, const char *separator)
{
	g_autoptr(GString) joined = g_string_new(NULL);
	for (size_t i = 0; i < texts->n; i++)
		g_string_append_printf(joined, "%s%s", i > 0 ? separator : "", texts->items[i]);
	return arena_strdup(arena, joined->str);
}
