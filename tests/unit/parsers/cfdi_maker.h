/*
 * Makes sealed and stamped CFDI for tests, with keys and certificates of its own invented authority: nothing
 * signed has to be kept in the tree, and every fault can be made on purpose.
 *
 * Templates hold @NUMBER@, @CERTIFICATE@, @SELLO@ (attributes of the root) and @TFD@ (inside Complemento).
 */
#ifndef TESTS_UNIT_PARSERS_CFDI_MAKER_H
#define TESTS_UNIT_PARSERS_CFDI_MAKER_H

#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>

#include "parsers/cfdi/cadena.h"

typedef struct {
	const char *serial, *tax_id;
	EVP_PKEY *key;
	X509 *x509;
	unsigned char *der;
	size_t der_size;
} Signer;

typedef struct {
	const char *serial, *tax_id;
	const char *name;	  /* common name */
	const char *from, *until; /* "20200101000000Z" */
	const Signer *authority;  /* NULL: signs itself */
	bool is_authority;
} SignerOptions;

static void maker_entry(X509_NAME *name, int nid, const char *value)
{
	X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8, (const unsigned char *)value, -1, -1, 0);
}

static void maker_extension(X509 *x509, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
	X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	X509_add_ext(x509, extension, -1);
	X509_EXTENSION_free(extension);
}

/* The serial number is made of the bytes of its digits, as SAT does it. */
static Signer maker_signer(const SignerOptions *options)
{
	Signer signer = { .serial = options->serial, .tax_id = options->tax_id };
	signer.key = EVP_RSA_gen(2048);
	signer.x509 = X509_new();
	X509_set_version(signer.x509, X509_VERSION_3);
	BIGNUM *number =
		BN_bin2bn((const unsigned char *)options->serial, (int)strlen(options->serial), NULL);
	BN_to_ASN1_INTEGER(number, X509_get_serialNumber(signer.x509));
	BN_free(number);
	ASN1_TIME_set_string(X509_getm_notBefore(signer.x509), options->from);
	ASN1_TIME_set_string(X509_getm_notAfter(signer.x509), options->until);
	X509_NAME *subject = X509_get_subject_name(signer.x509);
	maker_entry(subject, NID_commonName, options->name);
	if (options->tax_id != NULL) {
		g_autofree char *entry = g_strdup_printf("%s / LORA850412HJ2", options->tax_id);
		maker_entry(subject, NID_x500UniqueIdentifier, entry);
	}
	const Signer *authority = options->authority;
	X509 *issuer = authority != NULL ? authority->x509 : signer.x509;
	X509_set_issuer_name(signer.x509, X509_get_subject_name(issuer));
	X509_set_pubkey(signer.x509, signer.key);
	maker_extension(signer.x509, issuer, NID_basic_constraints,
			options->is_authority ? "CA:TRUE" : "CA:FALSE");
	maker_extension(signer.x509, issuer, NID_subject_key_identifier, "hash");
	if (authority != NULL)
		maker_extension(signer.x509, issuer, NID_authority_key_identifier, "keyid:always");
	X509_sign(signer.x509, authority != NULL ? authority->key : signer.key, EVP_sha256());
	signer.der_size = (size_t)i2d_X509(signer.x509, &signer.der);
	return signer;
}

static void maker_signer_clear(Signer *signer)
{
	EVP_PKEY_free(signer->key);
	X509_free(signer->x509);
	OPENSSL_free(signer->der);
}

static char *maker_sign(const Signer *signer, const Cadena *cadena)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	size_t size = 0;
	EVP_DigestSignInit(context, NULL, cadena->sha1 ? EVP_sha1() : EVP_sha256(), NULL, signer->key);
	EVP_DigestSign(context, NULL, &size, (const unsigned char *)cadena->text, cadena->length);
	g_autofree unsigned char *signature = g_malloc(size);
	EVP_DigestSign(context, signature, &size, (const unsigned char *)cadena->text, cadena->length);
	EVP_MD_CTX_free(context);
	return g_base64_encode(signature, size);
}

static void maker_put(GString *xml, const char *mark, const char *value)
{
	g_string_replace(xml, mark, value, 0);
}

/* The seal over a document, or the stamp over a TimbreFiscalDigital. */
static char *maker_seal(const char *xml, const Signer *signer, bool loose)
{
	g_autoptr(Arena) arena = arena_new();
	Limits limits = limits_default();
	XmlFile *file = NULL;
	Cadena cadena = { 0 };
	if (!xml_parse(arena, &limits, xml, strlen(xml), &file, NULL) ||
	    !cadena_build(arena, file, file->root, loose ? CADENA_LOOSE : CADENA_STRICT, &cadena))
		return g_strdup("");
	return maker_sign(signer, &cadena);
}

static char *maker_stamp(const char *seal, const Signer *pac, bool old)
{
	static const char modern[] =
		"<tfd:TimbreFiscalDigital xmlns:tfd=\"http://www.sat.gob.mx/TimbreFiscalDigital\" "
		"Version=\"1.1\" "
		"UUID=\"0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9\" FechaTimbrado=\"2024-03-05T10:01:00\" "
		"RfcProvCertif=\"PFX0601177P5\" SelloCFD=\"@SELLO@\" NoCertificadoSAT=\"@NUMBER@\" "
		"SelloSAT=\"@SAT@\"/>";
	static const char ancient[] =
		"<tfd:TimbreFiscalDigital xmlns:tfd=\"http://www.sat.gob.mx/TimbreFiscalDigital\" "
		"version=\"1.0\" "
		"UUID=\"0f1e2d3c-4b5a-4978-8695-a4b3c2d1e0f9\" FechaTimbrado=\"2024-03-05T10:01:00\" "
		"selloCFD=\"@SELLO@\" noCertificadoSAT=\"@NUMBER@\" selloSAT=\"@SAT@\"/>";
	g_autoptr(GString) stamp = g_string_new(old ? ancient : modern);
	maker_put(stamp, "@SELLO@", seal);
	maker_put(stamp, "@NUMBER@", pac->serial);
	g_autofree char *signature = maker_seal(stamp->str, pac, false);
	maker_put(stamp, "@SAT@", signature);
	return g_strdup(stamp->str);
}

/* The finished document; pac may be NULL: without stamp. Free with g_free(). */
static char *maker_document(const char *template, const Signer *issuer, const Signer *pac, bool loose)
{
	g_autoptr(GString) xml = g_string_new(template);
	g_autofree char *base64 = g_base64_encode(issuer->der, issuer->der_size);
	maker_put(xml, "@NUMBER@", issuer->serial);
	maker_put(xml, "@CERTIFICATE@", base64);
	g_autoptr(GString) unsealed = g_string_new(xml->str);
	maker_put(unsealed, "@SELLO@", "");
	maker_put(unsealed, "@TFD@", "");
	g_autofree char *seal = maker_seal(unsealed->str, issuer, loose);
	g_autofree char *stamp = pac != NULL
					 ? maker_stamp(seal, pac, strstr(template, "version=\"3.2\"") != NULL)
					 : g_strdup("");
	maker_put(xml, "@SELLO@", seal);
	maker_put(xml, "@TFD@", stamp);
	return g_strdup(xml->str);
}

#endif
