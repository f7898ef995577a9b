/*
 * What html.c and html_quote.c share: the tree of libxml2 and the marks of mail programs on it.
 */
#ifndef PARSERS_HTML_TREE_H
#define PARSERS_HTML_TREE_H

#include <libxml/tree.h>
#include <stdbool.h>

typedef enum {
	HTML_OWN,	 /* no mark */
	HTML_QUOTED,	 /* this element and what is in it is quotation */
	HTML_ATTRIBUTED, /* quotation up to the end of the first quotation inside; after it the author goes on
			  */
	HTML_REST,	 /* from here on all is quotation */
} HtmlMark;

/* What a mail program says of this element by its name, class, id or style. */
HtmlMark html_quote_mark(const xmlNode *node);

/* Value of an attribute, NULL when absent. */
const char *html_tree_attr(const xmlNode *node, const char *name);
/* The next node in document order within root, children first; NULL at the end. */
const xmlNode *html_tree_next(const xmlNode *node, const xmlNode *root);

#endif
