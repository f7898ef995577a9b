/*
 * Trust: whose signatures count. SAT's own keys are built in (sat_keys.h); certificates that a person
 * configured add to them. Filled once at start, const after that; the only thing of parsers/ that outlives a
 * unit of work.
 */
#ifndef PARSERS_TRUST_H
#define PARSERS_TRUST_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "parsers/mime/format.h"
#include "parsers/xml/certificate.h"

typedef struct {
	RsaKey key;
	Date from, until;
	bool test; /* a test authority's or test PAC's: proves nothing about money */
} TrustKey;

Trust *trust_new(void);
void trust_free(Trust *trust); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Trust, trust_free)

/* Adds one certificate, DER or PEM: an authority's to the authorities, any other to the stamps. REJECT for
 * others. */
bool trust_add(Trust *trust, const void *bytes, size_t n, GError **error);

/* The key that stamps of that certificate number are verified with; trust may be NULL: the built-in keys. */
bool trust_stamp(Arena *arena, const Trust *trust, const char *serial, TrustKey *ret);

typedef enum {
	TRUST_UNKNOWN, /* signed by nobody we know */
	TRUST_CHAINED, /* signed by an authority */
	TRUST_FORGED,  /* names an authority we know, which did not sign it */
} TrustChain;

/* Who signed the certificate. ret_test tells a test authority. */
TrustChain trust_chain(Arena *arena, const Trust *trust, const Certificate *certificate, bool *ret_test);

#endif
