#include "gateway/online/spf_walk.h"

#include <arpa/inet.h>
#include <string.h>

#include "parsers/mime/spf.h"

typedef struct {
	Dns *dns;
	Arena *arena;
	const char *address; /* NULL: only the record is looked at */
	SpfReport *report;
} SpfWalk;

typedef enum { MATCH_NO, MATCH_YES, MATCH_BROKEN, MATCH_AWAY } SpfMatch;

static SpfVerdict spf_walk_domain(SpfWalk *walk, const char *domain, bool first);

static SpfVerdict spf_walk_stop(SpfWalk *walk, SpfVerdict verdict, const char *why)
{
	if (walk->report->why == NULL)
		walk->report->why = why;
	return verdict;
}

static SpfVerdict spf_walk_away(SpfWalk *walk, const char *domain)
{
	return spf_walk_stop(walk, SPF_VERDICT_AWAY,
			     arena_printf(walk->arena, "%s: DNS: %s", domain, dns_reason(walk->dns)));
}

/* True when an address ("192.0.2.1", "2001:db8::1") lies in the network of that many bits. */
static bool spf_walk_in_network(const char *address, const char *network, int bits4, int bits6)
{
	guint8 one[sizeof(struct in6_addr)] = { 0 };
	guint8 other[sizeof(struct in6_addr)] = { 0 };
	bool six = strchr(address, ':') != NULL;
	int family = six ? AF_INET6 : AF_INET;
	int bits = six ? bits6 : bits4;
	if (inet_pton(family, address, one) != 1 || inet_pton(family, network, other) != 1)
		return false;
	if (memcmp(one, other, (size_t)bits / 8) != 0)
		return false;
	int rest = bits % 8;
	return rest == 0 || ((one[bits / 8] ^ other[bits / 8]) >> (8 - rest)) == 0;
}

static const char *spf_walk_lower(Arena *arena, const char *domain)
{
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	return arena_strdup(arena, lower);
}

static bool spf_walk_counts(SpfWalk *walk)
{
	if (++walk->report->lookups <= SPF_WALK_LOOKUPS)
		return true;
	spf_walk_stop(walk, SPF_VERDICT_BROKEN,
		      arena_printf(walk->arena, "it needs more than %d look-ups, so that receivers give up",
				   SPF_WALK_LOOKUPS));
	return false;
}

static SpfMatch spf_walk_include(SpfWalk *walk, const char *domain)
{
	texts_add(walk->arena, &walk->report->includes, domain);
	SpfVerdict verdict = spf_walk_domain(walk, domain, false);
	if (verdict == SPF_VERDICT_NONE)
		spf_walk_stop(walk, verdict, arena_printf(walk->arena, "include:%s: there is no SPF record", domain));
	if (verdict == SPF_VERDICT_AWAY)
		return MATCH_AWAY;
	if (verdict == SPF_VERDICT_BROKEN || verdict == SPF_VERDICT_NONE)
		return MATCH_BROKEN;
	return verdict == SPF_VERDICT_PASS ? MATCH_YES : MATCH_NO;
}

static bool spf_walk_matches(const SpfWalk *walk, const SpfTerm *term, const char *network)
{
	return walk->address != NULL && spf_walk_in_network(walk->address, network, term->bits4, term->bits6);
}

static SpfMatch spf_walk_host(const SpfWalk *walk, const SpfTerm *term, const char *host)
{
	Texts addresses = { 0 };
	bool found = false;
	if (dns_addresses(walk->dns, walk->arena, host, &addresses) == DNS_AWAY)
		return MATCH_AWAY;
	for (size_t i = 0; i < addresses.n; i++)
		found = found || spf_walk_matches(walk, term, addresses.items[i]);
	return found ? MATCH_YES : MATCH_NO;
}

static SpfMatch spf_walk_mx(const SpfWalk *walk, const SpfTerm *term, const char *domain)
{
	Texts hosts = { 0 };
	SpfMatch match = dns_mx(walk->dns, walk->arena, domain, &hosts) == DNS_AWAY ? MATCH_AWAY : MATCH_NO;
	for (size_t i = 0; i < hosts.n && i < SPF_WALK_LOOKUPS && match == MATCH_NO; i++)
		match = spf_walk_host(walk, term, hosts.items[i]);
	return match;
}

static SpfMatch spf_walk_term(SpfWalk *walk, const char *domain, const SpfTerm *term)
{
	const char *target = term->domain != NULL ? term->domain : domain;
	bool asks = term->kind < SPF_REDIRECT && term->kind != SPF_ALL && term->kind != SPF_IP4 &&
		    term->kind != SPF_IP6;
	if (asks && !spf_walk_counts(walk))
		return MATCH_BROKEN;
	walk->report->depends = walk->report->depends || (asks && term->macro) || term->kind == SPF_EXISTS ||
				term->kind == SPF_PTR;
	if (asks && term->macro)
		return MATCH_NO;
	switch (term->kind) {
	case SPF_ALL:
		return MATCH_YES;
	case SPF_INCLUDE:
		return spf_walk_include(walk, spf_walk_lower(walk->arena, target));
	case SPF_A:
		return spf_walk_host(walk, term, target);
	case SPF_MX:
		return spf_walk_mx(walk, term, target);
	case SPF_IP4:
	case SPF_IP6:
		return spf_walk_matches(walk, term, target) ? MATCH_YES : MATCH_NO;
	case SPF_PTR:
	case SPF_EXISTS:
	case SPF_REDIRECT:
	case SPF_OTHER:
		return MATCH_NO;
	}
	return MATCH_NO;
}

static SpfVerdict spf_walk_qualified(char qualifier)
{
	switch (qualifier) {
	case '-':
		return SPF_VERDICT_FAIL;
	case '~':
		return SPF_VERDICT_SOFTFAIL;
	case '?':
		return SPF_VERDICT_NEUTRAL;
	default:
		return SPF_VERDICT_PASS;
	}
}

static SpfVerdict spf_walk_redirect(SpfWalk *walk, const SpfTerm *term)
{
	if (!spf_walk_counts(walk))
		return SPF_VERDICT_BROKEN;
	walk->report->depends = walk->report->depends || term->macro;
	if (term->macro)
		return SPF_VERDICT_NEUTRAL;
	const char *domain = spf_walk_lower(walk->arena, term->domain);
	texts_add(walk->arena, &walk->report->includes, domain);
	SpfVerdict verdict = spf_walk_domain(walk, domain, false);
	return verdict == SPF_VERDICT_NONE ? SPF_VERDICT_BROKEN : verdict;
}

static SpfVerdict spf_walk_terms(SpfWalk *walk, const char *domain, const SpfRecord *record)
{
	const SpfTerm *redirect = NULL;
	SpfVerdict verdict = SPF_VERDICT_NEUTRAL;
	bool decided = false;
	for (size_t i = 0; i < record->n; i++) {
		const SpfTerm *term = &record->terms[i];
		SpfMatch match = spf_walk_term(walk, domain, term);
		if (match == MATCH_AWAY)
			return spf_walk_away(walk, domain);
		if (match == MATCH_BROKEN)
			return SPF_VERDICT_BROKEN;
		if (match == MATCH_YES && !decided)
			verdict = spf_walk_qualified(term->qualifier);
		decided = decided || match == MATCH_YES;
		redirect = term->kind == SPF_REDIRECT ? term : redirect;
		if (term->kind == SPF_ALL)
			break;
	}
	return decided || redirect == NULL ? verdict : spf_walk_redirect(walk, redirect);
}

static SpfVerdict spf_walk_domain(SpfWalk *walk, const char *domain, bool first)
{
	Texts texts = { 0 };
	const char *record = NULL;
	size_t n = 0;
	if (dns_txt(walk->dns, walk->arena, domain, &texts) == DNS_AWAY)
		return spf_walk_away(walk, domain);
	for (size_t i = 0; i < texts.n; i++)
		if (spf_is_record(texts.items[i])) {
			record = texts.items[i];
			n++;
		}
	if (n == 0)
		return SPF_VERDICT_NONE;
	if (first)
		walk->report->record = record;
	if (n > 1)
		return spf_walk_stop(walk, SPF_VERDICT_BROKEN,
				     arena_printf(walk->arena, "%s has %zu SPF records: only one is allowed", domain, n));
	SpfRecord parsed = spf_parse(walk->arena, record);
	if (parsed.fault != NULL)
		return spf_walk_stop(walk, SPF_VERDICT_BROKEN,
				     arena_printf(walk->arena, "%s: %s", domain, parsed.fault));
	return spf_walk_terms(walk, domain, &parsed);
}

SpfReport spf_walk(Dns *dns, Arena *arena, const char *domain, const char *address)
{
	SpfReport report = { 0 };
	SpfWalk walk = { dns, arena, address, &report };
	report.verdict = spf_walk_domain(&walk, domain, true);
	return report;
}
