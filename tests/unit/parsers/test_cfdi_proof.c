/* Seal, certificate and stamp: what is said of documents that are whole, changed, borrowed or half. */
#include "base/clock.h"
#include "parsers/cfdi/cfdi.h"
#include "parsers/trust.h"
#include "tests/tap.h"
#include "tests/unit/parsers/cfdi_maker.h"

#define KEPT "tests/fixtures/cfdi-signed/"
#define BELOW                                                                                      \
	"<cfdi:Emisor Rfc=\"ACB100315QK7\" Nombre=\"Aceros y Cables\" "                            \
	"RegimenFiscal=\"601\"/><cfdi:Receptor "                                                   \
	"Rfc=\"MHE950824R37\" Nombre=\"Muebles La Herradura\" DomicilioFiscalReceptor=\"37000\" "  \
	"RegimenFiscalReceptor=\"601\" UsoCFDI=\"G03\"/><cfdi:Conceptos><cfdi:Concepto "           \
	"ClaveProdServ=\"30102400\" "                                                              \
	"Cantidad=\"2\" ClaveUnidad=\"H87\" Descripcion=\"Cable de acero\" ValorUnitario=\"500\" " \
	"Importe=\"1000\" "                                                                        \
	"ObjetoImp=\"02\"/></cfdi:Conceptos><cfdi:Impuestos TotalImpuestosTrasladados=\"160.00\"/>"
#define ROOT40                                                                                          \
	"<cfdi:Comprobante xmlns:cfdi=\"http://www.sat.gob.mx/cfd/4\" Version=\"4.0\" Serie=\"A\" "     \
	"Folio=\"0017\" "                                                                               \
	"Fecha=\"2024-03-05T10:00:00\" FormaPago=\"99\" MetodoPago=\"PPD\" NoCertificado=\"@NUMBER@\" " \
	"Certificado=\"@CERTIFICATE@\" Sello=\"@SELLO@\" SubTotal=\"1000.00\" Moneda=\"MXN\" "          \
	"Total=\"1160.00\" "                                                                            \
	"TipoDeComprobante=\"I\" Exportacion=\"01\" LugarExpedicion=\"37000\""
#define CFDI40 ROOT40 ">" BELOW "<cfdi:Complemento>@TFD@</cfdi:Complemento></cfdi:Comprobante>"
#define CFDI33                                                                                             \
	"<cfdi:Comprobante xmlns:cfdi=\"http://www.sat.gob.mx/cfd/3\" Version=\"3.3\" Folio=\"18\" "       \
	"Fecha=\"2024-03-05T10:00:00\" NoCertificado=\"@NUMBER@\" Certificado=\"@CERTIFICATE@\" "          \
	"Sello=\"@SELLO@\" SubTotal=\"1000.00\" Moneda=\"MXN\" Total=\"1160.00\" TipoDeComprobante=\"I\" " \
	"LugarExpedicion=\"37000\">" BELOW "<cfdi:Complemento>@TFD@</cfdi:Complemento></cfdi:Comprobante>"
#define CFDI32                                                                                              \
	"<cfdi:Comprobante xmlns:cfdi=\"http://www.sat.gob.mx/cfd/3\" version=\"3.2\" "                     \
	"fecha=\"2016-03-05T10:00:00\" "                                                                    \
	"noCertificado=\"@NUMBER@\" certificado=\"@CERTIFICATE@\" sello=\"@SELLO@\" formaDePago=\"PAGO EN " \
	"PARCIALIDADES\" metodoDePago=\"NA\" subTotal=\"1000.00\" total=\"1160.00\" "                       \
	"tipoDeComprobante=\"ingreso\" "                                                                    \
	"LugarExpedicion=\"Irapuato\"><cfdi:Emisor rfc=\"ACB100315QK7\"/><cfdi:Receptor "                   \
	"rfc=\"MHE950824R37\"/>"                                                                            \
	"<cfdi:Conceptos/><cfdi:Impuestos totalImpuestosTrasladados=\"160.00\"/><cfdi:Complemento>@TFD@"    \
	"</cfdi:Complemento></cfdi:Comprobante>"
#define BARE                                                                                       \
	ROOT40 "><Emisor Rfc=\"ACB100315QK7\" Nombre=\"Aceros\" RegimenFiscal=\"601\"/><Receptor " \
	       "Rfc=\"MHE950824R37\"/>"                                                            \
	       "<Impuestos "                                                                       \
	       "TotalImpuestosTrasladados=\"160.00\"/><Complemento>@TFD@</Complemento></cfdi:Comprobante>"
#define REGISTRO                                                                                  \
	"<r:CFDIRegistroFiscal xmlns:r=\"http://www.sat.gob.mx/registrofiscal\" Version=\"1.0\" " \
	"Folio=\"1\"/>"
#define OF_SAT ROOT40 ">" BELOW "<cfdi:Complemento>" REGISTRO "@TFD@</cfdi:Complemento></cfdi:Comprobante>"
#define NEW_ONE                                                                                              \
	ROOT40 ">" BELOW "<cfdi:Complemento><n:Nuevo xmlns:n=\"http://www.sat.gob.mx/nuevo\" a=\"1\"/>@TFD@" \
	       "</cfdi:Complemento></cfdi:Comprobante>"
#define PIPED                                                                                               \
	ROOT40 " CondicionesDePago=\"30 dias|1000.00\">" BELOW "<cfdi:Complemento>@TFD@</cfdi:Complemento>" \
	       "</cfdi:Comprobante>"
#define FORGED_PAGOS                                                                          \
	"<Pagos Version=\"2.0\"><Pago FechaPago=\"2024-03-05T12:00:00\" FormaDePagoP=\"03\" " \
	"MonedaP=\"MXN\" Monto=\"1\"/>"                                                       \
	"</Pagos></cfdi:Complemento>"

enum {
	AUTHORITY,
	OTHER_AUTHORITY,
	OWN,
	OF_ANOTHER,
	EXPIRED,
	HOMEMADE,
	OF_TEST,
	SAT,
	PAC,
	UNKNOWN_PAC,
	FORGER,
	FORGED,
	N_SIGNERS
};

typedef struct {
	const char *name;
	const char *template;
	int issuer, pac;       /* pac -1: no stamp */
	const char *from, *to; /* changed after signing; NULL for nothing */
	TrustResult sello, certificate, stamp, match;
	TrustVerdict verdict;
	DocumentEnvironment environment;
} Row;

#define OK RESULT_OK
#define FAIL RESULT_FAIL
#define ABSENT RESULT_ABSENT
#define OPEN RESULT_UNVERIFIABLE
#define PRODUCTION ENVIRONMENT_PRODUCTION

static const Row rows[] = {
	{ "4.0, whole", CFDI40, OWN, PAC, NULL, NULL, OK, OK, OK, OK, VERDICT_PROVEN, PRODUCTION },
	{ "3.3, whole", CFDI33, OWN, PAC, NULL, NULL, OK, OK, OK, OK, VERDICT_PROVEN, PRODUCTION },
	{ "3.2 by SHA-1, whole", CFDI32, OWN, PAC, NULL, NULL, OK, OK, OK, OK, VERDICT_PROVEN, PRODUCTION },
	{ "an addenda is nobody's", CFDI40, OWN, PAC, "</cfdi:Complemento>",
	  "</cfdi:Complemento><cfdi:Addenda><cfdi:Emisor Rfc=\"X\"/></cfdi:Addenda>", OK, OK, OK, OK,
	  VERDICT_PROVEN, PRODUCTION },
	{ "blanks in attributes and between elements", CFDI40, OWN, PAC, " Serie=\"A\"", "\n\tSerie=\" A \"",
	  OK, OK, OK, OK, VERDICT_PROVEN, PRODUCTION },
	{ "an amount was changed", CFDI40, OWN, PAC, "Total=\"1160.00\"", "Total=\"2160.00\"", FAIL, OK, OK,
	  OK, VERDICT_ALTERED, PRODUCTION },
	{ "an element of another namespace is not read", CFDI40, OWN, PAC, "<cfdi:Emisor",
	  "<x:Emisor xmlns:x=\"urn:x\" Rfc=\"MHE950824R37\"/><cfdi:Emisor", OK, OK, OK, OK, VERDICT_PROVEN,
	  PRODUCTION },
	{ "payments that nothing seals", CFDI40, OWN, PAC, "</cfdi:Complemento>", FORGED_PAGOS, OK, OK, OK,
	  OK, VERDICT_UNVERIFIABLE, PRODUCTION },
	{ "the stamp's date was changed", CFDI40, OWN, PAC, "10:01:00", "10:02:00", OK, OK, FAIL, OK,
	  VERDICT_ALTERED, PRODUCTION },
	{ "the Sello was taken out", CFDI40, OWN, PAC, " Sello=", " Sallo=", ABSENT, OK, OK, FAIL,
	  VERDICT_ALTERED, PRODUCTION },
	{ "the certificate was taken out", CFDI40, OWN, PAC, " Certificado=", " Certificada=", OPEN, ABSENT,
	  OK, OK, VERDICT_UNVERIFIABLE, PRODUCTION },
	{ "another's certificate", CFDI40, OF_ANOTHER, PAC, NULL, NULL, OK, FAIL, OK, OK, VERDICT_ALTERED,
	  PRODUCTION },
	{ "another number of certificate", CFDI40, OWN, PAC, "NoCertificado=\"00001000000700000001\"",
	  "NoCertificado=\"00001000000700000002\"", FAIL, FAIL, OK, OK, VERDICT_ALTERED, PRODUCTION },
	{ "a certificate that had expired", CFDI40, EXPIRED, PAC, NULL, NULL, OK, FAIL, OK, OK,
	  VERDICT_SIGNED, PRODUCTION },
	{ "a certificate of nobody we know", CFDI40, HOMEMADE, PAC, NULL, NULL, OK, OPEN, OK, OK,
	  VERDICT_UNVERIFIABLE, PRODUCTION },
	{ "a certificate that names an authority which did not sign it", CFDI40, FORGED, PAC, NULL, NULL, OK,
	  FAIL, OK, OK, VERDICT_ALTERED, PRODUCTION },
	{ "a stamp of nobody we know", CFDI40, OWN, UNKNOWN_PAC, NULL, NULL, OK, OK, OPEN, OK, VERDICT_SIGNED,
	  PRODUCTION },
	{ "a test authority, a stamp of production", CFDI40, OF_TEST, PAC, NULL, NULL, OK, OK, OK, OK,
	  VERDICT_SIGNED, ENVIRONMENT_UNKNOWN },
	{ "a test authority, no stamp that counts", CFDI40, OF_TEST, UNKNOWN_PAC, NULL, NULL, OK, OK, OPEN,
	  OK, VERDICT_SIGNED, ENVIRONMENT_TEST },
	{ "no stamp", CFDI40, OWN, -1, NULL, NULL, OK, OK, ABSENT, ABSENT, VERDICT_SIGNED, PRODUCTION },
	{ "SAT's own tool seals for the issuer", OF_SAT, SAT, PAC, NULL, NULL, OK, OK, OK, OK, VERDICT_PROVEN,
	  PRODUCTION },
	{ "but only with its mark", CFDI40, SAT, PAC, NULL, NULL, OK, FAIL, OK, OK, VERDICT_ALTERED,
	  PRODUCTION },
	{ "children without namespace, sealed as read", BARE, OWN, PAC, NULL, NULL, OK, OK, OK, OK,
	  VERDICT_PROVEN, PRODUCTION },
	{ "an unknown complement, whole", NEW_ONE, OWN, PAC, NULL, NULL, OK, OK, OK, OK, VERDICT_PROVEN,
	  PRODUCTION },
	{ "an unknown complement, and the seal fails", NEW_ONE, OWN, PAC, "Folio=\"0017\"", "Folio=\"0018\"",
	  OPEN, OK, OK, OK, VERDICT_UNVERIFIABLE, PRODUCTION },
	{ "a bar inside a value", PIPED, OWN, PAC, NULL, NULL, OK, OK, OK, OK, VERDICT_SIGNED, PRODUCTION },
	{ "a receiver of SAT's tests under a real stamp", CFDI40, OWN, PAC, "Rfc=\"MHE950824R37\"",
	  "Rfc=\"EKU9003173C9\"", FAIL, OK, OK, OK, VERDICT_ALTERED, ENVIRONMENT_UNKNOWN },
};

static void make_signers(Signer signers[static N_SIGNERS])
{
#define VALID "20150101000000Z", "20300101000000Z"
	const SignerOptions options[N_SIGNERS] = {
		[AUTHORITY] = { "00000000000000000900", NULL, "AC inventada", VALID, NULL, true },
		[OTHER_AUTHORITY] = { "00000000000000000901", NULL, "A.C. de pruebas inventada", VALID, NULL,
				      true },
		[OWN] = { "00001000000700000001", "ACB100315QK7", "Aceros y Cables", VALID,
			  &signers[AUTHORITY], false },
		[OF_ANOTHER] = { "00001000000700000003", "MHE950824R37", "Muebles", VALID,
				 &signers[AUTHORITY], false },
		[EXPIRED] = { "00001000000700000004", "ACB100315QK7", "Aceros", "20150101000000Z",
			      "20190101000000Z", &signers[AUTHORITY], false },
		[HOMEMADE] = { "00001000000700000005", "ACB100315QK7", "Aceros", VALID, NULL, false },
		[OF_TEST] = { "30001000000700000006", "ACB100315QK7", "Aceros", VALID,
			      &signers[OTHER_AUTHORITY], false },
		[SAT] = { "00001000000700000007", "SAT970701NN3", "SAT", VALID, &signers[AUTHORITY], false },
		[PAC] = { "00001000000700000008", "SAT970701NN3", "SAT", VALID, &signers[AUTHORITY], false },
		[FORGER] = { "00000000000000000902", NULL, "AC inventada", VALID, NULL, true },
		[FORGED] = { "00001000000700000010", "ACB100315QK7", "Aceros", VALID, &signers[FORGER],
			     false },
		[UNKNOWN_PAC] = { "00001000000700000009", "SAT970701NN3", "SAT", VALID, &signers[AUTHORITY],
				  false },
	};
	for (size_t i = 0; i < N_SIGNERS; i++)
		signers[i] = maker_signer(&options[i]);
}

static Trust *make_trust(const Signer *signers)
{
	Trust *trust = trust_new();
	static const int trusted[] = { AUTHORITY, OTHER_AUTHORITY, PAC };
	for (size_t i = 0; i < G_N_ELEMENTS(trusted); i++) {
		const Signer *signer = &signers[trusted[i]];
		ok(trust_add(trust, signer->der, signer->der_size, NULL), "trusts %s", signer->serial);
	}
	g_autoptr(GError) error = NULL;
	ok(!trust_add(trust, "no certificate", 14, &error) && error != NULL, "trusts no other file");
	return trust;
}

static char *make_row(const Row *row, const Signer *signers)
{
	bool loose = row->template[0] != '\0' && strstr(row->template, "><Emisor") != NULL;
	g_autofree char *made = maker_document(row->template, &signers[row->issuer],
					       row->pac >= 0 ? &signers[row->pac] : NULL, loose);
	g_autoptr(GString) xml = g_string_new(made);
	if (row->from != NULL && g_string_replace(xml, row->from, row->to, 1) != 1)
		return NULL;
	return g_strdup(xml->str);
}

static TrustResult result_of(const Document *document, const char *check)
{
	for (size_t i = 0; i < document->n_checks; i++)
		if (strcmp(document->checks[i].check, check) == 0)
			return document->checks[i].result;
	return (TrustResult)-1;
}

static void run_row(const Row *row, const Signer *signers, const Trust *trust)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits, .trust = trust };
	FormatResult result = { 0 };
	g_autofree char *xml = make_row(row, signers);
	if (!ok(xml != NULL, "made: %s", row->name))
		return;
	g_autofree char *copy = exact_copy(xml, strlen(xml));
	format_read(arena, &options, copy, strlen(xml), NULL, &result);
	if (!ok(result.n_documents == 1, "read: %s", row->name))
		return;
	const Document *document = &result.documents[0];
	is_str(trust_result_word(result_of(document, "sello")), trust_result_word(row->sello), row->name);
	is_str(trust_result_word(result_of(document, "certificate")), trust_result_word(row->certificate),
	       row->name);
	is_str(trust_result_word(result_of(document, "stamp")), trust_result_word(row->stamp), row->name);
	is_str(trust_result_word(result_of(document, "stamp-match")), trust_result_word(row->match),
	       row->name);
	is_str(verdict_word(document->verdict), verdict_word(row->verdict), row->name);
	is_str(environment_word(document->environment), environment_word(row->environment), row->name);
	is_str(document->issuer.tax_id, "ACB100315QK7", row->name);
	bool quarantined = row->pac < 0;
	is_str(finding_kind_word(result.kind), quarantined ? "quarantine" : "invoice", row->name);
}

static void without_proof(const Signer *signers)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits, .no_proof = true };
	FormatResult result = { 0 };
	g_autofree char *xml = make_row(&rows[0], signers);
	format_read(arena, &options, xml, strlen(xml), NULL, &result);
	ok(result.n_documents == 1 && result.documents[0].n_checks == 0, "no proof, no checks");
	is_str(verdict_word(result.documents[0].verdict), "unverifiable", "no proof, no verdict");
	options.no_proof = false;
	format_read(arena, &options, xml, strlen(xml), NULL, &result);
	is_str(verdict_word(result.documents[0].verdict), "unverifiable",
	       "without configured trust nobody knows the AC");
}

static bool trust_file(Trust *trust, const char *path)
{
	g_autofree char *bytes = NULL;
	gsize length = 0;
	return g_file_get_contents(path, &bytes, &length, NULL) && trust_add(trust, bytes, length, NULL);
}

/* Whole documents that other tests send by mail: proven under their folder of certificates, and only under
 * it. */
static void kept_documents(void)
{
	static const struct {
		const char *path, *effect;
	} kept[] = {
		{ KEPT "factura-ppd.xml", "debt" },
		{ KEPT "factura-pue.xml", "debt" },
		{ KEPT "nota-credito.xml", "credit" },
		{ KEPT "pago.xml", "payment" },
	};
	g_autoptr(Trust) trust = trust_new();
	ok(trust_file(trust, KEPT "trust/authority.cer") && trust_file(trust, KEPT "trust/stamp.cer"),
	   "a folder of certificates");
	for (size_t i = 0; i < G_N_ELEMENTS(kept); i++) {
		g_autoptr(Arena) arena = arena_new();
		Limits limits = limits_default();
		ReadOptions options = { .limits = &limits, .trust = trust };
		FormatResult result = { 0 };
		g_autofree char *bytes = NULL;
		gsize length = 0;
		if (!ok(g_file_get_contents(kept[i].path, &bytes, &length, NULL), "%s", kept[i].path))
			continue;
		format_read(arena, &options, bytes, length, NULL, &result);
		ok(result.n_documents == 1 && result.documents[0].warnings.n == 0, "whole: %s", kept[i].path);
		is_str(effect_word(result.documents[0].effect), kept[i].effect, kept[i].path);
		is_str(verdict_word(result.documents[0].verdict), "proven", kept[i].path);
		options.trust = NULL;
		format_read(arena, &options, bytes, length, NULL, &result);
		is_str(verdict_word(result.documents[0].verdict), "unverifiable", kept[i].path);
	}
}

/* What one core reads with every proof: here two RSA checks of the document and one of its certificate. */
static void speed(const Signer *signers, const Trust *trust)
{
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits, .trust = trust };
	g_autofree char *xml = make_row(&rows[0], signers);
	size_t length = strlen(xml);
	int64_t start = clock_monotonic_ms();
	int proven = 0;
	for (int i = 0; i < 1000; i++) {
		g_autoptr(Arena) arena = arena_new();
		FormatResult result = { 0 };
		format_read(arena, &options, xml, length, NULL, &result);
		proven += result.documents[0].verdict == VERDICT_PROVEN;
	}
	int64_t elapsed = MAX(clock_monotonic_ms() - start, 1);
	is_i64(proven, 1000, "a thousand documents, each proven");
	printf("# %" PRId64 " documents a second with every proof\n", 1000 * 1000 / elapsed);
}

int main(void)
{
	Signer signers[N_SIGNERS];
	make_signers(signers);
	g_autoptr(Trust) trust = make_trust(signers);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		run_row(&rows[i], signers, trust);
	without_proof(signers);
	kept_documents();
	speed(signers, trust);
	for (size_t i = 0; i < N_SIGNERS; i++)
		maker_signer_clear(&signers[i]);
	return tap_done();
}
