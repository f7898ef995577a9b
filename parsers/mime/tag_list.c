#include "parsers/mime/tag_list.h"

#include <string.h>

#include "base/text.h"
#include "base/texts.h"

#define TAGS_MAX 100

static bool tag_list_is_name(const char *name)
{
	bool good = g_ascii_isalpha(name[0]);
	for (const char *at = name; *at != '\0'; at++)
		good = good && (g_ascii_isalnum(*at) || *at == '_');
	return good;
}

TagList tag_list_parse(Arena *arena, const char *text)
{
	TagList list = { 0 };
	Texts parts = texts_split(arena, text, ";");
	list.items = arena_array(arena, Tag, parts.n + 1);
	for (size_t i = 0; i < parts.n && list.fault == NULL; i++) {
		const char *equals = strchr(parts.items[i], '=');
		Tag tag = { 0 };
		if (equals != NULL)
			tag = (Tag){ text_trim(arena, arena_strndup(arena, parts.items[i],
								    (size_t)(equals - parts.items[i]))),
				     text_trim(arena, equals + 1) };
		if (equals == NULL || !tag_list_is_name(tag.name) || i >= TAGS_MAX)
			list.fault = arena_printf(arena, "\"%s\" is not name=value", text_line(arena, parts.items[i], 60));
		else if (tag_list_get(&list, tag.name) != NULL)
			list.fault = arena_printf(arena, "%s= stands there twice", tag.name);
		else
			list.items[list.n++] = tag;
	}
	return list;
}

const char *tag_list_get(const TagList *list, const char *name)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return list->items[i].value;
	return NULL;
}
