/* The domain that somebody registered: factura.acme.com.mx -> acme.com.mx, by the public suffix list (libpsl). */
#ifndef GATEWAY_ORG_DOMAIN_H
#define GATEWAY_ORG_DOMAIN_H

#include <stdbool.h>

#include "base/arena.h"

/* In lower case; the domain itself when nothing is registered above it. */
const char *org_domain_of(Arena *arena, const char *domain);
/* DMARC's alignment (RFC 7489 section 3.1): the same domain, or, when it is relaxed, of the same registered one. */
bool org_domain_aligned(Arena *arena, const char *one, const char *other, bool strict);

#endif
