/* make_code PDF417|QRCode < bytes: the barcode as rows of 0 and 1, one line a row. For test PDFs. */
#define ZX_USE_UTF8 1
#include <ZXing/BitMatrix.h>
#include <ZXing/MultiFormatWriter.h>

#include <cstdio>
#include <iostream>
#include <iterator>
#include <string>

int main(int argc, char **argv)
try {
	const std::string bytes{ std::istreambuf_iterator<char>(std::cin), {} };
	std::wstring latin1;
	for (unsigned char c : bytes)
		latin1 += static_cast<wchar_t>(c);
	const bool stamp = argc > 1 && std::string(argv[1]) == "PDF417";
	const auto code = ZXing::MultiFormatWriter(stamp ? ZXing::BarcodeFormat::PDF417 : ZXing::BarcodeFormat::QRCode)
				  .setEncoding(ZXing::CharacterSet::ISO8859_1)
				  .setEccLevel(stamp ? 5 : 4)
				  .encode(latin1, 0, 0);
	for (int y = 0; y < code.height(); y++, std::putchar('\n'))
		for (int x = 0; x < code.width(); x++)
			std::putchar(code.get(x, y) ? '1' : '0');
	return 0;
} catch (const std::exception &fault) {
	std::fprintf(stderr, "make_code: %s\n", fault.what());
	return 1;
}
