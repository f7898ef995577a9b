#include <string.h>

#include "base/text.h"
#include "parsers/xml/xml.h"

bool xml_sniff(const void *bytes, size_t length)
{
	const unsigned char *text = bytes;
	size_t n = 0; /* of the last four significant bytes */
	unsigned char head[2] = { 0, 0 };
	for (size_t i = 0; i < length && n < 2; i++) {
		bool mark = text[i] == 0xEF || text[i] == 0xBB || text[i] == 0xBF || text[i] == 0xFE ||
			    text[i] == 0xFF;
		if (n == 0 && (mark || g_ascii_isspace(text[i])))
			continue;
		if (text[i] != 0)
			head[n++] = text[i];
	}
	return head[0] == '<' &&
	       (g_ascii_isalpha(head[1]) || head[1] == '?' || head[1] == '!' || head[1] == '_');
}

const XmlNode *xml_child(const XmlNode *node, const char *name)
{
	if (node == NULL)
		return NULL;
	for (const XmlNode *child = node->children; child != NULL; child = child->next)
		if (strcmp(child->name, name) == 0)
			return child;
	return NULL;
}

const XmlNode *xml_next(const XmlNode *node)
{
	if (node == NULL)
		return NULL;
	for (const XmlNode *next = node->next; next != NULL; next = next->next)
		if (strcmp(next->name, node->name) == 0)
			return next;
	return NULL;
}

static const XmlNode *xml_child_span(const XmlNode *node, const char *name, size_t length)
{
	for (const XmlNode *child = node->children; child != NULL; child = child->next)
		if (strncmp(child->name, name, length) == 0 && child->name[length] == '\0')
			return child;
	return NULL;
}

const XmlNode *xml_path(const XmlNode *node, const char *path)
{
	if (path == NULL)
		return NULL;
	while (node != NULL && *path != '\0') {
		size_t length = strcspn(path, "/");
		node = xml_child_span(node, path, length);
		path += length + (path[length] == '/');
	}
	return node;
}

const char *xml_text(Arena *arena, const XmlNode *node, const char *path)
{
	const XmlNode *found = xml_path(node, path);
	return found != NULL ? text_or_null(arena, found->text) : NULL;
}

const char *xml_attr(const XmlNode *node, const char *name)
{
	for (size_t i = 0; node != NULL && i < node->n_attrs; i++)
		if (node->attrs[i].ns == NULL && strcmp(node->attrs[i].name, name) == 0)
			return node->attrs[i].value;
	return NULL;
}
