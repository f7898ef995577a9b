/*
 * Dns: questions to a resolver, one at a time and within a deadline (RFC 1035). The system's resolvers, or the one that
 * [dns] server names. Nothing is cached. What comes back is a stranger's: cut to limits, valid UTF-8 without NUL.
 */
#ifndef GATEWAY_DNS_H
#define GATEWAY_DNS_H

#include <stdbool.h>

#include "base/texts.h"

typedef struct Dns Dns;

typedef enum {
	DNS_FOUND,
	DNS_NONE, /* the name, or a record of this type, does not exist */
	DNS_AWAY, /* nobody knows now: no answer, refused, or the servers of the name fail */
} DnsAnswer;

/* server: "127.0.0.1:5353" (or several with ','), NULL: /etc/resolv.conf. STOP when it cannot be understood. */
Dns *dns_open(const char *server, int timeout_s, GError **error);
void dns_close(Dns *dns); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Dns, dns_close)

/* Each TXT record as one text, its strings joined (RFC 7208 3.3, RFC 6376 3.6.2.2). */
DnsAnswer dns_txt(Dns *dns, Arena *arena, const char *name, Texts *ret);
/* Names of hosts without the last dot, "" for the null MX (RFC 7505); not sorted. */
DnsAnswer dns_mx(Dns *dns, Arena *arena, const char *name, Texts *ret);
/* Addresses as texts, IPv4 first. An address is its own answer. */
DnsAnswer dns_addresses(Dns *dns, Arena *arena, const char *name, Texts *ret);
/* False for an address of this machine, of a local network, or none at all (RFC 1918, 4193, 6598). */
bool dns_is_public(const char *address);
/* Why the last answer was DNS_AWAY; borrowed, static. */
const char *dns_reason(const Dns *dns);

#endif
