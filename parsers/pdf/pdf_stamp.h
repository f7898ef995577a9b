/* The document of a barcode: the TED of a DTE, the QR code of a CFDI. */
#ifndef PARSERS_PDF_STAMP_H
#define PARSERS_PDF_STAMP_H

#include <stdbool.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/format.h"
#include "parsers/pdf/pdf_answer.h"
#include "parsers/pdf/pdf_text.h"

#define PDF_DIFFERS "pdf-differs" /* flag: the PDF of a document says something else than its XML */

typedef struct {
	Document document; /* with checks and verdict */
	TrustResult match; /* OK: the printed text shows it; FAIL: it is of something else; UNVERIFIABLE: who knows */
} PdfStamp;

/* False when the code holds no TED, or one without issuer, type and folio. */
bool pdf_stamp_ted(Arena *arena, const ReadOptions *options, const PdfCode *code, const PdfText *text,
		   PdfStamp *ret);
/* False when the code is no printed expression of SAT. */
bool pdf_stamp_qr(Arena *arena, const PdfCode *code, PdfStamp *ret);
/* What a QR code printed of a CFDI whose XML is at hand, compared with it: a difference is a warning of the XML's document.
 * False then. Anything else than a QR code agrees. */
bool pdf_stamp_agrees(Arena *arena, const Document *printed, Document *full);

#endif
