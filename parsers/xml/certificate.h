/*
 * X.509 certificates as SAT issues them: what a seal's proof needs of one, and whether an authority signed
 * it. The certificate is a stranger's bytes; everything read lives in the arena. libcrypto parses, rsa.h
 * verifies.
 */
#ifndef PARSERS_CERTIFICATE_H
#define PARSERS_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/date.h"
#include "parsers/xml/rsa.h"

typedef struct {
	const char
		*serial; /* SAT writes 20 digits as the bytes of the number; in hex when they are no digits */
	const char *tax_id; /* subject OID 2.5.4.45 before " / ": the RFC, upper case; NULL for none */
	const char *issuer; /* common name of who signed it, "" for none */
	Date from, until;   /* validity, UTC */
	const char *
		name_id; /* hash of its subject's name: SAT's certificates name authorities by nothing else */
	const char *authority_id; /* hash of its issuer's name */
	bool authority;		  /* may sign certificates */
	RsaKey key;
	bool judged; /* its own signature is of a kind that rsa.h verifies */
	RsaHash hash;
	const void *body, *signature;
	size_t body_size, signature_size;
} Certificate;

/* Reads one DER certificate with an RSA key. False for anything else. */
bool certificate_parse(Arena *arena, const void *der, size_t n, Certificate *ret);
/* True when key signed it. */
bool certificate_signed_by(const Certificate *certificate, const RsaKey *key);
/* Is the date within the validity? A day of grace either side: documents state local time without zone. */
bool certificate_valid_on(const Certificate *certificate, Date date);
/* Serial number or issuer of SAT's test authorities. */
bool certificate_is_test(const Certificate *certificate);

#endif
