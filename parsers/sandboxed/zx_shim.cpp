#define ZX_USE_UTF8 1
#include "parsers/sandboxed/zx_shim.h"

#include <ZXing/ReadBarcode.h>
#if __has_include(<ZXing/ZXVersion.h>)
#include <ZXing/ZXVersion.h>
#elif __has_include(<ZXing/Version.h>)
#include <ZXing/Version.h>
#endif

/* 2.2 renames the options of a reader. */
#if ZXING_VERSION_MAJOR > 2 || (ZXING_VERSION_MAJOR == 2 && ZXING_VERSION_MINOR >= 2)
using Options = ZXing::ReaderOptions;
#else
using Options = ZXing::DecodeHints;
#endif

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static constexpr auto layout = ZXing::ImageFormat::BGRX;
#else
static constexpr auto layout = ZXing::ImageFormat::XRGB;
#endif

extern "C" int zx_shim_read(const unsigned char *pixels, int width, int height, int stride, ZxFound found, void *self)
try {
	Options options;
	options.setFormats(ZXing::BarcodeFormat::PDF417 | ZXing::BarcodeFormat::QRCode);
	options.setTryHarder(true);
	int n = 0;
	for (const auto &code : ZXing::ReadBarcodes({ pixels, width, height, layout, stride }, options)) {
		if (!code.isValid())
			continue;
		const bool stamp = code.format() == ZXing::BarcodeFormat::PDF417;
		found(self, stamp ? "PDF417" : "QRCode", code.bytes().data(), code.bytes().size());
		n++;
	}
	return n;
} catch (...) {
	return -1;
}
