#include "parsers/pdf/pdf.h"

#include <string.h>

#include "parsers/dte/dte.h"
#include "parsers/finding_shape.h"
#include "parsers/mime/attachment.h"
#include "parsers/mime/mime_scan.h"
#include "parsers/pdf/pdf_stamp.h"
#include "parsers/xml/xml.h"

typedef struct {
	Arena *arena;
	const ReadOptions *options;
	const char *path;
	PdfAnswer answer;
	PdfText text;
	Finding *finding;
	const PdfStamp *foreign; /* a stamp that is of something else than what is printed */
} Pdf;

static Document *pdf_same(const Pdf *pdf, const char *key)
{
	for (size_t i = 0; key != NULL && i < pdf->finding->n_documents; i++)
		if (g_strcmp0(pdf->finding->documents[i].key, key) == 0)
			return &pdf->finding->documents[i];
	return NULL;
}

/* The second copy that a file holds for the carrier or the bank is the same document. */
static void pdf_add(Pdf *pdf, const Document *document)
{
	Document copy = *document;
	Document *same = pdf_same(pdf, copy.key);
	if (same != NULL && !pdf_stamp_agrees(pdf->arena, document, same))
		mime_flag(pdf->arena, &pdf->finding->flags, PDF_DIFFERS);
	if (same != NULL || (int64_t)pdf->finding->n_documents >= pdf->options->limits->documents)
		return;
	copy.path = copy.path != NULL ? copy.path : pdf->path;
	copy.pdf = pdf->path;
	shape_tidy_document(pdf->arena, pdf->options->limits, &copy);
	finding_add_document(pdf->arena, pdf->finding, &copy);
}

/* ---- files inside -------------------------------------------------------------------------------------- */

static void pdf_read_file(Pdf *pdf, const PdfFile *file)
{
	FormatResult result = { 0 };
	const char *name = attachment_name(pdf->arena, file->name);
	name = name != NULL ? name : "-";
	if (!xml_sniff(file->bytes, file->length))
		return;
	format_read(pdf->arena, pdf->options, file->bytes, file->length,
		    pdf->path != NULL ? arena_printf(pdf->arena, "%s/%s", pdf->path, name) : name, &result);
	for (size_t i = 0; i < result.flags.n; i++)
		mime_flag(pdf->arena, &pdf->finding->flags, result.flags.items[i]);
	for (size_t i = 0; result.kind != FINDING_QUARANTINE && i < result.n_documents; i++)
		pdf_add(pdf, &result.documents[i]);
}

/* ---- barcodes ------------------------------------------------------------------------------------------ */

static bool pdf_read_code(Pdf *pdf, const PdfCode *code, PdfStamp *ret)
{
	return pdf_stamp_ted(pdf->arena, pdf->options, code, &pdf->text, ret) || pdf_stamp_qr(pdf->arena, code, ret);
}

static void pdf_read_codes(Pdf *pdf)
{
	for (size_t i = 0; i < pdf->answer.n_codes; i++) {
		PdfStamp *stamp = arena_new0(pdf->arena, PdfStamp);
		if (!pdf_read_code(pdf, &pdf->answer.codes[i], stamp))
			continue;
		if (stamp->match != RESULT_FAIL)
			pdf_add(pdf, &stamp->document);
		else
			pdf->foreign = stamp;
	}
}

/* A stamp of something else beside what is printed: a person should know, and no key is taken from it. */
static void pdf_tell_foreign(const Pdf *pdf, Document *document)
{
	const Document *stamp = &pdf->foreign->document;
	const char *detail = stamp->n_checks > 0 ? stamp->checks[stamp->n_checks - 1].detail : NULL;
	document_warn(pdf->arena, document, "a stamp on it is not its own: it says %s (%s)", stamp->key,
		      detail != NULL ? detail : "it does not agree with what is printed");
}

/* ---- text ---------------------------------------------------------------------------------------------- */

static void pdf_text_of_chile(const Pdf *pdf, const PdfBox *box, Document *document)
{
	document->issuer.tax_id = box->rut;
	document->type = box->type;
	document->number = box->folio;
	document->key = dte_rules_key(pdf->arena, box->rut, box->type, box->folio);
	document->total = pdf_text_total(pdf->arena, &pdf->text, '.');
	document->currency = g_str_has_prefix(box->type, "11") ? NULL : "CLP";
	document_warn(pdf->arena, document, "from the printed text: issuer, type, folio%s; nothing of it is proven",
		      document->total != NULL ? ", total" : "");
}

static void pdf_text_of_mexico(const Pdf *pdf, const char *uuid, Document *document)
{
	document->uuid = uuid;
	document->key = arena_printf(pdf->arena, "MX:%s", uuid);
	document->total = pdf_text_total(pdf->arena, &pdf->text, ',');
	document_warn(pdf->arena, document, "from the printed text: UUID%s; nothing of it is proven",
		      document->total != NULL ? ", total" : "");
}

static void pdf_read_text(Pdf *pdf)
{
	PdfBox box = { 0 };
	Document document = { .format = "pdf", .verdict = VERDICT_UNSIGNED };
	const char *uuid = pdf_text_uuid(pdf->arena, &pdf->text);
	if (pdf_text_box(pdf->arena, &pdf->text, &box))
		pdf_text_of_chile(pdf, &box, &document);
	else if (uuid != NULL)
		pdf_text_of_mexico(pdf, uuid, &document);
	else if (pdf->foreign == NULL)
		return;
	if (pdf->foreign != NULL) {
		document.verdict = pdf->options->no_proof ? VERDICT_UNVERIFIABLE : VERDICT_ALTERED;
		document.checks = pdf->foreign->document.checks;
		document.n_checks = pdf->foreign->document.n_checks;
		pdf_tell_foreign(pdf, &document);
	}
	pdf_add(pdf, &document);
}

/* ---- the whole ----------------------------------------------------------------------------------------- */

/* A PDF never changes what is owed: a damaged one among other things of a mail is told and no more. Alone, or where a limit
 * ended it, a person has to look. */
static void pdf_conclude_nothing(Pdf *pdf)
{
	Finding *finding = pdf->finding;
	const PdfAnswer *answer = &pdf->answer;
	bool damaged = texts_has(&answer->flags, "pdf-damaged");
	if (!answer->done || texts_has(&answer->flags, "limit:pdf_bytes")) {
		finding->kind = FINDING_QUARANTINE;
		finding->reason = answer->done ? "limit:pdf_bytes" : "the PDF could not be read to its end";
	} else if (texts_has(&answer->flags, "pdf-encrypted")) {
		finding->reason = "the PDF needs a password";
	} else if (damaged || !answer->opened) {
		finding->kind = pdf->path == NULL ? FINDING_QUARANTINE : FINDING_OTHER;
		finding->reason = "the PDF is damaged";
	} else {
		finding->reason = "no invoice can be recognised in the PDF";
	}
}

static void pdf_conclude(Pdf *pdf)
{
	Finding *finding = pdf->finding;
	if (!pdf->answer.done)
		mime_flag(pdf->arena, &finding->flags, "pdf-partly-read");
	finding->kind = finding->n_documents > 0 ? FINDING_INVOICE : FINDING_OTHER;
	if (finding->n_documents == 0)
		pdf_conclude_nothing(pdf);
}

static void pdf_read_answer(Pdf *pdf)
{
	for (size_t i = 0; i < pdf->answer.flags.n; i++)
		mime_flag(pdf->arena, &pdf->finding->flags, pdf->answer.flags.items[i]);
	pdf->text = pdf_text_new(pdf->arena, pdf->answer.text);
	for (size_t i = 0; i < pdf->answer.n_files; i++)
		pdf_read_file(pdf, &pdf->answer.files[i]);
	pdf_read_codes(pdf);
	if (pdf->finding->n_documents == 0)
		pdf_read_text(pdf);
	else if (pdf->foreign != NULL)
		pdf_tell_foreign(pdf, &pdf->finding->documents[0]);
	pdf_conclude(pdf);
}

void pdf_read(Arena *arena, const ReadOptions *options, const char *path, const char *bytes, size_t length,
	      Finding *ret)
{
	g_autoptr(GError) error = NULL;
	Pdf pdf = { .arena = arena, .options = options, .path = path, .finding = ret };
	*ret = (Finding) { .bytes = length, .sha256 = attachment_hash(arena, bytes, length) };
	if (pdf_answer_read(arena, options->limits, bytes, length, &pdf.answer, &error)) {
		pdf_read_answer(&pdf);
		return;
	}
	ret->kind = FINDING_QUARANTINE;
	ret->reason = arena_strdup(arena, error->message);
}
