#include <string.h>

#include "base/rfc.h"
#include "base/text.h"
#include "parsers/cfdi/cfdi.h"

#define CFD2 "http://www.sat.gob.mx/cfd/2"
#define CFD3 "http://www.sat.gob.mx/cfd/3"
#define CFD4 "http://www.sat.gob.mx/cfd/4"
#define RET1 "http://www.sat.gob.mx/esquemas/retencionpago/1"
#define RET2 "http://www.sat.gob.mx/esquemas/retencionpago/2"

#define FIELD(path, attribute, member)                                 \
	{                                                              \
		(path), (attribute), offsetof(Document, member), false \
	}
#define TAX_ID(path, attribute, member)                               \
	{                                                             \
		(path), (attribute), offsetof(Document, member), true \
	}
#define LINE(attribute, member)                                \
	{                                                      \
		"", (attribute), offsetof(Line, member), false \
	}

/* Of two rows for one member the later one holds, when it has a value. */
static const CfdiField fields_33[] = {
	FIELD("", "Version", version),
	FIELD("", "TipoDeComprobante", type),
	FIELD("", "Serie", series),
	FIELD("", "Folio", number),
	FIELD("", "Fecha", issued),
	FIELD("", "FormaPago", payment_form),
	FIELD("", "MetodoPago", payment_method),
	FIELD("", "CondicionesDePago", terms),
	FIELD("", "Moneda", currency),
	FIELD("", "TipoCambio", exchange_rate),
	FIELD("", "SubTotal", net),
	FIELD("", "Total", total),
	TAX_ID("Emisor", "Rfc", issuer.tax_id),
	FIELD("Emisor", "Nombre", issuer.name),
	TAX_ID("Receptor", "Rfc", receiver.tax_id),
	FIELD("Receptor", "Nombre", receiver.name),
	FIELD("Receptor", "NumRegIdTrib", receiver.foreign_id),
	FIELD("Impuestos", "TotalImpuestosTrasladados", tax),
	FIELD("Impuestos", "TotalImpuestosRetenidos", withheld),
};

/* In 3.2 formaDePago is the method ("una sola exhibición") and metodoDePago is the form (cash, cheque …). */
static const CfdiField fields_32[] = {
	FIELD("", "version", version),
	FIELD("", "tipoDeComprobante", type),
	FIELD("", "serie", series),
	FIELD("", "folio", number),
	FIELD("", "fecha", issued),
	FIELD("", "metodoDePago", payment_form),
	FIELD("", "formaDePago", payment_method),
	FIELD("", "condicionesDePago", terms),
	FIELD("", "Moneda", currency),
	FIELD("", "TipoCambio", exchange_rate),
	FIELD("", "subTotal", net),
	FIELD("", "total", total),
	TAX_ID("Emisor", "rfc", issuer.tax_id),
	FIELD("Emisor", "nombre", issuer.name),
	TAX_ID("Receptor", "rfc", receiver.tax_id),
	FIELD("Receptor", "nombre", receiver.name),
	FIELD("Impuestos", "totalImpuestosTrasladados", tax),
	FIELD("Impuestos", "totalImpuestosRetenidos", withheld),
};

static const CfdiField lines_33[] = {
	LINE("Descripcion", description),  LINE("Cantidad", quantity),
	LINE("ClaveUnidad", unit),	   LINE("Unidad", unit),
	LINE("ValorUnitario", unit_price), LINE("Importe", amount),
};

static const CfdiField lines_32[] = {
	LINE("descripcion", description),  LINE("cantidad", quantity), LINE("unidad", unit),
	LINE("valorUnitario", unit_price), LINE("importe", amount),
};

static const CfdiField fields_ret10[] = {
	FIELD("", "Version", version),
	FIELD("", "CveRetenc", type),
	FIELD("", "FolioInt", number),
	FIELD("", "FechaExp", issued),
	TAX_ID("Emisor", "RFCEmisor", issuer.tax_id),
	FIELD("Emisor", "NomDenRazSocE", issuer.name),
	FIELD("Receptor/Extranjero", "NumRegIdTrib", receiver.tax_id),
	FIELD("Receptor/Extranjero", "NumRegIdTrib", receiver.foreign_id),
	FIELD("Receptor/Extranjero", "NomDenRazSocR", receiver.name),
	TAX_ID("Receptor/Nacional", "RFCRecep", receiver.tax_id),
	FIELD("Receptor/Nacional", "NomDenRazSocR", receiver.name),
	FIELD("Totales", "montoTotOperacion", total),
	FIELD("Totales", "montoTotGrav", net),
	FIELD("Totales", "montoTotExent", exempt),
	FIELD("Totales", "montoTotRet", withheld),
};

static const CfdiField fields_ret20[] = {
	FIELD("", "Version", version),
	FIELD("", "CveRetenc", type),
	FIELD("", "FolioInt", number),
	FIELD("", "FechaExp", issued),
	TAX_ID("Emisor", "RfcE", issuer.tax_id),
	FIELD("Emisor", "NomDenRazSocE", issuer.name),
	FIELD("Receptor/Extranjero", "NumRegIdTribR", receiver.tax_id),
	FIELD("Receptor/Extranjero", "NumRegIdTribR", receiver.foreign_id),
	FIELD("Receptor/Extranjero", "NomDenRazSocR", receiver.name),
	TAX_ID("Receptor/Nacional", "RfcR", receiver.tax_id),
	FIELD("Receptor/Nacional", "NomDenRazSocR", receiver.name),
	FIELD("Totales", "MontoTotOperacion", total),
	FIELD("Totales", "MontoTotGrav", net),
	FIELD("Totales", "MontoTotExent", exempt),
	FIELD("Totales", "MontoTotRet", withheld),
};

#define ALL(table)                           \
	{                                    \
		(table), G_N_ELEMENTS(table) \
	}
#define SEAL_32 "sello", "certificado", "noCertificado"
#define SEAL_33 "Sello", "Certificado", "NoCertificado"

static const CfdiVersion versions[] = {
	{ "cfdi", CFD4, "Comprobante", "Version", "4.0", false, ALL(fields_33), "Conceptos/Concepto",
	  ALL(lines_33), SEAL_33 },
	{ "cfdi", CFD3, "Comprobante", "Version", "3.3", false, ALL(fields_33), "Conceptos/Concepto",
	  ALL(lines_33), SEAL_33 },
	{ "cfdi", CFD3, "Comprobante", "version", "3.2", false, ALL(fields_32), "Conceptos/Concepto",
	  ALL(lines_32), SEAL_32 },
	{ "cfdi", CFD3, "Comprobante", "version", "3.0", true, ALL(fields_32), "Conceptos/Concepto",
	  ALL(lines_32), SEAL_32 },
	{ "cfdi", CFD2, "Comprobante", "version", "2.2", true, ALL(fields_32), "Conceptos/Concepto",
	  ALL(lines_32), SEAL_32 },
	{ "cfdi", CFD2, "Comprobante", "version", "2.0", true, ALL(fields_32), "Conceptos/Concepto",
	  ALL(lines_32), SEAL_32 },
	{ "cfdi-retenciones",
	  RET2,
	  "Retenciones",
	  "Version",
	  "2.0",
	  false,
	  ALL(fields_ret20),
	  NULL,
	  { NULL, 0 },
	  SEAL_33 },
	{ "cfdi-retenciones",
	  RET1,
	  "Retenciones",
	  "Version",
	  "1.0",
	  false,
	  ALL(fields_ret10),
	  NULL,
	  { NULL, 0 },
	  "Sello",
	  "Cert",
	  "NumCert" },
};

const CfdiVersion *cfdi_fields_version(const XmlNode *root)
{
	for (size_t i = 0; i < G_N_ELEMENTS(versions); i++) {
		const CfdiVersion *row = &versions[i];
		const char *version = xml_attr(root, row->attribute);
		bool named = root->ns == NULL || strcmp(root->ns, row->ns) == 0;
		if (named && strcmp(root->name, row->root) == 0 && version != NULL &&
		    strcmp(version, row->version) == 0)
			return row;
	}
	return NULL;
}

static bool cfdi_fields_is(const CfdiReading *reading, const XmlNode *node, const char *name, size_t length)
{
	bool own = g_strcmp0(node->ns, reading->root->ns) == 0 || (reading->loose && node->ns == NULL);
	return own && strncmp(node->name, name, length) == 0 && node->name[length] == '\0';
}

static const XmlNode *cfdi_fields_find(const CfdiReading *reading, const XmlNode *from, const char *name,
				       size_t length)
{
	for (; from != NULL; from = from->next)
		if (cfdi_fields_is(reading, from, name, length))
			return from;
	return NULL;
}

const XmlNode *cfdi_fields_child(const CfdiReading *reading, const XmlNode *node, const char *name)
{
	return node != NULL ? cfdi_fields_find(reading, node->children, name, strlen(name)) : NULL;
}

const XmlNode *cfdi_fields_next(const CfdiReading *reading, const XmlNode *node)
{
	return cfdi_fields_find(reading, node->next, node->name, strlen(node->name));
}

static const XmlNode *cfdi_fields_path(const CfdiReading *reading, const XmlNode *node, const char *path)
{
	while (node != NULL && *path != '\0') {
		size_t length = strcspn(path, "/");
		node = cfdi_fields_find(reading, node->children, path, length);
		path += length + (path[length] == '/' ? 1 : 0);
	}
	return node;
}

const char *cfdi_fields_value(const CfdiReading *reading, const XmlNode *node, const char *attribute)
{
	const char *value = xml_attr(node, attribute);
	return value != NULL ? text_or_null(reading->arena, value) : NULL;
}

void cfdi_fields_read(const CfdiReading *reading, const XmlNode *element, CfdiFields fields, void *target)
{
	for (size_t i = 0; i < fields.n; i++) {
		const CfdiField *field = &fields.items[i];
		const XmlNode *node = cfdi_fields_path(reading, element, field->path);
		const char *value = cfdi_fields_value(reading, node, field->attribute);
		if (value == NULL)
			continue;
		const char **member = (const char **)(void *)((char *)target + field->member);
		*member = field->tax_id ? rfc_canonical(reading->arena, value) : value;
	}
}

bool cfdi_fields_room(CfdiReading *reading, size_t n)
{
	static const char flag[] = "limit:document_items";
	if ((int64_t)n < reading->options->limits->document_items)
		return true;
	if (!texts_has(reading->flags, flag))
		texts_add(reading->arena, reading->flags, flag);
	return false;
}

void cfdi_fields_lines(CfdiReading *reading)
{
	const CfdiVersion *version = reading->version;
	const XmlNode *node = version->line_path != NULL
				      ? cfdi_fields_path(reading, reading->root, version->line_path)
				      : NULL;
	for (int64_t number = 1; node != NULL; node = cfdi_fields_next(reading, node), number++) {
		if (!cfdi_fields_room(reading, reading->document->n_lines))
			return;
		Line line = { .number = number };
		cfdi_fields_read(reading, node, version->line_fields, &line);
		document_add_line(reading->arena, reading->document, line);
	}
}

/* Complements whose prefix was never declared have no namespace: their name has to do. */
static bool cfdi_fields_complements(const XmlNode *node, const char *ns, const char *name)
{
	return strcmp(node->name, name) == 0 && (ns == NULL || node->ns == NULL || strcmp(node->ns, ns) == 0);
}

const XmlNode *cfdi_fields_complement(const CfdiReading *reading, const char *ns, const char *name,
				      const XmlNode *after)
{
	const XmlNode *holder =
		after != NULL ? after->parent : cfdi_fields_child(reading, reading->root, "Complemento");
	const XmlNode *node = after != NULL ? after->next : holder != NULL ? holder->children : NULL;
	while (holder != NULL) {
		for (; node != NULL; node = node->next)
			if (cfdi_fields_complements(node, ns, name))
				return node;
		holder = cfdi_fields_next(reading, holder);
		node = holder != NULL ? holder->children : NULL;
	}
	return NULL;
}

const char *cfdi_fields_currency(Arena *arena, const char *text)
{
	static const struct {
		const char *written, *code;
	} words[] = {
		{ "peso", "MXN" },
		{ "pesos", "MXN" },
		{ "mxp", "MXN" },
		{ "mn", "MXN" },
		{ "m.n.", "MXN" },
		{ "m.n", "MXN" },
		{ "pes", "MXN" },
		{ "mex", "MXN" },
		{ "nal", "MXN" },
		{ "nacional", "MXN" },
		{ "mxn.", "MXN" },
		{ "peso mexicano", "MXN" },
		{ "pesos mexicanos", "MXN" },
		{ "moneda nacional", "MXN" },
		{ "dolar", "USD" },
		{ "dolares", "USD" },
		{ "dls", "USD" },
		{ "dlls", "USD" },
		{ "us dollar", "USD" },
		{ "dolar americano", "USD" },
		{ "dolares americanos", "USD" },
		{ "us", "USD" },
		{ "euro", "EUR" },
		{ "euros", "EUR" },
	};
	const char *folded = text_trim(arena, text_fold(arena, text));
	for (size_t i = 0; folded != NULL && i < G_N_ELEMENTS(words); i++)
		if (strcmp(folded, words[i].written) == 0)
			return words[i].code;
	if (folded == NULL || strlen(folded) != 3 || strspn(folded, "abcdefghijklmnopqrstuvwxyz") != 3)
		return NULL;
	g_autofree char *upper = g_ascii_strup(folded, -1);
	return arena_strdup(arena, upper);
}
