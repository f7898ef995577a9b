#include "parsers/xml/rsa.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

#define MODULUS_MIN 64
#define MODULUS_MAX 512
#define EXPONENT_MAX 4

typedef BIGNUM BigNumber;
typedef BN_CTX BigScratch;
typedef X509 Certificate;
typedef EVP_PKEY PublicKey;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BigNumber, BN_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BigScratch, BN_CTX_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Certificate, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PublicKey, EVP_PKEY_free)

/* DigestInfo in front of the hash, RFC 8017 section 9.2 note 1. */
static const unsigned char sha1_info[] = { 0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e,
					   0x03, 0x02, 0x1a, 0x05, 0x00, 0x04, 0x14 };
static const unsigned char sha256_info[] = { 0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
					     0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20 };

typedef struct {
	const EVP_MD *(*algorithm)(void);
	const unsigned char *info;
	size_t info_size;
	size_t size;
} HashRow;

static const HashRow hashes[] = {
	[RSA_SHA1] = { EVP_sha1, sha1_info, sizeof sha1_info, 20 },
	[RSA_SHA256] = { EVP_sha256, sha256_info, sizeof sha256_info, 32 },
};

size_t rsa_digest(RsaHash hash, const void *data, size_t n, unsigned char *ret)
{
	unsigned int size = 0;
	if (EVP_Digest(data, n, ret, &size, hashes[hash].algorithm(), NULL) != 1)
		return 0;
	return size;
}

/* EMSA-PKCS1-v1_5: 00 01 FF … FF 00 DigestInfo hash, as wide as the modulus. */
static bool rsa_encode(RsaHash hash, const void *data, size_t n, unsigned char *block, size_t size)
{
	const HashRow *row = &hashes[hash];
	unsigned char digest[RSA_DIGEST_MAX];
	size_t tail = row->info_size + row->size;
	if (size < tail + 11 || rsa_digest(hash, data, n, digest) != row->size)
		return false;
	memset(block, 0xFF, size);
	block[0] = 0x00;
	block[1] = 0x01;
	block[size - tail - 1] = 0x00;
	memcpy(block + size - tail, row->info, row->info_size);
	memcpy(block + size - row->size, digest, row->size);
	return true;
}

/* signature ^ exponent mod modulus, as wide as the modulus. */
static bool rsa_public(const RsaKey *key, const void *signature, size_t m, unsigned char *ret, size_t size)
{
	g_autoptr(BigScratch) scratch = BN_CTX_new();
	g_autoptr(BigNumber) modulus = BN_bin2bn(key->modulus, (int)key->modulus_size, NULL);
	g_autoptr(BigNumber) exponent = BN_bin2bn(key->exponent, (int)key->exponent_size, NULL);
	g_autoptr(BigNumber) value = BN_bin2bn(signature, (int)m, NULL);
	g_autoptr(BigNumber) result = BN_new();
	if (scratch == NULL || modulus == NULL || exponent == NULL || value == NULL || result == NULL)
		return false;
	if (!BN_is_odd(modulus) || !BN_is_odd(exponent) || BN_is_one(exponent) || BN_cmp(value, modulus) >= 0)
		return false;
	return BN_mod_exp(result, value, exponent, modulus, scratch) == 1 &&
	       BN_bn2binpad(result, ret, (int)size) == (int)size;
}

/* Size of a number without the zero bytes in front of it. */
static size_t rsa_significant(const unsigned char *number, size_t size)
{
	while (size > 0 && *number == 0) {
		number++;
		size--;
	}
	return size;
}

const unsigned char *rsa_open(Arena *arena, const RsaKey *key, const void *signature, size_t m, size_t *ret_size)
{
	size_t size = rsa_significant(key->modulus, key->modulus_size);
	size_t exponent = rsa_significant(key->exponent, key->exponent_size);
	if (size < MODULUS_MIN || size > MODULUS_MAX || exponent == 0 || exponent > EXPONENT_MAX || m != size)
		return NULL;
	unsigned char *block = arena_alloc(arena, size);
	*ret_size = size;
	return rsa_public(key, signature, m, block, size) ? block : NULL;
}

bool rsa_block_is(const unsigned char *block, size_t size, RsaHash hash, const void *data, size_t n)
{
	g_autofree unsigned char *wanted = g_malloc0(size);
	return rsa_encode(hash, data, n, wanted, size) && memcmp(wanted, block, size) == 0;
}

bool rsa_verify(const RsaKey *key, RsaHash hash, const void *data, size_t n, const void *signature, size_t m)
{
	g_autoptr(Arena) arena = arena_new();
	size_t size = 0;
	const unsigned char *block = rsa_open(arena, key, signature, m, &size);
	return block != NULL && rsa_block_is(block, size, hash, data, n);
}

static const unsigned char *rsa_number(Arena *arena, const PublicKey *key, const char *name, size_t *ret_size)
{
	BIGNUM *number = NULL;
	if (EVP_PKEY_get_bn_param(key, name, &number) != 1)
		return NULL;
	int size = BN_num_bytes(number);
	unsigned char *bytes = arena_alloc(arena, (size_t)MAX(size, 1));
	*ret_size = (size_t)BN_bn2bin(number, bytes);
	BN_free(number);
	return bytes;
}

bool rsa_key_of_certificate(Arena *arena, const void *der, size_t n, RsaKey *ret)
{
	const unsigned char *at = der;
	g_autoptr(Certificate) certificate = n < G_MAXINT ? d2i_X509(NULL, &at, (long)n) : NULL;
	if (certificate == NULL)
		return false;
	g_autoptr(PublicKey) key = X509_get_pubkey(certificate);
	if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_RSA)
		return false;
	RsaKey found = { 0 };
	found.modulus = rsa_number(arena, key, OSSL_PKEY_PARAM_RSA_N, &found.modulus_size);
	found.exponent = rsa_number(arena, key, OSSL_PKEY_PARAM_RSA_E, &found.exponent_size);
	*ret = found;
	return found.modulus != NULL && found.exponent != NULL;
}
