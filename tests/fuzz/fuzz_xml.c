/* Any bytes through the XML reader, with small limits so that they are reached; then every node is looked at. */
#include <stdint.h>
#include <string.h>

#include "parsers/xml/xml.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static size_t visit(const XmlFile *file, const XmlNode *node)
{
	size_t seen = 0;
	for (; node != NULL; node = node->next) {
		g_assert(node->start < node->end && node->end <= file->length && file->bytes[node->start] == '<' &&
			 file->bytes[node->end - 1] == '>');
		g_assert(g_utf8_validate(node->text, -1, NULL) && g_utf8_validate(node->name, -1, NULL));
		for (size_t i = 0; i < node->n_attrs; i++)
			g_assert(g_utf8_validate(node->attrs[i].value, -1, NULL));
		seen += 1 + visit(file, node->children);
	}
	return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	XmlFile *file = NULL;
	limits.xml_depth = 12;
	limits.xml_elements = 500;
	limits.xml_attributes = 20;
	limits.xml_text = 4000;
	xml_sniff(bytes, size);
	if (xml_parse(arena, &limits, bytes, size, &file, NULL))
		g_assert(visit(file, file->root) <= 500);
	return 0;
}
