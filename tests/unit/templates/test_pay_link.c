#include "templates/pay_link.h"

#include <string.h>

#include "tests/tap.h"

typedef struct {
	const char *pattern, *fault;
} FaultRow;

static const FaultRow fault_rows[] = {
	{ "https://pagos.example.cl/?d={folio}", NULL },
	{ "https://pagos.example.cl:8443/{type}/{series}/{number}/{uuid}#{amount}{currency}{due}{customer}", NULL },
	{ "https://pagos.example.cl", NULL },
	{ "http://pagos.example.cl/?d={folio}", "https:// is wanted" },
	{ "javascript:alert(1)", "https:// is wanted" },
	{ "https://{customer}.example.cl/", "{customer} cannot stand in the host" },
	{ "https://pagos.example.cl?d={folio}", "{folio} cannot stand in the host" },
	{ "https://x@pagos.example.cl/", "no address with a host" },
	{ "https:///{folio}", "no address with a host" },
	{ "https://a.cl/{Folio}", "there is no {Folio}" },
	{ "https://a.cl/{folio", "a { or } without the other" },
	{ "https://a.cl/folio}", "a { or } without the other" },
	{ "https://a.cl/{{folio}}", "there is no {{folio}" },
	{ "https://a.cl/ {folio}", "only the signs of an address can stand in it, others as %XX" },
	{ "https://a.cl/\"", "only the signs of an address can stand in it, others as %XX" },
	{ "https://a.cl/'", "only the signs of an address can stand in it, others as %XX" },
	{ "https://ñ.cl/", "only the signs of an address can stand in it, others as %XX" },
};

static void test_faults(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(fault_rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		is_str(pay_link_fault(arena, fault_rows[i].pattern), fault_rows[i].fault, fault_rows[i].pattern);
	}
}

static PayLinkValues values(void)
{
	return (PayLinkValues){ .type = "33", .folio = "1203", .number = "1203", .customer = "78123456-7",
				.amount = money_make(1190500000, "CLP"), .due = date_make(2026, 11, 30) };
}

static void test_fill(void)
{
	g_autoptr(Arena) arena = arena_new();
	PayLinkValues plain = values();
	is_str(pay_link_fill(arena, "https://a.cl/{type}/{folio}?a={amount}&c={currency}&f={due}&r={customer}&s={series}",
			     &plain),
	       "https://a.cl/33/1203?a=1190.5&c=CLP&f=2026-11-30&r=78123456-7&s=", "each variable");
	is_str(pay_link_fill(arena, "https://a.cl/{uuid}", &plain), NULL, "a value that is not known makes no link");
	is_str(pay_link_fill(arena, "https://a.cl", &plain), "https://a.cl", "none to fill in");
	plain.folio = "../x?y=1&z#\"'<>{type}ñ%\r\n@evil.example/";
	is_str(pay_link_fill(arena, "https://a.cl/?d={folio}&e=1", &plain),
	       "https://a.cl/?d=..%2Fx%3Fy%3D1%26z%23%22%27%3C%3E%7Btype%7D%C3%B1%25%0D%0A%40evil.example%2F&e=1",
	       "a value stays the value");
	plain.folio = arena_alloc(arena, PAY_LINK_LENGTH + 1);
	memset((char *)(uintptr_t)plain.folio, '7', PAY_LINK_LENGTH);
	is_str(pay_link_fill(arena, "https://a.cl/{folio}", &plain), NULL, "too long");
}

/* Whatever a stranger's value is, the link has the parts of its pattern. */
static void test_random(void)
{
	g_autoptr(GRand) random = g_rand_new_with_seed(3986);
	int wrong = 0;
	for (int i = 0; i < 20000; i++) {
		g_autoptr(Arena) arena = arena_new();
		char bytes[] = "abcdefgh";
		for (size_t k = 0; k + 1 < sizeof bytes; k++)
			bytes[k] = (char)g_rand_int_range(random, 1, 128);
		PayLinkValues wild = values();
		wild.folio = bytes;
		const char *link = pay_link_fill(arena, "https://a.cl/p?d={folio}&z=9", &wild);
		g_autoptr(GUri) uri = g_uri_parse(link, G_URI_FLAGS_ENCODED, NULL);
		const char *query = uri != NULL ? g_uri_get_query(uri) : NULL;
		g_autoptr(GHashTable) got = query != NULL ? g_uri_parse_params(query, -1, "&", G_URI_PARAMS_NONE, NULL) :
							    NULL;
		bool same = got != NULL && g_strcmp0(g_uri_get_host(uri), "a.cl") == 0 &&
			    g_strcmp0(g_uri_get_path(uri), "/p") == 0 && g_uri_get_fragment(uri) == NULL &&
			    g_hash_table_size(got) == 2 && g_strcmp0(g_hash_table_lookup(got, "d"), bytes) == 0;
		wrong += !same;
	}
	is_i64(wrong, 0, "20,000 values read back equal");
}

int main(void)
{
	test_faults();
	test_fill();
	test_random();
	return tap_done();
}
