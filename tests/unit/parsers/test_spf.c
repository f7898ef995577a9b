/* SPF records: which are well formed (RFC 7208 section 12), and tag lists of DMARC and DKIM records. */
#include "parsers/mime/spf.h"
#include "parsers/mime/tag_list.h"
#include "tests/tap.h"

typedef struct {
	const char *text;
	size_t terms;
	const char *fault; /* words of it; NULL: none */
} Row;

static const Row rows[] = {
	{ "v=spf1 -all", 1, NULL },
	{ "V=SPF1 Include:_spf.example.cl ~ALL", 2, NULL },
	{ "v=spf1 a mx a:mail.example.cl/24 mx/24//64 a//64 ip4:192.0.2.0/24 ip6:2001:db8::/32 ?all", 8, NULL },
	{ "v=spf1 exists:%{i}.example.cl redirect=_spf.example.cl exp=why.example.cl moo=cow", 4, NULL },
	{ "v=spf1", 0, NULL },
	{ "v=spf1 ip4:192.0.2.256 -all", 0, "ip4:192.0.2.256" },
	{ "v=spf1 ip4:192.0.2.0/33 -all", 0, "ip4:192.0.2.0/33" },
	{ "v=spf1 ip4:2001:db8::1 -all", 0, "ip4:2001:db8::1" },
	{ "v=spf1 ip6:192.0.2.1 -all", 0, "ip6:192.0.2.1" },
	{ "v=spf1 a/24/64 -all", 0, "a/24/64" },
	{ "v=spf1 a/ -all", 0, "a/" },
	{ "v=spf1 include -all", 0, "include" },
	{ "v=spf1 include: -all", 0, "include:" },
	{ "v=spf1 include=example.cl -all", 0, "include=example.cl" },
	{ "v=spf1 all:example.cl", 0, "all:example.cl" },
	{ "v=spf1 ipv4:192.0.2.1 -all", 0, "ipv4:192.0.2.1" },
	{ "v=spf1 mx -redirect=example.cl", 1, "-redirect=example.cl" },
	{ "v=spf1 redirect=a.example redirect=b.example", 2, "twice" },
	{ "v=spf1 - all", 0, "\"-\"" },
};

static void records(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		SpfRecord record = spf_parse(arena, rows[i].text);
		is_i64((int64_t)record.n, (int64_t)rows[i].terms, rows[i].text);
		if (rows[i].fault == NULL)
			is_str(record.fault, NULL, "… is well formed");
		else
			ok(record.fault != NULL && strstr(record.fault, rows[i].fault) != NULL, "… is not: %s",
			   record.fault);
	}
	SpfRecord record = spf_parse(arena, "v=spf1 ~mx:mail.example.cl/20//60");
	is_i64(record.terms[0].kind, SPF_MX, "mx");
	is_i64(record.terms[0].qualifier, '~', "its qualifier");
	is_str(record.terms[0].domain, "mail.example.cl", "its domain");
	is_i64(record.terms[0].bits4 * 1000 + record.terms[0].bits6, 20060, "its networks");
	ok(spf_is_record("v=spf1") && spf_is_record("v=spf1 a") && !spf_is_record("v=spf10 a"), "which record is SPF");
}

static void tags(void)
{
	g_autoptr(Arena) arena = arena_new();
	TagList list = tag_list_parse(arena, " v=DMARC1 ;p = none; rua=mailto:a@b.cl?x=y; ");
	is_i64((int64_t)list.n, 3, "three tags");
	is_str(tag_list_get(&list, "p"), "none", "white space around = does not count");
	is_str(tag_list_get(&list, "rua"), "mailto:a@b.cl?x=y", "a value may have =");
	is_str(list.fault, NULL, "no fault");
	is_str(tag_list_parse(arena, "v=DKIM1; oops").fault, "\"oops\" is not name=value", "a word without =");
	is_str(tag_list_parse(arena, "p=a; p=b").fault, "p= stands there twice", "a tag twice");
	is_i64((int64_t)tag_list_parse(arena, "").n, 0, "nothing");
}

int main(void)
{
	records();
	tags();
	return tap_done();
}
