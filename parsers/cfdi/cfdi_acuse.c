/*
 * SAT's receipt for a request to cancel (root Acuse, "Servicio de cancelación de CFDI"). Anybody can mail
 * one: it says which documents to ask the status service about, and changes nothing by itself.
 */
#include <string.h>

#include "base/rfc.h"
#include "parsers/cfdi/cfdi.h"

static const char *acuse_upper(Arena *arena, const char *text)
{
	g_autofree char *upper = text != NULL ? g_ascii_strup(text, -1) : NULL;
	return arena_strdup(arena, upper);
}

static bool cfdi_acuse_claims(const XmlNode *element)
{
	return strcmp(element->name, "Acuse") == 0 && xml_path(element, "Folios/UUID") != NULL;
}

/* One reference a document: its state, 201 accepted, 202 cancelled before, other numbers refused. */
static void cfdi_acuse_read(Arena *arena, const ReadOptions *options, const XmlFile *file,
			    const XmlNode *element, FormatResult *result)
{
	(void)file;
	Document document = { .format = "cfdi-acuse",
			      .type = "cancelacion",
			      .issuer = { .tax_id = rfc_canonical(arena, xml_attr(element, "RfcEmisor")) },
			      .issued = xml_attr(element, "Fecha"),
			      .verdict = xml_child(element, "Signature") != NULL ? VERDICT_UNVERIFIABLE
										 : VERDICT_UNSIGNED };
	for (const XmlNode *folio = xml_child(element, "Folios"); folio != NULL; folio = xml_next(folio)) {
		Reference reference = { .type = "cfdi",
					.uuid = acuse_upper(arena, xml_text(arena, folio, "UUID")),
					.code = xml_text(arena, folio, "EstatusUUID") };
		if ((int64_t)document.n_references >= options->limits->document_items)
			break;
		document_add_reference(arena, &document, reference);
	}
	result->kind = FINDING_FISCAL_ANSWER;
	format_add_document(arena, options->limits, result, &document);
}

const Format cfdi_acuse_format = { .name = "cfdi-acuse",
				   .claims = cfdi_acuse_claims,
				   .read = cfdi_acuse_read };
