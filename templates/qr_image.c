#include "templates/qr_image.h"

#include <cairo.h>
#include <qrencode.h>
#include <string.h>

#include "base/error.h"

#define QR_IMAGE_QUIET 4 /* modules around the code (ISO/IEC 18004, 6.3.8) */
#define QR_IMAGE_PIXELS 4 /* of a module's side */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QRcode, QRcode_free)

static cairo_status_t qr_image_write(void *context, const unsigned char *data, unsigned length)
{
	g_byte_array_append(context, data, length);
	return CAIRO_STATUS_SUCCESS;
}

static void qr_image_draw(const QRcode *code, cairo_t *cairo)
{
	cairo_set_source_rgb(cairo, 1, 1, 1);
	cairo_paint(cairo);
	cairo_set_source_rgb(cairo, 0, 0, 0);
	cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
	for (int y = 0; y < code->width; y++)
		for (int x = 0; x < code->width; x++)
			if ((code->data[y * code->width + x] & 1) != 0)
				cairo_rectangle(cairo, (QR_IMAGE_QUIET + x) * QR_IMAGE_PIXELS,
						(QR_IMAGE_QUIET + y) * QR_IMAGE_PIXELS, QR_IMAGE_PIXELS,
						QR_IMAGE_PIXELS);
	cairo_fill(cairo);
}

GBytes *qr_image_png(const char *text, GError **error)
{
	g_autoptr(QRcode) code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);
	if (code == NULL) {
		error_reject(error, "a QR code cannot hold %zu bytes", strlen(text));
		return NULL;
	}
	int side = (code->width + 2 * QR_IMAGE_QUIET) * QR_IMAGE_PIXELS;
	cairo_surface_t *image = cairo_image_surface_create(CAIRO_FORMAT_RGB24, side, side);
	cairo_t *cairo = cairo_create(image);
	qr_image_draw(code, cairo);
	cairo_destroy(cairo);
	GByteArray *bytes = g_byte_array_new();
	cairo_status_t status = cairo_surface_write_to_png_stream(image, qr_image_write, bytes);
	cairo_surface_destroy(image);
	if (status == CAIRO_STATUS_SUCCESS)
		return g_byte_array_free_to_bytes(bytes);
	g_byte_array_unref(bytes);
	error_stop(error, "cannot draw a QR code: %s", cairo_status_to_string(status));
	return NULL;
}
