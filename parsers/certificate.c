#include "parsers/certificate.h"

#include <openssl/asn1.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/rfc.h"
#include "base/text.h"

#define SERIAL_MAX 32
#define SECONDS_A_DAY 86400

typedef X509 X509Certificate;
typedef ASN1_SEQUENCE_ANY Asn1Sequence;

static void certificate_free_sequence(Asn1Sequence *sequence)
{
	sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509Certificate, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Asn1Sequence, certificate_free_sequence)

static const char *certificate_hex(Arena *arena, const ASN1_STRING *string)
{
	if (string == NULL || ASN1_STRING_length(string) == 0)
		return NULL;
	size_t n = (size_t)ASN1_STRING_length(string);
	const unsigned char *bytes = ASN1_STRING_get0_data(string);
	char *hex = arena_alloc(arena, 2 * n + 1);
	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = "0123456789abcdef"[bytes[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[bytes[i] & 15];
	}
	return hex;
}

static const char *certificate_serial(Arena *arena, const X509 *x509)
{
	const ASN1_INTEGER *serial = X509_get0_serialNumber(x509);
	const char *bytes = (const char *)ASN1_STRING_get0_data(serial);
	size_t n = (size_t)ASN1_STRING_length(serial);
	for (size_t i = 0; i < n; i++)
		if (!g_ascii_isdigit(bytes[i]))
			return certificate_hex(arena, serial);
	return n <= SERIAL_MAX ? arena_strndup(arena, bytes, n) : certificate_hex(arena, serial);
}

/* An entry of a name as text; the RFC may be a BIT STRING, whose bytes are its letters. */
static const char *certificate_entry(Arena *arena, const X509_NAME *name, int nid)
{
	int at = X509_NAME_get_index_by_NID(name, nid, -1);
	if (at < 0)
		return NULL;
	const ASN1_STRING *data = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
	unsigned char *utf8 = NULL;
	int n = ASN1_STRING_to_UTF8(&utf8, data);
	const char *text = n >= 0 ? text_utf8(arena, (const char *)utf8, (size_t)n)
				  : text_utf8(arena, (const char *)ASN1_STRING_get0_data(data),
					      (size_t)ASN1_STRING_length(data));
	OPENSSL_free(utf8);
	return text;
}

/* "RFC / RFC of the representative" */
static const char *certificate_tax_id(Arena *arena, const X509_NAME *subject)
{
	const char *entry = certificate_entry(arena, subject, NID_x500UniqueIdentifier);
	if (entry == NULL)
		return NULL;
	return rfc_canonical(arena, arena_strndup(arena, entry, strcspn(entry, "/")));
}

static Date certificate_date(const ASN1_TIME *time)
{
	struct tm parts = { 0 };
	if (time == NULL || ASN1_TIME_to_tm(time, &parts) != 1)
		return (Date){ 0 };
	return date_from_days((int64_t)timegm(&parts) / SECONDS_A_DAY);
}

static bool certificate_number(Arena *arena, const ASN1_TYPE *item, const unsigned char **ret, size_t *ret_size)
{
	if (ASN1_TYPE_get(item) != V_ASN1_INTEGER)
		return false;
	const ASN1_INTEGER *number = item->value.integer;
	*ret_size = (size_t)ASN1_STRING_length(number);
	*ret = arena_memdup(arena, ASN1_STRING_get0_data(number), *ret_size);
	return true;
}

/* RSAPublicKey of RFC 8017 A.1.1, read as the two integers it is: a key object of libcrypto costs more than the proof. */
static bool certificate_key(Arena *arena, const X509 *x509, RsaKey *ret)
{
	ASN1_OBJECT *algorithm = NULL;
	const unsigned char *bytes = NULL;
	int n = 0;
	X509_PUBKEY *key = X509_get_X509_PUBKEY(x509);
	if (key == NULL || X509_PUBKEY_get0_param(&algorithm, &bytes, &n, NULL, key) != 1 ||
	    OBJ_obj2nid(algorithm) != NID_rsaEncryption)
		return false;
	g_autoptr(Asn1Sequence) sequence = d2i_ASN1_SEQUENCE_ANY(NULL, &bytes, n);
	return sequence != NULL && sk_ASN1_TYPE_num(sequence) == 2 &&
	       certificate_number(arena, sk_ASN1_TYPE_value(sequence, 0), &ret->modulus, &ret->modulus_size) &&
	       certificate_number(arena, sk_ASN1_TYPE_value(sequence, 1), &ret->exponent, &ret->exponent_size);
}

/* The bytes that were signed, as they came: the outer SEQUENCE's first element. */
static void certificate_signature(Arena *arena, X509 *x509, Certificate *ret)
{
	const ASN1_BIT_STRING *signature = NULL;
	const X509_ALGOR *algorithm = NULL;
	X509_get0_signature(&signature, &algorithm, x509);
	int nid = X509_get_signature_nid(x509);
	ret->judged = nid == NID_sha1WithRSAEncryption || nid == NID_sha256WithRSAEncryption;
	ret->hash = nid == NID_sha1WithRSAEncryption ? RSA_SHA1 : RSA_SHA256;
	unsigned char *body = NULL;
	int n = i2d_re_X509_tbs(x509, &body);
	ret->body = arena_memdup(arena, body, n > 0 ? (size_t)n : 0);
	ret->body_size = n > 0 ? (size_t)n : 0;
	OPENSSL_free(body);
	ret->signature_size = (size_t)ASN1_STRING_length(signature);
	ret->signature = arena_memdup(arena, ASN1_STRING_get0_data(signature), ret->signature_size);
}

bool certificate_parse(Arena *arena, const void *der, size_t n, Certificate *ret)
{
	const unsigned char *at = der;
	g_autoptr(X509Certificate) x509 = n > 0 && n < G_MAXINT ? d2i_X509(NULL, &at, (long)n) : NULL;
	Certificate found = { 0 };
	if (x509 == NULL || !certificate_key(arena, x509, &found.key))
		return false;
	const char *issuer = certificate_entry(arena, X509_get_issuer_name(x509), NID_commonName);
	found.serial = certificate_serial(arena, x509);
	found.tax_id = certificate_tax_id(arena, X509_get_subject_name(x509));
	found.issuer = issuer != NULL ? issuer : "";
	found.from = certificate_date(X509_get0_notBefore(x509));
	found.until = certificate_date(X509_get0_notAfter(x509));
	found.key_id = certificate_hex(arena, X509_get0_subject_key_id(x509));
	found.authority_id = certificate_hex(arena, X509_get0_authority_key_id(x509));
	found.authority = X509_check_ca(x509) == 1;
	certificate_signature(arena, x509, &found);
	*ret = found;
	return true;
}

bool certificate_signed_by(const Certificate *certificate, const RsaKey *key)
{
	return certificate->judged && rsa_verify(key, certificate->hash, certificate->body, certificate->body_size,
						 certificate->signature, certificate->signature_size);
}

bool certificate_valid_on(const Certificate *certificate, Date date)
{
	return date_is_set(certificate->from) && date_is_set(certificate->until) &&
	       date_compare(date, date_add_days(certificate->from, -1)) >= 0 &&
	       date_compare(date, date_add_days(certificate->until, 1)) <= 0;
}

bool certificate_is_test(const Certificate *certificate)
{
	return g_str_has_prefix(certificate->serial, "20001") || g_str_has_prefix(certificate->serial, "30001") ||
	       strcmp(certificate->issuer, "AC UAT") == 0 || strstr(certificate->issuer, "pruebas") != NULL;
}
