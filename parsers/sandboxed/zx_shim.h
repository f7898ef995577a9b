/*
 * Barcodes of an image, read by zxing-cpp behind a C face: the only C++ of the house. Exceptions end here. What a code
 * holds comes back as bytes (a TED is ISO-8859-1), never as text.
 */
#ifndef PARSERS_SANDBOXED_ZX_SHIM_H
#define PARSERS_SANDBOXED_ZX_SHIM_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* format: "PDF417" or "QRCode"; bytes live until the call returns. */
typedef void (*ZxFound)(void *self, const char *format, const void *bytes, size_t length);

/* Every PDF417 and QR code of an image of 32-bit native-endian xRGB pixels. The number of codes, -1 when the library
 * gave up. */
int zx_shim_read(const unsigned char *pixels, int width, int height, int stride, ZxFound found, void *self);

#ifdef __cplusplus
}
#endif

#endif
