/*
 * Pages of plain text and of tables as a PDF, set by Pango and drawn by Cairo. The same text and instant give the same
 * bytes on the same machine. Any valid UTF-8: nothing of it is markup.
 */
#ifndef TEMPLATES_PDF_PAGES_H
#define TEMPLATES_PDF_PAGES_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef enum { PDF_TITLE, PDF_HEADING, PDF_TEXT, PDF_SMALL, PDF_SMALL_BOLD } PdfStyle;
typedef enum { PDF_A4, PDF_LETTER } PdfPaper;
typedef struct PdfPages PdfPages;

/* A logo is at most so large. */
#define PDF_IMAGE_BYTES 1048576
#define PDF_IMAGE_PIXELS 4096 /* of a side */

typedef struct {
	const char *text;
	int width;  /* points; 0: what the others leave, shared by those that say 0 */
	bool right; /* to the right edge and never cut, as an amount; else cut after three lines */
} PdfCell;

/* What stands at the foot of a page; NULL: nothing. */
typedef const char *(*PdfFoot)(void *context, int page);

PdfPages *pdf_pages_new(PdfPaper paper, const char *title, const char *created); /* created: RFC 3339, UTC */
void pdf_pages_free(PdfPages *pages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PdfPages, pdf_pages_free)
/* A paragraph; what does not fit goes on on the next page. */
void pdf_pages_add(PdfPages *pages, PdfStyle style, const char *text);
/* A row of a table, never broken over two pages. */
void pdf_pages_row(PdfPages *pages, PdfStyle style, const PdfCell *cells, size_t n);
/* The same, drawn now and again at the top of each page until the next call; n 0: no more. Borrowed so long. */
void pdf_pages_head(PdfPages *pages, PdfStyle style, const PdfCell *cells, size_t n);
/* A line from margin to margin, below all that is there. */
void pdf_pages_rule(PdfPages *pages);
void pdf_pages_space(PdfPages *pages, int points);
/* A new page unless so much is left of this one. */
void pdf_pages_keep(PdfPages *pages, int points);
void pdf_pages_foot(PdfPages *pages, PdfFoot foot, void *context);
int pdf_pages_count(const PdfPages *pages);
/* A PNG that can be drawn, within the limits above. REJECT says what is wrong with it. */
bool pdf_pages_check_image(GBytes *png, GError **error);
/* In the upper right corner of the first page, PDF_IMAGE_WIDTH wide at most; the text is to leave it free. */
#define PDF_IMAGE_WIDTH 140
void pdf_pages_image(PdfPages *pages, GBytes *png);
/* A PNG with words below it; link: where a click on it leads, NULL: nowhere. */
typedef struct {
	GBytes *png;
	const char *caption, *link;
} PdfPicture;
/* Beside each other, at most PDF_PICTURES: all on one page. */
#define PDF_PICTURES 4
void pdf_pages_pictures(PdfPages *pages, const PdfPicture *pictures, size_t n);
/* The file; nothing can be added any more. STOP when Cairo cannot make it. */
GBytes *pdf_pages_end(PdfPages *pages, GError **error);

#endif
