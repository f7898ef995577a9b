/*
 * Pdf: what the answer of valija-pdf comes to. A PDF alone is never an invoice: its document has the format "pdf", the
 * effect none, and only what its stamp, its QR code or its text says, with a warning that says which of them did. An XML
 * inside the PDF (as in Factur-X) is read as any XML is, and stands for itself.
 *
 * A stamp is taken for the invoice's own only when it is whole (the authorisation in it is of its issuer, type and
 * folio) and the printed text, where there is one, shows the same issuer, folio and total: some programs print one and
 * the same demonstration stamp on everything.
 */
#ifndef PARSERS_PDF_H
#define PARSERS_PDF_H

#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/format.h"

/* path is where the PDF was, NULL for the input itself. ret has kind INVOICE with documents; OTHER when there is
 * nothing of the kind in it; QUARANTINE with a reason when it could not be read. Its sha256 is the answer's. */
void pdf_read(Arena *arena, const ReadOptions *options, const char *path, const char *bytes, size_t length,
	      Finding *ret);

#endif
