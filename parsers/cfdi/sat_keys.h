/*
 * The public keys of SAT, as numbers: its certification authorities, which sign the certificates of issuers,
 * and the certificates that sign stamps (public facts, published by SAT; they change about every four years,
 * so that a folder of certificates can add to them: trust.h). Rows are printed by parsers/gen/sat_keys.sh.
 *
 * Test keys are the authorities' practice: what they sign is nobody's debt.
 */
#ifndef PARSERS_SAT_KEYS_H
#define PARSERS_SAT_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	const char *id; /* stamp: serial number, 20 digits; authority: hash of its name, 8 hex digits */
	const char *from, *until; /* civil dates of the certificate's validity */
	uint32_t exponent;
	bool test;
	const char *modulus; /* base64, big-endian */
} SatKey;

extern const SatKey sat_authorities[];
extern const size_t sat_authorities_n;

/* The key of the stamp certificate of that serial number, NULL when it is not among them. */
const SatKey *sat_keys_stamp(const char *serial);

#endif
