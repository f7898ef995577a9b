/*
 * XmlPieces: the canonical form of a large element without ever holding a tree of it. Inclusive canonical XML
 * of an element is that of its tags with that of its content between, and the namespaces in sight are the
 * same for each piece of the content: so the pieces, canonicalised one by one between the element's tags,
 * join without a seam.
 */
#ifndef PARSERS_XML_PIECES_H
#define PARSERS_XML_PIECES_H

#include <glib.h>
#include <stdbool.h>

#include "parsers/xml/c14n.h"
#include "parsers/xml/xml_cut.h"

/* Elements up to this size are canonicalised in one go; no single child of a larger one may be larger. */
#define XML_PIECES_WHOLE_MAX ((size_t)1024 * 1024)

/* Feeds the canonical form to sum; false when it cannot be made. The mode must be inclusive, the cut without
 * a hole. */
bool xml_pieces_sum(const XmlCut *cut, const XmlScope *scope, C14nMode mode, GChecksum *sum);

#endif
