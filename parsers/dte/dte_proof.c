#include "parsers/dte/dte.h"
#include "parsers/dte/ted.h"
#include "parsers/xml/xmldsig.h"

typedef struct {
	TrustResult frma, frmt, match, signature, set;
} Checks;

static TrustResult proof_signature(const DteSource *source, const char **ret_detail)
{
	XmlDsig dsig = {
		.file = source->file, .element = source->body, .whole = source->dte, .how = XMLDSIG_CUT
	};
	*ret_detail = NULL;
	if (source->dte == NULL)
		return RESULT_ABSENT;
	dsig.signature = xml_child(source->dte, "Signature");
	return xmldsig_check(source->arena, &dsig, ret_detail);
}

DteSetProof dte_proof_of_set(Arena *arena, const XmlFile *file, const XmlNode *whole, const XmlNode *element)
{
	XmlDsig dsig = { .file = file,
			 .signature = xml_child(whole, "Signature"),
			 .element = element,
			 .whole = whole,
			 .how = XMLDSIG_IN_PLACE };
	DteSetProof proof = { 0 };
	proof.result = xmldsig_check(arena, &dsig, &proof.detail);
	return proof;
}

static bool proof_is_stamped(const Checks *checks)
{
	return checks->frma == RESULT_OK && checks->frmt == RESULT_OK && checks->match == RESULT_OK;
}

static bool proof_stamp_contradicts(const Checks *checks)
{
	return checks->frma == RESULT_FAIL || checks->frmt == RESULT_FAIL || checks->match == RESULT_FAIL;
}

static bool proof_has_any(const Checks *checks)
{
	return checks->frma != RESULT_ABSENT || checks->frmt != RESULT_ABSENT ||
	       checks->signature != RESULT_ABSENT;
}

/*
 * The stamp decides: it is the only proof that needs no trust in the sender, and it covers who, whom, what
 * and how much. A signature that fails beside a stamp that holds is a document laid out anew in transit.
 * Without such a stamp a failed signature of the document speaks against it. The envelope's signature is its
 * sender's, who may be anybody: it neither makes nor breaks a document.
 */
static TrustVerdict proof_verdict(const Checks *checks)
{
	if (proof_stamp_contradicts(checks))
		return VERDICT_ALTERED;
	if (proof_is_stamped(checks))
		return VERDICT_PROVEN;
	if (checks->signature == RESULT_FAIL)
		return VERDICT_ALTERED;
	if (checks->signature == RESULT_OK)
		return VERDICT_SIGNED;
	return proof_has_any(checks) ? VERDICT_UNVERIFIABLE : VERDICT_UNSIGNED;
}

static void proof_warn(const DteSource *source, const Checks *checks, Document *document)
{
	if (document->verdict == VERDICT_PROVEN && checks->signature == RESULT_FAIL)
		document_warn(
			source->arena, document,
			"the stamp holds, the signature does not: dates, lines and references are unproven");
	if (checks->set == RESULT_FAIL)
		document_warn(source->arena, document, "the signature of the envelope does not hold");
}

void dte_proof_apply(const DteSource *source, Document *document)
{
	Arena *arena = source->arena;
	const XmlNode *ted = xml_child(source->body, "TED");
	const XmlNode *signature = source->dte != NULL ? xml_child(source->dte, "Signature") : NULL;
	if (source->options->no_proof) {
		document->verdict = ted != NULL || signature != NULL ? VERDICT_UNVERIFIABLE
								     : VERDICT_UNSIGNED;
		return;
	}
	CafKeys keys = ted_sii_keys();
	TedProof stamp = ted_verify(arena, &keys, source->file, ted);
	const char *match_detail = NULL;
	const char *signature_detail = NULL;
	Checks checks = { .frma = stamp.frma, .frmt = stamp.frmt, .set = source->set.result };
	checks.match = ted_match(arena, ted, document, document->total, &match_detail);
	checks.signature = proof_signature(source, &signature_detail);
	document_add_check(arena, document, "ted-frma", checks.frma, stamp.frma_detail);
	document_add_check(arena, document, "ted-frmt", checks.frmt, stamp.frmt_detail);
	document_add_check(arena, document, "ted-match", checks.match, match_detail);
	document_add_check(arena, document, "dte-signature", checks.signature, signature_detail);
	document_add_check(arena, document, "set-signature", checks.set, source->set.detail);
	document->verdict = proof_verdict(&checks);
	proof_warn(source, &checks, document);
}
