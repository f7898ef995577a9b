/*
 * DomainKeys: the DKIM signatures of a mail (RFC 6376), verified with keys that somebody else has looked up (libopendkim).
 * Pure: without a key a signature is unknown, and says by the name of its record which key it wants.
 */
#ifndef PARSERS_DOMAIN_KEYS_H
#define PARSERS_DOMAIN_KEYS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/json.h"

typedef enum { SIGNATURE_UNKNOWN, SIGNATURE_PASS, SIGNATURE_FAIL } SignatureResult;

typedef struct {
	const char *domain; /* lower case letters, digits, '-', '.', '_' only */
	const char *record; /* SELECTOR._domainkey.DOMAIN, likewise */
	SignatureResult result;
} Signature;

#define DOMAIN_KEYS_MAX 5 /* signatures of a mail that are looked at */

/* keys: object of record names and texts. Any bytes may be given; what is no mail has no signatures. */
void domain_keys_verify(Arena *arena, const json_t *keys, const void *bytes, size_t length, Signature **ret,
			size_t *ret_n);
/* The answer as JSON, and back; false when it is none. */
json_t *domain_keys_to_json(const Signature *signatures, size_t n);
bool domain_keys_from_json(Arena *arena, const json_t *json, Signature **ret, size_t *ret_n);

#endif
