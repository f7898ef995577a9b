/*
 * AEC: notice that a DTE's credit was assigned (factoring). A draft until the SII registers it, so it changes
 * nothing by itself. One document: the assignor and assignee of the last step, the amount assigned, and a
 * reference to the DTE.
 */
#include "base/rut.h"
#include "parsers/dte/dte.h"
#include "parsers/xml/decimal.h"
#include "parsers/xml/xmldsig.h"

static bool cession_claims(const XmlNode *element)
{
	return dte_is(element, "AEC") && xml_child(element, "DocumentoAEC") != NULL;
}

/* The step with the highest SeqCesion: who holds the credit now. */
static const XmlNode *cession_last(Arena *arena, const XmlNode *list)
{
	const XmlNode *last = NULL;
	const char *highest = NULL;
	const XmlNode *step = xml_child(list, "Cesion");
	for (; step != NULL; step = xml_next(step)) {
		const XmlNode *document = xml_child(step, "DocumentoCesion");
		const char *number = xml_text(arena, document, "SeqCesion");
		if (document == NULL || (last != NULL && decimal_compare(number, highest) <= 0))
			continue;
		last = document;
		highest = number;
	}
	return last;
}

static Party cession_party(Arena *arena, const XmlNode *node)
{
	const char *stated = xml_text(arena, node, "RUT");
	const char *rut = rut_normalise(arena, stated);
	return (Party){ .tax_id = rut != NULL ? rut : stated,
			.name = xml_text(arena, node, "RazonSocial"),
			.email = xml_text(arena, node, "eMail") };
}

static Document cession_document(Arena *arena, const XmlNode *root, const XmlNode *step)
{
	return (Document){
		.format = "dte-cesion",
		.version = xml_attr(root, "version"),
		.type = "AEC",
		.number = xml_text(arena, step, "SeqCesion"),
		.issued = xml_text(arena, step, "TmstCesion"),
		.issuer = cession_party(arena, xml_child(step, "Cedente")),
		.receiver = cession_party(arena, xml_child(step, "Cesionario")),
		.currency = "CLP",
		.total = xml_text(arena, step, "MontoCesion"),
		.due_date = xml_text(arena, step, "UltimoVencimiento"),
		.due_rule = xml_text(arena, step, "UltimoVencimiento") != NULL ? DUE_STATED : DUE_NONE,
		.terms = xml_text(arena, step, "OtrasCondiciones"),
		.effect = EFFECT_NONE,
		.verdict = VERDICT_UNSIGNED,
	};
}

static void cession_refer(Arena *arena, const XmlNode *step, Document *document)
{
	const XmlNode *id = xml_child(step, "IdDTE");
	Reference reference = {
		.type = xml_text(arena, id, "TipoDTE"),
		.number = xml_text(arena, id, "Folio"),
		.date = xml_text(arena, id, "FchEmis"),
		.tax_id = rut_normalise(arena, xml_text(arena, id, "RUTEmisor")),
	};
	document_add_reference(arena, document, reference);
	if (decimal_compare(xml_text(arena, id, "MntTotal"), document->total) < 0)
		document_warn(arena, document, "more is assigned than the document is worth");
}

/* The steps before the last: who assigned to whom, as references of type "cession". */
static void cession_chain(Arena *arena, const XmlNode *list, const XmlNode *last, Document *document)
{
	for (const XmlNode *step = xml_child(list, "Cesion"); step != NULL; step = xml_next(step)) {
		const XmlNode *inner = xml_child(step, "DocumentoCesion");
		if (inner == NULL || inner == last)
			continue;
		Reference reference = { .type = "cession",
					.number = xml_text(arena, inner, "SeqCesion"),
					.date = xml_text(arena, inner, "TmstCesion"),
					.tax_id = cession_party(arena, xml_child(inner, "Cedente")).tax_id,
					.reason = cession_party(arena, xml_child(inner, "Cesionario")).tax_id };
		document_add_reference(arena, document, reference);
	}
}

static void cession_prove(Arena *arena, const XmlFile *file, const XmlNode *root, const XmlNode *step,
			  Document *document)
{
	DteSetProof outer = dte_proof_of_set(arena, file, root, xml_child(root, "DocumentoAEC"));
	XmlDsig inner = { .file = file,
			  .signature = xml_child(step->parent, "Signature"),
			  .element = step,
			  .whole = step->parent,
			  .how = XMLDSIG_CUT };
	const char *detail = NULL;
	TrustResult result = xmldsig_check(arena, &inner, &detail);
	document_add_check(arena, document, "dte-signature", result, detail);
	document_add_check(arena, document, "set-signature", outer.result, outer.detail);
	if (result == RESULT_FAIL)
		document->verdict = VERDICT_ALTERED;
	else if (result == RESULT_OK || outer.result == RESULT_OK)
		document->verdict = VERDICT_SIGNED;
	else if (result == RESULT_UNVERIFIABLE || outer.result != RESULT_ABSENT)
		document->verdict = VERDICT_UNVERIFIABLE;
}

static void cession_read(Arena *arena, const ReadOptions *options, const XmlFile *file,
			 const XmlNode *element, FormatResult *result)
{
	const XmlNode *step = cession_last(arena, xml_path(element, "DocumentoAEC/Cesiones"));
	result->kind = FINDING_FISCAL_ANSWER;
	if (step == NULL) {
		result->reason = "an assignment without steps";
		return;
	}
	Document document = cession_document(arena, element, step);
	cession_refer(arena, step, &document);
	cession_chain(arena, xml_path(element, "DocumentoAEC/Cesiones"), step, &document);
	document_warn(arena, &document,
		      "a notice: an assignment binds once the tax office has registered it");
	if (!options->no_proof)
		cession_prove(arena, file, element, step, &document);
	format_add_document(arena, options->limits, result, &document);
}

const Format dte_cession_format = { .name = "dte-cession", .claims = cession_claims, .read = cession_read };
