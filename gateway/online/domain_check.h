/*
 * DomainCheck: what DNS says of a company as a sender, for `check --online`: SPF, DKIM, DMARC of the domains that it
 * writes from, and the MX of the one that is answered to (RFC 7208, 6376, 7489, 5321 section 5.1, 7505).
 */
#ifndef GATEWAY_DOMAIN_CHECK_H
#define GATEWAY_DOMAIN_CHECK_H

#include "gateway/net/dns.h"
#include "gateway/online/online_say.h"
#include "gateway/settings.h"

/* Says everything it finds; nothing it meets is an error of the call. */
void domain_check_company(Dns *dns, const Settings *settings, const CompanySettings *company, OnlineTally *tally);

#endif
