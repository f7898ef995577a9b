/*
 * Which PDF shows which XML document, by what can be known without opening a PDF: the same base name; an
 * identity of the document (UUID, type and folio, issuer and folio) in the PDF's name; being the only two of
 * their message or archive. A PDF shows at most one XML file, and every document of that file points to it.
 */
#ifndef PARSERS_PAIR_H
#define PARSERS_PAIR_H

#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"

/* Sets Document.pdf to the path of the attachment that shows it; leaves it NULL when nothing tells. */
void pair_documents(Arena *arena, Document *documents, size_t n_documents, const Attachment *attachments,
		    size_t n_attachments);

#endif
