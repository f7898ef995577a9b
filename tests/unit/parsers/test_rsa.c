#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

#include "parsers/xml/rsa.h"
#include "tests/tap.h"

/* Signatures are made by libcrypto's own signer, so that both sides are not ours. */

static EVP_PKEY *make_key(unsigned int bits)
{
	EVP_PKEY *key = NULL;
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
	EVP_PKEY_keygen_init(context);
	EVP_PKEY_CTX_set_rsa_keygen_bits(context, (int)bits);
	EVP_PKEY_keygen(context, &key);
	EVP_PKEY_CTX_free(context);
	return key;
}

static const unsigned char *number(Arena *arena, EVP_PKEY *key, const char *name, size_t *ret_size)
{
	BIGNUM *value = NULL;
	EVP_PKEY_get_bn_param(key, name, &value);
	unsigned char *bytes = arena_alloc(arena, (size_t)BN_num_bytes(value));
	*ret_size = (size_t)BN_bn2bin(value, bytes);
	BN_free(value);
	return bytes;
}

static size_t sign(EVP_PKEY *key, const EVP_MD *algorithm, const char *text, unsigned char *ret, size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_DigestSignInit(context, NULL, algorithm, NULL, key);
	EVP_DigestSign(context, ret, &size, (const unsigned char *)text, strlen(text));
	EVP_MD_CTX_free(context);
	return size;
}

static void test_key(unsigned int bits, RsaHash hash, const EVP_MD *algorithm)
{
	g_autoptr(Arena) arena = arena_new();
	EVP_PKEY *made = make_key(bits);
	unsigned char signature[512];
	size_t m = sign(made, algorithm, "abc", signature, sizeof signature);
	RsaKey key = { 0 };
	key.modulus = number(arena, made, OSSL_PKEY_PARAM_RSA_N, &key.modulus_size);
	key.exponent = number(arena, made, OSSL_PKEY_PARAM_RSA_E, &key.exponent_size);
	RsaHash other = hash == RSA_SHA1 ? RSA_SHA256 : RSA_SHA1;
	ok(rsa_verify(&key, hash, "abc", 3, signature, m), "%u bits: holds", bits);
	ok(!rsa_verify(&key, hash, "abd", 3, signature, m), "%u bits: other data", bits);
	ok(!rsa_verify(&key, other, "abc", 3, signature, m), "%u bits: other hash", bits);
	ok(!rsa_verify(&key, hash, "abc", 3, signature, m - 1), "%u bits: short", bits);
	signature[m / 2] ^= 1;
	ok(!rsa_verify(&key, hash, "abc", 3, signature, m), "%u bits: one bit changed", bits);
	EVP_PKEY_free(made);
}

static void test_odd_keys(void)
{
	static const unsigned char zero[64] = { 0 };
	static const unsigned char three[] = { 3 };
	static const unsigned char one[] = { 1 };
	unsigned char block[64];
	memset(block, 0xFF, sizeof block);
	ok(!rsa_verify(&(RsaKey){ zero, 64, three, 1 }, RSA_SHA1, "a", 1, zero, 64), "a modulus of zero");
	ok(!rsa_verify(&(RsaKey){ block, 64, one, 1 }, RSA_SHA1, "a", 1, zero, 64), "an exponent of one");
	ok(!rsa_verify(&(RsaKey){ block, 64, three, 1 }, RSA_SHA1, "a", 1, block, 64),
	   "a signature past the modulus");
	ok(!rsa_verify(&(RsaKey){ block, 8, three, 1 }, RSA_SHA1, "a", 1, block, 8), "a key of 64 bits");
	ok(!rsa_verify(&(RsaKey){ 0 }, RSA_SHA1, "a", 1, block, 64), "no key");
	unsigned char digest[RSA_DIGEST_MAX];
	static const unsigned char abc[] = { 0xa9, 0x99, 0x3e, 0x36, 0x47, 0x06, 0x81, 0x6a, 0xba, 0x3e,
					     0x25, 0x71, 0x78, 0x50, 0xc2, 0x6c, 0x9c, 0xd0, 0xd8, 0x9d };
	is_mem(digest, rsa_digest(RSA_SHA1, "abc", 3, digest), abc, sizeof abc, "SHA-1 of abc (FIPS 180)");
	RsaKey key;
	g_autoptr(Arena) arena = arena_new();
	ok(!rsa_key_of_certificate(arena, "0\x82", 2, &key), "no certificate");
}

int main(void)
{
	test_key(512, RSA_SHA1, EVP_sha1());
	test_key(1024, RSA_SHA1, EVP_sha1());
	test_key(2048, RSA_SHA256, EVP_sha256());
	test_odd_keys();
	return tap_done();
}
