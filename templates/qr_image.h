/*
 * A text as the picture of a QR code (ISO/IEC 18004, error correction M), dark on white with its quiet zone: a PNG that
 * mails and PDFs show. The same text gives the same bytes.
 */
#ifndef TEMPLATES_QR_IMAGE_H
#define TEMPLATES_QR_IMAGE_H

#include <glib.h>

/* Own the bytes. REJECT: more than a code can hold. */
GBytes *qr_image_png(const char *text, GError **error);

#endif
