#include "parsers/xml/xml_cut.h"

#include <string.h>

#include "parsers/xml/xml_decode.h"

#define INHERITED_MAX ((size_t)16 * 1024) /* bytes of start tags above the element */
#define SCHEMA_INSTANCE "http://www.w3.org/2001/XMLSchema-instance"

/* One attribute of a start tag, as bytes. */
typedef struct {
	const char *from; /* the blank in front of its name */
	const char *name;
	size_t name_length;
	const char *end; /* behind its closing quote */
} TagAttr;

static bool cut_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Behind the '<' and the name. */
static const char *cut_tag_name_end(const XmlFile *file, const XmlNode *node)
{
	const char *at = file->bytes + node->start + 1;
	while (!cut_is_space(*at) && *at != '>' && *at != '/')
		at++;
	return at;
}

/* The next attribute of a start tag that the parser accepted; false at its end and at the limit. */
static bool cut_next_attribute(const char **at, const char *limit, TagAttr *ret)
{
	ret->from = *at;
	while (*at < limit && cut_is_space(**at))
		(*at)++;
	if (*at >= limit || **at == '>' || **at == '/')
		return false;
	ret->name = *at;
	while (*at < limit && **at != '=' && !cut_is_space(**at))
		(*at)++;
	ret->name_length = (size_t)(*at - ret->name);
	while (*at < limit && **at != '"' && **at != '\'')
		(*at)++;
	const char *close = *at < limit ? memchr(*at + 1, **at, (size_t)(limit - *at - 1)) : NULL;
	*at = close != NULL ? close + 1 : limit;
	ret->end = *at;
	return close != NULL;
}

static bool cut_is_declaration(const TagAttr *attr)
{
	return attr->name_length >= 5 && memcmp(attr->name, "xmlns", 5) == 0 &&
	       (attr->name_length == 5 || attr->name[5] == ':');
}

static bool cut_is_default(const TagAttr *attr)
{
	return attr->name_length == 5 && cut_is_declaration(attr);
}

/* Notes a declared name; false when an inner element has declared it already. */
static bool cut_note(GHashTable *seen, const TagAttr *attr)
{
	return g_hash_table_add(seen, g_strndup(attr->name, attr->name_length));
}

/* The element's own start tag behind its name, without the default declaration where the scope wants none. */
static const char *cut_own_attributes(const XmlCut *cut, const XmlScope *scope, GHashTable *seen,
				      GString *kept)
{
	const char *at = cut_tag_name_end(cut->file, cut->element);
	const char *limit = cut->file->bytes + cut->element->end;
	TagAttr attr;
	while (cut_next_attribute(&at, limit, &attr)) {
		bool dropped = scope->no_default && cut_is_default(&attr);
		if (cut_is_declaration(&attr))
			cut_note(seen, &attr);
		if (!dropped)
			g_string_append_len(kept, attr.from, attr.end - attr.from);
	}
	return at;
}

/* The declarations of one ancestor that nothing further in has made. False when its start tag is too large.
 */
static bool cut_inherit_from(const XmlCut *cut, const XmlScope *scope, const XmlNode *node, GHashTable *seen,
			     GString *text)
{
	const char *at = cut_tag_name_end(cut->file, node);
	const char *limit = cut->file->bytes + MIN(node->end, node->start + INHERITED_MAX);
	TagAttr attr;
	while (cut_next_attribute(&at, limit, &attr)) {
		bool dropped = scope->no_default && cut_is_default(&attr);
		if (!cut_is_declaration(&attr) || dropped || !cut_note(seen, &attr))
			continue;
		g_string_append_c(text, ' ');
		g_string_append_len(text, attr.name, attr.end - attr.name);
	}
	return at < limit;
}

/* Ancestors that do not count have nothing to give: the element is the top, and the scope is not the whole
 * file. */
static bool cut_inherit(const XmlCut *cut, const XmlScope *scope, GHashTable *seen, GString *text)
{
	const XmlNode *last = scope->whole_file ? NULL : cut->top->parent;
	const XmlNode *node = cut->element == cut->top && !scope->whole_file ? NULL : cut->element->parent;
	for (; node != NULL && node != last; node = node->parent)
		if (!cut_inherit_from(cut, scope, node, seen, text))
			return false;
	return true;
}

/* uri is one of our constants: nothing in it needs an escape. */
static void cut_add(GHashTable *seen, GString *text, const char *name, const char *uri)
{
	const char *const pieces[] = { " ", name, "=\"", uri, "\"" };
	for (size_t i = 0; i < G_N_ELEMENTS(pieces) && !g_hash_table_contains(seen, name); i++)
		g_string_append(text, pieces[i]);
}

/* Where the end tag begins; the element's end for an empty tag, whose start tag is all of it. */
static const char *cut_end_tag(const XmlFile *file, const XmlNode *node)
{
	const char *start = file->bytes + node->start;
	const char *last = memrchr(start, '<', node->end - node->start);
	return last > start ? last : file->bytes + node->end;
}

void xml_cut_content(const XmlFile *file, const XmlNode *element, size_t *ret_from, size_t *ret_to)
{
	const char *at = cut_tag_name_end(file, element);
	TagAttr attr;
	while (cut_next_attribute(&at, file->bytes + element->end, &attr))
		;
	*ret_from = *at == '>' ? (size_t)(at - file->bytes) + 1 : element->end;
	*ret_to = (size_t)(cut_end_tag(file, element) - file->bytes);
}

/* Everything behind the attributes; "from" stands on the '>' or the "/>". */
static void cut_body(const XmlCut *cut, const char *from, GString *text)
{
	const char *end = cut->file->bytes + cut->element->end;
	if (cut->is_piece) {
		const char *tag = cut_end_tag(cut->file, cut->element);
		g_string_append_c(text, '>');
		g_string_append_len(text, cut->file->bytes + cut->from, (gssize)(cut->to - cut->from));
		g_string_append_len(text, tag, end - tag);
		return;
	}
	if (cut->hole != NULL) {
		const char *hole = cut->file->bytes + cut->hole->start;
		g_string_append_len(text, from, hole - from);
		from = cut->file->bytes + cut->hole->end;
	}
	g_string_append_len(text, from, end - from);
}

static void cut_to_utf8(const XmlFile *file, GString *text)
{
	size_t length = 0;
	g_autofree char *converted = xml_decode_utf8(text->str, text->len, file->encoding, &length);
	if (converted != NULL) {
		g_string_truncate(text, 0);
		g_string_append_len(text, converted, (gssize)length);
	}
}

static size_t cut_size(const XmlCut *cut)
{
	return cut->is_piece ? cut->to - cut->from : cut->element->end - cut->element->start;
}

GString *xml_cut(const XmlCut *cut, const XmlScope *scope)
{
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GString) kept = g_string_new(NULL);
	g_autoptr(GString) text = g_string_sized_new(cut_size(cut) + 256);
	const char *start = cut->file->bytes + cut->element->start;
	const char *rest = cut_own_attributes(cut, scope, seen, kept);
	g_string_append_len(text, start, cut_tag_name_end(cut->file, cut->element) - start);
	if (!cut_inherit(cut, scope, seen, text))
		return NULL;
	if (scope->namespace != NULL)
		cut_add(seen, text, "xmlns", scope->namespace);
	if (scope->schema_instance)
		cut_add(seen, text, "xmlns:xsi", SCHEMA_INSTANCE);
	g_string_append_len(text, kept->str, (gssize)kept->len);
	cut_body(cut, rest, text);
	cut_to_utf8(cut->file, text);
	return g_steal_pointer(&text);
}
