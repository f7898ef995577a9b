#include "parsers/cfdi/cfdi.h"

#include <string.h>

#include "base/text.h"

#define CFD_NAMESPACE "http://www.sat.gob.mx/cfd/"
#define RET_NAMESPACE "http://www.sat.gob.mx/esquemas/retencionpago/"
#define INFORMATION "retenciones: information only"

typedef struct {
	const char *written; /* 3.2 writes the word, later versions the letter */
	const char *type;
	DocumentEffect effect;
} TypeRow;

static const TypeRow types[] = {
	{ "I", "I", EFFECT_DEBT },	  { "E", "E", EFFECT_CREDIT },	   { "P", "P", EFFECT_PAYMENT },
	{ "T", "T", EFFECT_NONE },	  { "ingreso", "I", EFFECT_DEBT }, { "egreso", "E", EFFECT_CREDIT },
	{ "traslado", "T", EFFECT_NONE },
};

/* ---- fix-ups after the tables -------------------------------------------------------------------------- */

static void cfdi_type(CfdiReading *reading)
{
	Document *document = reading->document;
	for (size_t i = 0; document->type != NULL && i < G_N_ELEMENTS(types); i++)
		if (g_ascii_strcasecmp(document->type, types[i].written) == 0) {
			document->type = types[i].type;
			document->effect = reading->version->old ? EFFECT_NONE : types[i].effect;
			return;
		}
	document_warn(reading->arena, document, "unknown TipoDeComprobante: %s",
		      document->type != NULL ? document->type : "none");
}

/* Before 3.3 the method of payment was free text. */
static void cfdi_payment_method(CfdiReading *reading)
{
	Document *document = reading->document;
	if (document->payment_method == NULL || strcmp(reading->version->attribute, "Version") == 0)
		return;
	const char *folded = text_fold(reading->arena, document->payment_method);
	bool later = strstr(folded, "parcialidad") != NULL || strstr(folded, "diferid") != NULL;
	document->payment_method = later ? "PPD" : "PUE";
}

static void cfdi_currency(CfdiReading *reading)
{
	Document *document = reading->document;
	const char *stated = document->currency;
	bool free_text = strcmp(reading->version->attribute, "version") == 0;
	document->currency = cfdi_fields_currency(reading->arena, stated);
	if (stated == NULL && free_text)
		document->currency = "MXN";
	if (document->currency == NULL)
		document_warn(reading->arena, document, "unknown currency: %s",
			      stated != NULL ? stated : "none");
}

static const char *cfdi_upper(Arena *arena, const char *text)
{
	g_autofree char *upper = text != NULL ? g_ascii_strup(text, -1) : NULL;
	return arena_strdup(arena, upper);
}

static void cfdi_relations(CfdiReading *reading)
{
	const XmlNode *block = cfdi_fields_child(reading, reading->root, "CfdiRelacionados");
	for (; block != NULL && !reading->cut; block = cfdi_fields_next(reading, block)) {
		const char *code = cfdi_fields_value(reading, block, "TipoRelacion");
		const XmlNode *related = cfdi_fields_child(reading, block, "CfdiRelacionado");
		for (; related != NULL && !reading->cut; related = cfdi_fields_next(reading, related)) {
			reading->cut = !cfdi_fields_room(reading, reading->document->n_references);
			const char *uuid = cfdi_fields_value(reading, related, "UUID");
			Reference reference = { .code = code, .uuid = cfdi_upper(reading->arena, uuid) };
			document_add_reference(reading->arena, reading->document, reference);
		}
	}
}

/* 3.2 knows one relation: this document is an instalment of that folio. */
static void cfdi_origin(CfdiReading *reading)
{
	const XmlNode *root = reading->root;
	const char *origin = cfdi_fields_value(reading, root, "FolioFiscalOrig");
	if (origin == NULL)
		return;
	bool is_uuid = strlen(origin) == 36;
	Reference reference = { .type = "FolioFiscalOrig",
				.uuid = is_uuid ? cfdi_upper(reading->arena, origin) : NULL,
				.number = is_uuid ? cfdi_fields_value(reading, root, "SerieFolioFiscalOrig")
						  : origin,
				.date = cfdi_fields_value(reading, root, "FechaFolioFiscalOrig") };
	document_add_reference(reading->arena, reading->document, reference);
}

/* ---- one document -------------------------------------------------------------------------------------- */

/* Payroll is nobody's debt and private: it is counted by its reason and nothing of it is kept. */
static bool cfdi_is_payroll(const CfdiReading *reading)
{
	const char *type = cfdi_fields_value(reading, reading->root, "TipoDeComprobante");
	return g_strcmp0(type, "N") == 0 || cfdi_fields_complement(reading, NULL, "Nomina", NULL) != NULL;
}

static bool cfdi_is_loose(const XmlNode *root)
{
	bool own = false;
	bool bare = false;
	for (const XmlNode *child = root->children; child != NULL; child = child->next) {
		own = own || (strcmp(child->name, "Emisor") == 0 && g_strcmp0(child->ns, root->ns) == 0);
		bare = bare || (strcmp(child->name, "Emisor") == 0 && child->ns == NULL);
	}
	return root->ns != NULL && bare && !own;
}

static void cfdi_result(FormatResult *result, FindingKind kind, const char *reason)
{
	result->kind = kind;
	result->reason = reason;
}

static void cfdi_comprobante(CfdiReading *reading)
{
	cfdi_type(reading);
	cfdi_payment_method(reading);
	cfdi_currency(reading);
	cfdi_relations(reading);
	cfdi_origin(reading);
	cfdi_fields_lines(reading);
	cfdi_pagos_read(reading);
	cfdi_due_read(reading);
}

static void cfdi_document(CfdiReading *reading, FormatResult *result)
{
	Document *document = reading->document;
	const CfdiVersion *version = reading->version;
	bool invoice = strcmp(version->format, "cfdi") == 0;
	const char *reason = NULL;
	document->format = version->format;
	if (reading->loose)
		document_warn(reading->arena, document, "children without namespace: read by name");
	cfdi_fields_read(reading, reading->root, version->fields, document);
	bool stamped = cfdi_stamp_read(reading, &reason);
	if (invoice)
		cfdi_comprobante(reading);
	cfdi_check_document(reading);
	cfdi_proof_read(reading);
	cfdi_result(result, FINDING_INVOICE, NULL);
	if (version->old)
		cfdi_result(result, FINDING_OTHER, "cfd: older than CFDI 3.2, filed only");
	else if (reading->cut)
		cfdi_result(result, FINDING_QUARANTINE, "limit:document_items");
	else if (!stamped)
		cfdi_result(result, FINDING_QUARANTINE, reason);
	else if (!invoice)
		cfdi_result(result, FINDING_OTHER, INFORMATION);
	format_add_document(reading->arena, reading->options->limits, result, document);
}

/* ---- what claims it ------------------------------------------------------------------------------------ */

static bool cfdi_claims(const XmlNode *element)
{
	if (strcmp(element->name, "Comprobante") != 0)
		return false;
	return element->ns == NULL
		       ? cfdi_fields_version(element) != NULL || xml_attr(element, "version") != NULL
		       : g_str_has_prefix(element->ns, CFD_NAMESPACE);
}

static bool retenciones_claims(const XmlNode *element)
{
	if (strcmp(element->name, "Retenciones") != 0)
		return false;
	return element->ns == NULL ? cfdi_fields_version(element) != NULL
				   : g_str_has_prefix(element->ns, RET_NAMESPACE);
}

/* Without namespace it is older than all that is read; with one, version and namespace contradict each other.
 */
static void cfdi_unknown(Arena *arena, const XmlNode *root, FormatResult *result)
{
	const char *modern = xml_attr(root, "Version");
	const char *stated = modern != NULL ? modern : xml_attr(root, "version");
	const char *version = stated != NULL ? stated : "none";
	if (root->ns == NULL)
		cfdi_result(result, FINDING_OTHER, arena_printf(arena, "cfd: version %s, not read", version));
	else
		cfdi_result(result, FINDING_QUARANTINE,
			    arena_printf(arena, "cfdi-version: %s does not belong to %s", version, root->ns));
}

static void cfdi_read(Arena *arena, const ReadOptions *options, const XmlFile *file, const XmlNode *root,
		      FormatResult *result)
{
	Document *document = arena_new0(arena, Document);
	CfdiReading reading = { .arena = arena,
				.options = options,
				.file = file,
				.root = root,
				.version = cfdi_fields_version(root),
				.loose = cfdi_is_loose(root),
				.document = document,
				.flags = &result->flags };
	if (reading.version == NULL)
		cfdi_unknown(arena, root, result);
	else if (cfdi_is_payroll(&reading))
		cfdi_result(result, FINDING_OTHER, "payroll");
	else
		cfdi_document(&reading, result);
}

const Format cfdi_format = { .name = "cfdi", .claims = cfdi_claims, .read = cfdi_read };
const Format retenciones_format = { .name = "cfdi-retenciones",
				    .claims = retenciones_claims,
				    .read = cfdi_read };
