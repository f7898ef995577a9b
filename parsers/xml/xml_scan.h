/*
 * The look at strangers' XML that comes before any parser: one linear pass over the bytes that enforces every
 * limit of limits.h, refuses a DOCTYPE on sight, and notes where each element begins and ends. libxml2 is
 * only given what passed, so that its own costs (quadratic in attributes and namespaces) stay bounded.
 *
 * The pass is over bytes of any charset that keeps ASCII (UTF-8, ISO-8859-1, windows-1252). It does not check
 * that the document is well-formed: of a well-formed one it finds exactly the elements that a parser finds,
 * in the same order.
 */
#ifndef PARSERS_XML_SCAN_H
#define PARSERS_XML_SCAN_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"
#include "parsers/xml/xml_decode.h"

typedef struct {
	size_t start, end; /* from '<' to after the closing '>' */
} XmlSpan;

typedef struct {
	XmlSpan *spans; /* in the order of the start tags; owned by the arena */
	size_t n_spans;
	size_t end; /* behind the root element */
	Texts warnings;
} XmlScan;

/* Scans from behind the declaration to the end of the root element and looks at what follows.
 * REJECT names the limit or the fault. */
bool xml_scan(Arena *arena, const Limits *limits, const XmlInput *input, XmlScan *ret, GError **error);

#endif
