#include <time.h>

#include "parsers/dte/dte.h"
#include "parsers/dte/ted.h"
#include "parsers/mime/format.h"
#include "tests/tap.h"
#include "tests/unit/parsers/dte_forge.h"

#define HEAD                                                                                               \
	"<Encabezado><IdDoc><TipoDTE>33</TipoDTE><Folio>1234</Folio><FchEmis>2026-01-05</FchEmis></IdDoc>" \
	"<Emisor><RUTEmisor>77123456-9</RUTEmisor></Emisor><Receptor><RUTRecep>78234561-3</RUTRecep>"      \
	"<RznSocRecep>Quilapán &amp; Cía. \"Dos\"</RznSocRecep></Receptor><Totales>"                     \
	"<MntExe>119000</MntExe><MntTotal>119000</MntTotal></Totales></Encabezado>"                        \
	"<Detalle><NroLinDet>1</NroLinDet><NmbItem>Pino cepillado</NmbItem></Detalle>"
#define VALUES                                                                            \
	"<RE>77123456-9</RE><TD>33</TD><F>1234</F><FE>2026-01-05</FE><RR>78234561-3</RR>" \
	"<RSR>Quilap\xE1n &amp; C\xED"                                                    \
	"a. \"Dos\"</RSR><MNT>119000</MNT><IT1>Pino cepillado</IT1>"
#define RANGE "<RNG><D>1000</D><H>2000</H></RNG>"

static const char *latin1(Arena *arena, const char *text)
{
	g_autofree char *converted = g_convert(text, -1, "ISO-8859-1", "UTF-8", NULL, NULL, NULL);
	return arena_strdup(arena, converted);
}

static const char *utf8(Arena *arena, const char *text)
{
	g_autofree char *converted = g_convert(text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
	return arena_strdup(arena, converted);
}

/* ---- stamp --------------------------------------------------------------------------------------------- */

typedef struct {
	const char *name;
	const char *find, *put; /* changed in the finished TED (Latin-1) */
	TrustResult frma, frmt;
} StampRow;

static const StampRow stamp_rows[] = {
	{ "as made", NULL, NULL, RESULT_OK, RESULT_OK },
	{ "layout between tags", "><", ">\r\n\t <", RESULT_OK, RESULT_OK },
	{ "a namespace put in", "<DD>", "<DD xmlns=\"http://www.sii.cl/SiiDte\">", RESULT_OK, RESULT_OK },
	{ "a prefixed namespace put in", "<DA>", "<DA  xmlns:x='urn:x'>", RESULT_OK, RESULT_OK },
	{ "another total", "<MNT>119000<", "<MNT>119001<", RESULT_OK, RESULT_FAIL },
	{ "another folio range", "<H>2000<", "<H>9999<", RESULT_FAIL, RESULT_FAIL },
	{ "an entity written otherwise", "&amp;", "&#38;", RESULT_OK, RESULT_FAIL },
	{ "blanks inside a value", "<TD>33<", "<TD>33 <", RESULT_FAIL, RESULT_FAIL },
	{ "an unknown key", "<IDK>300<", "<IDK>999<", RESULT_UNVERIFIABLE, RESULT_FAIL },
	{ "no key", "<RSAPK>", "<RSAPX>", RESULT_FAIL, RESULT_UNVERIFIABLE },
	{ "another algorithm", "<FRMT algoritmo=\"SHA1withRSA\"", "<FRMT algoritmo=\"none\"", RESULT_OK,
	  RESULT_UNVERIFIABLE },
	{ "no FRMT", "FRMT", "FRMX", RESULT_OK, RESULT_ABSENT },
};

static const char *replace(Arena *arena, const char *text, const char *find, const char *put)
{
	if (find == NULL)
		return text;
	g_autoptr(GString) changed = g_string_new(text);
	g_string_replace(changed, find, put, 0);
	return arena_strdup(arena, changed->str);
}

static void test_stamp(const Forge *forge, const CafKeys *keys, const StampRow *row, bool as_utf8)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	const char *ted = replace(arena, forge_ted(arena, forge, VALUES, RANGE), row->find, row->put);
	if (strcmp(row->name, "no key") == 0)
		ted = replace(arena, ted, "</RSAPK>", "</RSAPX>");
	const char *text = arena_printf(arena, "<?xml version=\"1.0\" encoding=\"%s\"?>%s",
					as_utf8 ? "UTF-8" : "ISO-8859-1", as_utf8 ? utf8(arena, ted) : ted);
	XmlFile *file = NULL;
	if (!ok(xml_parse(arena, &limits, text, strlen(text), &file, NULL), "stamp %s: read", row->name))
		return;
	TedProof proof = ted_verify(arena, keys, file, file->root);
	is_str(trust_result_word(proof.frma), trust_result_word(row->frma), "its FRMA");
	is_str(trust_result_word(proof.frmt), trust_result_word(row->frmt), "its FRMT");
}

/* ---- match --------------------------------------------------------------------------------------------- */

typedef struct {
	const char *find, *put; /* in the document */
	const char *detail;	/* NULL: it matches */
} MatchRow;

static const MatchRow match_rows[] = {
	{ NULL, NULL, NULL },
	{ "<MntTotal>119000<", "<MntTotal>119000.00<", NULL },
	{ "<Folio>1234<", "<Folio>0001234<", NULL },
	{ "<RUTRecep>78234561-3<", "<RUTRecep>78.234.561-3<", NULL },
	{ "Quilapán &amp;", "Quilapán  &#38;", NULL },
	{ "<MntTotal>119000<", "<MntTotal>119001<", "the stamp has another total" },
	{ "<Folio>1234<", "<Folio>1235<", "the stamp is of another folio" },
	{ "<FchEmis>2026-01-05<", "<FchEmis>2026-01-06<", "the stamp has another date" },
	{ "<TipoDTE>33<", "<TipoDTE>34<", "the stamp is of another type of document" },
	{ "<RUTEmisor>77123456-9<", "<RUTEmisor>76999111-5<", "the stamp is of another issuer" },
	{ "<RUTRecep>78234561-3<", "<RUTRecep>76999111-5<", "the stamp is for another receiver" },
	{ "Quilap", "Kilap", "the stamp has another name of the receiver" },
	{ "Pino cepillado", "Pino", "the stamp has another first line" },
	{ "<D>1000<", "<D>1235<", "the folio is outside the authorised range" },
};

static TrustCheck find_check(const Document *document, const char *name)
{
	for (size_t i = 0; i < document->n_checks; i++)
		if (strcmp(document->checks[i].check, name) == 0)
			return document->checks[i];
	return (TrustCheck){ .check = "not made", .result = RESULT_UNVERIFIABLE, .detail = "not made" };
}

static void test_match(const Forge *forge, const MatchRow *row)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	const char *body = arena_printf(arena, "<DTE><Documento>%s%s</Documento></DTE>", HEAD,
					utf8(arena, forge_ted(arena, forge, VALUES, RANGE)));
	const char *text = replace(arena, body, row->find, row->put);
	/* the texts of the stamp itself stay as they were made */
	if (row->find != NULL && (strstr("Quilap Pino cepillado", row->find) != NULL)) {
		text = arena_printf(arena, "<DTE><Documento>%s%s</Documento></DTE>",
				    replace(arena, HEAD, row->find, row->put),
				    utf8(arena, forge_ted(arena, forge, VALUES, RANGE)));
	}
	FormatResult result;
	format_read(arena, &options, text, strlen(text), NULL, &result);
	if (!ok(result.n_documents == 1, "match %s: read", row->put != NULL ? row->put : "as made"))
		return;
	TrustCheck check = find_check(&result.documents[0], "ted-match");
	is_str(check.detail, row->detail, "what differs");
	ok(check.result == (row->detail == NULL ? RESULT_OK : RESULT_FAIL), "its result");
}

/* ---- signature ----------------------------------------------------------------------------------------- */

/* How an issuer may have signed, and how the document then arrives. */
typedef struct {
	const char *name;
	const char *seen;	     /* namespaces in sight of Documento when it was hashed */
	const char *info;	     /* in sight of SignedInfo, beyond its own */
	const char *before, *behind; /* around the DTE in the file */
	const char *find, *put;	     /* changed after signing */
	TrustResult result;
} SignRow;

#define ENVELOPE                                        \
	"<EnvioDTE xmlns=\"http://www.sii.cl/SiiDte\" " \
	"xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><SetDTE>"
#define ENVELOPE_END "</SetDTE></EnvioDTE>"
#define XSI " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""

static const SignRow sign_rows[] = {
	{ "own namespace, in an envelope", FORGE_SII, "", ENVELOPE, ENVELOPE_END, NULL, NULL, RESULT_OK },
	{ "own namespace, bare", FORGE_SII, "", "", "", NULL, NULL, RESULT_OK },
	{ "no namespace, in an envelope", "", "", ENVELOPE, ENVELOPE_END, NULL, NULL, RESULT_OK },
	{ "no namespace, bare", "", "", "", "", NULL, NULL, RESULT_OK },
	{ "with xsi, in an envelope", FORGE_SII XSI, XSI, ENVELOPE, ENVELOPE_END, NULL, NULL, RESULT_OK },
	{ "wrapped in SOAP", FORGE_SII, "", "<s:Envelope xmlns:s='urn:s'><s:Body>" ENVELOPE,
	  ENVELOPE_END "</s:Body></s:Envelope>", NULL, NULL, RESULT_OK },
	{ "empty tags and attribute quotes as written", FORGE_SII, "", ENVELOPE, ENVELOPE_END,
	  "<NroLinDet>1</NroLinDet>", "<NroLinDet >1</NroLinDet ><!-- x -->", RESULT_OK },
	{ "another amount", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "119000", "119001", RESULT_FAIL },
	{ "laid out anew", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "<Detalle>", "\n<Detalle>", RESULT_FAIL },
	{ "another digest", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "<DigestValue>", "<DigestValue>AAAA",
	  RESULT_FAIL },
	{ "another document's reference", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "URI=\"#F1\"", "URI=\"#F2\"",
	  RESULT_FAIL },
	{ "the element renamed", FORGE_SII, "", ENVELOPE, ENVELOPE_END, " ID=\"F1\"", " ID=\"F2\"",
	  RESULT_FAIL },
	{ "no key", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "KeyInfo", "KeyInfx", RESULT_UNVERIFIABLE },
	{ "no value", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "SignatureValue", "SignatureValux",
	  RESULT_UNVERIFIABLE },
	{ "an unknown algorithm", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "xmldsig#rsa-sha1",
	  "xmldsig#dsa-sha1", RESULT_UNVERIFIABLE },
	{ "two references", FORGE_SII, "", ENVELOPE, ENVELOPE_END, "</SignedInfo>",
	  "<Reference URI=\"\"/></SignedInfo>", RESULT_UNVERIFIABLE },
};

static const char *signed_dte(Arena *arena, const Forge *forge, const SignRow *row)
{
	/* canonical: attributes and text as canonical XML writes them; &amp; stays, quotes in text are
	 * literal */
	const char *canonical = arena_printf(arena, "<Documento%s ID=\"F1\">%s</Documento>", row->seen, HEAD);
	const char *signature = forge_signature(arena, forge, "#F1", canonical, row->info);
	return arena_printf(arena, "%s<DTE version=\"1.0\"><Documento ID=\"F1\">%s</Documento>%s</DTE>%s",
			    row->before, HEAD, signature, row->behind);
}

static void test_signature(const Forge *forge, const SignRow *row, const char *charset)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	const char *dte = replace(arena, signed_dte(arena, forge, row), row->find, row->put);
	const char *text = arena_printf(arena, "<?xml version=\"1.0\" encoding=\"%s\"?>\n%s", charset,
					strcmp(charset, "UTF-8") == 0 ? dte : latin1(arena, dte));
	FormatResult result;
	format_read(arena, &options, text, strlen(text), NULL, &result);
	if (!ok(result.n_documents == 1, "signed with %s, %s: read", row->name, charset))
		return;
	const Document *document = &result.documents[0];
	TrustCheck check = find_check(document, "dte-signature");
	if (!ok(check.result == row->result, "its signature is %s", trust_result_word(row->result)))
		printf("#   got: %s, %s\n", trust_result_word(check.result), check.detail);
	static const TrustVerdict verdicts[] = {
		[RESULT_OK] = VERDICT_SIGNED,
		[RESULT_FAIL] = VERDICT_ALTERED,
		[RESULT_UNVERIFIABLE] = VERDICT_UNVERIFIABLE,
	};
	is_str(verdict_word(document->verdict), verdict_word(verdicts[row->result]), "its verdict");
}

/* A document beside the signed set, or beside the signed body, is not covered. */
static void test_wrapping(const Forge *forge)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	const char *set =
		arena_printf(arena, "<SetDTE ID=\"S\"><DTE><Documento>%s</Documento></DTE></SetDTE>", HEAD);
	const char *canonical = replace(arena, set, "<SetDTE ID", "<SetDTE" FORGE_SII " ID");
	const char *signature = forge_signature(arena, forge, "#S", canonical, "");
	const char *text =
		arena_printf(arena,
			     "<EnvioDTE" FORGE_SII
			     ">%s<SetDTE><DTE><Documento>%s</Documento></DTE></SetDTE>%s</EnvioDTE>",
			     set, replace(arena, HEAD, "1234", "1235"), signature);
	FormatResult result;
	format_read(arena, &options, text, strlen(text), NULL, &result);
	if (!ok(result.n_documents == 2, "two sets: read"))
		return;
	ok(find_check(&result.documents[0], "set-signature").result == RESULT_OK,
	   "the signed set is covered");
	ok(find_check(&result.documents[1], "set-signature").result == RESULT_ABSENT, "the other is not");
	is_str(verdict_word(result.documents[0].verdict), "unsigned",
	       "an envelope's signature makes no document signed");
}

/* An envelope of two thousand documents is verified in pieces: text, comments and charsets between them
 * included. */
static void test_large_set(const Forge *forge, const char *find, const char *put, TrustResult expected)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) content = g_string_new("\n<Caratula>\xC3\x91</Caratula>");
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	for (int i = 1; content->len < 3 * 1024 * 1024 / 2; i++)
		g_string_append_printf(content, "\n <DTE><Documento>%s</Documento></DTE>",
				       replace(arena, HEAD, "<Folio>1234<",
					       i % 2 != 0 ? "<Folio>1<" : "<Folio>2<"));
	g_string_append(content, " fin ");
	const char *canonical = arena_printf(arena, "<SetDTE" FORGE_SII XSI " ID=\"S\">%s</SetDTE>",
					     content->str);
	const char *signature = forge_signature(arena, forge, "#S", canonical, XSI);
	const char *text = arena_printf(arena,
					"<?xml version='1.0' encoding='ISO-8859-1'?><EnvioDTE" FORGE_SII XSI
					"><SetDTE ID=\"S\" >%s</SetDTE >%s</EnvioDTE>",
					replace(arena, content->str, find, put), signature);
	text = latin1(arena, text);
	FormatResult result;
	format_read(arena, &options, text, strlen(text), NULL, &result);
	if (!ok(result.n_documents > 1000, "a large set: read"))
		return;
	TrustCheck check = find_check(&result.documents[0], "set-signature");
	if (!ok(check.result == expected, "a large set, %s: %s", put, trust_result_word(expected)))
		printf("#   got: %s\n", check.detail);
}

/* URI="" means the DTE without its signature. */
static void test_enveloped(const Forge *forge)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	const char *inside = arena_printf(arena, "<Documento ID=\"F1\">%s</Documento>", HEAD);
	const char *canonical = arena_printf(arena, "<DTE version=\"1.0\">%s</DTE>", inside);
	const char *signature = forge_signature(arena, forge, "", canonical, "");
	const char *text = arena_printf(arena, ENVELOPE "<DTE version=\"1.0\">%s%s</DTE>" ENVELOPE_END,
					inside, signature);
	FormatResult result;
	format_read(arena, &options, text, strlen(text), NULL, &result);
	ok(result.n_documents == 1 && find_check(&result.documents[0], "dte-signature").result == RESULT_OK,
	   "an enveloped signature without namespace");
	options.no_proof = true;
	format_read(arena, &options, text, strlen(text), NULL, &result);
	is_i64((int64_t)result.documents[0].n_checks, 0, "no proof asked, no checks");
	is_str(verdict_word(result.documents[0].verdict), "unverifiable", "and nothing claimed");
}

/* ---- what a hostile sender would have us compute --------------------------------------------------------
 */

#ifdef __SANITIZE_ADDRESS__
#define CPU_MAX_MS 10000
#else
#define CPU_MAX_MS 1000
#endif

static void test_cost(const char *name, const char *text, size_t length, size_t documents)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	FormatResult result;
	clock_t began = clock();
	format_read(arena, &options, text, length, NULL, &result);
	int64_t took = (int64_t)(clock() - began) * 1000 / CLOCKS_PER_SEC;
	is_i64((int64_t)result.n_documents, (int64_t)documents, name);
	if (!ok(took < CPU_MAX_MS, "%s: in time", name))
		printf("# %" PRId64 " ms\n", took);
}

/* Two thousand signatures under keys of 4,096 bits with the largest exponent. */
static void test_cost_of_keys(const Forge *forge)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new("<EnvioDTE><SetDTE>");
	unsigned char number[512];
	memset(number, 0xFF, sizeof number);
	g_autofree char *modulus = g_base64_encode(number, sizeof number);
	g_autofree char *exponent = g_base64_encode(number, 4);
	number[0] = 0x7F;
	g_autofree char *value = g_base64_encode(number, sizeof number);
	const char *signature = forge_signature(arena, forge, "#F1", "", "");
	const char *fields[][2] = { { "<SignatureValue>", value },
				    { "<Modulus>", modulus },
				    { "<Exponent>", exponent } };
	for (size_t i = 0; i < G_N_ELEMENTS(fields); i++) {
		const char *from = strstr(signature, fields[i][0]) + strlen(fields[i][0]);
		signature = arena_printf(arena, "%.*s%s%s", (int)(from - signature), signature, fields[i][1],
					 strchr(from, '<'));
	}
	for (int i = 0; i < 2000; i++)
		g_string_append_printf(text, "<DTE><Documento ID=\"F1\">%s</Documento>%s</DTE>", HEAD,
				       signature);
	g_string_append(text, "</SetDTE></EnvioDTE>");
	test_cost("two thousand large keys", text->str, text->len, 2000);
}

/* Signatures that hold over digests that do not: every scope is tried on large documents. */
static void test_cost_of_content(const Forge *forge)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new("<EnvioDTE><SetDTE>");
	const char *signature = forge_signature(arena, forge, "#F1", "another content", "");
	for (int i = 0; i < 9; i++) {
		g_string_append(text, "<DTE><Documento ID=\"F1\">" HEAD);
		for (int k = 0; k < 20000; k++)
			g_string_append(text, "<a>'0123456789012345678901234567890123456</a>");
		g_string_append_printf(text, "</Documento>%s</DTE>", signature);
	}
	g_string_append(text, "</SetDTE></EnvioDTE>");
	test_cost("large contents that were not signed", text->str, text->len, 9);
}

/* An ancestor's start tag is read again for each cut: one of a megabyte must not be. */
static void test_cost_of_ancestors(const Forge *forge)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) text = g_string_new("<EnvioDTE a=\"");
	const char *signature = forge_signature(arena, forge, "#F1", "another content", "");
	for (int i = 0; i < 100000; i++)
		g_string_append(text, "0123456789");
	g_string_append(text, "\"><SetDTE>");
	for (int i = 0; i < 2000; i++)
		g_string_append_printf(text, "<DTE><Documento ID=\"F1\">%s</Documento>%s</DTE>", HEAD,
				       signature);
	g_string_append(text, "</SetDTE></EnvioDTE>");
	test_cost("a start tag of a megabyte", text->str, text->len, 2000);
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Forge forge = { .office = forge_key(512), .caf = forge_key(512), .signer = forge_key(1024) };
	CafKey key = { .idk = FORGE_IDK, .environment = ENVIRONMENT_PRODUCTION };
	key.key.modulus = forge_number(arena, forge.office, OSSL_PKEY_PARAM_RSA_N, &key.key.modulus_size);
	key.key.exponent = forge_number(arena, forge.office, OSSL_PKEY_PARAM_RSA_E, &key.key.exponent_size);
	CafKeys keys = { &key, 1 };
	for (size_t i = 0; i < G_N_ELEMENTS(stamp_rows) * 2; i++)
		test_stamp(&forge, &keys, &stamp_rows[i / 2], i % 2 != 0);
	for (size_t i = 0; i < G_N_ELEMENTS(match_rows); i++)
		test_match(&forge, &match_rows[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(sign_rows); i++) {
		test_signature(&forge, &sign_rows[i], "UTF-8");
		test_signature(&forge, &sign_rows[i], "ISO-8859-1");
	}
	test_cost_of_keys(&forge);
	test_cost_of_content(&forge);
	test_cost_of_ancestors(&forge);
	test_wrapping(&forge);
	test_enveloped(&forge);
	test_large_set(&forge, "<Caratula>", "<Caratula>", RESULT_OK);
	test_large_set(&forge, "<Caratula>", "<!-- x --><Caratula >", RESULT_OK);
	test_large_set(&forge, " fin ", "fin ", RESULT_FAIL);
	ok(ted_sii_keys().n == 2, "the tax office has two keys");
	EVP_PKEY_free(forge.office);
	EVP_PKEY_free(forge.caf);
	EVP_PKEY_free(forge.signer);
	return tap_done();
}
