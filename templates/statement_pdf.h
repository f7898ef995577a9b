/*
 * A statement of account as a PDF: for each currency what is open, by how late it is, and what was paid; then how to pay,
 * from the view and nowhere else, and the standing sentence that this never changes by mail. The same view gives the
 * same bytes: it is dated by the view's day.
 */
#ifndef TEMPLATES_STATEMENT_PDF_H
#define TEMPLATES_STATEMENT_PDF_H

#include "templates/notice.h"
#include "templates/pdf_pages.h"

typedef struct {
	const ReminderView *account;	    /* as the notice "statement" shows it */
	const char *tax_id, *customer_tax_id; /* as people write them; NULL */
	GBytes *logo;			    /* that pdf_pages_check_image() took; NULL */
	PdfPaper paper;
} StatementView;

/* Own the bytes. REJECT: a total does not fit. */
GBytes *statement_pdf(Arena *arena, const Catalog *catalog, const StatementView *view, GError **error);

#endif
