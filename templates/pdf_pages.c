#include "templates/pdf_pages.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>

#include "base/error.h"

/* Points: A4, with margins of two centimetres. */
#define PDF_WIDTH 595
#define PDF_HEIGHT 842
#define PDF_MARGIN 56

struct PdfPages {
	GByteArray *bytes;
	cairo_surface_t *surface;
	cairo_t *cairo;
	int y; /* where the next line begins */
};

typedef struct {
	const char *font;
	int above; /* space, in points */
} PdfStyleRow;

static const PdfStyleRow pdf_styles[] = {
	[PDF_TITLE] = { "DejaVu Sans Bold 15", 0 },
	[PDF_HEADING] = { "DejaVu Sans Bold 9", 8 },
	[PDF_TEXT] = { "DejaVu Sans 9", 2 },
	[PDF_SMALL] = { "DejaVu Sans 7", 1 },
};

static cairo_status_t pdf_pages_write(void *context, const unsigned char *data, unsigned length)
{
	PdfPages *pages = context;
	g_byte_array_append(pages->bytes, data, length);
	return CAIRO_STATUS_SUCCESS;
}

PdfPages *pdf_pages_new(const char *title, const char *created)
{
	PdfPages *pages = g_new0(PdfPages, 1);
	pages->bytes = g_byte_array_new();
	pages->surface = cairo_pdf_surface_create_for_stream(pdf_pages_write, pages, PDF_WIDTH, PDF_HEIGHT);
	cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
	pages->cairo = cairo_create(pages->surface);
	pages->y = PDF_MARGIN;
	return pages;
}

void pdf_pages_free(PdfPages *pages)
{
	if (pages == NULL)
		return;
	if (pages->cairo != NULL)
		cairo_destroy(pages->cairo);
	cairo_surface_destroy(pages->surface);
	g_byte_array_unref(pages->bytes);
	g_free(pages);
}

static void pdf_pages_line(PdfPages *pages, PangoLayoutLine *line)
{
	PangoRectangle size;
	pango_layout_line_get_pixel_extents(line, NULL, &size);
	if (pages->y + size.height > PDF_HEIGHT - PDF_MARGIN) {
		cairo_show_page(pages->cairo);
		pages->y = PDF_MARGIN;
	}
	cairo_move_to(pages->cairo, PDF_MARGIN, pages->y - size.y);
	pango_cairo_show_layout_line(pages->cairo, line);
	pages->y += size.height;
}

void pdf_pages_add(PdfPages *pages, PdfStyle style, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(pages->cairo);
	PangoFontDescription *font = pango_font_description_from_string(pdf_styles[style].font);
	pango_layout_set_font_description(layout, font);
	pango_layout_set_width(layout, (PDF_WIDTH - 2 * PDF_MARGIN) * PANGO_SCALE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_text(layout, text, -1);
	pages->y += pdf_styles[style].above;
	for (GSList *lines = pango_layout_get_lines_readonly(layout); lines != NULL; lines = lines->next)
		pdf_pages_line(pages, lines->data);
	pango_font_description_free(font);
	g_object_unref(layout);
}

GBytes *pdf_pages_end(PdfPages *pages, GError **error)
{
	cairo_destroy(pages->cairo);
	pages->cairo = NULL;
	cairo_surface_finish(pages->surface);
	cairo_status_t status = cairo_surface_status(pages->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return g_bytes_new(pages->bytes->data, pages->bytes->len);
	error_stop(error, "cannot make a PDF: %s", cairo_status_to_string(status));
	return NULL;
}
