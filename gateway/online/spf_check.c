#include "gateway/online/spf_check.h"

#include <string.h>

#include "gateway/online/spf_walk.h"

/* Where mail for a provider's relay leaves from is what its record says, not the relay's own address. */
typedef struct {
	const char *relay;   /* the end of the relay's host name */
	const char *include; /* what its customers include */
} ProviderRow;

static const ProviderRow spf_providers[] = {
	{ "smtp.gmail.com", "_spf.google.com" },
	{ "smtp-relay.gmail.com", "_spf.google.com" },
	{ "smtp.office365.com", "spf.protection.outlook.com" },
	{ "mail.protection.outlook.com", "spf.protection.outlook.com" },
	{ "amazonaws.com", "amazonses.com" },
	{ "smtp.sendgrid.net", "sendgrid.net" },
	{ "smtp.mailgun.org", "mailgun.org" },
	{ "smtp.zoho.com", "zoho.com" },
	{ "smtp-relay.brevo.com", "spf.brevo.com" },
};

static const char *spf_check_include(const RelaySettings *relay)
{
	if (relay == NULL || relay->host == NULL)
		return NULL;
	g_autofree char *host = g_ascii_strdown(relay->host, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(spf_providers); i++)
		if (g_str_has_suffix(host, spf_providers[i].relay))
			return spf_providers[i].include;
	return NULL;
}

/* Addresses that the world can see; those of this machine or a local network say nothing of where mails leave from. */
static Texts spf_check_public(const SpfCheck *check)
{
	Texts found = { 0 };
	Texts public = { 0 };
	if (check->relay != NULL && check->relay->host != NULL)
		dns_addresses(check->dns, check->arena, check->relay->host, &found);
	for (size_t i = 0; i < found.n; i++)
		if (dns_is_public(found.items[i]))
			texts_add(check->arena, &public, found.items[i]);
	return public;
}

static const char *spf_check_wanted(const SpfCheck *check, const Texts *addresses)
{
	const char *include = spf_check_include(check->relay);
	if (include != NULL)
		return arena_printf(check->arena, "include:%s", include);
	Texts terms = { 0 };
	for (size_t i = 0; i < addresses->n; i++)
		texts_addf(check->arena, &terms, "%s:%s", strchr(addresses->items[i], ':') != NULL ? "ip6" : "ip4",
			   addresses->items[i]);
	return terms.n > 0 ? texts_join(check->arena, &terms, " ") : "ip4:ADDRESS-OF-THE-RELAY";
}

/* The record with the term in front of what ends it. */
static const char *spf_check_with(Arena *arena, const char *record, const char *term)
{
	Texts words = texts_split(arena, record != NULL ? record : "v=spf1 ~all", " ");
	Texts out = { 0 };
	bool put = false;
	for (size_t i = 0; i < words.n; i++) {
		const char *word = words.items[i];
		const char *bare = strchr("+-~?", word[0]) != NULL ? word + 1 : word;
		bool ends = g_ascii_strcasecmp(bare, "all") == 0 || g_ascii_strncasecmp(bare, "redirect=", 9) == 0;
		if (ends && !put)
			texts_add(arena, &out, term);
		put = put || ends;
		texts_add(arena, &out, word);
	}
	if (!put)
		texts_add(arena, &out, term);
	return texts_join(arena, &out, " ");
}

typedef enum { RELAY_NAMED, RELAY_LEFT_OUT, RELAY_NOT_TOLD } RelayPlace;

static RelayPlace spf_check_place(const SpfCheck *check, const char *domain, const SpfReport *report,
				  const Texts *addresses)
{
	const char *include = spf_check_include(check->relay);
	if (include != NULL)
		return texts_has(&report->includes, include) ? RELAY_NAMED : RELAY_LEFT_OUT;
	for (size_t i = 0; i < addresses->n; i++) {
		SpfReport one = spf_walk(check->dns, check->arena, domain, addresses->items[i]);
		if (one.verdict != SPF_VERDICT_PASS)
			return one.depends || one.verdict == SPF_VERDICT_AWAY ? RELAY_NOT_TOLD : RELAY_LEFT_OUT;
	}
	return addresses->n > 0 ? RELAY_NAMED : RELAY_NOT_TOLD;
}

static void spf_check_record(const SpfCheck *check, const char *domain, const SpfReport *report, bool envelope)
{
	Texts addresses = spf_check_public(check);
	const char *relay = check->relay != NULL ? check->relay->name : "?";
	bool provider = spf_check_include(check->relay) != NULL;
	RelayPlace place = spf_check_place(check, domain, report, &addresses);
	OnlineFinding finding = { .what = "SPF", .subject = domain };
	finding.found = arena_printf(check->arena, "\"%s\" names relay %s (%d look-ups of %d)", report->record, relay,
				     report->lookups, SPF_WALK_LOOKUPS);
	if (place == RELAY_NOT_TOLD) {
		finding.verdict = ONLINE_ADVICE;
		finding.found = arena_printf(check->arena, "\"%s\" is well formed; whether it names the address that relay "
							   "%s sends from cannot be told", report->record, relay);
	} else if (place == RELAY_LEFT_OUT) {
		/* A provider's record is what its customers include; the address of another relay may only be its door. */
		finding.verdict = provider && envelope ? ONLINE_FAULT : ONLINE_ADVICE;
		finding.found = arena_printf(check->arena, "\"%s\" does not name relay %s", report->record, relay);
		finding.act = provider ? "publish this record instead" :
					 "publish this record instead, unless the relay sends from other addresses";
		finding.owner = domain;
		finding.type = "TXT";
		finding.value = spf_check_with(check->arena, report->record, spf_check_wanted(check, &addresses));
	}
	online_say(check->tally, &finding);
}

static void spf_check_none(const SpfCheck *check, const char *domain, bool envelope)
{
	Texts addresses = spf_check_public(check);
	OnlineFinding finding = { .verdict = envelope ? ONLINE_FAULT : ONLINE_ADVICE, .what = "SPF", .subject = domain,
				  .act = "publish this record", .owner = domain, .type = "TXT" };
	finding.found = envelope ? "there is no SPF record: receivers cannot tell our mails from forged ones" :
				   "there is no SPF record; mails leave with another domain as their return path";
	finding.value = spf_check_with(check->arena, NULL, spf_check_wanted(check, &addresses));
	online_say(check->tally, &finding);
}

void spf_check_domain(const SpfCheck *check, const char *domain, bool envelope)
{
	SpfReport report = spf_walk(check->dns, check->arena, domain, NULL);
	OnlineFinding finding = { .what = "SPF", .subject = domain, .found = report.why };
	if (report.verdict == SPF_VERDICT_NONE) {
		spf_check_none(check, domain, envelope);
	} else if (report.verdict == SPF_VERDICT_AWAY) {
		finding.verdict = ONLINE_LATER;
		finding.act = "try again later; when it lasts, look at the resolver ([dns] server)";
		online_say(check->tally, &finding);
	} else if (report.verdict == SPF_VERDICT_BROKEN) {
		finding.verdict = ONLINE_FAULT;
		finding.act = "mend the record: receivers take a broken one as a failure";
		online_say(check->tally, &finding);
	} else {
		spf_check_record(check, domain, &report, envelope);
	}
}
