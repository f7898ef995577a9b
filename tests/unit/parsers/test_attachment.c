/* What bytes are, by what they begin with: one row a kind that people send under any name. */
#include "parsers/mime/attachment.h"
#include "tests/tap.h"

#define ROW(text, type_, why_)                                                     \
	{                                                                          \
		.bytes = (text), .length = sizeof(text) - 1, .type = (type_), .why = (why_) \
	}

static const struct {
	const char *bytes;
	size_t length;
	const char *type, *why;
} rows[] = {
	ROW("%PDF-1.4\n", TYPE_PDF, "a PDF"),
	ROW("\r\n\r\nHTTP/1.1 200\n%PDF-1.4\n", TYPE_PDF, "a PDF behind rubbish"),
	ROW("PK\003\004\024\0\0\0\0\0f.pdf%PDF-1.4\n", TYPE_ZIP, "an archive that stores a PDF"),
	ROW("<?xml version=\"1.0\"?><a b=\"%PDF-1.4\"/>", TYPE_XML, "an XML that speaks of a PDF"),
	ROW("\xEF\xBB\xBF \n<DTE version=\"1.0\"></DTE>", TYPE_XML, "an XML behind a mark and blanks"),
	ROW("<html><body>%PDF-1.4", "text/html", "a page that speaks of a PDF"),
	ROW("\x78\x9f\x3e\x22\x01\x00", TYPE_TNEF, "a winmail.dat"),
	ROW("\x1f\x8b\x08\x00", TYPE_GZIP, "a gzip"),
	ROW("\n BEGIN:VCALENDAR\n", "text/calendar", "an invitation behind blanks"),
	ROW("{\\rtf1\\ansi", "application/rtf", "RTF"),
	ROW("Estimados:\n", "text/plain", "a text"),
	ROW("\0\1\2", "application/octet-stream", "none of these"),
	ROW("", "text/plain", "nothing at all"),
};

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *bytes = exact_copy(rows[i].bytes, rows[i].length);
		is_str(attachment_type(bytes, rows[i].length), rows[i].type, rows[i].why);
	}
	return tap_done();
}
