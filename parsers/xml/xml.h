/*
 * XML that strangers wrote, read into a small const tree in the arena. libxml2 lives in xml.c only.
 *
 * Refused on sight: DOCTYPE, encodings other than UTF-8, UTF-16, ISO-8859-1, windows-1252, US-ASCII, anything
 * past its limit (limits.h). Recovered with a warning where docs/FORMATS.md says how: BOM, blanks or junk
 * before the declaration, undeclared Latin-1, UTF-8 declared as a single-byte set, xmlns:schemaLocation.
 * Nothing is fetched, no entity beyond the five and character references is known, processing instructions
 * and comments are dropped. The input bytes never change; nodes know where in them they stand, for signatures
 * that are over bytes.
 */
#ifndef PARSERS_XML_H
#define PARSERS_XML_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"

typedef struct {
	const char *ns;	  /* URI, NULL for none */
	const char *name; /* local name */
	const char *value;
} XmlAttr;

typedef struct XmlNode {
	const char *ns;	  /* namespace URI, NULL for none */
	const char *name; /* local name */
	const char *text; /* own character data joined, untrimmed; "" for none */
	const XmlAttr *attrs;
	size_t n_attrs;
	struct XmlNode *parent, *children, *next;
	size_t start, end; /* bytes [start, end) of the element in XmlFile.bytes: from '<' to after the
			      closing '>' */
} XmlNode;

typedef struct {
	const char *bytes; /* the input from its first '<' on, as it came; not NUL-terminated */
	size_t length;
	const char *encoding; /* what it was read as: "UTF-8", "ISO-8859-1", "windows-1252", "UTF-16" … */
	const XmlNode *root;
	Texts warnings;
} XmlFile;

/* Cheap look at the first bytes: does this want to be XML? (BOM and blanks skipped, '<' + letter, '?' or '!')
 */
bool xml_sniff(const void *bytes, size_t length);

/* Parses one document. REJECT with a reason that names limit or fault ("limit:xml_depth …", "doctype …",
 * "not well-formed: line N: …"). bytes must outlive the arena's use of the result. */
bool xml_parse(Arena *arena, const Limits *limits, const void *bytes, size_t length, XmlFile **ret,
	       GError **error);

/* First child element of that local name (any namespace), NULL when there is none or node is NULL. */
const XmlNode *xml_child(const XmlNode *node, const char *name);
/* "Encabezado/IdDoc/Folio": first match of each step; NULL node or path gives NULL. */
const XmlNode *xml_path(const XmlNode *node, const char *path);
/* Trimmed text of that path, NULL when absent or empty. */
const char *xml_text(Arena *arena, const XmlNode *node, const char *path);
/* Next sibling of the same local name. */
const XmlNode *xml_next(const XmlNode *node);
/* Value of an attribute without namespace, untrimmed; NULL when absent. */
const char *xml_attr(const XmlNode *node, const char *name);

#endif
