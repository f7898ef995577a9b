/*
 * Makes stamped and signed DTEs with keys of its own, the way issuers do: signed alone, wrapped later. The
 * canonical forms are written out by hand here, so that they owe nothing to the code under test.
 */
#ifndef TESTS_DTE_FORGE_H
#define TESTS_DTE_FORGE_H

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "base/arena.h"
#include "parsers/xml/rsa.h"

#define FORGE_SII " xmlns=\"http://www.sii.cl/SiiDte\""
#define FORGE_DSIG " xmlns=\"http://www.w3.org/2000/09/xmldsig#\""
#ifndef FORGE_IDK
#define FORGE_IDK "300"
#endif

typedef struct {
	EVP_PKEY *office; /* stands for the SII */
	EVP_PKEY *caf;
	EVP_PKEY *signer;
} Forge;

G_GNUC_UNUSED static EVP_PKEY *forge_key(int bits)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
	EVP_PKEY_keygen_init(context);
	EVP_PKEY_CTX_set_rsa_keygen_bits(context, bits);
	EVP_PKEY_keygen(context, &key);
	EVP_PKEY_CTX_free(context);
	return key;
}

G_GNUC_UNUSED static const unsigned char *forge_number(Arena *arena, EVP_PKEY *key, const char *name,
						       size_t *ret_size)
{
	BIGNUM *value = NULL;
	EVP_PKEY_get_bn_param(key, name, &value);
	unsigned char *bytes = arena_alloc(arena, (size_t)BN_num_bytes(value));
	*ret_size = (size_t)BN_bn2bin(value, bytes);
	BN_free(value);
	return bytes;
}

G_GNUC_UNUSED static const char *forge_number_text(Arena *arena, EVP_PKEY *key, const char *name)
{
	size_t size = 0;
	const unsigned char *bytes = forge_number(arena, key, name, &size);
	g_autofree char *text = g_base64_encode(bytes, size);
	return arena_strdup(arena, text);
}

G_GNUC_UNUSED static const char *forge_sign(Arena *arena, EVP_PKEY *key, const char *text)
{
	unsigned char signature[512];
	size_t size = sizeof signature;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_DigestSignInit(context, NULL, EVP_sha1(), NULL, key);
	EVP_DigestSign(context, signature, &size, (const unsigned char *)text, strlen(text));
	EVP_MD_CTX_free(context);
	g_autofree char *base64 = g_base64_encode(signature, size);
	return arena_strdup(arena, base64);
}

G_GNUC_UNUSED static const char *forge_digest(Arena *arena, const char *text)
{
	unsigned char digest[RSA_DIGEST_MAX];
	size_t size = rsa_digest(RSA_SHA1, text, strlen(text), digest);
	g_autofree char *base64 = g_base64_encode(digest, size);
	return arena_strdup(arena, base64);
}

/* A TED whose DD says these things; layout stands between its tags in the file and is not signed. */
G_GNUC_UNUSED static const char *forge_ted(Arena *arena, const Forge *forge, const char *values,
					   const char *range)
{
	const char *da = arena_printf(
		arena,
		"<DA><RE>77123456-9</RE><RS>MADERAS</RS><TD>33</TD>%s<FA>2025-12-01</FA>"
		"<RSAPK><M>%s</M><E>%s</E></RSAPK>"
		"<IDK>" FORGE_IDK "</IDK></DA>",
		range, forge_number_text(arena, forge->caf, OSSL_PKEY_PARAM_RSA_N),
		forge_number_text(arena, forge->caf, OSSL_PKEY_PARAM_RSA_E));
	const char *dd =
		arena_printf(arena,
			     "<DD>%s<CAF version=\"1.0\">%s<FRMA algoritmo=\"SHA1withRSA\">%s</FRMA></CAF>"
			     "<TSTED>2026-01-05T10:00:00</TSTED></DD>",
			     values, da, forge_sign(arena, forge->office, da));
	return arena_printf(arena, "<TED version=\"1.0\">%s<FRMT algoritmo=\"SHA1withRSA\">%s</FRMT></TED>",
			    dd, forge_sign(arena, forge->caf, dd));
}

/* Signature over an element whose canonical form is given. inherited: what is in sight where SignedInfo is
 * hashed. */
G_GNUC_UNUSED static const char *forge_signature(Arena *arena, const Forge *forge, const char *uri,
						 const char *canonical, const char *inherited)
{
	const char *inside = arena_printf(
		arena,
		"<CanonicalizationMethod Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\">"
		"</CanonicalizationMethod>"
		"<SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#rsa-sha1\">"
		"</SignatureMethod><Reference URI=\"%s\"><DigestMethod Algorithm=\"http://www.w3.org/2000/09/"
		"xmldsig#sha1\"></DigestMethod><DigestValue>%s</DigestValue></Reference>",
		uri, forge_digest(arena, canonical));
	const char *info = arena_printf(arena, "<SignedInfo" FORGE_DSIG "%s>%s</SignedInfo>", inherited,
					inside);
	return arena_printf(
		arena,
		"<Signature" FORGE_DSIG "><SignedInfo>%s</SignedInfo><SignatureValue>%s</SignatureValue>"
		"<KeyInfo><KeyValue><RSAKeyValue><Modulus>%s</Modulus><Exponent>%s</Exponent></RSAKeyValue>"
		"</KeyValue></KeyInfo></Signature>",
		inside, forge_sign(arena, forge->signer, info),
		forge_number_text(arena, forge->signer, OSSL_PKEY_PARAM_RSA_N),
		forge_number_text(arena, forge->signer, OSSL_PKEY_PARAM_RSA_E));
}

#endif
