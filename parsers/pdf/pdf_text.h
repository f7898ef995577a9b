/*
 * What the text of a printed invoice says, where no barcode says it: the box that the SII prescribes (RUT, type, folio),
 * SAT's folio fiscal, a total. Texts come in the order in which a program drew them, so only what stands beside its
 * own words is believed, and a value with two candidates is none.
 */
#ifndef PARSERS_PDF_TEXT_H
#define PARSERS_PDF_TEXT_H

#include <stdbool.h>

#include "base/arena.h"

typedef struct {
	const char *text;  /* folded: lower case, without accents */
	const char *plain; /* the same without the marks of thousands: "77.398.570-7" is "77398570-7" */
} PdfText;

PdfText pdf_text_new(Arena *arena, const char *text);

/* The number stands in it, not as part of a longer one. */
bool pdf_text_has_number(const PdfText *text, const char *number);
/* It has any tax id of Chile: it is a text that can be compared with a stamp. */
bool pdf_text_has_rut(Arena *arena, const PdfText *text);

typedef struct {
	const char *rut, *type, *folio;
} PdfBox;

/* The red box: "R.U.T. 76.192.083-9 / FACTURA ELECTRONICA / N 1234" (SII, "Manual de muestras impresas"). */
bool pdf_text_box(Arena *arena, const PdfText *text, PdfBox *ret);

/* The folio fiscal: in the chain of the stamp ("||1.1|UUID|"), behind its label, or the only UUID. Upper case. NULL
 * when nothing tells. */
const char *pdf_text_uuid(Arena *arena, const PdfText *text);

/* The amount behind "total" on the same line or the next, the last that is labelled so; NULL for none. thousands is
 * the mark between thousands: '.' in Chile, ',' in Mexico. */
const char *pdf_text_total(Arena *arena, const PdfText *text, char thousands);

#endif
