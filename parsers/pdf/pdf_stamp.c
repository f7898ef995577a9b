#include "parsers/pdf/pdf_stamp.h"

#include <string.h>

#include "base/rfc.h"
#include "base/rut.h"
#include "parsers/dte/dte.h"
#include "parsers/dte/ted.h"
#include "parsers/pdf/qr.h"
#include "parsers/xml/decimal.h"
#include "parsers/xml/xml.h"

/* ---- TED ----------------------------------------------------------------------------------------------- */

/* A scanner may add blanks, or what filled the last row, around the element. */
static const XmlFile *stamp_xml(Arena *arena, const Limits *limits, const PdfCode *code)
{
	static const char end[] = "</TED>";
	XmlFile *file = NULL;
	const char *from = memmem(code->bytes, code->length, "<TED", 4);
	const char *to = from != NULL ? memmem(from, code->length - (size_t)(from - code->bytes), end, sizeof end - 1)
				      : NULL;
	if (to == NULL)
		return NULL;
	return xml_parse(arena, limits, from, (size_t)(to - from) + sizeof end - 1, &file, NULL) ? file : NULL;
}

static bool stamp_is_export(const char *type)
{
	return g_str_has_prefix(type, "11");
}

static bool stamp_fields(Arena *arena, const XmlNode *dd, Document *document)
{
	document->issuer.tax_id = rut_normalise(arena, xml_text(arena, dd, "RE"));
	document->type = xml_text(arena, dd, "TD");
	document->number = xml_text(arena, dd, "F");
	document->key = dte_rules_key(arena, document->issuer.tax_id, document->type, document->number);
	if (document->key == NULL)
		return false;
	document->issuer.name = xml_text(arena, dd, "CAF/DA/RS");
	document->issued = xml_text(arena, dd, "FE");
	document->receiver.tax_id = rut_normalise(arena, xml_text(arena, dd, "RR"));
	document->receiver.name = xml_text(arena, dd, "RSR");
	document->total = xml_text(arena, dd, "MNT");
	document->currency = stamp_is_export(document->type) ? NULL : "CLP";
	return true;
}

/* The authorisation in the stamp must be of this issuer, type and folio; the rest of the stamp is what we compare with,
 * and agrees with itself. */
static TrustResult stamp_is_whole(Arena *arena, const XmlNode *ted, const Document *document, const char **ret_detail)
{
	Document whole = *document;
	Line item = { .number = 1, .description = xml_text(arena, ted, "DD/IT1") };
	if (item.description != NULL)
		document_add_line(arena, &whole, item);
	return ted_match(arena, ted, &whole, whole.total, ret_detail);
}

static TrustResult stamp_is_printed(Arena *arena, const PdfText *text, const Document *document,
				    const char **ret_detail)
{
	const char *printed = pdf_text_total(arena, text, '.');
	*ret_detail = "the PDF has no text to compare the stamp with";
	if (!pdf_text_has_rut(arena, text))
		return RESULT_UNVERIFIABLE;
	*ret_detail = "the printed text is of another issuer";
	if (!pdf_text_has_number(text, document->issuer.tax_id))
		return RESULT_FAIL;
	*ret_detail = "the printed text has another folio";
	if (!pdf_text_has_number(text, document->number))
		return RESULT_FAIL;
	*ret_detail = "the printed text does not show the total of the stamp";
	if (!pdf_text_has_number(text, document->total) && !decimal_equal(printed, document->total))
		return printed != NULL && !stamp_is_export(document->type) ? RESULT_FAIL : RESULT_UNVERIFIABLE;
	*ret_detail = NULL;
	return RESULT_OK;
}

static TrustVerdict stamp_verdict(const TedProof *proof, TrustResult match)
{
	if (proof->frma == RESULT_FAIL || proof->frmt == RESULT_FAIL || match == RESULT_FAIL)
		return VERDICT_ALTERED;
	if (proof->frmt != RESULT_OK)
		return VERDICT_UNVERIFIABLE;
	return proof->frma == RESULT_OK && match == RESULT_OK ? VERDICT_PROVEN : VERDICT_SIGNED;
}

static void stamp_prove(Arena *arena, const XmlFile *file, PdfStamp *stamp, const char *match_detail)
{
	CafKeys keys = ted_sii_keys();
	TedProof proof = ted_verify(arena, &keys, file, file->root);
	Document *document = &stamp->document;
	document_add_check(arena, document, "ted-frma", proof.frma, proof.frma_detail);
	document_add_check(arena, document, "ted-frmt", proof.frmt, proof.frmt_detail);
	document_add_check(arena, document, "ted-match", stamp->match, match_detail);
	document->verdict = stamp_verdict(&proof, stamp->match);
}

bool pdf_stamp_ted(Arena *arena, const ReadOptions *options, const PdfCode *code, const PdfText *text,
		   PdfStamp *ret)
{
	const char *detail = NULL;
	PdfStamp stamp = { .document = { .format = "pdf" } };
	const XmlFile *file = code->stamp ? stamp_xml(arena, options->limits, code) : NULL;
	if (file == NULL || !stamp_fields(arena, xml_child(file->root, "DD"), &stamp.document))
		return false;
	stamp.document.environment = ted_environment(arena, file->root);
	stamp.match = stamp_is_whole(arena, file->root, &stamp.document, &detail);
	if (stamp.match == RESULT_OK)
		stamp.match = stamp_is_printed(arena, text, &stamp.document, &detail);
	if (options->no_proof)
		stamp.document.verdict = VERDICT_UNVERIFIABLE;
	else
		stamp_prove(arena, file, &stamp, detail);
	document_warn(arena, &stamp.document,
		      "from the stamp on page %" G_GINT64_FORMAT
		      ": issuer, type, folio, date, receiver and total; due date, taxes and references are unknown",
		      code->page);
	if (stamp.match == RESULT_UNVERIFIABLE)
		document_warn(arena, &stamp.document, "%s", detail);
	*ret = stamp;
	return true;
}

/* ---- QR ------------------------------------------------------------------------------------------------ */

bool pdf_stamp_qr(Arena *arena, const PdfCode *code, PdfStamp *ret)
{
	Qr qr = { 0 };
	if (code->stamp || !qr_read(arena, code->bytes, &qr))
		return false;
	*ret = (PdfStamp) { .match = RESULT_OK, .document = { .format = "pdf" } };
	Document *document = &ret->document;
	document->uuid = qr.uuid;
	document->key = arena_printf(arena, "MX:%s", qr.uuid);
	document->issuer.tax_id = qr.issuer;
	document->receiver.tax_id = qr.receiver;
	document->total = qr.total;
	document->environment = rfc_is_test(qr.issuer) ? ENVIRONMENT_TEST : ENVIRONMENT_UNKNOWN;
	document->verdict = VERDICT_UNSIGNED;
	document_warn(arena, document,
		      "from the QR code on page %" G_GINT64_FORMAT
		      ": UUID, issuer, receiver and total; nothing of it is signed, and SAT was not asked",
		      code->page);
	return true;
}

bool pdf_stamp_agrees(Arena *arena, const Document *printed, Document *full)
{
	const Qr qr = { .uuid = printed->uuid, .issuer = printed->issuer.tax_id,
			.receiver = printed->receiver.tax_id, .total = printed->total };
	bool is_qr = strcmp(printed->format, "pdf") == 0 && qr.uuid != NULL && qr.issuer != NULL;
	if (!is_qr || strcmp(full->format, "cfdi") != 0 || qr_matches(&qr, full))
		return true;
	document_warn(arena, full, "the QR code of its PDF says otherwise: issuer %s, receiver %s, total %s", qr.issuer,
		      qr.receiver != NULL ? qr.receiver : "-", qr.total != NULL ? qr.total : "-");
	return false;
}
