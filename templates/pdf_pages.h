/*
 * Pages of plain text as a PDF, A4, set by Pango and drawn by Cairo. The same text and instant give the same bytes on the
 * same machine. Any valid UTF-8: nothing of it is markup.
 */
#ifndef TEMPLATES_PDF_PAGES_H
#define TEMPLATES_PDF_PAGES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum { PDF_TITLE, PDF_HEADING, PDF_TEXT, PDF_SMALL } PdfStyle;
typedef struct PdfPages PdfPages;

PdfPages *pdf_pages_new(const char *title, const char *created); /* created: RFC 3339, UTC */
void pdf_pages_free(PdfPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfPages, pdf_pages_free)
/* A paragraph; what does not fit goes on on the next page. */
void pdf_pages_add(PdfPages *pages, PdfStyle style, const char *text);
/* The file; nothing can be added any more. STOP when Cairo cannot make it. */
GBytes *pdf_pages_end(PdfPages *pages, GError **error);

#endif
