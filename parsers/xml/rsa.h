/*
 * RSA: verifying PKCS#1 v1.5 signatures with a public key given as numbers. Works where system policy refuses
 * it: the SII's stamps are SHA-1 under 512-bit keys. So the raw public operation is done by libcrypto's big
 * numbers and the whole encoded block is compared, never parsed (no lenient padding).
 */
#ifndef PARSERS_RSA_H
#define PARSERS_RSA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct {
	const unsigned char *modulus; /* big-endian */
	size_t modulus_size;
	const unsigned char *exponent;
	size_t exponent_size;
} RsaKey;

typedef enum { RSA_SHA1, RSA_SHA256 } RsaHash;

#define RSA_DIGEST_MAX 32

/* True when signature is this key's RSASSA-PKCS1-v1_5 signature (RFC 8017, 8.2.2) over the data. Keys of 512
 * to 4,096 bits, exponents of at most 32 bits: beyond that a stranger's file would buy too much of our time.
 */
bool rsa_verify(const RsaKey *key, RsaHash hash, const void *data, size_t n, const void *signature, size_t m);

/* The two halves of rsa_verify(), for one signature that is tried against several texts: the block that the
 * signature holds (as wide as the modulus, in the arena; NULL when the key or the signature is unfit), and
 * whether it is the one that signing the data would have made. */
const unsigned char *rsa_open(Arena *arena, const RsaKey *key, const void *signature, size_t m,
			      size_t *ret_size);
bool rsa_block_is(const unsigned char *block, size_t size, RsaHash hash, const void *data, size_t n);

/* The hash alone; ret has room for RSA_DIGEST_MAX bytes. Returns its size, 0 when it cannot be computed. */
size_t rsa_digest(RsaHash hash, const void *data, size_t n, unsigned char *ret);

/* The RSA key of a DER certificate (X.509, any version). False when it has none. The arena owns the numbers.
 */
bool rsa_key_of_certificate(Arena *arena, const void *der, size_t n, RsaKey *ret);

#endif
