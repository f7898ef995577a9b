#include "parsers/mime/html.h"

#include <glib.h>
#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <string.h>

#include "parsers/mime/html_tree.h"

/* ---- writing lines ---- */

typedef struct {
	GString *out;
	int breaks;   /* line ends owed before the next text */
	bool space;   /* a blank owed before the next text */
	bool rule;    /* a horizontal rule owed: only between texts */
	int quote;    /* quotation marks at the start of a line */
	int last_quote; /* of the last line with text */
	bool started; /* there is text before */
} Writer;

static const char writer_rule[] = "________________________________";

static void writer_start_line(Writer *writer, int quote)
{
	for (int i = 0; i < quote; i++)
		g_string_append(writer->out, "> ");
}

/* The line ends that are owed; a blank line between two quoted ones is quoted too. */
static void writer_end_lines(Writer *writer)
{
	int quote = MIN(writer->quote, writer->last_quote);
	for (int i = 0; writer->started && i < MIN(writer->breaks, 3); i++) {
		g_string_append_c(writer->out, '\n');
		if (i + 1 < MIN(writer->breaks, 3) && quote > 0) {
			writer_start_line(writer, quote - 1);
			g_string_append_c(writer->out, '>');
		}
	}
}

static void writer_flush(Writer *writer)
{
	writer_end_lines(writer);
	writer->last_quote = writer->quote;
	bool fresh = !writer->started || writer->breaks > 0;
	if (writer->rule && writer->started) {
		if (!fresh)
			g_string_append_c(writer->out, '\n');
		g_string_append(writer->out, writer_rule);
		g_string_append_c(writer->out, '\n');
		fresh = true;
	}
	if (fresh)
		writer_start_line(writer, writer->quote);
	else if (writer->space)
		g_string_append_c(writer->out, ' ');
	writer->breaks = 0;
	writer->space = writer->rule = false;
	writer->started = true;
}

static void writer_break(Writer *writer, int at_least)
{
	writer->breaks = MAX(writer->breaks, at_least);
	writer->space = false;
}

/* Length of the blanks here; a no-break space is one, since mail programs write it for any other. */
static size_t writer_blank(const char *text)
{
	size_t n = strspn(text, " \t\r\n");
	while (strncmp(text + n, "\xC2\xA0", 2) == 0)
		n += 2;
	return n;
}

static void writer_text(Writer *writer, const char *text)
{
	while (*text != '\0') {
		size_t blank = writer_blank(text);
		writer->space |= blank > 0;
		text += blank;
		size_t word = 0;
		while (text[word] != '\0' && writer_blank(text + word) == 0)
			word += strcspn(text + word + 1, " \t\r\n\xC2") + 1;
		if (word == 0)
			continue;
		if (writer->breaks > 0 || writer->space || writer->rule || !writer->started)
			writer_flush(writer);
		g_string_append_len(writer->out, text, (gssize)word);
		text += word;
	}
}

static void writer_preformatted(Writer *writer, const char *text)
{
	while (*text != '\0') {
		size_t line = strcspn(text, "\n");
		if (line > 0) {
			writer->space = false;
			if (writer->breaks > 0 || writer->rule || !writer->started)
				writer_flush(writer);
			g_string_append_len(writer->out, text, (gssize)line);
		}
		text += line;
		if (*text == '\n') {
			writer->breaks++;
			text++;
		}
	}
}

/* ---- elements ---- */

typedef enum {
	ELEMENT_INLINE,
	ELEMENT_BLOCK,
	ELEMENT_PARAGRAPH,
	ELEMENT_BREAK,
	ELEMENT_RULE,
	ELEMENT_ITEM,
	ELEMENT_CELL,
	ELEMENT_QUOTE,
	ELEMENT_PRE,
	ELEMENT_HIDDEN,
	ELEMENT_LIST
} ElementKind;

static const struct {
	const char *name;
	ElementKind kind;
} elements[] = {
	{ "div", ELEMENT_BLOCK },	 { "p", ELEMENT_PARAGRAPH },	{ "br", ELEMENT_BREAK },
	{ "hr", ELEMENT_RULE },		 { "li", ELEMENT_ITEM },	{ "td", ELEMENT_CELL },
	{ "th", ELEMENT_CELL },		 { "tr", ELEMENT_BLOCK },	{ "table", ELEMENT_BLOCK },
	{ "blockquote", ELEMENT_QUOTE }, { "pre", ELEMENT_PRE },	{ "ul", ELEMENT_LIST },
	{ "ol", ELEMENT_LIST },		 { "dl", ELEMENT_BLOCK },	{ "dt", ELEMENT_BLOCK },
	{ "dd", ELEMENT_BLOCK },	 { "h1", ELEMENT_PARAGRAPH },	{ "h2", ELEMENT_PARAGRAPH },
	{ "h3", ELEMENT_PARAGRAPH },	 { "h4", ELEMENT_PARAGRAPH },	{ "h5", ELEMENT_PARAGRAPH },
	{ "h6", ELEMENT_PARAGRAPH },	 { "script", ELEMENT_HIDDEN },	{ "style", ELEMENT_HIDDEN },
	{ "head", ELEMENT_HIDDEN },	 { "title", ELEMENT_HIDDEN },	{ "template", ELEMENT_HIDDEN },
	{ "noscript", ELEMENT_HIDDEN },	 { "iframe", ELEMENT_HIDDEN },	{ "object", ELEMENT_HIDDEN },
	{ "section", ELEMENT_BLOCK },	 { "article", ELEMENT_BLOCK },	{ "header", ELEMENT_BLOCK },
	{ "footer", ELEMENT_BLOCK },	 { "address", ELEMENT_BLOCK },	{ "center", ELEMENT_BLOCK },
	{ "form", ELEMENT_BLOCK },	 { "fieldset", ELEMENT_BLOCK }, { "tbody", ELEMENT_BLOCK },
	{ "thead", ELEMENT_BLOCK },	 { "tfoot", ELEMENT_BLOCK },	{ "caption", ELEMENT_BLOCK },
	{ "body", ELEMENT_BLOCK },	 { "html", ELEMENT_BLOCK },
};

static bool element_is_hidden(const xmlNode *node)
{
	const char *style = html_tree_attr(node, "style");
	if (html_tree_attr(node, "hidden") != NULL)
		return true;
	if (style == NULL)
		return false;
	g_autofree char *lower = g_ascii_strdown(style, (gssize)strnlen(style, 1024));
	return strstr(lower, "display:none") != NULL || strstr(lower, "display: none") != NULL ||
	       strstr(lower, "mso-hide:all") != NULL;
}

static ElementKind element_kind(const xmlNode *node)
{
	for (size_t i = 0; i < G_N_ELEMENTS(elements); i++)
		if (strcmp((const char *)node->name, elements[i].name) == 0)
			return elements[i].kind != ELEMENT_HIDDEN && element_is_hidden(node)
				       ? ELEMENT_HIDDEN
				       : elements[i].kind;
	return element_is_hidden(node) ? ELEMENT_HIDDEN : ELEMENT_INLINE;
}

/* ---- the walk ---- */

typedef struct {
	Writer own, quoted;
	bool split;	/* look for quotation marks of mail programs */
	bool found;	/* one was there */
	bool rest;	/* from here on everything is quoted */
	int inside;	/* quoted elements around */
	int attributed; /* attributed elements around whose first quotation is still to come */
	int preformatted;
	GArray *lists; /* int: the last number given, -1 for bullets */
} Walk;

static Writer *walk_writer(Walk *walk)
{
	return walk->rest || walk->inside > 0 || walk->attributed > 0 ? &walk->quoted : &walk->own;
}

static void walk_item(Walk *walk, Writer *writer)
{
	writer_break(writer, 1);
	int *number = walk->lists->len > 0 ? &g_array_index(walk->lists, int, walk->lists->len - 1) : NULL;
	if (number == NULL || *number < 0) {
		writer_text(writer, "-");
	} else {
		g_autofree char *text = g_strdup_printf("%d.", ++*number);
		writer_text(writer, text);
	}
	writer->space = true;
}

static void walk_open_list(Walk *walk, const xmlNode *node)
{
	int first = strcmp((const char *)node->name, "ol") == 0 ? 0 : -1;
	g_array_append_val(walk->lists, first);
}

static void walk_mark(Walk *walk, const xmlNode *node)
{
	HtmlMark mark = walk->split ? html_quote_mark(node) : HTML_OWN;
	walk->found |= mark != HTML_OWN;
	walk->rest |= mark == HTML_REST;
	walk->attributed += mark == HTML_ATTRIBUTED;
	walk->inside += mark == HTML_QUOTED;
}

static void walk_open_quote(Walk *walk)
{
	writer_break(&walk->own, 1);
	writer_break(&walk->quoted, 1);
	walk->own.quote += walk->own.quote < 8;
	walk->quoted.quote += walk->quoted.quote < 8;
}

/* Enters an element; false when its children are not to be seen. */
static bool walk_enter(Walk *walk, const xmlNode *node)
{
	walk_mark(walk, node);
	Writer *writer = walk_writer(walk);
	switch (element_kind(node)) {
	case ELEMENT_INLINE:
		break;
	case ELEMENT_HIDDEN:
		return false;
	case ELEMENT_BLOCK:
		writer_break(writer, 1);
		break;
	case ELEMENT_LIST:
		writer_break(writer, 1);
		walk_open_list(walk, node);
		break;
	case ELEMENT_PARAGRAPH:
		writer_break(writer, 2);
		break;
	case ELEMENT_BREAK:
		writer->breaks++;
		writer->space = false;
		break;
	case ELEMENT_RULE:
		writer_break(writer, 1);
		writer->rule = true;
		break;
	case ELEMENT_ITEM:
		walk_item(walk, writer);
		break;
	case ELEMENT_CELL:
		writer->space = true;
		break;
	case ELEMENT_QUOTE:
		walk_open_quote(walk);
		break;
	case ELEMENT_PRE:
		writer_break(writer, 1);
		walk->preformatted++;
		break;
	}
	return true;
}

/* An attributed element without a quotation of its own inside is quoted to its end. */
static void walk_unmark(Walk *walk, const xmlNode *node)
{
	HtmlMark mark = walk->split ? html_quote_mark(node) : HTML_OWN;
	walk->inside -= mark == HTML_QUOTED;
	if (mark == HTML_ATTRIBUTED && walk->attributed > 0)
		walk->attributed--;
	bool quotation = walk->split && strcmp((const char *)node->name, "blockquote") == 0 &&
			 node->parent != NULL && node->parent->type == XML_ELEMENT_NODE &&
			 html_quote_mark(node->parent) == HTML_ATTRIBUTED;
	if (quotation && walk->inside == 0 && walk->attributed > 0)
		walk->attributed--;
}

static void walk_leave(Walk *walk, const xmlNode *node)
{
	Writer *writer = walk_writer(walk);
	switch (element_kind(node)) {
	case ELEMENT_INLINE:
	case ELEMENT_HIDDEN:
	case ELEMENT_BREAK:
	case ELEMENT_RULE:
	case ELEMENT_CELL:
		break;
	case ELEMENT_LIST:
		g_array_set_size(walk->lists, walk->lists->len - 1);
		writer_break(writer, 1);
		break;
	case ELEMENT_BLOCK:
	case ELEMENT_ITEM:
		writer_break(writer, 1);
		break;
	case ELEMENT_PARAGRAPH:
		writer_break(writer, 2);
		break;
	case ELEMENT_QUOTE:
		writer_break(&walk->own, 1);
		writer_break(&walk->quoted, 1);
		walk->own.quote -= walk->own.quote > 0;
		walk->quoted.quote -= walk->quoted.quote > 0;
		break;
	case ELEMENT_PRE:
		writer_break(writer, 1);
		walk->preformatted--;
		break;
	}
	walk_unmark(walk, node);
}

static void walk_text(Walk *walk, const xmlNode *node)
{
	const char *text = (const char *)node->content;
	if (text == NULL)
		return;
	if (walk->preformatted > 0)
		writer_preformatted(walk_writer(walk), text);
	else
		writer_text(walk_writer(walk), text);
}

/* Document order without recursion: depth is bounded where the tree is built. */
static void walk_tree(Walk *walk, const xmlNode *root)
{
	const xmlNode *node = root;
	while (node != NULL) {
		bool down = false;
		if (node->type == XML_ELEMENT_NODE)
			down = walk_enter(walk, node);
		else if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE)
			walk_text(walk, node);
		if (down && node->children != NULL) {
			node = node->children;
			continue;
		}
		if (node->type == XML_ELEMENT_NODE)
			walk_leave(walk, node);
		while (node != root && node->next == NULL) {
			node = node->parent;
			walk_leave(walk, node);
		}
		node = node == root ? NULL : node->next;
	}
}

/* ---- reading ---- */

/* libxml2 looks for each end tag in all that are open, and for each attribute in all before it: both are
 * bounded. */
static void html_start_element(void *context, const xmlChar *name, const xmlChar **attrs)
{
	htmlParserCtxtPtr parser = context;
	const Limits *limits = parser->_private;
	if (parser->nameNr > limits->html_depth)
		xmlStopParser(parser);
	else
		xmlSAX2StartElement(context, name, attrs);
}

static bool html_is_tame(const Limits *limits, const char *html, size_t length)
{
	if (length > (size_t)limits->html_bytes)
		return false;
	int64_t attributes = 0, tags = 0;
	bool inside = false;
	for (size_t i = 0; i < length; i++) {
		if (html[i] == '<') {
			inside = true;
			tags++;
			attributes = 0;
		}
		inside = inside && html[i] != '>';
		attributes += inside && (html[i] == '=' || g_ascii_isspace(html[i]) || html[i] == '/');
		if (attributes > 4 * limits->xml_attributes || tags > limits->html_tags)
			return false;
	}
	return true;
}

static htmlDocPtr html_parse(const Limits *limits, const char *html, size_t length)
{
	if (!html_is_tame(limits, html, length))
		return NULL;
	htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(html, (int)length);
	if (parser == NULL)
		return NULL;
	htmlCtxtUseOptions(parser,
			   HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
	Limits own = *limits;
	parser->_private = &own;
	parser->sax->startElement = html_start_element;
	parser->sax->comment = NULL; /* their number would make blanks slow */
	parser->sax->processingInstruction = NULL;
	xmlCharEncodingHandlerPtr utf8 = xmlFindCharEncodingHandler("UTF-8");
	if (utf8 != NULL)
		xmlSwitchToEncoding(parser, utf8);
	/* or else a <meta> would switch once more */
	if (parser->input->encoding == NULL)
		parser->input->encoding = xmlCharStrdup("UTF-8");
	htmlParseDocument(parser);
	htmlDocPtr document = parser->myDoc;
	bool stopped = parser->errNo == XML_ERR_USER_STOP || parser->disableSAX != 0;
	parser->myDoc = NULL;
	htmlFreeParserCtxt(parser);
	if (stopped && document != NULL) {
		xmlFreeDoc(document);
		document = NULL;
	}
	return document;
}

/* Tags out, entities left as they are: what is past the limits is still there to be read. */
static const char *html_strip(Arena *arena, const char *html, size_t length)
{
	char *out = arena_alloc(arena, length + 1), *to = out;
	bool inside = false;
	for (size_t i = 0; i < length; i++) {
		if (html[i] == '<')
			inside = true;
		else if (html[i] == '>' && inside)
			inside = false, *to++ = ' ';
		else if (!inside)
			*to++ = html[i];
	}
	return out;
}

static const char *html_finish(Arena *arena, Writer *writer)
{
	const char *text = arena_strndup(arena, writer->out->str, writer->out->len);
	g_string_free(writer->out, TRUE);
	return text;
}

static void html_walk(Walk *walk, htmlDocPtr document)
{
	walk->lists = g_array_new(FALSE, FALSE, sizeof(int));
	walk->own.out = g_string_new(NULL);
	walk->quoted.out = g_string_new(NULL);
	const xmlNode *root = xmlDocGetRootElement(document);
	if (root != NULL)
		walk_tree(walk, root);
	g_array_free(walk->lists, TRUE);
}

const char *html_to_text(Arena *arena, const Limits *limits, const char *html, size_t length)
{
	htmlDocPtr document = html_parse(limits, html, length);
	if (document == NULL)
		return html_strip(arena, html, length);
	Walk walk = { 0 };
	html_walk(&walk, document);
	xmlFreeDoc(document);
	html_finish(arena, &walk.quoted);
	return html_finish(arena, &walk.own);
}

bool html_split_quote(Arena *arena, const Limits *limits, const char *html, size_t length,
		      const char **ret_new, const char **ret_quoted)
{
	htmlDocPtr document = html_parse(limits, html, length);
	if (document == NULL) {
		*ret_new = html_strip(arena, html, length);
		*ret_quoted = "";
		return false;
	}
	Walk walk = { .split = true };
	html_walk(&walk, document);
	xmlFreeDoc(document);
	*ret_new = html_finish(arena, &walk.own);
	*ret_quoted = html_finish(arena, &walk.quoted);
	return walk.found;
}
