/* SPF of a sender against a real DNS server on loopback: what it says of addresses, and of a relay (tests/dns.sh). */
#include <glib/gstdio.h>

#include "gateway/online/org_domain.h"
#include "gateway/online/spf_check.h"
#include "gateway/online/spf_walk.h"
#include "tests/tap.h"

static const char records[] =
	"txt-record=plain.test,\"v=spf1 ip4:203.0.113.0/24 ip6:2001:db8::/32 -all\"\n"
	"txt-record=soft.test,\"v=spf1 include:plain.test ~all\"\n"
	"txt-record=two.test,\"v=spf1 -all\"\ntxt-record=two.test,\"v=spf1 +all\"\n"
	"txt-record=split.test,\"v=spf1 ip4:203.0.113.9 \",\"-all\"\n"
	"txt-record=other.test,\"google-site-verification=x\"\n"
	"txt-record=bad.test,\"v=spf1 ipv4:203.0.113.9 -all\"\n"
	"txt-record=loop.test,\"v=spf1 include:loop.test -all\"\n"
	"txt-record=gone.test,\"v=spf1 include:nowhere.test -all\"\n"
	"txt-record=aside.test,\"v=spf1 redirect=plain.test\"\n"
	"txt-record=hosts.test,\"v=spf1 a:relay.test mx -all\"\n"
	"mx-host=hosts.test,mail.test,10\nhost-record=mail.test,203.0.113.20\nhost-record=relay.test,203.0.113.7\n"
	"txt-record=away.test,\"v=spf1 include:refused.example -all\"\n"
	"txt-record=google.test,\"v=spf1 include:_spf.google.com -all\"\n"
	"txt-record=_spf.google.com,\"v=spf1 ip4:198.51.100.0/24 -all\"\n";

typedef struct {
	const char *domain, *address;
	SpfVerdict verdict;
	int lookups;
	const char *why; /* words of it */
} Row;

static const Row rows[] = {
	{ "plain.test", "203.0.113.200", SPF_VERDICT_PASS, 0, NULL },
	{ "plain.test", "203.0.114.1", SPF_VERDICT_FAIL, 0, NULL },
	{ "plain.test", "2001:db8:5::1", SPF_VERDICT_PASS, 0, NULL },
	{ "plain.test", "2001:db9::1", SPF_VERDICT_FAIL, 0, NULL },
	{ "soft.test", "203.0.113.1", SPF_VERDICT_PASS, 1, NULL },
	{ "soft.test", "198.51.100.1", SPF_VERDICT_SOFTFAIL, 1, NULL },
	{ "two.test", "203.0.113.1", SPF_VERDICT_BROKEN, 0, "2 SPF records" },
	{ "split.test", "203.0.113.9", SPF_VERDICT_PASS, 0, NULL },
	{ "other.test", "203.0.113.9", SPF_VERDICT_NONE, 0, NULL },
	{ "nowhere.test", "203.0.113.9", SPF_VERDICT_NONE, 0, NULL },
	{ "bad.test", "203.0.113.9", SPF_VERDICT_BROKEN, 0, "ipv4:203.0.113.9" },
	{ "loop.test", "203.0.113.9", SPF_VERDICT_BROKEN, 11, "more than 10" },
	{ "gone.test", "203.0.113.9", SPF_VERDICT_BROKEN, 1, "include:nowhere.test" },
	{ "aside.test", "203.0.113.9", SPF_VERDICT_PASS, 1, NULL },
	{ "hosts.test", "203.0.113.7", SPF_VERDICT_PASS, 2, NULL },
	{ "hosts.test", "203.0.113.20", SPF_VERDICT_PASS, 2, NULL },
	{ "hosts.test", "203.0.113.21", SPF_VERDICT_FAIL, 2, NULL },
	{ "away.test", "203.0.113.9", SPF_VERDICT_AWAY, 1, "refused.example" },
};

static void walks(Dns *dns)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		SpfReport report = spf_walk(dns, arena, rows[i].domain, rows[i].address);
		g_autofree char *name = g_strdup_printf("%s of %s", rows[i].domain, rows[i].address);
		is_i64(report.verdict, rows[i].verdict, name);
		is_i64(report.lookups, rows[i].lookups, "… look-ups");
		ok(rows[i].why == NULL || (report.why != NULL && strstr(report.why, rows[i].why) != NULL), "… why: %s",
		   report.why != NULL ? report.why : "(null)");
	}
}

static void relay(Dns *dns, const char *domain, const char *host, OnlineVerdict verdict)
{
	g_autoptr(Arena) arena = arena_new();
	RelaySettings settings = { .name = "salida", .host = host };
	OnlineTally tally = { 0 };
	g_autofree char *name = g_strdup_printf("%s behind %s", domain, host);
	printf("# ");
	spf_check_domain(&(SpfCheck){ arena, dns, &settings, &tally }, domain, true);
	is_i64((int64_t)tally.n[verdict], 1, name);
}

static void relays(Dns *dns)
{
	relay(dns, "hosts.test", "relay.test", ONLINE_FINE);
	relay(dns, "hosts.test", "mail.test", ONLINE_FINE);
	relay(dns, "soft.test", "relay.test", ONLINE_FINE);
	relay(dns, "split.test", "relay.test", ONLINE_ADVICE);
	relay(dns, "plain.test", "127.0.0.1", ONLINE_ADVICE);
	relay(dns, "plain.test", "smtp.gmail.com", ONLINE_FAULT);
	relay(dns, "google.test", "smtp.gmail.com", ONLINE_FINE);
	relay(dns, "other.test", "relay.test", ONLINE_FAULT);
	relay(dns, "bad.test", "relay.test", ONLINE_FAULT);
	relay(dns, "away.test", "relay.test", ONLINE_LATER);
}

static void others(Dns *dns)
{
	g_autoptr(Arena) arena = arena_new();
	Texts texts = { 0 };
	is_i64(dns_addresses(dns, arena, "192.0.2.1", &texts), DNS_FOUND, "an address is its own answer");
	is_i64(dns_mx(dns, arena, "plain.test", &texts), DNS_NONE, "no MX");
	is_i64(dns_txt(dns, arena, "x.example", &texts), DNS_AWAY, "refused: nobody knows");
	is_i64(dns_txt(dns, arena, "..", &texts), DNS_NONE, "no name at all");
	ok(dns_is_public("203.0.113.7") && !dns_is_public("10.1.2.3") && !dns_is_public("172.31.0.1") &&
		   dns_is_public("172.32.0.1") && !dns_is_public("127.0.0.9") && !dns_is_public("fd00::1") &&
		   !dns_is_public("::1") && dns_is_public("2001:db8::1"), "which addresses are public");
	is_str(org_domain_of(arena, "Pagos.Acme.com.mx"), "acme.com.mx", "the registered domain");
	ok(org_domain_aligned(arena, "a.acme.cl", "b.acme.cl", false), "sisters are aligned");
	ok(!org_domain_aligned(arena, "a.acme.cl", "b.acme.cl", true), "… but not strictly");
	ok(!org_domain_aligned(arena, "acme.com.mx", "otra.com.mx", false), "a public suffix makes no family");
}

static int dns_server(const char *verb, const char *folder)
{
	g_autofree char *command = g_strdup_printf("sh tests/dns.sh %s %s", verb, folder);
	int status = -1;
	g_spawn_command_line_sync(command, NULL, NULL, &status, NULL);
	return status;
}

int main(void)
{
	g_autofree char *folder = g_dir_make_tmp("dns-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, "records", NULL);
	g_autofree char *server_path = g_build_filename(folder, "server", NULL);
	g_autofree char *server = NULL;
	g_autoptr(GError) error = NULL;
	if (!g_file_set_contents(path, records, -1, NULL))
		return 1;
	if (dns_server("start", folder) != 0) {
		skip("SPF", "dnsmasq is not installed");
		return tap_done();
	}
	if (!g_file_get_contents(server_path, &server, NULL, NULL))
		return 1;
	g_autoptr(Dns) dns = dns_open(g_strstrip(server), 5, &error);
	ok(dns != NULL, "the resolver starts");
	walks(dns);
	relays(dns);
	others(dns);
	dns_server("stop", folder);
	ok(dns_open("no-address", 1, &error) == NULL && error != NULL, "a server that is none is refused");
	return tap_done();
}
