/*
 * A notice as a letter on paper: the draft of what a person reads, signs and sends. Its words are those of the notice's
 * text part. The same view gives the same bytes.
 */
#ifndef TEMPLATES_LETTER_PDF_H
#define TEMPLATES_LETTER_PDF_H

#include "templates/notice.h"
#include "templates/pdf_pages.h"

typedef struct {
	const ReminderView *account;
	const RenderedNotice *notice;	      /* of account */
	const char *tax_id, *customer_tax_id; /* as people write them; NULL */
	GBytes *logo;			      /* that pdf_pages_check_image() took; NULL */
	PdfPaper paper;
} LetterView;

/* Own the bytes. STOP: Cairo cannot make it. */
GBytes *letter_pdf(Arena *arena, const Catalog *catalog, const LetterView *view, GError **error);

#endif
