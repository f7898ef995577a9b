#include <stddef.h>
#include <string.h>

#include "base/rut.h"
#include "base/text.h"
#include "parsers/dte/dte.h"
#include "parsers/mime/squeeze.h"
#include "parsers/replies/bank.h"

/* Where a text of the document stands, below Documento | Liquidacion | Exportaciones. The first path that has
 * one wins. */
typedef struct {
	const char *path;
	size_t offset;
} FieldRow;

#define FIELD(path, member)                                                                          \
	{                                                                                            \
		(path), _Generic(((Document *)0)->member, const char * : offsetof(Document, member)) \
	}

static const FieldRow field_rows[] = {
	FIELD("Encabezado/IdDoc/TipoDTE", type),
	FIELD("Encabezado/IdDoc/Folio", number),
	FIELD("Encabezado/IdDoc/FchEmis", issued),
	FIELD("Encabezado/IdDoc/FmaPago", payment_method),
	FIELD("Encabezado/IdDoc/MedioPago", payment_form),
	FIELD("Encabezado/IdDoc/TermPagoGlosa", terms),
	FIELD("Encabezado/IdDoc/NumCtaPago", account),
	FIELD("Encabezado/IdDoc/TermPagoCdg", terms),
	FIELD("Encabezado/Emisor/RUTEmisor", issuer.tax_id),
	FIELD("Encabezado/Emisor/RznSoc", issuer.name),
	FIELD("Encabezado/Emisor/RznSocEmisor", issuer.name),
	FIELD("Encabezado/Emisor/CorreoEmisor", issuer.email),
	FIELD("Encabezado/Receptor/RUTRecep", receiver.tax_id),
	FIELD("Encabezado/Receptor/RznSocRecep", receiver.name),
	FIELD("Encabezado/Receptor/CorreoRecep", receiver.email),
	FIELD("Encabezado/Receptor/Extranjero/NumId", receiver.foreign_id),
	FIELD("Encabezado/Totales/MntNeto", net),
	FIELD("Encabezado/Totales/MntExe", exempt),
	FIELD("Encabezado/Totales/IVA", tax),
	FIELD("Encabezado/Totales/MntTotal", total),
};

/* A text as people read it: line ends and runs of blanks inside are layout. */
static const char *fields_text(Arena *arena, const XmlNode *node, const char *path)
{
	const XmlNode *found = xml_path(node, path);
	return found != NULL ? squeeze_text(arena, found->text) : NULL;
}

static void fields_read_table(const DteSource *source, Document *document)
{
	for (size_t i = 0; i < G_N_ELEMENTS(field_rows); i++) {
		const char **field = G_STRUCT_MEMBER_P(document, field_rows[i].offset);
		if (*field == NULL)
			*field = fields_text(source->arena, source->body, field_rows[i].path);
	}
}

static void fields_read_references(const DteSource *source, Document *document)
{
	Arena *arena = source->arena;
	const XmlNode *node = xml_child(source->body, "Referencia");
	for (; node != NULL; node = xml_next(node)) {
		Reference reference = {
			.type = fields_text(arena, node, "TpoDocRef"),
			.number = fields_text(arena, node, "FolioRef"),
			.code = fields_text(arena, node, "CodRef"),
			.date = fields_text(arena, node, "FchRef"),
			.reason = fields_text(arena, node, "RazonRef"),
			.tax_id = rut_normalise(arena, fields_text(arena, node, "RUTOtr")),
		};
		document_add_reference(arena, document, reference);
	}
}

static int64_t fields_number(Arena *arena, const XmlNode *node, const char *path)
{
	const char *text = fields_text(arena, node, path);
	guint64 number = 0;
	if (text == NULL || !g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &number, NULL))
		return 0;
	return (int64_t)number;
}

static void fields_read_lines(const DteSource *source, Document *document)
{
	Arena *arena = source->arena;
	const XmlNode *node = xml_child(source->body, "Detalle");
	for (; node != NULL; node = xml_next(node)) {
		Line line = {
			.number = fields_number(arena, node, "NroLinDet"),
			.description = fields_text(arena, node, "NmbItem"),
			.quantity = fields_text(arena, node, "QtyItem"),
			.unit = fields_text(arena, node, "UnmdItem"),
			.unit_price = fields_text(arena, node, "PrcItem"),
			.amount = fields_text(arena, node, "MontoItem"),
		};
		document_add_line(arena, document, line);
	}
}

static void fields_read_instalments(const DteSource *source, Document *document)
{
	Arena *arena = source->arena;
	const XmlNode *node = xml_path(source->body, "Encabezado/IdDoc/MntPagos");
	for (; node != NULL; node = xml_next(node)) {
		Instalment instalment = {
			.date = fields_text(arena, node, "FchPago"),
			.amount = fields_text(arena, node, "MntPago"),
			.note = fields_text(arena, node, "GlosaPagos"),
		};
		document_add_instalment(arena, document, instalment);
	}
}

/* MailType is any text of 80 characters: the first that looks like an address, or none. */
static const char *fields_email(const DteSource *source, Document *document, const char *text)
{
	if (text == NULL)
		return NULL;
	const char *found = NULL;
	size_t n = 0;
	g_auto(GStrv) words = g_strsplit_set(text, ";, \t\r\n<>", -1);
	for (size_t i = 0; words[i] != NULL; i++) {
		const char *at = strchr(words[i], '@');
		if (at == NULL || at == words[i] || at[1] == '\0' || strchr(at + 1, '@') != NULL)
			continue;
		if (n++ == 0)
			found = arena_strdup(source->arena, words[i]);
	}
	if (n > 1)
		document_warn(source->arena, document, "several e-mail addresses, the first is taken: %s",
			      text);
	return found;
}

void dte_fields_read(const DteSource *source, Document *document)
{
	fields_read_table(source, document);
	document->version = source->dte != NULL
				    ? text_or_null(source->arena, xml_attr(source->dte, "version"))
				    : NULL;
	document->issuer.email = fields_email(source, document, document->issuer.email);
	document->receiver.email = fields_email(source, document, document->receiver.email);
	document->account = bank_account(source->arena, document->account);
	fields_read_references(source, document);
	fields_read_lines(source, document);
	fields_read_instalments(source, document);
}
