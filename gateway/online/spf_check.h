/* SpfCheck: says whether a domain's SPF is there, is right, and names the relay, as far as that can be told. */
#ifndef GATEWAY_SPF_CHECK_H
#define GATEWAY_SPF_CHECK_H

#include "gateway/net/dns.h"
#include "gateway/online/online_say.h"
#include "gateway/settings.h"

typedef struct {
	Arena *arena;
	Dns *dns;
	const RelaySettings *relay;
	OnlineTally *tally;
} SpfCheck;

/* envelope: mails leave with this domain as their return path, so that receivers ask it; else they look at From only. */
void spf_check_domain(const SpfCheck *check, const char *domain, bool envelope);

#endif
