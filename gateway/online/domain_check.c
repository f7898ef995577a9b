#include "gateway/online/domain_check.h"

#include <string.h>

#include "base/text.h"
#include "gateway/online/dkim_key.h"
#include "gateway/online/org_domain.h"
#include "gateway/online/spf_check.h"
#include "parsers/mime/tag_list.h"

typedef struct {
	Arena *arena;
	Dns *dns;
	const CompanySettings *company;
	OnlineTally *tally;
	const char *from;     /* domain that clients see */
	const char *envelope; /* domain of Reply-To, which bounces go to as well */
	const char *dkim;     /* domain that we sign for; NULL */
} DomainCheck;

static void domain_check_say(const DomainCheck *check, OnlineFinding finding)
{
	online_say(check->tally, &finding);
}

static void domain_check_away(const DomainCheck *check, const char *what, const char *name)
{
	domain_check_say(check, (OnlineFinding){
		.verdict = ONLINE_LATER, .what = what, .subject = name,
		.found = arena_printf(check->arena, "DNS gives no answer (%s)", dns_reason(check->dns)),
		.act = "try again later; when it lasts, look at the resolver ([dns] server) and at the domain's servers" });
}

/* ---- DKIM ---- */

static const char *domain_check_squeeze(Arena *arena, const char *text)
{
	g_autoptr(GString) out = g_string_new(NULL);
	for (; text != NULL && *text != '\0'; text++)
		if (!g_ascii_isspace(*text))
			g_string_append_c(out, *text);
	return arena_strdup(arena, out->str);
}

/* What is wrong with the record of our key; NULL: nothing. */
static const char *domain_check_key_fault(Arena *arena, const DkimKey *key, const char *text)
{
	TagList tags = tag_list_parse(arena, text);
	const char *version = tag_list_get(&tags, "v");
	const char *type = tag_list_get(&tags, "k");
	const char *hashes = tag_list_get(&tags, "h");
	const char *published = domain_check_squeeze(arena, tag_list_get(&tags, "p"));
	if (tags.fault != NULL)
		return arena_printf(arena, "the record cannot be read: %s", tags.fault);
	if (version != NULL && strcmp(version, "DKIM1") != 0)
		return "its v= is not DKIM1";
	if (tag_list_get(&tags, "p") == NULL)
		return "it has no p=";
	if (published[0] == '\0')
		return "its p= is empty: the key is revoked";
	if (strcmp(type != NULL ? type : "rsa", key->ed25519 ? "ed25519" : "rsa") != 0)
		return arena_printf(arena, "its k= is %s, our key is %s", type != NULL ? type : "rsa",
				    key->ed25519 ? "ed25519" : "rsa");
	if (hashes != NULL && strstr(hashes, "sha256") == NULL)
		return "its h= does not allow sha256";
	return strcmp(published, key->public64) != 0 ? "its p= is another key than ours" : NULL;
}

static void domain_check_key(const DomainCheck *check, const DkimKey *key, const char *name)
{
	Texts texts = { 0 };
	DnsAnswer answer = dns_txt(check->dns, check->arena, name, &texts);
	g_autofree char *record = dkim_key_record(key);
	OnlineFinding finding = { .what = "DKIM", .subject = name, .verdict = ONLINE_FAULT, .owner = name,
				  .type = "TXT", .value = record };
	if (answer == DNS_AWAY) {
		domain_check_away(check, "DKIM", name);
		return;
	}
	if (answer == DNS_NONE) {
		finding.found = "there is no such record: receivers cannot verify what we sign";
		finding.act = "publish this record";
	} else if (texts.n > 1) {
		finding.found = "there are several records: receivers take any of them";
		finding.act = "leave only this one";
	} else {
		const char *fault = domain_check_key_fault(check->arena, key, texts.items[0]);
		finding.found = fault != NULL ? fault : "the record is there and is our key";
		finding.act = fault != NULL ? "replace the record with this one, or configure the key it belongs to" : NULL;
		finding.owner = fault != NULL ? name : NULL;
		finding.verdict = fault != NULL ? ONLINE_FAULT : ONLINE_FINE;
	}
	domain_check_say(check, finding);
}

static void domain_check_dkim(const DomainCheck *check)
{
	if (check->dkim == NULL) {
		domain_check_say(check, (OnlineFinding){
			.verdict = ONLINE_ADVICE, .what = "DKIM", .subject = check->from,
			.found = "mails are not signed here; whether the relay signs them cannot be told from DNS",
			.act = "see the round trip below, or set dkim_selector and dkim_key_file in the company's section" });
		return;
	}
	g_autoptr(GError) error = NULL;
	g_autoptr(DkimKey) key = dkim_key_read(check->company->dkim_key_file, &error);
	if (key == NULL) {
		domain_check_say(check, (OnlineFinding){ .verdict = ONLINE_FAULT, .what = "DKIM", .subject = check->dkim,
							 .found = error->message });
		return;
	}
	domain_check_key(check, key, arena_printf(check->arena, "%s._domainkey.%s", check->company->dkim_selector,
						  check->dkim));
}

/* ---- DMARC ---- */

typedef struct {
	const char *name; /* where it stands */
	const char *text; /* NULL: none */
	size_t n;	  /* records that say they are DMARC */
} DmarcRecord;

static bool domain_check_is_dmarc(Arena *arena, const char *text)
{
	TagList tags = tag_list_parse(arena, text);
	return tags.n > 0 && strcmp(tags.items[0].name, "v") == 0 && strcmp(tags.items[0].value, "DMARC1") == 0;
}

/* At the domain itself, else at the registered one above it. */
static DnsAnswer domain_check_find_dmarc(const DomainCheck *check, DmarcRecord *ret)
{
	const char *domains[] = { check->from, org_domain_of(check->arena, check->from) };
	*ret = (DmarcRecord){ 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(domains) && ret->n == 0; i++) {
		Texts texts = { 0 };
		ret->name = arena_printf(check->arena, "_dmarc.%s", domains[i]);
		if (dns_txt(check->dns, check->arena, ret->name, &texts) == DNS_AWAY)
			return DNS_AWAY;
		for (size_t t = 0; t < texts.n; t++)
			if (domain_check_is_dmarc(check->arena, texts.items[t])) {
				ret->text = texts.items[t];
				ret->n++;
			}
	}
	return ret->n > 0 ? DNS_FOUND : DNS_NONE;
}

static const char *domain_check_dmarc_fault(const DomainCheck *check, const DmarcRecord *record, const TagList *tags)
{
	const char *policy = tag_list_get(tags, "p");
	const char *reports = tag_list_get(tags, "rua");
	if (record->n > 1)
		return "there are several records: receivers look at none of them";
	if (tags->fault != NULL)
		return arena_printf(check->arena, "the record cannot be read: %s", tags->fault);
	if (policy == NULL)
		return "the record has no p=";
	if (strcmp(policy, "none") != 0 && strcmp(policy, "quarantine") != 0 && strcmp(policy, "reject") != 0)
		return arena_printf(check->arena, "p=%s is no policy: none, quarantine or reject is wanted",
				    text_line(check->arena, policy, 40));
	if (reports != NULL && !g_str_has_prefix(reports, "mailto:"))
		return "rua= is no mailto: address";
	return NULL;
}

static const char *domain_check_dmarc_record(const DomainCheck *check)
{
	const char *person = check->company->alerts_to.n > 0 ? check->company->alerts_to.items[0] :
							       check->company->reply_to;
	return arena_printf(check->arena, "v=DMARC1; p=none; rua=mailto:%s", person);
}

/* From must agree with what SPF or DKIM proves; else a strict policy is against our own mails. */
static void domain_check_alignment(const DomainCheck *check, const TagList *tags, const char *name)
{
	const char *policy = tag_list_get(tags, "p");
	const char *spf = tag_list_get(tags, "aspf");
	const char *dkim = tag_list_get(tags, "adkim");
	bool by_spf = org_domain_aligned(check->arena, check->from, check->envelope, spf != NULL && spf[0] == 's');
	bool by_dkim = check->dkim != NULL &&
		       org_domain_aligned(check->arena, check->from, check->dkim, dkim != NULL && dkim[0] == 's');
	static const char *const ways[] = { NULL, "SPF", "DKIM", "SPF and DKIM" };
	const char *way = ways[(by_spf ? 1 : 0) + (by_dkim ? 2 : 0)];
	OnlineFinding finding = { .what = "DMARC", .subject = check->from };
	if (way != NULL) {
		finding.found = arena_printf(check->arena, "%s says p=%s; From agrees with the domain of %s", name, policy, way);
	} else {
		bool strict = strcmp(policy, "none") != 0;
		finding.verdict = strict ? ONLINE_FAULT : ONLINE_ADVICE;
		finding.found = arena_printf(check->arena,
					     "From (%s) agrees neither with the envelope (%s) nor with a DKIM domain of ours%s",
					     check->from, check->envelope,
					     strict ? arena_printf(check->arena, ": receivers apply p=%s to our mails", policy) : "");
		finding.act = arena_printf(check->arena, "sign with DKIM for %s (dkim_selector, dkim_key_file), or take a "
							 "reply_to in that domain", check->from);
	}
	domain_check_say(check, finding);
}

static void domain_check_dmarc(const DomainCheck *check)
{
	DmarcRecord record;
	DnsAnswer answer = domain_check_find_dmarc(check, &record);
	OnlineFinding finding = { .verdict = ONLINE_FAULT, .what = "DMARC", .subject = check->from, .type = "TXT",
				  .owner = arena_printf(check->arena, "_dmarc.%s", check->from),
				  .value = domain_check_dmarc_record(check) };
	if (answer == DNS_AWAY) {
		domain_check_away(check, "DMARC", check->from);
		return;
	}
	if (answer == DNS_NONE) {
		finding.found = "there is no DMARC record: large providers refuse or hide mails without one";
		finding.act = "publish this record; once the reports are clean, make it p=quarantine";
		domain_check_say(check, finding);
		return;
	}
	TagList tags = tag_list_parse(check->arena, record.text);
	finding.found = domain_check_dmarc_fault(check, &record, &tags);
	if (finding.found != NULL) {
		finding.owner = record.name;
		finding.act = "leave one record only, such as this one";
		domain_check_say(check, finding);
		return;
	}
	domain_check_alignment(check, &tags, record.name);
}

/* ---- MX of the answers ---- */

static bool domain_check_any_host(const DomainCheck *check, const Texts *hosts, DnsAnswer *ret)
{
	*ret = DNS_NONE;
	for (size_t i = 0; i < hosts->n; i++) {
		Texts addresses = { 0 };
		DnsAnswer answer = dns_addresses(check->dns, check->arena, hosts->items[i], &addresses);
		*ret = answer == DNS_NONE ? *ret : answer;
		if (answer == DNS_FOUND)
			return true;
	}
	return false;
}

static void domain_check_mx_hosts(const DomainCheck *check, const Texts *hosts)
{
	OnlineFinding finding = { .verdict = ONLINE_FAULT, .what = "MX", .subject = check->envelope };
	DnsAnswer answer = DNS_NONE;
	const char *names = texts_join(check->arena, hosts, ", ");
	if (hosts->n == 1 && hosts->items[0][0] == '\0') {
		finding.found = "the record says that the domain takes no mail";
		finding.act = "let reply_to be an address that takes mail: answers and bounces go there";
	} else if (domain_check_any_host(check, hosts, &answer)) {
		finding.verdict = ONLINE_FINE;
		finding.found = arena_printf(check->arena, "answers and bounces go to %s", names);
	} else if (answer == DNS_AWAY) {
		domain_check_away(check, "MX", check->envelope);
		return;
	} else {
		finding.found = arena_printf(check->arena, "none of its servers has an address: %s", names);
		finding.act = "let the record name a server that exists";
	}
	domain_check_say(check, finding);
}

static void domain_check_mx(const DomainCheck *check)
{
	Texts hosts = { 0 };
	Texts addresses = { 0 };
	DnsAnswer answer = dns_mx(check->dns, check->arena, check->envelope, &hosts);
	if (answer == DNS_FOUND) {
		domain_check_mx_hosts(check, &hosts);
		return;
	}
	if (answer == DNS_NONE)
		answer = dns_addresses(check->dns, check->arena, check->envelope, &addresses);
	if (answer == DNS_AWAY) {
		domain_check_away(check, "MX", check->envelope);
		return;
	}
	OnlineFinding none = { .verdict = ONLINE_FAULT, .what = "MX", .subject = check->envelope,
			       .found = "the domain of reply_to has no mail server: answers and bounces are lost",
			       .act = "publish the record that the mailbox's provider names, such as this one",
			       .owner = check->envelope, .type = "MX",
			       .value = arena_printf(check->arena, "10 mail.%s.", check->envelope) };
	OnlineFinding implied = { .verdict = ONLINE_ADVICE, .what = "MX", .subject = check->envelope,
				  .found = arena_printf(check->arena, "there is no MX record; mail goes to the domain's "
								      "address %s", addresses.n > 0 ? addresses.items[0] : ""),
				  .act = "publish an MX record: some senders do not try the address" };
	domain_check_say(check, answer == DNS_FOUND ? implied : none);
}

void domain_check_company(Dns *dns, const Settings *settings, const CompanySettings *company, OnlineTally *tally)
{
	g_autoptr(Arena) arena = arena_new();
	DomainCheck check = { .arena = arena, .dns = dns, .company = company, .tally = tally };
	check.from = strrchr(settings_from_address(arena, company), '@') + 1;
	check.envelope = strrchr(company->reply_to, '@') + 1;
	check.dkim = settings_dkim_domain(arena, company);
	SpfCheck spf = { arena, dns, settings_relay(settings, company), tally };
	spf_check_domain(&spf, check.envelope, true);
	if (g_ascii_strcasecmp(check.from, check.envelope) != 0)
		spf_check_domain(&spf, check.from, false);
	domain_check_dkim(&check);
	domain_check_dmarc(&check);
	domain_check_mx(&check);
}
