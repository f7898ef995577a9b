/*
 * XmlCut: the bytes of one element of a parsed file as a document of its own, under the namespaces that a
 * signer may have had in sight. Issuers sign a DTE before they wrap it, so what the envelope declares must be
 * left out or put in; nothing else of the bytes is ever touched.
 */
#ifndef PARSERS_XML_CUT_H
#define PARSERS_XML_CUT_H

#include <glib.h>
#include <stdbool.h>

#include "parsers/xml/xml.h"

typedef struct {
	const char *name;      /* for the detail of a check */
	bool whole_file;       /* inherits from every ancestor; else only up to XmlCut.top */
	bool no_default;       /* no default namespace at all */
	bool schema_instance;  /* xmlns:xsi added when it is missing */
	const char *namespace; /* default namespace added when there is none; NULL for none */
} XmlScope;

typedef struct {
	const XmlFile *file;
	const XmlNode *element;
	const XmlNode *top;  /* outermost element whose declarations count; element itself or an ancestor */
	const XmlNode *hole; /* a descendant left out (an enveloped signature); NULL for none */
	bool is_piece; /* the element's tags around the bytes [from, to) of its content; a hole is not looked
			  at */
	size_t from, to;
} XmlCut;

/* Offsets of an element's content: behind its start tag, and of its end tag. Equal for an empty tag. */
void xml_cut_content(const XmlFile *file, const XmlNode *element, size_t *ret_from, size_t *ret_to);

/* The element as UTF-8 text; NULL when the start tags of its ancestors are so large that nobody honest wrote
 * them (each cut reads them again). Free with g_string_free(). */
GString *xml_cut(const XmlCut *cut, const XmlScope *scope);

#endif
