#include "parsers/mime/json_answer.h"

#include <string.h>

#include "base/json.h"
#include "parsers/xml/xml.h"

#define JSON_ANSWER_DEPTH 8
#define JSON_ANSWER_XML 16

bool json_answer_sniff(const char *bytes, size_t length)
{
	static const char root[] = "Comprobante";
	size_t at = 0;
	if (length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0)
		at = 3;
	while (at < length && g_ascii_isspace(bytes[at]))
		at++;
	return at < length && bytes[at] == '{' && memmem(bytes + at, length - at, root, sizeof root - 1) != NULL;
}

static void json_answer_look(Arena *arena, const json_t *value, int depth, Texts *ret_xml)
{
	const char *text = json_string_value(value);
	const char *key = NULL;
	json_t *inner = NULL;
	size_t index = 0;
	if (depth == 0 || ret_xml->n >= JSON_ANSWER_XML)
		return;
	if (text != NULL && xml_sniff(text, json_string_length(value)))
		texts_add(arena, ret_xml, arena_strndup(arena, text, json_string_length(value)));
	json_object_foreach((json_t *)(uintptr_t)value, key, inner)
		json_answer_look(arena, inner, depth - 1, ret_xml);
	json_array_foreach(value, index, inner)
		json_answer_look(arena, inner, depth - 1, ret_xml);
}

bool json_answer_open(Arena *arena, const Limits *limits, const char *bytes, size_t length, Texts *ret_xml)
{
	size_t mark = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
	if (length > (size_t)limits->xml_bytes)
		return false;
	g_autoptr(json_t) json = json_read(bytes + mark, length - mark, NULL);
	json_answer_look(arena, json, JSON_ANSWER_DEPTH, ret_xml);
	return json != NULL;
}
