#include "parsers/dte/dte.h"

#include <string.h>

#include "parsers/xml/xml.h"

static const char *const bodies[] = { "Documento", "Liquidacion", "Exportaciones" };

bool dte_is(const XmlNode *node, const char *name)
{
	return strcmp(node->name, name) == 0;
}

static bool dte_is_body(const XmlNode *node)
{
	for (size_t i = 0; i < G_N_ELEMENTS(bodies); i++)
		if (dte_is(node, bodies[i]))
			return true;
	return false;
}

static const XmlNode *dte_body(const XmlNode *dte)
{
	for (const XmlNode *child = dte->children; child != NULL; child = child->next)
		if (dte_is_body(child))
			return child;
	return NULL;
}

/* Envelope names are the SII's alone; "DTE" and the bodies must look like it, for others use such words too.
 */
static bool dte_claims(const XmlNode *element)
{
	if (dte_is(element, "EnvioDTE") || dte_is(element, "EnvioBOLETA") || dte_is(element, "SetDTE"))
		return true;
	if (dte_is(element, "DTE"))
		return dte_body(element) != NULL;
	return dte_is_body(element) && xml_path(element, "Encabezado/IdDoc") != NULL;
}

static void dte_warn_namespace(const DteSource *source, Document *document)
{
	const XmlNode *outer = source->dte != NULL ? source->dte : source->body;
	if (outer->ns != NULL && strcmp(outer->ns, DTE_NAMESPACE) != 0)
		document_warn(source->arena, document, "the namespace is not the tax office's: %s",
			      outer->ns);
}

static bool dte_read_document(const DteSource *source, Document *document, const char **ret_reason)
{
	*document = (Document){ .format = "dte" };
	dte_fields_read(source, document);
	if (!dte_rules_apply(source, document, ret_reason))
		return false;
	dte_warn_namespace(source, document);
	dte_due_apply(source, document);
	document->seal = dte_seal(source->arena, source->body);
	dte_proof_apply(source, document);
	dte_totals_apply(source, document);
	return true;
}

/* One DTE (or bare body) more in the result; the reason of the file is that of its first unusable one. */
static void dte_add(const DteSource *source, FormatResult *result)
{
	Document document;
	const char *reason = "no Documento in DTE";
	if (source->body != NULL && dte_read_document(source, &document, &reason)) {
		format_add_document(source->arena, source->options->limits, result, &document);
		return;
	}
	if (result->reason == NULL)
		result->reason = reason;
	texts_addf(source->arena, &result->flags, "unusable-document: %s", reason);
}

static void dte_add_all(DteSource *source, const XmlNode *parent, FormatResult *result)
{
	for (const XmlNode *dte = xml_child(parent, "DTE"); dte != NULL; dte = xml_next(dte)) {
		source->dte = dte;
		source->body = dte_body(dte);
		dte_add(source, result);
	}
}

static void dte_read_envelope(DteSource *source, const XmlNode *envelope, FormatResult *result)
{
	const XmlNode *set = dte_is(envelope, "SetDTE") ? envelope : xml_child(envelope, "SetDTE");
	source->caratula = xml_child(set, "Caratula");
	if (!source->options->no_proof && set != NULL && set != envelope)
		source->set = dte_proof_of_set(source->arena, source->file, envelope, set);
	const DteSetProof unsigned_set = { RESULT_ABSENT, NULL };
	for (const XmlNode *each = set; each != NULL; each = each == envelope ? NULL : xml_next(each)) {
		dte_add_all(source, each, result);
		source->set = unsigned_set; /* what stands beside the signed set is not covered */
	}
	if (set != envelope)
		dte_add_all(source, envelope, result);
}

static void dte_read(Arena *arena, const ReadOptions *options, const XmlFile *file, const XmlNode *element,
		     FormatResult *result)
{
	DteSource source = {
		.arena = arena, .options = options, .file = file, .set = { RESULT_ABSENT, NULL }
	};
	if (dte_is(element, "DTE")) {
		source.dte = element;
		source.body = dte_body(element);
		dte_add(&source, result);
	} else if (dte_is_body(element)) {
		source.body = element;
		dte_add(&source, result);
	} else {
		dte_read_envelope(&source, element, result);
	}
	result->kind = result->n_documents > 0 ? FINDING_INVOICE : FINDING_QUARANTINE;
	if (result->n_documents > 0)
		result->reason = NULL;
	else if (result->reason == NULL)
		result->reason = "an envelope without documents";
}

const Format dte_format = { .name = "dte", .claims = dte_claims, .read = dte_read };
