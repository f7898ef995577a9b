/* What an answer of valija-pdf comes to: stamps, QR codes, text, files inside; and answers that are none. */
#define FORGE_IDK "999"
#include "base/json.h"
#include "parsers/opened.h"
#include "parsers/pdf/pdf.h"
#include "parsers/pdf/pdf_answer.h"
#include "parsers/pdf/pdf_text.h"
#include "tests/finding_told.h"
#include "tests/tap.h"
#include "tests/unit/parsers/dte_forge.h"

#define VALUES                                                                                               \
	"<RE>77123456-9</RE><TD>33</TD><F>1234</F><FE>2026-01-05</FE><RR>76192083-9</RR><RSR>COMPRADORA</RSR>" \
	"<MNT>1190000</MNT><IT1>Tablas</IT1>"
#define RANGE "<RNG><D>1</D><H>2000</H></RNG>"
#define PRINTED "MADERAS\nR.U.T.: 77.123.456-9\nFACTURA ELECTRÓNICA\nN° 1234\nMonto Total: $ 1.190.000\n"
#define UUID "5C7B2A10-3D4E-4F60-9A1B-2C3D4E5F6071"
#define QR "https://verificacfdi.facturaelectronica.sat.gob.mx/default.aspx?id=" UUID "&re=EKU9003173C9&rr=URE180429TM6&tt=0000001160.500000&fe=AbCdEf=="

typedef struct {
	Arena *arena;
	GString *lines;
} Maker;

static void put(Maker *maker, json_t *line)
{
	g_autofree char *text = json_line(line);
	g_string_append_printf(maker->lines, "%s\n", text);
	json_decref(line);
}

static Maker maker_new(Arena *arena)
{
	Maker maker = { .arena = arena, .lines = g_string_new("{\"pages\":1}\n") };
	return maker;
}

static void put_text(Maker *maker, const char *text)
{
	json_t *line = json_object();
	json_set_integer(line, "page", 1);
	json_set_text(line, "text", text);
	put(maker, line);
}

static void put_bytes(Maker *maker, json_t *line, const char *bytes)
{
	g_autofree char *base64 = g_base64_encode((const guchar *)bytes, strlen(bytes));
	json_set_text(line, "bytes", base64);
	put(maker, line);
}

static void put_code(Maker *maker, const char *format, const char *bytes)
{
	json_t *line = json_object();
	json_set_integer(line, "page", 1);
	json_set_text(line, "code", format);
	put_bytes(maker, line, bytes);
}

static void put_file(Maker *maker, const char *name, const char *bytes)
{
	json_t *line = json_object();
	json_set_text(line, "embedded", name);
	put_bytes(maker, line, bytes);
}

static Finding read_path(Maker *maker, const char *path, bool done)
{
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Finding finding;
	if (done)
		g_string_append(maker->lines, "{\"done\":true}\n");
	char *copy = exact_copy(maker->lines->str, maker->lines->len);
	pdf_read(maker->arena, &options, path, copy, maker->lines->len, &finding);
	g_free(copy);
	g_string_free(maker->lines, TRUE);
	return finding;
}

static Finding read_all(Maker *maker)
{
	return read_path(maker, "2", true);
}

static bool warned(const Document *document, const char *words)
{
	for (size_t i = 0; i < document->warnings.n; i++)
		if (strstr(document->warnings.items[i], words) != NULL)
			return true;
	return false;
}

static const char *check_of(const Document *document, const char *check)
{
	for (size_t i = 0; i < document->n_checks; i++)
		if (strcmp(document->checks[i].check, check) == 0)
			return trust_result_word(document->checks[i].result);
	return "none";
}

/* ---- stamps ---- */

typedef struct {
	const char *what, *text;
	const char *find, *put; /* in the stamp, after it was signed */
	const char *key, *match, *verdict;
	const char *warning;
} StampRow;

static const StampRow stamp_rows[] = {
	{ "printed as stamped", PRINTED, NULL, NULL, "CL:77123456-9:33:1234", "ok", "signed", "from the stamp" },
	{ "no text at all", "", NULL, NULL, "CL:77123456-9:33:1234", "unverifiable", "signed", "no text to compare" },
	{ "another issuer printed", "R.U.T. 76.192.083-9\nFACTURA ELECTRONICA\nNº 1234\n1.190.000", NULL, NULL,
	  "CL:76192083-9:33:1234", "fail", "altered", "not its own: it says CL:77123456-9:33:1234" },
	{ "another folio printed", "R.U.T. 77.123.456-9\nFACTURA ELECTRONICA\nNº 5678\n1.190.000", NULL, NULL,
	  "CL:77123456-9:33:5678", "fail", "altered", "another folio" },
	{ "another total printed", "R.U.T. 77.123.456-9\nFACTURA ELECTRONICA\nNº 1234\nTotal: 2.190.000", NULL, NULL,
	  "CL:77123456-9:33:1234", "fail", "altered", "total of the stamp" },
	{ "no total printed", "R.U.T. 77.123.456-9\nFACTURA ELECTRONICA\nNº 1234\n", NULL, NULL,
	  "CL:77123456-9:33:1234", "unverifiable", "signed", "total of the stamp" },
	{ "a total changed in the stamp", "", "1190000", "190000", "CL:77123456-9:33:1234", "unverifiable", "altered",
	  "from the stamp" },
	{ "an authorisation of another folio", "", "<H>2000<", "<H>1000<", NULL, "fail", "altered",
	  "not its own: it says CL:77123456-9:33:1234 (the folio is outside" },
	{ "an authorisation of another issuer", "", "<DA><RE>77123456-9", "<DA><RE>76192083-9", NULL, "fail", "altered",
	  "another issuer" },
};

static const char *replaced(Arena *arena, const char *text, const char *find, const char *put_)
{
	if (find == NULL)
		return text;
	g_auto(GStrv) pieces = g_strsplit(text, find, 2);
	g_assert(pieces[1] != NULL);
	return arena_printf(arena, "%s%s%s", pieces[0], put_, pieces[1]);
}

static void test_stamp(Arena *arena, const Forge *forge, const StampRow *row)
{
	Maker maker = maker_new(arena);
	put_text(&maker, row->text);
	put_code(&maker, "PDF417", replaced(arena, forge_ted(arena, forge, VALUES, RANGE), row->find, row->put));
	Finding finding = read_all(&maker);
	if (!ok(finding.n_documents == 1, "%s: one document", row->what))
		return;
	const Document *document = &finding.documents[0];
	is_str(document->key, row->key, "its key");
	is_str(document->format, "pdf", "its format");
	is_str(effect_word(document->effect), "none", "it changes no debt");
	is_str(check_of(document, "ted-match"), row->match, "ted-match");
	is_str(verdict_word(document->verdict), row->verdict, "its verdict");
	ok(warned(document, row->warning), "it says: %s", row->warning);
}

static void test_stamp_fields(Arena *arena, const Forge *forge)
{
	Maker maker = maker_new(arena);
	put_text(&maker, PRINTED);
	put_code(&maker, "PDF417", arena_printf(arena, "  %s\n\n", forge_ted(arena, forge, VALUES, RANGE)));
	put_code(&maker, "PDF417", forge_ted(arena, forge, VALUES, RANGE));
	Finding finding = read_all(&maker);
	is_i64((int64_t)finding.n_documents, 1, "two copies of a stamp are one document");
	const Document *document = &finding.documents[0];
	is_str(document->issued, "2026-01-05", "date of the stamp");
	is_str(document->receiver.tax_id, "76192083-9", "receiver of the stamp");
	is_str(document->receiver.name, "COMPRADORA", "name of the receiver");
	is_str(document->total, "1190000", "total of the stamp");
	is_str(document->currency, "CLP", "pesos");
	is_str(document->path, "2", "path of the PDF");
	is_str(document->pdf, "2", "it shows itself");
	is_str(check_of(document, "ted-frmt"), "ok", "the issuer's signature holds");
	is_str(check_of(document, "ted-frma"), "unverifiable", "the office's key is unknown");
	is_str(finding_kind_word(finding.kind), "invoice", "kind");
}

/* The stamp of another document beside the own one is named, not taken. */
static void test_foreign_stamp(Arena *arena, const Forge *forge)
{
	Maker maker = maker_new(arena);
	const char *own = forge_ted(arena, forge, VALUES, RANGE);
	put_text(&maker, PRINTED);
	put_code(&maker, "PDF417", replaced(arena, own, "<F>1234<", "<F>77<"));
	put_code(&maker, "PDF417", own);
	Finding finding = read_all(&maker);
	is_i64((int64_t)finding.n_documents, 1, "a demonstration stamp beside the own one: one document");
	is_str(finding.documents[0].key, "CL:77123456-9:33:1234", "the own one");
	ok(warned(&finding.documents[0], "CL:77123456-9:33:77"), "the other is named");
	is_str(verdict_word(finding.documents[0].verdict), "signed", "and does not count against it");
}

/* ---- QR and text ---- */

static void test_qr(Arena *arena)
{
	Maker maker = maker_new(arena);
	put_code(&maker, "QRCode", "https://tienda.example/?id=1");
	put_code(&maker, "QRCode", QR);
	Finding finding = read_all(&maker);
	if (!ok(finding.n_documents == 1, "a QR code of SAT: one document"))
		return;
	const Document *document = &finding.documents[0];
	is_str(document->key, "MX:" UUID, "its key");
	is_str(document->issuer.tax_id, "EKU9003173C9", "its issuer");
	is_str(document->receiver.tax_id, "URE180429TM6", "its receiver");
	is_str(document->total, "1160.5", "its total, unpadded");
	is_str(verdict_word(document->verdict), "unsigned", "a QR code proves nothing");
	ok(warned(document, "from the QR code on page 1"), "it says where it is from");
}

typedef struct {
	const char *what, *text, *key, *total;
} TextRow;

static const TextRow text_rows[] = {
	{ "the red box", PRINTED, "CL:77123456-9:33:1234", "1190000" },
	{ "exempt invoice, folio with zeros",
	  "RUT 77123456-9\nFACTURA NO AFECTA O EXENTA ELECTRONICA\nFolio: 000012\nTOTAL $5.000", "CL:77123456-9:34:12",
	  "5000" },
	{ "credit note", "R.U.T.:77.123.456-9 NOTA DE CREDITO ELECTRONICA Nro. 9 Total a pagar: $ 1", "CL:77123456-9:61:9", "1" },
	{ "a subtotal is no total", "R.U.T.:77.123.456-9\nFACTURA ELECTRONICA\nN 7\nSubtotal 500\nSub Total: 400",
	  "CL:77123456-9:33:7", NULL },
	{ "a wrong check digit", "R.U.T.: 77.123.456-8\nFACTURA ELECTRÓNICA\nN° 1234\n", NULL, NULL },
	{ "talk about an invoice", "le enviamos la factura electronica de mayo, RUT 77.123.456-9", NULL, NULL },
	{ "folio fiscal", "Folio Fiscal:\n5c7b2a10-3d4e-4f60-9a1b-2c3d4e5f6071\nRelacionado "
			  "6D8C2A10-3D4E-4F60-9A1B-2C3D4E5F6071\nTotal $1,160.50",
	  "MX:" UUID, "1160.50" },
	{ "the chain of the stamp",
	  "6D8C2A10-3D4E-4F60-9A1B-2C3D4E5F6071 ||1.1|" UUID "|2026-01-05T10:00:00|SAT970701NN3|", "MX:" UUID, NULL },
	{ "the only UUID", "pedido " UUID " " UUID, "MX:" UUID, NULL },
	{ "two UUIDs and no label", UUID " 6D8C2A10-3D4E-4F60-9A1B-2C3D4E5F6071", NULL, NULL },
	{ "a letter", "Estimados: adjuntamos el contrato.", NULL, NULL },
};

static void test_text(Arena *arena, const TextRow *row)
{
	Maker maker = maker_new(arena);
	put_text(&maker, row->text);
	Finding finding = read_all(&maker);
	const Document *document = finding.n_documents > 0 ? &finding.documents[0] : NULL;
	ok(g_strcmp0(document != NULL ? document->key : NULL, row->key) == 0, "%s: %s", row->what,
	   document != NULL ? document->key : "nothing");
	is_str(document != NULL ? document->total : NULL, row->total, "its total");
	is_str(finding_kind_word(finding.kind), row->key != NULL ? "invoice" : "other", "kind");
	ok(document == NULL || (document->verdict == VERDICT_UNSIGNED && warned(document, "from the printed text")),
	   "it says that nothing is proven");
}

/* ---- files inside ---- */

#define CFDI                                                                                                  \
	"<cfdi:Comprobante xmlns:cfdi=\"http://www.sat.gob.mx/cfd/4\" Version=\"4.0\" Total=\"1160.50\" Moneda=\"MXN\" " \
	"SubTotal=\"1160.50\" TipoDeComprobante=\"I\" Fecha=\"2026-01-05T10:00:00\" MetodoPago=\"PUE\">"        \
	"<cfdi:Emisor Rfc=\"EKU9003173C9\"/><cfdi:Receptor Rfc=\"URE180429TM6\"/>"                             \
	"<cfdi:Complemento><tfd:TimbreFiscalDigital xmlns:tfd=\"http://www.sat.gob.mx/TimbreFiscalDigital\" "   \
	"Version=\"1.1\" UUID=\"" UUID "\"/></cfdi:Complemento></cfdi:Comprobante>"

static void test_files(Arena *arena)
{
	Maker maker = maker_new(arena);
	put_file(&maker, "notas.txt", "sin importancia");
	put_file(&maker, "../../factura.xml", CFDI);
	put_code(&maker, "QRCode", QR);
	Finding finding = read_all(&maker);
	if (!ok(finding.n_documents == 1, "an XML inside and its QR code: one document"))
		return;
	is_str(finding.documents[0].format, "cfdi", "the XML stands for itself");
	is_str(finding.documents[0].key, "MX:" UUID, "its key");
	is_str(finding.documents[0].path, "2/factura.xml", "its name leads nowhere");
	is_str(finding.documents[0].pdf, "2", "and the PDF shows it");
}

static void test_ends(Arena *arena)
{
	Maker maker = maker_new(arena);
	put_code(&maker, "QRCode", QR);
	g_string_append(maker.lines, "{\"page\":2,\"text\":\"cut of");
	Finding finding = read_path(&maker, NULL, false);
	is_i64((int64_t)finding.n_documents, 1, "what was told before a limit struck counts");
	ok(texts_has(&finding.flags, "pdf-partly-read"), "and that it is not all is said");
	maker = maker_new(arena);
	finding = read_path(&maker, NULL, false);
	is_str(finding_kind_word(finding.kind), "quarantine", "nothing before a limit struck: quarantine");
	maker = maker_new(arena);
	g_string_assign(maker.lines, "{\"flag\":\"pdf-encrypted\"}\n");
	finding = read_all(&maker);
	is_str(finding_kind_word(finding.kind), "other", "a password is nobody's fault");
	ok(texts_has(&finding.flags, "pdf-encrypted"), "and is flagged");
	maker = maker_new(arena);
	g_string_assign(maker.lines, "{\"flag\":\"pdf-damaged\"}\n");
	finding = read_all(&maker);
	is_str(finding.reason, "the PDF is damaged", "damage is told");
	is_str(finding_kind_word(finding.kind), "other", "and does not set a mail aside");
	maker = maker_new(arena);
	g_string_assign(maker.lines, "{\"flag\":\"pdf-damaged\"}\n");
	finding = read_path(&maker, NULL, true);
	is_str(finding_kind_word(finding.kind), "quarantine", "but a file that is nothing else");
}

/* ---- answers that are none ---- */

static const struct {
	const char *what, *answer;
} hostile_rows[] = {
	{ "no JSON", "hello\n" },
	{ "an array", "[]\n" },
	{ "an unknown key", "{\"exec\":\"x\"}\n" },
	{ "pages twice", "{\"pages\":1}\n{\"pages\":1}\n" },
	{ "negative pages", "{\"pages\":-1}\n" },
	{ "a flag of another's", "{\"flag\":\"conflict\"}\n" },
	{ "a flag with a quote", "{\"flag\":\"pdf-\\\"\"}\n" },
	{ "text without a page", "{\"text\":\"x\"}\n" },
	{ "text that is a number", "{\"page\":1,\"text\":5}\n" },
	{ "a NUL in a text", "{\"page\":1,\"text\":\"a\\u0000b\"}\n" },
	{ "another barcode", "{\"page\":1,\"code\":\"EAN13\",\"bytes\":\"AA==\"}\n" },
	{ "a code without bytes", "{\"page\":1,\"code\":\"QRCode\"}\n" },
	{ "a file without a name", "{\"embedded\":5,\"bytes\":\"AA==\"}\n" },
	{ "words behind the end", "{\"done\":true}\n{\"pages\":1}\n" },
	{ "an end that is none", "{\"done\":false}\n" },
	{ "two objects on a line", "{\"pages\":1}{\"pages\":1}\n" },
};

static void test_hostile(Arena *arena)
{
	Limits limits = limits_default();
	PdfAnswer answer;
	for (size_t i = 0; i < G_N_ELEMENTS(hostile_rows); i++) {
		g_autoptr(GError) error = NULL;
		size_t length = strlen(hostile_rows[i].answer);
		char *copy = exact_copy(hostile_rows[i].answer, length);
		ok(!pdf_answer_read(arena, &limits, copy, length, &answer, &error) && error != NULL, "refused: %s",
		   hostile_rows[i].what);
		g_free(copy);
	}
	g_autoptr(GError) error = NULL;
	g_autofree char *long_answer = g_malloc0((gsize)limits.pdf_output + 1);
	ok(!pdf_answer_read(arena, &limits, long_answer, (size_t)limits.pdf_output + 1, &answer, &error),
	   "one byte past pdf_output");
	Maker maker = maker_new(arena);
	g_string_assign(maker.lines, "{\"exec\":1}\n");
	Finding finding = read_path(&maker, NULL, true);
	is_str(finding_kind_word(finding.kind), "quarantine", "such an answer sets the PDF aside");
	g_autoptr(json_t) json = finding_to_json(&finding);
	Finding again;
	ok(finding_told(arena, json, &limits, &again, NULL), "and its finding keeps the contract");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Forge forge = { .office = forge_key(512), .caf = forge_key(512) };
	for (size_t i = 0; i < G_N_ELEMENTS(stamp_rows); i++)
		test_stamp(arena, &forge, &stamp_rows[i]);
	test_stamp_fields(arena, &forge);
	test_foreign_stamp(arena, &forge);
	test_qr(arena);
	for (size_t i = 0; i < G_N_ELEMENTS(text_rows); i++)
		test_text(arena, &text_rows[i]);
	test_files(arena);
	test_ends(arena);
	test_hostile(arena);
	EVP_PKEY_free(forge.office);
	EVP_PKEY_free(forge.caf);
	return tap_done();
}
