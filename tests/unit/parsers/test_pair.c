/* Which PDF shows which XML: by names and by being alone, never by a guess that has two answers. */
#include "parsers/mime/attachment.h"
#include "parsers/pair.h"
#include "tests/tap.h"

typedef struct {
	const char *name;
	int document; /* index + 1 into documents; 0: not an XML document */
	int pdf;      /* the attachment expected for it, -1 for none */
} File;

typedef struct {
	const char *what;
	File files[8];
} Case;

static const Document documents_of[] = {
	{ .key = "CL:77123456-9:33:1234",
	  .type = "33",
	  .number = "1234",
	  .issuer = { .tax_id = "77123456-9" } },
	{ .key = "CL:77123456-9:33:123",
	  .type = "33",
	  .number = "123",
	  .issuer = { .tax_id = "77123456-9" } },
	{ .key = "MX:5C7B",
	  .type = "I",
	  .number = "815",
	  .series = "A",
	  .uuid = "5C7B2A10-3D4E-4F60-9A1B-2C3D4E5F6071",
	  .issuer = { .tax_id = "EKU9003173C9" } },
	{ .key = "MX:6D8C",
	  .type = "I",
	  .uuid = "6D8C2A10-3D4E-4F60-9A1B-2C3D4E5F6071",
	  .issuer = { .tax_id = "EKU9003173C9" } },
};

static const Case cases[] = {
	{ "the same base name",
	  { { "f1.xml", 1, 2 }, { "f2.xml", 2, 3 }, { "F1.PDF", 0, 0 }, { "f2.pdf", 0, 0 } } },
	{ "the only two", { { "datos.xml", 1, 1 }, { "impreso.pdf", 0, 0 } } },
	{ "one XML, two PDFs that say nothing",
	  { { "datos.xml", 1, -1 }, { "a.pdf", 0, 0 }, { "b.pdf", 0, 0 } } },
	{ "type and folio in the name",
	  { { "a.xml", 1, 3 }, { "b.xml", 2, 2 }, { "T33F123.pdf", 0, 0 }, { "T33F1234.pdf", 0, 0 } } },
	{ "folio with zeros before it",
	  { { "a.xml", 1, 1 }, { "E77123456T33F0000001234.pdf", 0, 0 }, { "otro.pdf", 0, 0 } } },
	{ "RUT and folio",
	  { { "a.xml", 1, 2 }, { "77123456-9_999.pdf", 0, 0 }, { "77123456-9_1234.pdf", 0, 0 } } },
	{ "UUID",
	  { { "a.xml", 3, 3 },
	    { "b.xml", 4, 2 },
	    { "6d8c2a10-3d4e-4f60-9a1b-2c3d4e5f6071.pdf", 0, 0 },
	    { "x_5C7B2A10-3D4E-4F60-9A1B-2C3D4E5F6071_y.pdf", 0, 0 } } },
	{ "folio alone", { { "a.xml", 3, 2 }, { "condiciones.pdf", 0, 0 }, { "Factura A-815.pdf", 0, 0 } } },
	{ "a folio inside a longer number is none",
	  { { "a.xml", 2, -1 }, { "9123456.pdf", 0, 0 }, { "condiciones.pdf", 0, 0 } } },
	{ "two PDFs of one folio", { { "a.xml", 1, -1 }, { "1234.pdf", 0, 0 }, { "copia 1234.pdf", 0, 0 } } },
	{ "accents and case",
	  { { "Facturación Ñ.XML", 1, 2 }, { "x.pdf", 0, 0 }, { "facturacion ñ.pdf", 0, 0 } } },
	{ "no PDF", { { "a.xml", 1, -1 }, { "a.txt", 0, 0 } } },
	{ "a PDF shows one XML only", { { "a.xml", 1, 2 }, { "b.xml", 2, -1 }, { "a.pdf", 0, 0 } } },
};

static void test_case(const Case *row)
{
	g_autoptr(Arena) arena = arena_new();
	Attachment attachments[8] = { 0 };
	Document documents[8] = { 0 };
	size_t n = 0, n_documents = 0;
	for (; n < 8 && row->files[n].name != NULL; n++) {
		const File *file = &row->files[n];
		bool pdf = g_str_has_suffix(file->name, ".pdf") || g_str_has_suffix(file->name, ".PDF");
		attachments[n] = (Attachment) { .name = file->name,
						.type = pdf ? TYPE_PDF : TYPE_XML,
						.path = arena_printf(arena, "%zu", n + 1) };
		if (file->document == 0)
			continue;
		documents[n_documents] = documents_of[file->document - 1];
		documents[n_documents++].path = attachments[n].path;
	}
	pair_documents(arena, documents, n_documents, attachments, n);
	size_t at = 0;
	for (size_t i = 0; i < n; i++) {
		if (row->files[i].document == 0)
			continue;
		int pdf = row->files[i].pdf;
		is_str(documents[at++].pdf, pdf < 0 ? NULL : attachments[pdf].path, row->what);
	}
}

static void test_many(void)
{
	g_autoptr(Arena) arena = arena_new();
	enum { N = 300 };
	g_autofree Attachment *attachments = g_new0(Attachment, 2 * N);
	g_autofree Document *documents = g_new0(Document, N);
	for (int i = 0; i < N; i++) {
		documents[i] = documents_of[0];
		documents[i].number = arena_printf(arena, "%d", 10000 + i);
		documents[i].path = arena_printf(arena, "x%d", i);
		attachments[i] = (Attachment) { .name = "sin nombre.xml",
						.type = TYPE_XML,
						.path = documents[i].path };
		attachments[N + i] = (Attachment) { .type = TYPE_PDF,
						    .path = arena_printf(arena, "p%d", i),
						    .name = arena_printf(arena, "77123456-9 %d.pdf",
									 10000 + i) };
	}
	int64_t before = tap_cpu_ms();
	pair_documents(arena, documents, N, attachments, 2 * N);
	int paired = 0;
	for (int i = 0; i < N; i++)
		paired += g_strcmp0(documents[i].pdf, attachments[N + i].path) == 0;
	is_i64(paired, N, "as many as are paired at all find their own");
	ok(tap_cpu_ms() - before < 2000 * TAP_SLOWER, "within the time of one message");
}

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++)
		test_case(&cases[i]);
	test_many();
	return tap_done();
}
