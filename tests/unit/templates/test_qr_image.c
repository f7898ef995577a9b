#include "templates/qr_image.h"

#include <string.h>

#include "base/error.h"
#include "templates/pdf_pages.h"
#include "tests/tap.h"

int main(void)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GBytes) png = qr_image_png("https://pagos.andina.example/?d=1203", &error);
	g_autoptr(GBytes) again = qr_image_png("https://pagos.andina.example/?d=1203", NULL);
	g_autoptr(GBytes) other = qr_image_png("https://pagos.andina.example/?d=1204", NULL);
	ok(png != NULL && pdf_pages_check_image(png, NULL), "a PNG");
	ok(png != NULL && again != NULL && g_bytes_equal(png, again), "the same text gives the same bytes");
	ok(png != NULL && other != NULL && !g_bytes_equal(png, other), "another text another picture");
	g_autofree char *huge = g_strnfill(4000, 'a');
	g_autoptr(GBytes) none = qr_image_png(huge, &error);
	ok(none == NULL && error_code(error) == ERROR_REJECT, "more than a code holds is refused");
	return tap_done();
}
