#include <string.h>

#include "base/date.h"
#include "base/rut.h"
#include "parsers/dte/dte.h"
#include "parsers/dte/ted.h"
#include "parsers/xml/decimal.h"

#define FOLIO_DIGITS_MAX 10
#define OTHER_REFERENCES_FROM 800 /* purchase orders, contracts, … are no tax documents */

typedef struct {
	const char *type;
	const char *body;
	DocumentEffect effect;	 /* before references and payment terms are looked at */
	DocumentEffect reversed; /* the same against a document whose debtor is its issuer */
} TypeRow;

/* SII, Formato DTE 2.2. 43 is issued by the agent who owes, 46 by the buyer. */
static const TypeRow type_rows[] = {
	{ "33", "Documento", EFFECT_DEBT, EFFECT_DEBT },
	{ "34", "Documento", EFFECT_DEBT, EFFECT_DEBT },
	{ "39", "Documento", EFFECT_NONE, EFFECT_NONE },
	{ "41", "Documento", EFFECT_NONE, EFFECT_NONE },
	{ "43", "Liquidacion", EFFECT_REVERSED_DEBT, EFFECT_REVERSED_DEBT },
	{ "46", "Documento", EFFECT_REVERSED_DEBT, EFFECT_REVERSED_DEBT },
	{ "52", "Documento", EFFECT_NONE, EFFECT_NONE },
	{ "56", "Documento", EFFECT_DEBT, EFFECT_REVERSED_DEBT },
	{ "61", "Documento", EFFECT_CREDIT, EFFECT_REVERSED_CREDIT },
	{ "110", "Exportaciones", EFFECT_DEBT, EFFECT_DEBT },
	{ "111", "Exportaciones", EFFECT_DEBT, EFFECT_DEBT },
	{ "112", "Exportaciones", EFFECT_CREDIT, EFFECT_CREDIT },
};

typedef struct {
	const char *customs;
	const char *iso;
} CurrencyRow;

/* Names of the customs service (TipMonType of SiiTypes_v10.xsd) that are one currency of today. */
static const CurrencyRow currency_rows[] = {
	{ "BOLIVAR", "VES" },	 { "BOLIVIANO", "BOB" }, { "CHELIN", "KES" },	 { "CORONA DIN", "DKK" },
	{ "CORONA NOR", "NOK" }, { "CORONA SC", "SEK" }, { "DIRHAM", "AED" },	 { "DOLAR AUST", "AUD" },
	{ "DOLAR CAN", "CAD" },	 { "DOLAR HK", "HKD" },	 { "DOLAR NZ", "NZD" },	 { "DOLAR SIN", "SGD" },
	{ "DOLAR TAI", "TWD" },	 { "DOLAR USA", "USD" }, { "EURO", "EUR" },	 { "FRANCO SZ", "CHF" },
	{ "GUARANI", "PYG" },	 { "LIBRA EST", "GBP" }, { "NUEVO SOL", "PEN" }, { "PESO", "ARS" },
	{ "PESO CL", "CLP" },	 { "PESO COL", "COP" },	 { "PESO MEX", "MXN" },	 { "PESO URUG", "UYU" },
	{ "RAND", "ZAR" },	 { "RENMINBI", "CNY" },	 { "RUPIA", "INR" },	 { "YEN", "JPY" },
};

static const TypeRow *rules_type(const char *type)
{
	for (size_t i = 0; type != NULL && i < G_N_ELEMENTS(type_rows); i++)
		if (strcmp(type_rows[i].type, type) == 0)
			return &type_rows[i];
	return NULL;
}

/* ---- identity ------------------------------------------------------------------------------------------ */

static const char *rules_folio(const char *folio)
{
	if (folio == NULL || *folio == '\0' || strspn(folio, "0123456789") != strlen(folio))
		return NULL;
	while (*folio == '0' && folio[1] != '\0')
		folio++;
	return strlen(folio) <= FOLIO_DIGITS_MAX && strcmp(folio, "0") != 0 ? folio : NULL;
}

const char *dte_rules_key(Arena *arena, const char *rut, const char *type, const char *folio)
{
	const char *number = rules_folio(folio);
	const char *issuer = rut_normalise(arena, rut);
	if (number == NULL || issuer == NULL || type == NULL)
		return NULL;
	return arena_printf(arena, "CL:%s:%s:%s", issuer, type, number);
}

static void rules_party(const DteSource *source, Document *document, Party *party, const char *who)
{
	const char *rut = rut_normalise(source->arena, party->tax_id);
	if (rut == NULL && party->tax_id != NULL)
		document_warn(source->arena, document, "%s: not a RUT: %s", who, party->tax_id);
	else if (rut != NULL && !rut_is_valid(rut))
		document_warn(source->arena, document, "%s: wrong check digit: %s", who, rut);
	if (rut != NULL)
		party->tax_id = rut;
}

static bool rules_identity(const DteSource *source, Document *document, const char **ret_reason)
{
	Arena *arena = source->arena;
	const TypeRow *row = rules_type(document->type);
	document->key = dte_rules_key(arena, document->issuer.tax_id, document->type, document->number);
	if (row == NULL)
		*ret_reason = document->type == NULL ? "no TipoDTE"
						     : "a TipoDTE that is no electronic document";
	else if (document->key == NULL)
		*ret_reason = "no usable key: issuer and folio are needed";
	if (row == NULL || document->key == NULL)
		return false;
	document->number = rules_folio(document->number);
	if (!dte_is(source->body, row->body))
		document_warn(arena, document, "type %s in the body %s", document->type, source->body->name);
	return true;
}

/* ---- effect -------------------------------------------------------------------------------------------- */

/* The tax document that a note is about: test sets, orders and contracts stand beside it. */
static const Reference *rules_target(const Document *document)
{
	for (size_t i = 0; i < document->n_references; i++) {
		Decimal type;
		const Reference *reference = &document->references[i];
		if (decimal_parse(reference->type, &type) &&
		    type.micro < (DecimalUnits)OTHER_REFERENCES_FROM * 1000000)
			return reference;
	}
	return NULL;
}

static bool rules_is_note(const Document *document)
{
	const char *const notes[] = { "56", "61", "111", "112" };
	for (size_t i = 0; i < G_N_ELEMENTS(notes); i++)
		if (strcmp(document->type, notes[i]) == 0)
			return true;
	return false;
}

static bool rules_is_reversed(const Reference *target)
{
	return target != NULL && (decimal_equal(target->type, "46") || decimal_equal(target->type, "43"));
}

/* CodRef 2 corrects texts only. */
static bool rules_corrects_text(const DteSource *source, Document *document, const Reference *target)
{
	if (target == NULL || g_strcmp0(target->code, "2") != 0)
		return false;
	if (document->total == NULL || decimal_equal(document->total, "0"))
		return true;
	document_warn(source->arena, document,
		      "a correction of texts (CodRef 2) with an amount: a person must look");
	return false;
}

static const char *rules_id_text(const DteSource *source, const char *name)
{
	return xml_text(source->arena, xml_path(source->body, "Encabezado/IdDoc"), name);
}

/* Receipts are paid at the counter; those for periodic services of a known customer are bills. */
static bool rules_is_utility_bill(const DteSource *source, const Document *document)
{
	const char *service = rules_id_text(source, "IndServicio");
	bool receipt = strcmp(document->type, "39") == 0 || strcmp(document->type, "41") == 0;
	bool periodic = g_strcmp0(service, "1") == 0 || g_strcmp0(service, "2") == 0;
	return receipt && periodic && document->receiver.tax_id != NULL &&
	       !rut_is_generic(document->receiver.tax_id);
}

static bool rules_is_free(const DteSource *source, const Document *document)
{
	return g_strcmp0(document->payment_method, "3") == 0 ||
	       g_strcmp0(rules_id_text(source, "FmaPagExp"), "21") == 0;
}

static void rules_effect(const DteSource *source, Document *document)
{
	const TypeRow *row = rules_type(document->type);
	const Reference *target = rules_is_note(document) ? rules_target(document) : NULL;
	document->effect = rules_is_reversed(target) ? row->reversed : row->effect;
	if (rules_corrects_text(source, document, target) || rules_is_free(source, document))
		document->effect = EFFECT_NONE;
	else if (rules_is_utility_bill(source, document))
		document->effect = EFFECT_DEBT;
	if (rules_is_note(document) && target == NULL)
		document_warn(source->arena, document, "a note that names no tax document");
}

/* ---- environment --------------------------------------------------------------------------------------- */

static DocumentEnvironment rules_resolution(const DteSource *source)
{
	const char *number = xml_text(source->arena, source->caratula, "NroResol");
	Decimal value;
	if (!decimal_parse(number, &value))
		return ENVIRONMENT_UNKNOWN;
	return value.micro == 0 ? ENVIRONMENT_TEST : ENVIRONMENT_PRODUCTION;
}

static DocumentEnvironment rules_test_set(const Document *document)
{
	for (size_t i = 0; i < document->n_references; i++)
		if (g_strcmp0(document->references[i].type, "SET") == 0)
			return ENVIRONMENT_TEST;
	return ENVIRONMENT_UNKNOWN;
}

/* Marks that disagree leave it unknown, and what is unknown is not dunned. */
static void rules_environment(const DteSource *source, Document *document)
{
	const DocumentEnvironment marks[] = {
		rules_resolution(source),
		ted_environment(source->arena, xml_child(source->body, "TED")),
		rules_test_set(document),
	};
	bool test = false;
	bool production = false;
	for (size_t i = 0; i < G_N_ELEMENTS(marks); i++) {
		test |= marks[i] == ENVIRONMENT_TEST;
		production |= marks[i] == ENVIRONMENT_PRODUCTION;
	}
	if (test != production)
		document->environment = test ? ENVIRONMENT_TEST : ENVIRONMENT_PRODUCTION;
	else if (test)
		document_warn(source->arena, document,
			      "marks of test and of production: the environment is unknown");
}

/* ---- currency ------------------------------------------------------------------------------------------ */

static const char *rules_iso(const char *customs)
{
	for (size_t i = 0; customs != NULL && i < G_N_ELEMENTS(currency_rows); i++)
		if (g_ascii_strcasecmp(currency_rows[i].customs, customs) == 0)
			return currency_rows[i].iso;
	return NULL;
}

/* The rate to pesos, which exports state in an OtraMoneda of its own. */
static const char *rules_peso_rate(const DteSource *source)
{
	const XmlNode *other = xml_path(source->body, "Encabezado/OtraMoneda");
	for (; other != NULL; other = xml_next(other))
		if (g_strcmp0(rules_iso(xml_text(source->arena, other, "TpoMoneda")), "CLP") == 0)
			return xml_text(source->arena, other, "TpoCambio");
	return NULL;
}

/* Only exports are in a foreign currency; OtraMoneda of the others is a courtesy. */
static void rules_currency(const DteSource *source, Document *document)
{
	const char *customs = xml_text(source->arena, source->body, "Encabezado/Totales/TpoMoneda");
	if (!dte_is(source->body, "Exportaciones")) {
		document->currency = "CLP";
		return;
	}
	document->currency = rules_iso(customs);
	document->exchange_rate = rules_peso_rate(source);
	if (document->currency == NULL)
		document_warn(source->arena, document, "currency without an ISO code: %s",
			      customs != NULL ? customs : "none stated");
}

static void rules_dates(const DteSource *source, Document *document)
{
	Date date;
	if (document->issued != NULL && !date_parse_prefix(document->issued, &date))
		document_warn(source->arena, document, "FchEmis is no date: %s", document->issued);
	else if (document->issued == NULL)
		document_warn(source->arena, document, "no FchEmis");
}

/* Issued in the name of another, who is then the one to be paid. */
static void rules_principal(const DteSource *source, Document *document)
{
	const char *principal = xml_text(source->arena, source->body, "Encabezado/RUTMandante");
	if (principal == NULL)
		principal = xml_text(source->arena, source->body, "Encabezado/Emisor/RUTMandante");
	if (principal != NULL)
		document_warn(source->arena, document, "issued on behalf of another (RUTMandante): %s",
			      principal);
}

static void rules_envelope(const DteSource *source, Document *document)
{
	const char *stated = xml_text(source->arena, source->caratula, "RutEmisor");
	const char *rut = rut_normalise(source->arena, stated);
	if (stated != NULL && g_strcmp0(rut, document->issuer.tax_id) != 0)
		document_warn(source->arena, document, "the envelope names another issuer: %s", stated);
}

bool dte_rules_apply(const DteSource *source, Document *document, const char **ret_reason)
{
	if (!rules_identity(source, document, ret_reason))
		return false;
	rules_party(source, document, &document->issuer, "issuer");
	rules_party(source, document, &document->receiver, "receiver");
	rules_dates(source, document);
	rules_envelope(source, document);
	rules_principal(source, document);
	rules_effect(source, document);
	rules_environment(source, document);
	rules_currency(source, document);
	return true;
}
