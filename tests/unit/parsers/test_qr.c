#include "parsers/pdf/qr.h"
#include "tests/tap.h"

#define UUID "0F1E2D3C-4B5A-4978-8695-A4B3C2D1E0F9"
#define HOST "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx"

typedef struct {
	const char *name, *text;
	bool read;
	Qr qr;
} Read;

#define WHOLE                                                                  \
	{                                                                      \
		UUID, "ACB100315QK7", "MHE950824R37", NULL, "1160", "qT3/+w==" \
	}
static const Read reads[] = {
	{ "as written", HOST "?id=" UUID "&re=ACB100315QK7&rr=MHE950824R37&tt=1160.0&fe=qT3/+w==", true,
	  WHOLE },
	{ "an empty first piece, total padded by 18",
	  HOST "?&id=0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9&re=ACB100315QK7&rr=MHE950824R37&tt="
	       "000000000000001160.000000"
	       "&fe=qT3/+w==",
	  true, WHOLE },
	{ "no question mark",
	  HOST "&id=" UUID "&re=ACB100315QK7&rr=MHE950824R37&tt=1160.00&fe=qT3/+w==", true, WHOLE },
	{ "keys in capitals, another order, broken over lines",
	  "?RE=ACB100315QK7&RR=MHE950824R37\n&TT=0000001160.000000&FE=qT3/+w==&ID=" UUID " ", true, WHOLE },
	{ "percent signs", HOST "?id=" UUID "&re=ACB100315QK7&rr=MHE950824R37&tt=1160&fe=qT3%2F%2Bw%3D%3D",
	  true, WHOLE },
	{ "the whole escaped as XML",
	  HOST "?id=" UUID "&amp;re=ACB100315QK7&amp;rr=MHE950824R37&amp;tt=1160&amp;fe=qT3/+w==", true,
	  WHOLE },
	{ "3.2, without fe",
	  "?re=ACB100315QK7&rr=MHE950824R37&tt=0000000000.990000&id=" UUID,
	  true,
	  { UUID, "ACB100315QK7", "MHE950824R37", NULL, "0.99", NULL } },
	{ "an RFC with an ampersand, bare",
	  "?re=Ñ&T080229A16&rr=H&E951128469&tt=1.0&id=" UUID,
	  true,
	  { UUID, "Ñ&T080229A16", "H&E951128469", NULL, "1", NULL } },
	{ "an RFC with an ampersand, as XML",
	  "?re=Ñ&amp;T080229A16&rr=H&amp;E951128469&tt=1.0&id=" UUID,
	  true,
	  { UUID, "Ñ&T080229A16", "H&E951128469", NULL, "1", NULL } },
	{ "an RFC with an ampersand, percent",
	  "?re=%C3%91%26T080229A16&rr=H%26E951128469&tt=1.0&id=" UUID,
	  true,
	  { UUID, "Ñ&T080229A16", "H&E951128469", NULL, "1", NULL } },
	{ "Retenciones of a foreigner",
	  "?re=ACB100315QK7&nr=00000000000012345678&tt=0000000010.500000&id=" UUID,
	  true,
	  { UUID, "ACB100315QK7", NULL, "12345678", "10.5", NULL } },
	{ "a total that is none",
	  "?re=ACB100315QK7&rr=MHE950824R37&tt=1,160.00&id=" UUID,
	  true,
	  { UUID, "ACB100315QK7", "MHE950824R37", NULL, NULL, NULL } },
	{ "no UUID", "?re=ACB100315QK7&rr=MHE950824R37&tt=1160&id=", false, { 0 } },
	{ "no issuer", "?rr=MHE950824R37&tt=1160&id=" UUID, false, { 0 } },
	{ "another address", "https://example.com/?q=1&id=5", false, { 0 } },
	{ "nothing", "", false, { 0 } },
	{ "bytes that are no text", "?id=\xff\xfe", false, { 0 } },
};

static void run_read(const Read *row)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *copy = exact_copy(row->text, strlen(row->text) + 1);
	Qr qr = { 0 };
	if (!ok(qr_read(arena, copy, &qr) == row->read, "%s", row->name) || !row->read)
		return;
	is_str(qr.uuid, row->qr.uuid, row->name);
	is_str(qr.issuer, row->qr.issuer, row->name);
	is_str(qr.receiver, row->qr.receiver, row->name);
	is_str(qr.foreign_id, row->qr.foreign_id, row->name);
	is_str(qr.total, row->qr.total, row->name);
	is_str(qr.seal_end, row->qr.seal_end, row->name);
}

typedef struct {
	const char *name, *format, *version, *issuer, *receiver, *total, *text;
} Write;

static const Write writes[] = {
	{ "4.0", "cfdi", "4.0", "ACB100315QK7", "MHE950824R37", "1160.00",
	  HOST "?id=" UUID "&re=ACB100315QK7&rr=MHE950824R37&tt=1160.0&fe=qT3/+w==" },
	{ "3.3, less than one", "cfdi", "3.3", "ACB100315QK7", "MHE950824R37", "00.990",
	  HOST "?id=" UUID "&re=ACB100315QK7&rr=MHE950824R37&tt=0.99&fe=qT3/+w==" },
	{ "nothing to pay, no decimals", "cfdi", "4.0", "ACB100315QK7", "MHE950824R37", "0",
	  HOST "?id=" UUID "&re=ACB100315QK7&rr=MHE950824R37&tt=0.0&fe=qT3/+w==" },
	{ "an ampersand is escaped", "cfdi", "4.0", "Ñ&T080229A16", "MHE950824R37", "1",
	  HOST "?id=" UUID "&re=Ñ&amp;T080229A16&rr=MHE950824R37&tt=1.0&fe=qT3/+w==" },
	{ "3.2", "cfdi", "3.2", "ACB100315QK7", "MHE950824R37", "4685.00",
	  "?re=ACB100315QK7&rr=MHE950824R37&tt=0000004685.000000&id=" UUID },
	{ "Retenciones 2.0", "cfdi-retenciones", "2.0", "ACB100315QK7", "MHE950824R37", "1.5",
	  "https://prodretencionverificacion.clouda.sat.gob.mx/?id=" UUID
	  "&re=ACB100315QK7&rr=MHE950824R37&tt=1.5&fe=qT3/+w==" },
	{ "Retenciones 1.0 of a foreigner", "cfdi-retenciones", "1.0", "ACB100315QK7", "12345678", "10.5",
	  "?re=ACB100315QK7&nr=00000000000012345678&tt=0000000010.500000&id=" UUID },
	{ "a total that is no number", "cfdi", "4.0", "ACB100315QK7", "MHE950824R37", "1,160", NULL },
	{ "no receiver", "cfdi", "4.0", "ACB100315QK7", NULL, "1160", NULL },
	{ "a version that has none", "cfdi", "2.2", "ACB100315QK7", "MHE950824R37", "1160", NULL },
};

static void run_write(const Write *row)
{
	g_autoptr(Arena) arena = arena_new();
	Qr qr = { 0 };
	Document document = { .format = row->format,
			      .version = row->version,
			      .uuid = UUID,
			      .total = row->total,
			      .seal = "QUJDREVGRwqT3/+w==",
			      .issuer = { .tax_id = row->issuer },
			      .receiver = { .tax_id = row->receiver } };
	const char *text = qr_write(arena, &document);
	is_str(text, row->text, row->name);
	if (text == NULL || strstr(text, "nr=") != NULL)
		return;
	ok(qr_read(arena, text, &qr) && qr_matches(&qr, &document), "read back: %s", row->name);
	document.total = "7";
	ok(!qr_matches(&qr, &document), "another total is another document: %s", row->name);
}

static void expressions(void)
{
	g_autoptr(Arena) arena = arena_new();
	Document document = { .format = "cfdi",
			      .version = "4.0",
			      .uuid = UUID,
			      .total = "10.50",
			      .seal = "QUJDREVGRwqT3/+w==",
			      .issuer = { .tax_id = "ACB100315QK7" },
			      .receiver = { .tax_id = "MHE950824R37" } };
	is_str(qr_expression(arena, &document),
	       "?re=ACB100315QK7&rr=MHE950824R37&tt=10.5&id=" UUID "&fe=qT3/+w==",
	       "what the status service is asked");
	document.version = "3.2";
	is_str(qr_expression(arena, &document),
	       "?re=ACB100315QK7&rr=MHE950824R37&tt=0000000010.500000&id=" UUID, "of 3.2");
}

static void corpus(void)
{
	static const char path[] = "../shared/corpus/cfdi/pdf/EXPECTED.tsv";
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *content = NULL;
	if (!g_file_get_contents(path, &content, NULL, NULL)) {
		skip("QR texts of the corpus", "no corpus");
		return;
	}
	g_auto(GStrv) lines = g_strsplit(content, "\n", -1);
	for (size_t i = 1; lines[i] != NULL && strchr(lines[i], '\t') != NULL; i++) {
		Qr qr = { 0 };
		ok(qr_read(arena, strchr(lines[i], '\t') + 1, &qr) && qr.total != NULL &&
			   qr.receiver != NULL && qr.seal_end != NULL && strlen(qr.seal_end) == 8,
		   "printed: %s", lines[i]);
	}
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reads); i++)
		run_read(&reads[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(writes); i++)
		run_write(&writes[i]);
	expressions();
	corpus();
	return tap_done();
}
