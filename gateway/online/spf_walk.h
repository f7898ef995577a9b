/*
 * SpfWalk: what a domain's SPF says of one address (RFC 7208 section 4), asked of DNS. Unlike a receiver it goes on after
 * the first match, so that faults behind it and the worst count of look-ups are seen.
 */
#ifndef GATEWAY_SPF_WALK_H
#define GATEWAY_SPF_WALK_H

#include "gateway/net/dns.h"

typedef enum {
	SPF_VERDICT_PASS,
	SPF_VERDICT_FAIL,
	SPF_VERDICT_SOFTFAIL,
	SPF_VERDICT_NEUTRAL,
	SPF_VERDICT_NONE,   /* no record */
	SPF_VERDICT_BROKEN, /* "permerror" */
	SPF_VERDICT_AWAY,   /* "temperror" */
} SpfVerdict;

typedef struct {
	SpfVerdict verdict; /* of the address; without one: anything but PASS means nothing */
	const char *record; /* of the domain itself; NULL: none */
	const char *why;    /* BROKEN and AWAY, for people */
	int lookups;	    /* at worst */
	bool depends;	    /* on the mail (macros, exists): then FAIL is not certain */
	Texts includes;	    /* domains that are included or redirected to, at any depth, in lower case */
} SpfReport;

#define SPF_WALK_LOOKUPS 10 /* RFC 7208 section 4.6.4 */

/* address: as text, or NULL. */
SpfReport spf_walk(Dns *dns, Arena *arena, const char *domain, const char *address);

#endif
