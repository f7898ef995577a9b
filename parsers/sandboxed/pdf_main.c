/*
 * valija-pdf: one PDF on standard input -> JSON lines on standard output, inside the sandbox. poppler and the barcode
 * reader live here and nowhere else; nothing of the PDF is run, and nothing is fetched.
 *
 * Each line is written as soon as it is known, so that what was read before a limit struck is not lost:
 *
 *   {"pages":N}                                        first, when the file opens at all
 *   {"flag":"pdf-encrypted"}                           also pdf-damaged, pdf-javascript, limit:pdf_pages, limit:pdf_output …
 *   {"page":N,"text":"…"}                              what a page says
 *   {"embedded":"name","bytes":"base64"}               a file inside
 *   {"page":N,"code":"PDF417|QRCode","bytes":"base64"}  what a barcode of the drawn page holds
 *   {"done":true}                                      last; without it the process was ended
 *
 * Usage: valija-pdf BYTES OUTPUT CPU_MS MEMORY PAGES
 */
#include <cairo.h>
#include <math.h>
#include <poppler.h>
#include <string.h>
#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "parsers/sandboxed/confine.h"
#include "parsers/sandboxed/zx_shim.h"

#define POINTS_PER_INCH 72.0
#define PIXELS_MAX 6000	 /* of one side */
#define AREA_MAX 2.4e7	 /* pixels of one page */
#define TEXT_MAX 131072	 /* bytes of one page's text */
#define EMBEDDED_MAX 16	 /* files inside that are told */
#define CODES_MAX 64

typedef struct {
	Confine confine;
	PopplerDocument *document;
	int pages; /* looked at */
	int page;  /* the one at hand, from 1 */
	int codes;
	int proofs; /* of these, such as an invoice has */
} Pdf;

G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_surface_t, cairo_surface_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(cairo_t, cairo_destroy)

static void pdf_say(Pdf *pdf, const json_t *line)
{
	g_autofree char *text = json_line(line);
	g_autofree char *ended = g_strconcat(text, "\n", NULL);
	confine_write(&pdf->confine, ended, strlen(ended));
}

static void pdf_flag(Pdf *pdf, const char *flag)
{
	g_autoptr(json_t) line = json_object();
	json_set_text(line, "flag", flag);
	pdf_say(pdf, line);
}

/* Room is kept for flags and the last line. */
#define LINES_KEPT 4096

static bool pdf_has_room(Pdf *pdf, size_t length)
{
	if ((int64_t)length + LINES_KEPT <= pdf->confine.output)
		return true;
	pdf_flag(pdf, "limit:pdf_output");
	return false;
}

static void pdf_say_bytes(Pdf *pdf, json_t *line, const void *bytes, size_t length)
{
	g_autofree char *base64 = g_base64_encode(bytes, length);
	if (!pdf_has_room(pdf, strlen(base64)))
		return;
	json_set_text(line, "bytes", base64);
	pdf_say(pdf, line);
}

/* ---- text ---- */

static void pdf_text(Pdf *pdf, PopplerPage *page)
{
	g_autofree char *text = poppler_page_get_text(page);
	if (text == NULL || *text == '\0')
		return;
	g_autofree char *cut = g_utf8_make_valid(text, (gssize)MIN(strlen(text), TEXT_MAX));
	g_autoptr(json_t) line = json_object();
	json_set_integer(line, "page", pdf->page);
	json_set_text(line, "text", cut);
	if (pdf_has_room(pdf, strlen(cut) * 2))
		pdf_say(pdf, line);
}

/* ---- files inside ---- */

typedef struct {
	GByteArray *bytes;
	size_t max;
} Sink;

static gboolean pdf_take(const char *bytes, gsize length, gpointer self, GError **error)
{
	Sink *sink = self;
	(void)error;
	if (length > sink->max - sink->bytes->len)
		return FALSE;
	g_byte_array_append(sink->bytes, (const guint8 *)bytes, (guint)length);
	return TRUE;
}

static void pdf_embedded_one(Pdf *pdf, PopplerAttachment *attachment)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	Sink sink = { bytes, (size_t)pdf->confine.output / 4 * 3 };
	g_autoptr(json_t) line = json_object();
	json_set_text(line, "embedded", attachment->name != NULL ? attachment->name : "");
	if (poppler_attachment_save_to_callback(attachment, pdf_take, &sink, NULL))
		pdf_say_bytes(pdf, line, bytes->data, bytes->len);
	else
		pdf_flag(pdf, "limit:pdf_output");
}

static void pdf_embedded(Pdf *pdf)
{
	GList *attachments = poppler_document_get_attachments(pdf->document);
	int n = 0;
	for (GList *at = attachments; at != NULL && n < EMBEDDED_MAX; at = at->next, n++)
		pdf_embedded_one(pdf, at->data);
	g_list_free_full(attachments, g_object_unref);
}

/* ---- barcodes ---- */

/* A PDF417 or the address of a tax office; a QR code of the payment slip or of the shop is no reason to stop looking. */
static bool pdf_is_proof(const char *format, const void *bytes, size_t length)
{
	return strcmp(format, "PDF417") == 0 || memmem(bytes, length, "re=", 3) != NULL;
}

static void pdf_found(void *self, const char *format, const void *bytes, size_t length)
{
	Pdf *pdf = self;
	if (pdf->codes++ >= CODES_MAX)
		return;
	pdf->proofs += pdf_is_proof(format, bytes, length);
	g_autoptr(json_t) line = json_object();
	json_set_integer(line, "page", pdf->page);
	json_set_text(line, "code", format);
	pdf_say_bytes(pdf, line, bytes, length);
}

/* A page may claim any size: it is drawn no larger than the sheet that a barcode can stand on. 0: no size at all. */
static double pdf_scale(PopplerPage *page, double dpi, int *ret_width, int *ret_height)
{
	double width = 0;
	double height = 0;
	poppler_page_get_size(page, &width, &height);
	if (!isfinite(width) || !isfinite(height) || width < 1 || height < 1)
		return 0;
	double scale = MIN(dpi / POINTS_PER_INCH, PIXELS_MAX / MAX(width, height));
	scale = MIN(scale, sqrt(AREA_MAX / (width * height)));
	*ret_width = (int)ceil(width * scale);
	*ret_height = (int)ceil(height * scale);
	return scale;
}

static void pdf_draw(Pdf *pdf, PopplerPage *page, double dpi)
{
	int width = 0;
	int height = 0;
	double scale = pdf_scale(page, dpi, &width, &height);
	if (scale <= 0)
		return;
	g_autoptr(cairo_surface_t) surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height);
	if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) {
		pdf_flag(pdf, "limit:pdf_memory");
		return;
	}
	g_autoptr(cairo_t) context = cairo_create(surface);
	cairo_set_source_rgb(context, 1, 1, 1);
	cairo_paint(context);
	cairo_scale(context, scale, scale);
	poppler_page_render(page, context);
	cairo_surface_flush(surface);
	if (cairo_status(context) != CAIRO_STATUS_SUCCESS)
		pdf_flag(pdf, "pdf-damaged");
	zx_shim_read(cairo_image_surface_get_data(surface), width, height, cairo_image_surface_get_stride(surface),
		     pdf_found, pdf);
}

/* ---- pages ---- */

/* Text for 0 dpi. */
static void pdf_each_page(Pdf *pdf, double dpi)
{
	for (int i = 0; i < pdf->pages; i++) {
		PopplerPage *page = poppler_document_get_page(pdf->document, i);
		pdf->page = i + 1;
		if (page != NULL && dpi > 0)
			pdf_draw(pdf, page, dpi);
		else if (page != NULL)
			pdf_text(pdf, page);
		g_clear_object(&page);
	}
}

/* The library looks in the places where a script may stand but the action on opening; the file's own words say that. */
static bool pdf_has_script(PopplerDocument *document, const char *bytes, size_t length)
{
	return poppler_document_has_javascript(document) || memmem(bytes, length, "/JavaScript", 11) != NULL ||
	       memmem(bytes, length, "/JS(", 4) != NULL || memmem(bytes, length, "/JS ", 4) != NULL;
}

static void pdf_open_failed(Pdf *pdf, const GError *error)
{
	bool locked = error != NULL && error->domain == POPPLER_ERROR && error->code == POPPLER_ERROR_ENCRYPTED;
	pdf_flag(pdf, locked ? "pdf-encrypted" : "pdf-damaged");
}

static void pdf_look(Pdf *pdf, const char *bytes, size_t length)
{
	int pages = poppler_document_get_n_pages(pdf->document);
	g_autoptr(json_t) line = json_object();
	json_set_integer(line, "pages", MAX(pages, 0));
	pdf_say(pdf, line);
	pdf->pages = (int)CLAMP((int64_t)pages, 0, pdf->confine.pages);
	if (pages > pdf->pages)
		pdf_flag(pdf, "limit:pdf_pages");
	if (pdf_has_script(pdf->document, bytes, length))
		pdf_flag(pdf, "pdf-javascript");
	pdf_embedded(pdf);
	pdf_each_page(pdf, 0);
	pdf_each_page(pdf, 200);
	if (pdf->proofs == 0)
		pdf_each_page(pdf, 300);
}

/* Leaves without tidying up, which could need what the sandbox forbids. */
int main(int argc, char **argv)
{
	Pdf pdf = { 0 };
	char *bytes = NULL;
	GError *error = NULL;
	size_t length = 0;
	ConfineStatus status = confine_start(argc, argv, &pdf.confine, &bytes, &length);
	if (status == CONFINE_INPUT)
		pdf_flag(&pdf, "limit:pdf_bytes");
	if (status != CONFINE_OK)
		_exit((int)status);
	GBytes *whole = g_bytes_new_static(bytes, length);
	pdf.document = poppler_document_new_from_bytes(whole, NULL, &error);
	if (pdf.document != NULL)
		pdf_look(&pdf, bytes, length);
	else
		pdf_open_failed(&pdf, error);
	g_autoptr(json_t) line = json_object();
	json_set_bool(line, "done", true);
	pdf_say(&pdf, line);
	_exit(CONFINE_OK);
}
