#include "parsers/xml/certificate.h"

#include <openssl/asn1.h>
#include <openssl/asn1t.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <string.h>
#include <time.h>

#include "base/rfc.h"
#include "base/text.h"

#define SERIAL_MAX 32
#define SECONDS_A_DAY 86400

/*
 * RFC 5280 section 4.1 as templates for libcrypto's ASN.1 engine. Its own X509 type builds a key object and
 * checks all extensions of every certificate, which costs more than the two signatures that a proof is about.
 */
typedef struct {
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *bits;
} KeyInfo;

typedef struct {
	ASN1_INTEGER *version, *serial;
	X509_ALGOR *algorithm;
	X509_NAME *issuer;
	X509_VAL *validity;
	X509_NAME *subject;
	KeyInfo *key;
	ASN1_BIT_STRING *issuer_uid, *subject_uid;
	STACK_OF(X509_EXTENSION) * extensions;
} Content;

/* The content stays encoded here: its bytes are what was signed. */
typedef struct {
	ASN1_STRING *content;
	X509_ALGOR *algorithm;
	ASN1_BIT_STRING *signature;
} Envelope;

typedef struct {
	ASN1_INTEGER *modulus, *exponent;
} KeyNumbers;

ASN1_SEQUENCE(KeyInfo) = {
	ASN1_SIMPLE(KeyInfo, algorithm, X509_ALGOR),
	ASN1_SIMPLE(KeyInfo, bits, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END(KeyInfo)

ASN1_SEQUENCE(Content) = {
	ASN1_EXP_OPT(Content, version, ASN1_INTEGER, 0),
	ASN1_SIMPLE(Content, serial, ASN1_INTEGER),
	ASN1_SIMPLE(Content, algorithm, X509_ALGOR),
	ASN1_SIMPLE(Content, issuer, X509_NAME),
	ASN1_SIMPLE(Content, validity, X509_VAL),
	ASN1_SIMPLE(Content, subject, X509_NAME),
	ASN1_SIMPLE(Content, key, KeyInfo),
	ASN1_IMP_OPT(Content, issuer_uid, ASN1_BIT_STRING, 1),
	ASN1_IMP_OPT(Content, subject_uid, ASN1_BIT_STRING, 2),
	ASN1_EXP_SEQUENCE_OF_OPT(Content, extensions, X509_EXTENSION, 3),
} static_ASN1_SEQUENCE_END(Content)

ASN1_SEQUENCE(Envelope) = {
	ASN1_SIMPLE(Envelope, content, ASN1_SEQUENCE),
	ASN1_SIMPLE(Envelope, algorithm, X509_ALGOR),
	ASN1_SIMPLE(Envelope, signature, ASN1_BIT_STRING),
} static_ASN1_SEQUENCE_END(Envelope)

ASN1_SEQUENCE(KeyNumbers) = {
	ASN1_SIMPLE(KeyNumbers, modulus, ASN1_INTEGER),
	ASN1_SIMPLE(KeyNumbers, exponent, ASN1_INTEGER),
} static_ASN1_SEQUENCE_END(KeyNumbers)

static void certificate_free_content(Content *content)
{
	ASN1_item_free((ASN1_VALUE *)content, ASN1_ITEM_rptr(Content));
}

static void certificate_free_envelope(Envelope *envelope)
{
	ASN1_item_free((ASN1_VALUE *)envelope, ASN1_ITEM_rptr(Envelope));
}

static void certificate_free_numbers(KeyNumbers *numbers)
{
	ASN1_item_free((ASN1_VALUE *)numbers, ASN1_ITEM_rptr(KeyNumbers));
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Content, certificate_free_content)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Envelope, certificate_free_envelope)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KeyNumbers, certificate_free_numbers)

typedef BASIC_CONSTRAINTS BasicConstraints;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BasicConstraints, BASIC_CONSTRAINTS_free)

static void *certificate_decode(const void *der, size_t n, const ASN1_ITEM *item)
{
	const unsigned char *at = der;
	return n > 0 && n < G_MAXINT ? ASN1_item_d2i(NULL, &at, (long)n, item) : NULL;
}

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

static const char *certificate_serial(Arena *arena, const ASN1_INTEGER *serial)
{
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

static const unsigned char *certificate_number(Arena *arena, const ASN1_INTEGER *number, size_t *ret_size)
{
	*ret_size = (size_t)ASN1_STRING_length(number);
	return arena_memdup(arena, ASN1_STRING_get0_data(number), *ret_size);
}

/* RSAPublicKey of RFC 8017 A.1.1. */
static bool certificate_key(Arena *arena, const KeyInfo *info, RsaKey *ret)
{
	const ASN1_OBJECT *algorithm = NULL;
	X509_ALGOR_get0(&algorithm, NULL, NULL, info->algorithm);
	if (OBJ_obj2nid(algorithm) != NID_rsaEncryption)
		return false;
	g_autoptr(KeyNumbers) numbers =
		certificate_decode(ASN1_STRING_get0_data(info->bits), (size_t)ASN1_STRING_length(info->bits),
				   ASN1_ITEM_rptr(KeyNumbers));
	if (numbers == NULL)
		return false;
	ret->modulus = certificate_number(arena, numbers->modulus, &ret->modulus_size);
	ret->exponent = certificate_number(arena, numbers->exponent, &ret->exponent_size);
	return true;
}

static void certificate_signature(Arena *arena, const Envelope *envelope, Certificate *ret)
{
	const ASN1_OBJECT *algorithm = NULL;
	X509_ALGOR_get0(&algorithm, NULL, NULL, envelope->algorithm);
	int nid = OBJ_obj2nid(algorithm);
	ret->judged = nid == NID_sha1WithRSAEncryption || nid == NID_sha256WithRSAEncryption;
	ret->hash = nid == NID_sha1WithRSAEncryption ? RSA_SHA1 : RSA_SHA256;
	ret->body_size = (size_t)ASN1_STRING_length(envelope->content);
	ret->body = arena_memdup(arena, ASN1_STRING_get0_data(envelope->content), ret->body_size);
	ret->signature_size = (size_t)ASN1_STRING_length(envelope->signature);
	ret->signature = arena_memdup(arena, ASN1_STRING_get0_data(envelope->signature), ret->signature_size);
}

/* What openssl calls a name's hash: 32 bits of SHA-1 over its canonical form. A hint which key to try, no
 * proof. */
static const char *certificate_name_id(Arena *arena, const X509_NAME *name)
{
	int done = 0;
	unsigned long hash = X509_NAME_hash_ex(name, NULL, NULL, &done);
	return done == 1 ? arena_printf(arena, "%08lx", hash) : "";
}

static bool certificate_is_authority(const STACK_OF(X509_EXTENSION) * extensions)
{
	g_autoptr(BasicConstraints) constraints =
		X509V3_get_d2i(extensions, NID_basic_constraints, NULL, NULL);
	return constraints != NULL && constraints->ca != 0;
}

bool certificate_parse(Arena *arena, const void *der, size_t n, Certificate *ret)
{
	Certificate found = { 0 };
	g_autoptr(Envelope) envelope = certificate_decode(der, n, ASN1_ITEM_rptr(Envelope));
	g_autoptr(Content) content =
		envelope == NULL ? NULL
				 : certificate_decode(ASN1_STRING_get0_data(envelope->content),
						      (size_t)ASN1_STRING_length(envelope->content),
						      ASN1_ITEM_rptr(Content));
	if (content == NULL || !certificate_key(arena, content->key, &found.key))
		return false;
	const char *issuer = certificate_entry(arena, content->issuer, NID_commonName);
	found.serial = certificate_serial(arena, content->serial);
	found.tax_id = certificate_tax_id(arena, content->subject);
	found.issuer = issuer != NULL ? issuer : "";
	found.from = certificate_date(content->validity->notBefore);
	found.until = certificate_date(content->validity->notAfter);
	found.name_id = certificate_name_id(arena, content->subject);
	found.authority_id = certificate_name_id(arena, content->issuer);
	found.authority = certificate_is_authority(content->extensions);
	certificate_signature(arena, envelope, &found);
	*ret = found;
	return true;
}

bool certificate_signed_by(const Certificate *certificate, const RsaKey *key)
{
	return certificate->judged &&
	       rsa_verify(key, certificate->hash, certificate->body, certificate->body_size,
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
	return g_str_has_prefix(certificate->serial, "20001") ||
	       g_str_has_prefix(certificate->serial, "30001") || strcmp(certificate->issuer, "AC UAT") == 0 ||
	       strstr(certificate->issuer, "pruebas") != NULL;
}
