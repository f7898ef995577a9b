#include <string.h>

#include "base/rfc.h"
#include "base/text.h"
#include "parsers/cfdi/cfdi.h"
#include "parsers/trust.h"
#include "parsers/xml/certificate.h"

#define REGISTRO_FISCAL "http://www.sat.gob.mx/registrofiscal"
#define SAT_TAX_ID "SAT970701NN3"
#define SAT_SERIAL "00001"

typedef struct {
	CfdiReading *reading;
	const char *certificate_number; /* as the document states it */
	const char *stamp_number;
	Certificate certificate;
	bool has_certificate;
	bool piped;
	bool contradicts;    /* the certificate is another's, another one, or forged */
	bool test_key;	     /* something was signed by a test authority or a test PAC */
	bool production_key; /* something was signed under SAT's own authority */
	TrustResult sello, issuer, stamp, match;
} Proof;

typedef struct {
	TrustResult result;
	const char *detail;
} Judgement;

static const Judgement holds = { RESULT_OK, NULL };

static Judgement proof_judge(TrustResult result, const char *detail)
{
	return (Judgement){ result, detail };
}

static TrustResult proof_record(Proof *proof, const char *check, Judgement judgement)
{
	document_add_check(proof->reading->arena, proof->reading->document, check, judgement.result,
			   judgement.detail);
	return judgement.result;
}

/* Strict enough for a signature: the decoder skips what is not base64, the comparison of sizes notices. */
static unsigned char *proof_decode(Arena *arena, const char *base64, size_t *ret_size)
{
	g_autofree unsigned char *bytes = g_base64_decode(base64, ret_size);
	return arena_memdup(arena, bytes, *ret_size);
}

static bool proof_verify(Arena *arena, const RsaKey *key, const Cadena *cadena, const char *seal)
{
	size_t size = 0;
	const unsigned char *signature = proof_decode(arena, seal, &size);
	return rsa_verify(key, cadena->sha1 ? RSA_SHA1 : RSA_SHA256, cadena->text, cadena->length, signature,
			  size);
}

/* ---- sello --------------------------------------------------------------------------------------------- */

static void proof_load_certificate(Proof *proof)
{
	CfdiReading *reading = proof->reading;
	const char *base64 =
		cfdi_stamp_compact(reading->arena, xml_attr(reading->root, reading->version->certificate));
	if (base64 == NULL)
		return;
	size_t size = 0;
	const unsigned char *der = proof_decode(reading->arena, base64, &size);
	proof->has_certificate = certificate_parse(reading->arena, der, size, &proof->certificate);
}

/* The key of the embedded certificate, or a known one of the number that the document states. */
static bool proof_seal_key(Proof *proof, RsaKey *ret)
{
	TrustKey known = { 0 };
	if (proof->has_certificate) {
		*ret = proof->certificate.key;
		return true;
	}
	if (proof->certificate_number == NULL ||
	    !trust_stamp(proof->reading->arena, proof->reading->options->trust, proof->certificate_number,
			 &known))
		return false;
	*ret = known.key;
	return true;
}

static Judgement proof_sello(Proof *proof)
{
	CfdiReading *reading = proof->reading;
	RsaKey key = { 0 };
	Cadena cadena = { 0 };
	if (reading->document->seal == NULL)
		return proof_judge(RESULT_ABSENT, "no Sello");
	if (!proof_seal_key(proof, &key))
		return proof_judge(RESULT_UNVERIFIABLE, "no certificate to verify it with");
	if (!cadena_build(reading->arena, reading->file, reading->root,
			  reading->loose ? CADENA_LOOSE : CADENA_STRICT, &cadena))
		return proof_judge(RESULT_UNVERIFIABLE, "no rules for what this version signs");
	proof->piped = cadena.piped;
	if (proof_verify(reading->arena, &key, &cadena, reading->document->seal))
		return holds;
	if (cadena.unknown || reading->unsealed)
		return proof_judge(RESULT_UNVERIFIABLE,
				   "does not hold, but not all that it covers is understood");
	return proof_judge(RESULT_FAIL, "the content is not what was signed");
}

/* ---- certificate --------------------------------------------------------------------------------------- */

/* SAT's free tool signs with a certificate of SAT's own and says so in a complement. */
static bool proof_signed_by_sat(const Proof *proof)
{
	const XmlNode *mark =
		cfdi_fields_complement(proof->reading, REGISTRO_FISCAL, "CFDIRegistroFiscal", NULL);
	return mark != NULL && mark->ns != NULL && g_strcmp0(proof->certificate.tax_id, SAT_TAX_ID) == 0;
}

static Judgement proof_contradiction(Proof *proof, const char *detail)
{
	proof->contradicts = true;
	return proof_judge(RESULT_FAIL, detail);
}

/* Whose it is: the issuer's own, and the one whose number the document states. */
static Judgement proof_identity(Proof *proof)
{
	Arena *arena = proof->reading->arena;
	const Certificate *certificate = &proof->certificate;
	const char *tax_id = proof->reading->document->issuer.tax_id;
	if (g_strcmp0(certificate->serial, proof->certificate_number) != 0)
		return proof_contradiction(
			proof,
			arena_printf(arena, "its number is %s, the document says %s", certificate->serial,
				     proof->certificate_number != NULL ? proof->certificate_number : "none"));
	if (g_strcmp0(certificate->tax_id, tax_id) != 0 && !proof_signed_by_sat(proof))
		return proof_contradiction(
			proof, arena_printf(arena, "it is of %s, the issuer is %s",
					    certificate->tax_id != NULL ? certificate->tax_id : "nobody",
					    tax_id != NULL ? tax_id : "nobody"));
	return holds;
}

static Judgement proof_certificate(Proof *proof)
{
	CfdiReading *reading = proof->reading;
	const char *stated = xml_attr(reading->root, reading->version->certificate);
	Date issued = { 0 };
	bool test = false;
	if (cfdi_stamp_compact(reading->arena, stated) == NULL)
		return proof_judge(RESULT_ABSENT, "no Certificado");
	if (!proof->has_certificate)
		return proof_judge(RESULT_UNVERIFIABLE, "Certificado is no certificate");
	Judgement identity = proof_identity(proof);
	TrustChain chain = trust_chain(reading->arena, reading->options->trust, &proof->certificate, &test);
	proof->test_key |= certificate_is_test(&proof->certificate) || test;
	proof->production_key |= chain == TRUST_CHAINED && !test;
	if (identity.result != RESULT_OK)
		return identity;
	if (chain == TRUST_FORGED)
		return proof_contradiction(proof, "it names an authority that did not sign it");
	if (chain == TRUST_UNKNOWN)
		return proof_judge(RESULT_UNVERIFIABLE,
				   arena_printf(reading->arena, "its authority is not known: %s",
						proof->certificate.issuer));
	if (!date_parse_prefix(reading->document->issued, &issued) ||
	    !certificate_valid_on(&proof->certificate, issued))
		return proof_judge(RESULT_FAIL,
				   arena_printf(reading->arena, "not valid on that day, only from %s to %s",
						date_text(reading->arena, proof->certificate.from),
						date_text(reading->arena, proof->certificate.until)));
	return test ? proof_judge(RESULT_OK, "of a test authority") : holds;
}

/* ---- stamp --------------------------------------------------------------------------------------------- */

static const char *proof_stamp_value(const Proof *proof, const char *modern, const char *old)
{
	const char *value = cfdi_fields_value(proof->reading, proof->reading->stamp, modern);
	return value != NULL ? value : cfdi_fields_value(proof->reading, proof->reading->stamp, old);
}

static void proof_stamp_date(Proof *proof, const TrustKey *key)
{
	Date stamped = { 0 };
	const char *stated = cfdi_fields_value(proof->reading, proof->reading->stamp, "FechaTimbrado");
	if (!date_parse_prefix(stated, &stamped) || date_compare(stamped, date_add_days(key->from, -1)) < 0 ||
	    date_compare(stamped, date_add_days(key->until, 1)) > 0)
		document_warn(proof->reading->arena, proof->reading->document,
			      "the stamp is dated %s, its certificate is valid from %s to %s",
			      stated != NULL ? stated : "nowhere",
			      date_text(proof->reading->arena, key->from),
			      date_text(proof->reading->arena, key->until));
}

static Judgement proof_stamp(Proof *proof)
{
	CfdiReading *reading = proof->reading;
	TrustKey key = { 0 };
	Cadena cadena = { 0 };
	if (reading->stamp == NULL)
		return proof_judge(RESULT_ABSENT, "no stamp");
	const char *seal =
		cfdi_stamp_compact(reading->arena, proof_stamp_value(proof, "SelloSAT", "selloSAT"));
	if (seal == NULL || proof->stamp_number == NULL)
		return proof_judge(RESULT_ABSENT, "the stamp has no SelloSAT or no certificate number");
	if (!trust_stamp(reading->arena, reading->options->trust, proof->stamp_number, &key))
		return proof_judge(RESULT_UNVERIFIABLE, arena_printf(reading->arena, "unknown certificate %s",
								     proof->stamp_number));
	proof->test_key |= key.test;
	if (!cadena_build(reading->arena, reading->file, reading->stamp, CADENA_STRICT, &cadena))
		return proof_judge(RESULT_UNVERIFIABLE, "no rules for what this stamp signs");
	if (!proof_verify(reading->arena, &key.key, &cadena, seal))
		return proof_judge(RESULT_FAIL, "SAT did not sign this stamp");
	proof->production_key |= !key.test;
	proof->piped |= cadena.piped;
	proof_stamp_date(proof, &key);
	return key.test ? proof_judge(RESULT_OK, "of a test certificate") : holds;
}

static Judgement proof_match(const Proof *proof)
{
	CfdiReading *reading = proof->reading;
	if (reading->stamp == NULL)
		return proof_judge(RESULT_ABSENT, "no stamp");
	const char *seal =
		cfdi_stamp_compact(reading->arena, proof_stamp_value(proof, "SelloCFD", "selloCFD"));
	if (seal == NULL)
		return proof_judge(RESULT_ABSENT, "the stamp has no SelloCFD");
	if (g_strcmp0(seal, reading->document->seal) != 0)
		return proof_judge(RESULT_FAIL, "the stamp is of another Sello");
	return holds;
}

/* ---- what follows -------------------------------------------------------------------------------------- */

static TrustVerdict proof_verdict(const Proof *proof)
{
	if (proof->sello == RESULT_FAIL || proof->stamp == RESULT_FAIL || proof->match == RESULT_FAIL ||
	    proof->contradicts)
		return VERDICT_ALTERED;
	if (proof->sello == RESULT_ABSENT && proof->stamp == RESULT_ABSENT)
		return VERDICT_UNSIGNED;
	bool signed_by_issuer = proof->sello == RESULT_OK && !proof->reading->unsealed &&
				(proof->issuer == RESULT_OK || proof->issuer == RESULT_FAIL);
	if (!signed_by_issuer)
		return VERDICT_UNVERIFIABLE;
	bool stamped = proof->stamp == RESULT_OK && proof->match == RESULT_OK && proof->production_key;
	return proof->issuer == RESULT_OK && stamped && !proof->test_key && !proof->piped ? VERDICT_PROVEN
											  : VERDICT_SIGNED;
}

static bool proof_test_number(const char *number)
{
	return number != NULL && (g_str_has_prefix(number, "20001") || g_str_has_prefix(number, "30001"));
}

static DocumentEnvironment proof_environment(const Proof *proof)
{
	const Document *document = proof->reading->document;
	bool test = proof->test_key || rfc_is_test(document->issuer.tax_id) ||
		    rfc_is_test(document->receiver.tax_id) || proof_test_number(proof->certificate_number) ||
		    proof_test_number(proof->stamp_number);
	if (test)
		return proof->production_key ? ENVIRONMENT_UNKNOWN : ENVIRONMENT_TEST;
	bool strange = proof->stamp_number != NULL && !g_str_has_prefix(proof->stamp_number, SAT_SERIAL);
	return strange ? ENVIRONMENT_UNKNOWN : ENVIRONMENT_PRODUCTION;
}

static void proof_checks(Proof *proof)
{
	proof_load_certificate(proof);
	proof->sello = proof_record(proof, "sello", proof_sello(proof));
	proof->issuer = proof_record(proof, "certificate", proof_certificate(proof));
	proof->stamp = proof_record(proof, "stamp", proof_stamp(proof));
	proof->match = proof_record(proof, "stamp-match", proof_match(proof));
	if (proof->piped)
		document_warn(proof->reading->arena, proof->reading->document,
			      "a value holds '|': what was signed could be cut into other fields");
}

void cfdi_proof_read(CfdiReading *reading)
{
	Proof proof = { .reading = reading };
	Document *document = reading->document;
	proof.certificate_number =
		cfdi_fields_value(reading, reading->root, reading->version->certificate_number);
	proof.stamp_number = proof_stamp_value(&proof, "NoCertificadoSAT", "noCertificadoSAT");
	if (reading->options->no_proof) {
		bool none = document->seal == NULL && reading->stamp == NULL;
		document->verdict = none ? VERDICT_UNSIGNED : VERDICT_UNVERIFIABLE;
	} else {
		proof_checks(&proof);
		document->verdict = proof_verdict(&proof);
	}
	document->environment = proof_environment(&proof);
}
