#include "templates/pdf_pages.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

#include "base/error.h"

/* Points: margins of two centimetres; the foot stands in the lower one. */
#define PDF_MARGIN 56
#define PDF_FOOT 24
#define PDF_GAP 6 /* between the columns of a table */
#define PDF_ROW_LINES 3 /* a UUID in a narrow column */
#define PDF_ROW_BELOW 2
#define PDF_IMAGE_HEIGHT 50
#define PDF_PICTURE 90 /* of a side */

typedef struct {
	PdfStyle style;
	const PdfCell *cells;
	size_t n;
} PdfRow;

struct PdfPages {
	GByteArray *bytes;
	cairo_surface_t *surface;
	cairo_t *cairo;
	int width, height;
	int y;	   /* where the next line begins */
	int below; /* where the image ends */
	int count;
	PdfRow head;
	PdfFoot foot;
	void *context;
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
	[PDF_SMALL_BOLD] = { "DejaVu Sans Bold 7", 1 },
};

static const int pdf_papers[][2] = { [PDF_A4] = { 595, 842 }, [PDF_LETTER] = { 612, 792 } };

static cairo_status_t pdf_pages_write(void *context, const unsigned char *data, unsigned length)
{
	PdfPages *pages = context;
	g_byte_array_append(pages->bytes, data, length);
	return CAIRO_STATUS_SUCCESS;
}

PdfPages *pdf_pages_new(PdfPaper paper, const char *title, const char *created)
{
	PdfPages *pages = g_new0(PdfPages, 1);
	pages->width = pdf_papers[paper][0];
	pages->height = pdf_papers[paper][1];
	pages->bytes = g_byte_array_new();
	pages->surface = cairo_pdf_surface_create_for_stream(pdf_pages_write, pages, pages->width, pages->height);
	cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_TITLE, title);
	cairo_pdf_surface_set_metadata(pages->surface, CAIRO_PDF_METADATA_CREATE_DATE, created);
	pages->cairo = cairo_create(pages->surface);
	pages->y = PDF_MARGIN;
	pages->count = 1;
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

static PangoLayout *pdf_pages_layout(const PdfPages *pages, PdfStyle style, int width, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(pages->cairo);
	PangoFontDescription *font = pango_font_description_from_string(pdf_styles[style].font);
	pango_layout_set_font_description(layout, font);
	pango_font_description_free(font);
	pango_layout_set_width(layout, width * PANGO_SCALE);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	/* A number that is broken over two lines must not gain a hyphen. */
	g_autoptr(PangoAttrList) attributes = pango_attr_list_new();
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	pango_layout_set_attributes(layout, attributes);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

/* ---- pages ---- */

static void pdf_pages_end_page(PdfPages *pages)
{
	const char *text = pages->foot != NULL ? pages->foot(pages->context, pages->count) : NULL;
	if (text == NULL)
		return;
	g_autoptr(PangoLayout) layout = pdf_pages_layout(pages, PDF_SMALL, pages->width - 2 * PDF_MARGIN, text);
	pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
	cairo_move_to(pages->cairo, PDF_MARGIN, pages->height - PDF_MARGIN + PDF_FOOT);
	pango_cairo_show_layout(pages->cairo, layout);
}

static bool pdf_pages_fits(const PdfPages *pages, int height)
{
	return pages->y + height <= pages->height - PDF_MARGIN || pages->y <= PDF_MARGIN;
}

static void pdf_pages_break(PdfPages *pages)
{
	PdfRow head = pages->head;
	pdf_pages_end_page(pages);
	cairo_show_page(pages->cairo);
	pages->y = PDF_MARGIN;
	pages->below = 0;
	pages->count++;
	if (head.n > 0)
		pdf_pages_head(pages, head.style, head.cells, head.n);
}

void pdf_pages_keep(PdfPages *pages, int points)
{
	if (!pdf_pages_fits(pages, points))
		pdf_pages_break(pages);
}

void pdf_pages_space(PdfPages *pages, int points)
{
	pages->y += points;
}

void pdf_pages_foot(PdfPages *pages, PdfFoot foot, void *context)
{
	pages->foot = foot;
	pages->context = context;
}

int pdf_pages_count(const PdfPages *pages)
{
	return pages->count;
}

/* ---- text ---- */

static void pdf_pages_line(PdfPages *pages, PangoLayoutLine *line)
{
	PangoRectangle size;
	pango_layout_line_get_pixel_extents(line, NULL, &size);
	pdf_pages_keep(pages, size.height);
	cairo_move_to(pages->cairo, PDF_MARGIN, pages->y - size.y);
	pango_cairo_show_layout_line(pages->cairo, line);
	pages->y += size.height;
}

void pdf_pages_add(PdfPages *pages, PdfStyle style, const char *text)
{
	g_autoptr(PangoLayout) layout = pdf_pages_layout(pages, style, pages->width - 2 * PDF_MARGIN, text);
	pages->y += pdf_styles[style].above;
	for (GSList *lines = pango_layout_get_lines_readonly(layout); lines != NULL; lines = lines->next)
		pdf_pages_line(pages, lines->data);
}

/* ---- tables ---- */

static int pdf_pages_column(const PdfPages *pages, const PdfRow *row, size_t column)
{
	int left = pages->width - 2 * PDF_MARGIN;
	int sharing = 0;
	for (size_t i = 0; i < row->n; i++) {
		left -= row->cells[i].width;
		sharing += row->cells[i].width == 0;
	}
	if (row->cells[column].width > 0)
		return row->cells[column].width;
	return column + 1 < row->n ? left / sharing : left - left / sharing * (sharing - 1);
}

static PangoLayout *pdf_pages_cell(const PdfPages *pages, const PdfRow *row, size_t column)
{
	const PdfCell *cell = &row->cells[column];
	int gap = column + 1 < row->n ? PDF_GAP : 0;
	PangoLayout *layout = pdf_pages_layout(pages, row->style, pdf_pages_column(pages, row, column) - gap,
					       cell->text);
	if (cell->right) {
		pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT);
		return layout;
	}
	pango_layout_set_height(layout, -PDF_ROW_LINES);
	pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
	return layout;
}

void pdf_pages_row(PdfPages *pages, PdfStyle style, const PdfCell *cells, size_t n)
{
	const PdfRow row = { style, cells, n };
	g_autoptr(GPtrArray) layouts = g_ptr_array_new_with_free_func(g_object_unref);
	int height = 0;
	int x = PDF_MARGIN;
	for (size_t i = 0; i < n; i++) {
		PangoRectangle size;
		g_ptr_array_add(layouts, pdf_pages_cell(pages, &row, i));
		pango_layout_get_pixel_extents(layouts->pdata[i], NULL, &size);
		height = MAX(height, size.height);
	}
	pages->y += pdf_styles[style].above;
	pdf_pages_keep(pages, height);
	for (size_t i = 0; i < n; i++) {
		cairo_move_to(pages->cairo, x, pages->y);
		pango_cairo_show_layout(pages->cairo, layouts->pdata[i]);
		x += pdf_pages_column(pages, &row, i);
	}
	pages->y += height + MIN(pdf_styles[style].above, PDF_ROW_BELOW);
}

void pdf_pages_head(PdfPages *pages, PdfStyle style, const PdfCell *cells, size_t n)
{
	pages->head = (PdfRow){ 0 };
	if (n == 0)
		return;
	pdf_pages_row(pages, style, cells, n);
	pdf_pages_rule(pages);
	pages->head = (PdfRow){ style, cells, n };
}

void pdf_pages_rule(PdfPages *pages)
{
	pages->y = MAX(pages->y, pages->below) + 1;
	cairo_set_line_width(pages->cairo, 0.5);
	cairo_move_to(pages->cairo, PDF_MARGIN, pages->y);
	cairo_line_to(pages->cairo, pages->width - PDF_MARGIN, pages->y);
	cairo_stroke(pages->cairo);
	pages->y += 2;
}

/* ---- the logo ---- */

typedef struct {
	const unsigned char *at;
	size_t left;
} PdfBytes;

static cairo_status_t pdf_pages_read(void *context, unsigned char *data, unsigned length)
{
	PdfBytes *bytes = context;
	if (length > bytes->left)
		return CAIRO_STATUS_READ_ERROR;
	memcpy(data, bytes->at, length);
	bytes->at += length;
	bytes->left -= length;
	return CAIRO_STATUS_SUCCESS;
}

/* RFC 2083, section 3.1 and 4.1.1: signature, length, IHDR, width, height. Looked at before memory is taken for it. */
static bool pdf_pages_is_png(GBytes *png)
{
	static const unsigned char begins[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n',
						0,    0,   0,	13,  'I',  'H',	 'D',  'R' };
	guint32 sides[2];
	size_t length = 0;
	const unsigned char *bytes = g_bytes_get_data(png, &length);
	if (length > PDF_IMAGE_BYTES || length < sizeof begins + sizeof sides ||
	    memcmp(bytes, begins, sizeof begins) != 0)
		return false;
	memcpy(sides, bytes + sizeof begins, sizeof sides);
	return GUINT32_FROM_BE(sides[0]) <= PDF_IMAGE_PIXELS && GUINT32_FROM_BE(sides[1]) <= PDF_IMAGE_PIXELS;
}

static cairo_surface_t *pdf_pages_decode(GBytes *png)
{
	PdfBytes bytes = { 0 };
	bytes.at = g_bytes_get_data(png, &bytes.left);
	return cairo_image_surface_create_from_png_stream(pdf_pages_read, &bytes);
}

bool pdf_pages_check_image(GBytes *png, GError **error)
{
	if (!pdf_pages_is_png(png)) {
		error_reject(error, "a PNG of at most 1 MB and 4096 by 4096 pixels is wanted");
		return false;
	}
	cairo_surface_t *image = pdf_pages_decode(png);
	cairo_status_t status = cairo_surface_status(image);
	cairo_surface_destroy(image);
	if (status != CAIRO_STATUS_SUCCESS)
		error_reject(error, "damaged PNG: %s", cairo_status_to_string(status));
	return status == CAIRO_STATUS_SUCCESS;
}

void pdf_pages_image(PdfPages *pages, GBytes *png)
{
	cairo_surface_t *image = pdf_pages_decode(png);
	int width = cairo_image_surface_get_width(image);
	int height = cairo_image_surface_get_height(image);
	if (width > 0 && height > 0) {
		/* lint: float: Cairo's scale, not an amount */
		double scale = MIN(1.0, MIN((double)PDF_IMAGE_WIDTH / width, (double)PDF_IMAGE_HEIGHT / height));
		cairo_save(pages->cairo);
		cairo_translate(pages->cairo, pages->width - PDF_MARGIN - width * scale, PDF_MARGIN);
		cairo_scale(pages->cairo, scale, scale);
		cairo_set_source_surface(pages->cairo, image, 0, 0);
		cairo_paint(pages->cairo);
		cairo_restore(pages->cairo);
		pages->below = PDF_MARGIN + (int)(height * scale) + PDF_GAP;
	}
	cairo_surface_destroy(image);
}

/* ---- pictures in the text ---- */

static void pdf_pages_picture(PdfPages *pages, int x, const PdfPicture *picture)
{
	cairo_surface_t *image = pdf_pages_decode(picture->png);
	int side = MAX(cairo_image_surface_get_width(image), cairo_image_surface_get_height(image));
	g_autofree char *where = picture->link != NULL ? g_strdup_printf("uri='%s'", picture->link) : NULL;
	/* lint: float: Cairo's scale, not an amount */
	double scale = (double)PDF_PICTURE / MAX(side, 1);
	cairo_save(pages->cairo);
	cairo_translate(pages->cairo, x, pages->y);
	if (where != NULL)
		cairo_tag_begin(pages->cairo, CAIRO_TAG_LINK, where);
	cairo_scale(pages->cairo, scale, scale);
	cairo_set_source_surface(pages->cairo, image, 0, 0);
	cairo_pattern_set_filter(cairo_get_source(pages->cairo), CAIRO_FILTER_NEAREST);
	cairo_paint(pages->cairo);
	if (where != NULL)
		cairo_tag_end(pages->cairo, CAIRO_TAG_LINK);
	cairo_restore(pages->cairo);
	cairo_surface_destroy(image);
}

void pdf_pages_pictures(PdfPages *pages, const PdfPicture *pictures, size_t n)
{
	int width = (pages->width - 2 * PDF_MARGIN) / PDF_PICTURES;
	int below = 0;
	g_autoptr(GPtrArray) captions = g_ptr_array_new_with_free_func(g_object_unref);
	for (size_t i = 0; i < n; i++) {
		PangoLayout *caption = pdf_pages_layout(pages, PDF_SMALL, width - PDF_GAP, pictures[i].caption);
		PangoRectangle size;
		pango_layout_set_height(caption, -PDF_ROW_LINES);
		pango_layout_set_ellipsize(caption, PANGO_ELLIPSIZE_END);
		pango_layout_get_pixel_extents(caption, NULL, &size);
		below = MAX(below, size.height);
		g_ptr_array_add(captions, caption);
	}
	pages->y += PDF_GAP;
	pdf_pages_keep(pages, PDF_PICTURE + below);
	for (size_t i = 0; i < n; i++) {
		int x = PDF_MARGIN + width * (int)i;
		pdf_pages_picture(pages, x, &pictures[i]);
		cairo_move_to(pages->cairo, x, pages->y + PDF_PICTURE);
		pango_cairo_show_layout(pages->cairo, captions->pdata[i]);
	}
	pages->y += PDF_PICTURE + below;
}

GBytes *pdf_pages_end(PdfPages *pages, GError **error)
{
	pdf_pages_end_page(pages);
	cairo_destroy(pages->cairo);
	pages->cairo = NULL;
	cairo_surface_finish(pages->surface);
	cairo_status_t status = cairo_surface_status(pages->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		return g_bytes_new(pages->bytes->data, pages->bytes->len);
	error_stop(error, "cannot make a PDF: %s", cairo_status_to_string(status));
	return NULL;
}
