#include "parsers/xml/xml_scan.h"

#include <string.h>

#include "base/error.h"

/* In scope at once, over all open elements: what a name look-up of libxml2 walks through. */
#define NAMESPACES_IN_SCOPE 4
/* Attributes of a whole file, as a multiple of its elements limit. */
#define ATTRIBUTES_IN_ALL 2

typedef struct {
	size_t span;
	int64_t namespaces;
} Open;

typedef struct {
	const Limits *limits;
	const XmlInput *input;
	const char *at, *end;
	GArray *spans; /* XmlSpan */
	GArray *open;  /* Open */
	int64_t in_scope, attributes;
	size_t text; /* bytes of character data since the last tag */
	bool schema_as_prefix;
	GError **error;
} Scan;

static size_t scan_line(const Scan *scan)
{
	size_t line = scan->input->lines_before + 1;
	for (const char *at = scan->input->bytes; at < scan->at; at++)
		line += *at == '\n';
	return line;
}

static bool scan_malformed(const Scan *scan, const char *what)
{
	error_reject(scan->error, "not well-formed: line %zu: %s", scan_line(scan), what);
	return false;
}

static bool scan_over(const Scan *scan, const char *limit, int64_t value)
{
	error_reject(scan->error, "limit:%s more than %" G_GINT64_FORMAT ", line %zu", limit, value,
		     scan_line(scan));
	return false;
}

static bool scan_is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool scan_begins_name(const char *at, const char *end)
{
	return at < end && (g_ascii_isalpha(*at) || *at == '_' || *at == ':' || (unsigned char)*at >= 0x80);
}

/* The next mark behind scan->at, NULL when there is none. memmem() of a sanitized build looks at all
 * that is left each time, which makes many small constructs quadratic. */
static const char *scan_find(const Scan *scan, const char *mark)
{
	size_t length = strlen(mark);
	const char *at = memchr(scan->at, *mark, (size_t)(scan->end - scan->at));
	while (at != NULL && ((size_t)(scan->end - at) < length || memcmp(at, mark, length) != 0))
		at = memchr(at + 1, *mark, (size_t)(scan->end - at - 1));
	return at;
}

/* Steps over a construct that ends in mark; its content starts at scan->at. */
static bool scan_past(Scan *scan, const char *mark, const char *what)
{
	const char *close = scan_find(scan, mark);
	if (close == NULL)
		return scan_malformed(scan, what);
	scan->at = close + strlen(mark);
	return true;
}

/* Images and the like: long, but nobody reads them as text. */
static bool scan_is_base64(const char *at, const char *end)
{
	while (at < end && (g_ascii_isalnum(*at) || *at == '+' || *at == '/' || *at == '=' || scan_is_space(*at)))
		at++;
	return at == end;
}

static bool scan_text(Scan *scan, const char *to)
{
	bool large = to - scan->at > scan->limits->xml_text;
	if (!large || !scan_is_base64(scan->at, to))
		scan->text += (size_t)(to - scan->at);
	scan->at = to;
	return (int64_t)scan->text <= scan->limits->xml_text ||
	       scan_over(scan, "xml_text", scan->limits->xml_text);
}

static bool scan_name(Scan *scan, const char **ret_name, size_t *ret_length)
{
	const char *name = scan->at;
	while (scan->at < scan->end && !scan_is_space(*scan->at) && *scan->at != '>' && *scan->at != '/' &&
	       *scan->at != '=' && *scan->at != '<')
		scan->at++;
	*ret_name = name;
	*ret_length = (size_t)(scan->at - name);
	return (int64_t)*ret_length <= scan->limits->xml_name ||
	       scan_over(scan, "xml_name", scan->limits->xml_name);
}

static void scan_spaces(Scan *scan)
{
	while (scan->at < scan->end && scan_is_space(*scan->at))
		scan->at++;
}

static bool scan_attribute_value(Scan *scan)
{
	scan_spaces(scan);
	if (scan->at >= scan->end || *scan->at != '=')
		return scan_malformed(scan, "attribute without a value");
	scan->at++;
	scan_spaces(scan);
	if (scan->at >= scan->end || (*scan->at != '"' && *scan->at != '\''))
		return scan_malformed(scan, "attribute value without quotes");
	const char *open = scan->at + 1;
	const char *close = memchr(open, *scan->at, (size_t)(scan->end - open));
	if (close == NULL)
		return scan_malformed(scan, "attribute value does not end");
	if (close - open > scan->limits->xml_text)
		return scan_over(scan, "xml_text", scan->limits->xml_text);
	scan->at = close + 1;
	return true;
}

static bool scan_is_namespace(const char *name, size_t length)
{
	return length >= 5 && memcmp(name, "xmlns", 5) == 0 && (length == 5 || name[5] == ':');
}

static bool scan_attribute(Scan *scan, int64_t *namespaces)
{
	static const char odd[] = "xmlns:schemaLocation";
	const char *name = NULL;
	size_t length = 0;
	if (!scan_name(scan, &name, &length))
		return false;
	if (length == 0)
		return scan_malformed(scan, "attribute name expected");
	*namespaces += scan_is_namespace(name, length);
	scan->schema_as_prefix |= length == sizeof odd - 1 && memcmp(name, odd, length) == 0;
	if (*namespaces > scan->limits->xml_namespaces)
		return scan_over(scan, "xml_namespaces", scan->limits->xml_namespaces);
	if (++scan->attributes > ATTRIBUTES_IN_ALL * scan->limits->xml_elements)
		return scan_over(scan, "xml_attributes", ATTRIBUTES_IN_ALL * scan->limits->xml_elements);
	return scan_attribute_value(scan);
}

static bool scan_push(Scan *scan, size_t start, int64_t namespaces)
{
	XmlSpan span = { .start = start };
	Open open = { .span = scan->spans->len, .namespaces = namespaces };
	if (scan->spans->len >= scan->limits->xml_elements)
		return scan_over(scan, "xml_elements", scan->limits->xml_elements);
	if (scan->open->len >= scan->limits->xml_depth)
		return scan_over(scan, "xml_depth", scan->limits->xml_depth);
	scan->in_scope += namespaces;
	if (scan->in_scope > NAMESPACES_IN_SCOPE * scan->limits->xml_namespaces)
		return scan_over(scan, "xml_namespaces", NAMESPACES_IN_SCOPE * scan->limits->xml_namespaces);
	g_array_append_val(scan->spans, span);
	g_array_append_val(scan->open, open);
	return true;
}

static void scan_pop(Scan *scan)
{
	Open open = g_array_index(scan->open, Open, scan->open->len - 1);
	g_array_index(scan->spans, XmlSpan, open.span).end = (size_t)(scan->at - scan->input->bytes);
	scan->in_scope -= open.namespaces;
	g_array_set_size(scan->open, scan->open->len - 1);
}

static bool scan_attributes(Scan *scan, int64_t *ret_namespaces)
{
	int64_t n = 0;
	for (scan_spaces(scan); scan->at < scan->end && *scan->at != '>' && *scan->at != '/';
	     scan_spaces(scan)) {
		if (++n > scan->limits->xml_attributes)
			return scan_over(scan, "xml_attributes", scan->limits->xml_attributes);
		if (!scan_attribute(scan, ret_namespaces))
			return false;
	}
	return true;
}

static bool scan_start_tag(Scan *scan)
{
	size_t start = (size_t)(scan->at - scan->input->bytes);
	const char *name = NULL;
	size_t length = 0;
	int64_t namespaces = 0;
	scan->text = 0;
	scan->at++;
	if (!scan_name(scan, &name, &length) || !scan_attributes(scan, &namespaces) ||
	    !scan_push(scan, start, namespaces))
		return false;
	bool empty = scan->at < scan->end && *scan->at == '/';
	scan->at += empty;
	if (scan->at >= scan->end || *scan->at != '>')
		return scan_malformed(scan, "start tag does not end");
	scan->at++;
	if (empty)
		scan_pop(scan);
	return true;
}

static bool scan_end_tag(Scan *scan)
{
	scan->text = 0;
	if (scan->open->len == 0)
		return scan_malformed(scan, "end tag without a start");
	if (!scan_past(scan, ">", "end tag does not end"))
		return false;
	scan_pop(scan);
	return true;
}

static bool scan_cdata(Scan *scan)
{
	scan->at += 9;
	const char *close = scan_find(scan, "]]>");
	if (close == NULL)
		return scan_malformed(scan, "CDATA section does not end");
	if (!scan_text(scan, close))
		return false;
	scan->at += 3;
	return true;
}

static bool scan_begins(const Scan *scan, const char *mark)
{
	size_t length = strlen(mark);
	return (size_t)(scan->end - scan->at) >= length && memcmp(scan->at, mark, length) == 0;
}

static bool scan_declaration(Scan *scan)
{
	if (scan_begins(scan, "<!--")) {
		scan->at += 4;
		return scan_past(scan, "-->", "comment does not end");
	}
	if (scan_begins(scan, "<![CDATA["))
		return scan_cdata(scan);
	error_reject(scan->error, "doctype: line %zu: document type declarations are refused",
		     scan_line(scan));
	return false;
}

/* One piece of markup; scan->at stands on its '<'. */
static bool scan_markup(Scan *scan)
{
	char next = scan->end - scan->at > 1 ? scan->at[1] : '\0';
	if (next == '/')
		return scan_end_tag(scan);
	if (next == '!')
		return scan_declaration(scan);
	if (next == '?') {
		scan->at += 2;
		return scan_past(scan, "?>", "processing instruction does not end");
	}
	if (scan_begins_name(scan->at + 1, scan->end))
		return scan_start_tag(scan);
	return scan_malformed(scan, "'<' that begins nothing");
}

static bool scan_root(Scan *scan)
{
	while (scan->spans->len == 0 || scan->open->len > 0) {
		const char *next = memchr(scan->at, '<', (size_t)(scan->end - scan->at));
		if (next == NULL) {
			scan->at = scan->end;
			return scan_malformed(scan, "the document ends too early");
		}
		if (!scan_text(scan, next) || !scan_markup(scan))
			return false;
	}
	return true;
}

/* What follows the root: comments and blanks are fine, another root is not, anything else is left out. */
static bool scan_tail(Arena *arena, Scan *scan, XmlScan *result)
{
	result->end = (size_t)(scan->at - scan->input->bytes);
	for (scan_spaces(scan); scan_begins(scan, "<!--") || scan_begins(scan, "<?"); scan_spaces(scan))
		if (!scan_past(scan, scan->at[1] == '!' ? "-->" : "?>", "comment does not end"))
			return false;
	if (scan->at < scan->end && *scan->at == '<' && scan_begins_name(scan->at + 1, scan->end))
		return scan_malformed(scan, "several root elements");
	if (scan->at < scan->end)
		texts_add(arena, &result->warnings, "bytes after the document were ignored");
	if (scan->schema_as_prefix)
		texts_add(arena, &result->warnings, "xmlns:schemaLocation instead of xsi:schemaLocation");
	return true;
}

bool xml_scan(Arena *arena, const Limits *limits, const XmlInput *input, XmlScan *ret, GError **error)
{
	g_autoptr(GArray) spans = g_array_sized_new(FALSE, FALSE, sizeof(XmlSpan), 256);
	g_autoptr(GArray) open = g_array_sized_new(FALSE, FALSE, sizeof(Open), 64);
	Scan scan = { .limits = limits,
		      .input = input,
		      .at = input->bytes + input->body,
		      .end = input->bytes + input->length,
		      .spans = spans,
		      .open = open,
		      .error = error };
	XmlScan result = { 0 };
	if (!scan_root(&scan) || !scan_tail(arena, &scan, &result))
		return false;
	result.spans = arena_memdup(arena, spans->data, spans->len * sizeof(XmlSpan));
	result.n_spans = spans->len;
	*ret = result;
	return true;
}
