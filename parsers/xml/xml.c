#include "parsers/xml/xml.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <libxml/xmlerror.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "parsers/xml/xml_decode.h"
#include "parsers/xml/xml_scan.h"

typedef xmlParserCtxt XmlParser;
static void xml_parser_free(XmlParser *parser)
{
	xmlFreeParserCtxt(parser);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(XmlParser, xml_parser_free)

/* An element whose end tag has not come yet. */
typedef struct {
	XmlNode *node;
	XmlNode *last; /* its last child so far */
	GString *text; /* character data in front of its last child; NULL for none or blanks only */
} Frame;

typedef struct {
	Arena *arena;
	const XmlScan *scan;
	XmlParser *parser;
	GArray *frames;	  /* Frame */
	GString *pending; /* character data since the last tag */
	XmlNode *root;
	size_t n_nodes;
	bool undeclared; /* a prefix that no declaration explains */
	char *fault;	 /* first error of libxml2 */
	int fault_line;
} Build;

static const char *xml_word(const xmlChar *text)
{
	return (const char *)text;
}

static Frame *build_top(const Build *build)
{
	return build->frames->len > 0 ? &g_array_index(build->frames, Frame, build->frames->len - 1) : NULL;
}

static bool build_is_blank(const GString *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (!g_ascii_isspace(text->str[i]))
			return false;
	return true;
}

/* Character data in front of a child belongs to the parent; blanks there are layout and are dropped. */
static void build_flush(Build *build, Frame *frame)
{
	if (!build_is_blank(build->pending)) {
		if (frame->text == NULL)
			frame->text = g_string_new(NULL);
		g_string_append_len(frame->text, build->pending->str, (gssize)build->pending->len);
	}
	g_string_truncate(build->pending, 0);
}

/* libxml2 leaves "&amp;" in attribute values as "&#38;" unless it may expand entities; nothing else it hands
 * over contains "&#38;", so undoing it is exact. */
static const char *build_value(Arena *arena, const xmlChar *from, const xmlChar *to)
{
	size_t length = (size_t)(to - from);
	if (length == 0)
		return "";
	char *value = arena_strndup(arena, xml_word(from), length);
	char *amp = strstr(value, "&#38;");
	if (amp == NULL)
		return value;
	char *out = amp;
	for (const char *in = amp; *in != '\0'; out++) {
		bool escaped = strncmp(in, "&#38;", 5) == 0;
		*out = *in;
		in += escaped ? 5 : 1;
	}
	*out = '\0';
	return value;
}

static void build_attributes(Build *build, XmlNode *node, int n, const xmlChar **attributes)
{
	if (n <= 0)
		return;
	XmlAttr *attrs = arena_array(build->arena, XmlAttr, (size_t)n);
	for (int i = 0; i < n; i++, attributes += 5) {
		build->undeclared |= attributes[1] != NULL && attributes[2] == NULL;
		attrs[i] = (XmlAttr){ .name = xml_word(attributes[0]),
				      .ns = xml_word(attributes[2]),
				      .value = build_value(build->arena, attributes[3], attributes[4]) };
	}
	node->attrs = attrs;
	node->n_attrs = (size_t)n;
}

static void build_link(Build *build, XmlNode *node)
{
	Frame *parent = build_top(build);
	if (parent == NULL) {
		build->root = node;
		return;
	}
	build_flush(build, parent);
	node->parent = parent->node;
	if (parent->last == NULL)
		parent->node->children = node;
	else
		parent->last->next = node;
	parent->last = node;
}

/* lint: parameters: the shape is libxml2's */
static void build_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
			int n_namespaces, const xmlChar **namespaces, int n_attributes, int n_defaulted,
			const xmlChar **attributes)
{
	Build *build = context;
	(void)n_namespaces;
	(void)namespaces;
	(void)n_defaulted;
	if (build->n_nodes >= build->scan->n_spans || (build->root != NULL && build->frames->len == 0)) {
		xmlStopParser(build->parser);
		return;
	}
	XmlSpan span = build->scan->spans[build->n_nodes++];
	XmlNode *node = arena_new0(build->arena, XmlNode);
	*node = (XmlNode){ .name = xml_word(name),
			   .ns = uri != NULL && *uri != '\0' ? xml_word(uri) : NULL,
			   .text = "",
			   .start = span.start,
			   .end = span.end };
	build->undeclared |= prefix != NULL && uri == NULL;
	build_attributes(build, node, n_attributes, attributes);
	build_link(build, node);
	Frame frame = { .node = node };
	g_array_append_val(build->frames, frame);
}

static void build_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	Build *build = context;
	(void)name;
	(void)prefix;
	(void)uri;
	Frame *frame = build_top(build);
	if (frame == NULL)
		return;
	if (frame->node->children != NULL)
		build_flush(build, frame);
	const GString *text = frame->node->children != NULL ? frame->text : build->pending;
	if (text != NULL && text->len > 0)
		frame->node->text = arena_strndup(build->arena, text->str, text->len);
	g_string_truncate(build->pending, 0);
	if (frame->text != NULL)
		g_string_free(frame->text, TRUE);
	g_array_set_size(build->frames, build->frames->len - 1);
}

static void build_characters(void *context, const xmlChar *text, int length)
{
	Build *build = context;
	g_string_append_len(build->pending, xml_word(text), length);
}

/* Namespace faults are read over (the local name still says what an element is); anything else ends the
 * parse. */
static void build_error(void *context, xmlErrorPtr fault)
{
	Build *build = context;
	if (fault->domain == XML_FROM_NAMESPACE || fault->level < XML_ERR_ERROR || build->fault != NULL)
		return;
	const char *message = fault->message != NULL ? fault->message : "error";
	build->fault = g_utf8_make_valid(message, -1);
	g_strstrip(build->fault);
	build->fault_line = fault->line;
}

static void build_clear(Build *build)
{
	for (Frame *frame = build_top(build); frame != NULL; frame = build_top(build)) {
		if (frame->text != NULL)
			g_string_free(frame->text, TRUE);
		g_array_set_size(build->frames, build->frames->len - 1);
	}
	g_array_free(build->frames, TRUE);
	g_string_free(build->pending, TRUE);
	g_free(build->fault);
}

static void xml_dictionary_free(void *dictionary)
{
	xmlDictFree(dictionary);
}

/* Names and URIs of the nodes are borrowed from the parser's dictionary, which the arena keeps. */
static void xml_keep_dictionary(Arena *arena, XmlParser *parser)
{
	if (xmlDictReference(parser->dict) == 0)
		arena_own(arena, parser->dict, xml_dictionary_free);
}

static size_t xml_lines(const char *bytes, size_t length)
{
	size_t lines = 0;
	for (size_t i = 0; i < length; i++)
		lines += bytes[i] == '\n';
	return lines;
}

static bool xml_outcome(const Build *build, const XmlInput *input, GError **error)
{
	bool complete = build->root != NULL && build->n_nodes == build->scan->n_spans &&
			build->frames->len == 0;
	if (build->fault == NULL && build->parser->wellFormed && complete)
		return true;
	size_t line = input->lines_before + xml_lines(input->bytes, input->body) +
		      (size_t)MAX(build->fault_line, 1);
	error_reject(error, "not well-formed: line %zu: %s", line,
		     build->fault != NULL ? build->fault : "tags do not match");
	return false;
}

/* Runs libxml2 over UTF-8 text without declaration. */
static bool xml_build(Arena *arena, const XmlInput *input, const XmlScan *scan, const char *text,
		      size_t length, XmlFile *file, GError **error)
{
	xmlSAXHandler handler = { .initialized = XML_SAX2_MAGIC,
				  .startElementNs = build_start,
				  .endElementNs = build_end,
				  .characters = build_characters,
				  .ignorableWhitespace = build_characters,
				  .cdataBlock = build_characters,
				  .serror = build_error };
	g_autoptr(XmlParser) parser = xmlCreateMemoryParserCtxt(text, (int)length);
	if (parser == NULL) {
		error_reject(error, "not XML");
		return false;
	}
	Build build = { .arena = arena,
			.scan = scan,
			.parser = parser,
			.frames = g_array_sized_new(FALSE, FALSE, sizeof(Frame), 32),
			.pending = g_string_sized_new(256) };
	xmlCtxtUseOptions(parser, XML_PARSE_NONET);
	*parser->sax = handler;
	parser->userData = &build;
	xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	xmlParseDocument(parser);
	xml_keep_dictionary(arena, parser);
	bool done = xml_outcome(&build, input, error);
	file->root = build.root;
	if (build.undeclared)
		texts_add(arena, &file->warnings, "a namespace prefix is not declared: read by local names");
	build_clear(&build);
	return done;
}

static void xml_add_warnings(Arena *arena, Texts *to, const Texts *from)
{
	for (size_t i = 0; i < from->n; i++)
		texts_add(arena, to, from->items[i]);
}

/* "Ã³", "Ã‘": a letter beyond ASCII whose UTF-8 bytes were taken for Latin-1 or windows-1252 and encoded again. */
static bool xml_is_twice_encoded(const char *text, size_t length)
{
	const char *end = text + length;
	for (const char *at = text; at != NULL && end - at >= 4;) {
		at = memchr(at, 0xC3, (size_t)(end - at - 3));
		if (at == NULL)
			return false;
		bool latin = (unsigned char)at[2] == 0xC2 && (unsigned char)at[3] >= 0x80;
		bool windows = (unsigned char)at[2] == 0xE2 && (unsigned char)at[3] == 0x80;
		if ((unsigned char)at[1] == 0x83 && (latin || windows))
			return true;
		at++;
	}
	return false;
}

bool xml_parse(Arena *arena, const Limits *limits, const void *bytes, size_t length, XmlFile **ret,
	       GError **error)
{
	XmlInput input = { 0 };
	XmlScan scan = { 0 };
	if ((int64_t)length > limits->xml_bytes) {
		error_reject(error, "limit:xml_bytes more than %" G_GINT64_FORMAT, limits->xml_bytes);
		return false;
	}
	if (!xml_decode_open(arena, bytes, length, &input, error) ||
	    !xml_scan(arena, limits, &input, &scan, error))
		return false;
	const char *charset = xml_decode_charset(arena, &input, scan.end);
	XmlFile *file = arena_new0(arena, XmlFile);
	*file = (XmlFile){ .bytes = input.bytes, .length = input.length, .encoding = charset };
	xml_add_warnings(arena, &file->warnings, &input.warnings);
	xml_add_warnings(arena, &file->warnings, &scan.warnings);
	const char *body = input.bytes + input.body;
	size_t body_length = scan.end - input.body;
	size_t converted_length = 0;
	if (xml_is_twice_encoded(body, body_length))
		texts_add(arena, &file->warnings, "text was encoded as UTF-8 twice: names are read as they stand");
	g_autofree char *converted = xml_decode_utf8(body, body_length, charset, &converted_length);
	if (!xml_build(arena, &input, &scan, converted != NULL ? converted : body,
		       converted != NULL ? converted_length : body_length, file, error))
		return false;
	*ret = file;
	return true;
}
