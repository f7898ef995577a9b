#include "templates/letter_pdf.h"

#include <string.h>

#include "base/text.h"

#define LETTER_MAX_LINE 300
#define LETTER_GAP 8

static const char *letter_word(Arena *arena, const json_t *words, const char *name)
{
	const char *word = json_get_text(arena, words, name);
	return word != NULL ? word : "";
}

static void letter_line(Arena *arena, PdfPages *pages, PdfStyle style, const char *text)
{
	const char *valid = text != NULL ? text_utf8(arena, text, strlen(text)) : NULL;
	const char *line = valid != NULL ? text_line(arena, valid, LETTER_MAX_LINE) : NULL;
	const PdfCell cells[] = { { line, 0, false }, { "", PDF_IMAGE_WIDTH, false } };
	if (line != NULL && *line != '\0')
		pdf_pages_row(pages, style, cells, G_N_ELEMENTS(cells));
}

/* Its text up to the mark of a mail's footer; an empty line is the space between two paragraphs. */
static void letter_body(PdfPages *pages, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
	for (size_t i = 0; lines[i] != NULL && strcmp(lines[i], "-- ") != 0; i++)
		if (*lines[i] == '\0')
			pdf_pages_space(pages, LETTER_GAP);
		else
			pdf_pages_add(pages, PDF_TEXT, lines[i]);
}

static void letter_head(Arena *arena, PdfPages *pages, const LetterView *view, const json_t *words, const char *today)
{
	if (view->logo != NULL)
		pdf_pages_image(pages, view->logo);
	letter_line(arena, pages, PDF_TITLE, view->account->company);
	letter_line(arena, pages, PDF_TEXT, view->tax_id);
	pdf_pages_rule(pages);
	letter_line(arena, pages, PDF_HEADING, letter_word(arena, words, "draft"));
	pdf_pages_space(pages, LETTER_GAP);
	letter_line(arena, pages, PDF_TEXT, today);
	letter_line(arena, pages, PDF_HEADING, view->account->customer);
	letter_line(arena, pages, PDF_TEXT, view->customer_tax_id);
	pdf_pages_space(pages, LETTER_GAP);
	letter_line(arena, pages, PDF_HEADING, view->notice->subject);
	pdf_pages_space(pages, LETTER_GAP);
}

GBytes *letter_pdf(Arena *arena, const Catalog *catalog, const LetterView *view, GError **error)
{
	const char *language = view->notice->language;
	const json_t *words = catalog_words(catalog, language);
	const char *today = locale_date(arena, catalog_locale(catalog, language), view->account->today, LOCALE_LONG);
	const char *created = arena_printf(arena, "%sT00:00:00Z", date_text(arena, view->account->today));
	g_autoptr(PdfPages) pages = pdf_pages_new(view->paper, view->notice->subject, created);
	letter_head(arena, pages, view, words, today);
	letter_body(pages, view->notice->text);
	pdf_pages_space(pages, LETTER_GAP);
	pdf_pages_add(pages, PDF_SMALL, letter_word(arena, words, "bank"));
	return pdf_pages_end(pages, error);
}
