#include "gateway/smtp/smtp_address.h"
#include "gateway/smtp/smtp_body.h"
#include "tests/tap.h"

static const struct {
	const char *name, *in, *out;
} cases[] = {
	{ "canonical text stays", "a: b\r\n\r\ntext\r\n", "a: b\r\n\r\ntext\r\n" },
	{ "nothing", "", "" },
	{ "last line without end", "text", "text\r\n" },
	{ "bare LF", "a\nb\n", "a\r\nb\r\n" },
	{ "bare CR", "a\rb\r", "a\r\nb\r\n" },
	{ "CR CR LF", "a\r\r\nb\r\n", "a\r\n\r\nb\r\n" },
	{ "LF CR", "a\n\rb\r\n", "a\r\n\r\nb\r\n" },
	{ "a dot", ".\r\n", "..\r\n" },
	{ "a dot without end", ".", "..\r\n" },
	{ "two dots", "..\r\n", "...\r\n" },
	{ "a dot in a line stays", "a.b\r\n", "a.b\r\n" },
	{ "a dot after a line", "a\r\n.b\r\n", "a\r\n..b\r\n" },
	{ "smuggling by LF", "a\n.\nMAIL\n", "a\r\n..\r\nMAIL\r\n" },
	{ "smuggling by LF dot CRLF", "a\n.\r\nMAIL\r\n", "a\r\n..\r\nMAIL\r\n" },
	{ "smuggling by CR", "a\r.\rMAIL\r", "a\r\n..\r\nMAIL\r\n" },
	{ "smuggling by CR dot CRLF", "a\r.\r\nMAIL\r\n", "a\r\n..\r\nMAIL\r\n" },
	{ "smuggling by CRLF", "a\r\n.\r\nMAIL\r\n", "a\r\n..\r\nMAIL\r\n" },
	{ "smuggling by CR CR LF dot", "a\r\r\n.\r\r\nMAIL\r\n", "a\r\n\r\n..\r\n\r\nMAIL\r\n" },
};

static GString *read_all(const char *bytes, size_t n, size_t room)
{
	GString *out = g_string_new(NULL);
	g_autofree char *copy = exact_copy(bytes, n);
	g_autofree char *block = g_malloc(room);
	SmtpBody body;
	smtp_body_begin(&body, copy, n);
	for (size_t got; (got = smtp_body_read(&body, block, room)) > 0;)
		g_string_append_len(out, block, (gssize)got);
	return out;
}

static void test_cases(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		for (size_t room = SMTP_BODY_MIN_ROOM; room < 9; room++) {
			GString *got = read_all(cases[i].in, strlen(cases[i].in), room);
			is_mem(got->str, got->len, cases[i].out, strlen(cases[i].out), cases[i].name);
			g_string_free(got, TRUE);
		}
	}
}

/* Whatever goes in, no server can find an end of data in it: lines end in CRLF only, none is a single dot.
 */
static bool is_safe(const GString *wire)
{
	bool safe = wire->len == 0 || g_str_has_suffix(wire->str, "\r\n");
	for (gsize i = 0; i < wire->len && safe; i++) {
		if (wire->str[i] == '\n')
			safe = i > 0 && wire->str[i - 1] == '\r';
		if (wire->str[i] == '\r')
			safe = wire->str[i + 1] == '\n';
		if (wire->str[i] == '.' && (i == 0 || wire->str[i - 1] == '\n'))
			safe = wire->str[i + 1] == '.';
		i += wire->str[i] == '.' && (i == 0 || wire->str[i - 1] == '\n');
	}
	return safe;
}

static void test_every_short_text(void)
{
	static const char alphabet[] = "\r\n.a";
	int wrong = 0;
	for (int number = 0; number < 65536; number++) {
		char text[8];
		for (size_t i = 0; i < sizeof text; i++)
			text[i] = alphabet[(number >> (2 * i)) & 3];
		GString *got = read_all(text, sizeof text, 3 + (size_t)(number % 7));
		wrong += !is_safe(got);
		g_string_free(got, TRUE);
	}
	is_i64(wrong, 0, "every text of eight CR, LF, dot and letter is safe on the wire");
}

static void test_faults(void)
{
	bool eight_bit = true;
	g_autofree char *line = g_strnfill(SMTP_BODY_MAX_LINE + 1, 'x');
	g_autofree char *fits = g_strconcat(line + 1, "\r\n", line + 1, "\r\n", NULL);
	is_str(smtp_body_fault(fits, strlen(fits), &eight_bit), NULL, "998 bytes in a line fit");
	ok(!eight_bit, "and are 7-bit");
	g_autofree char *wide = g_strconcat("a\r\n", line, "\r\n", NULL);
	is_str(smtp_body_fault(wide, strlen(wide), &eight_bit),
	       "the mail has a line of more than 998 bytes", "999 do not");
	is_str(smtp_body_fault("a\0b", 3, &eight_bit), "the mail holds a NUL byte", "NUL is refused");
	is_str(smtp_body_fault("\303\261\r\n", 4, &eight_bit), NULL, "8-bit is no fault");
	ok(eight_bit, "but is noticed");
}

static const struct {
	const char *name, *address, *wire;
	bool utf8;
} addresses[] = {
	{ "plain", "ana@cliente.cl", "ana@cliente.cl", false },
	{ "plus and dots", "cobranza+m1f.abc@e-mail.co.cl", "cobranza+m1f.abc@e-mail.co.cl", false },
	{ "domain outside ASCII", "ana@compañía.cl", "ana@xn--compaa-7va5a.cl", false },
	{ "local part outside ASCII", "iñaki@cliente.cl", "iñaki@cliente.cl", true },
	{ "address literal", "ana@[127.0.0.1]", "ana@[127.0.0.1]", false },
	{ "none", NULL, NULL, false },
	{ "empty", "", NULL, false },
	{ "no @", "ana", NULL, false },
	{ "no local part", "@cliente.cl", NULL, false },
	{ "no domain", "ana@", NULL, false },
	{ "two @", "ana@a@b.cl", NULL, false },
	{ "CRLF", "ana@b.cl>\r\nRCPT TO:<eva@b.cl", NULL, false },
	{ "CRLF in the local part", "a\r\nna@b.cl", NULL, false },
	{ "LF at the end", "ana@b.cl\n", NULL, false },
	{ "blank", "a na@b.cl", NULL, false },
	{ "blank in the domain", "ana@b.cl SIZE=1", NULL, false },
	{ "no-break space", "a\302\240na@b.cl", NULL, false },
	{ "bracket", "ana@b.cl>", NULL, false },
	{ "bracket in the local part", "<ana@b.cl", NULL, false },
	{ "C1 control", "a\302\205na@b.cl", NULL, false },
	{ "line separator", "a\342\200\250na@b.cl", NULL, false },
	{ "bidi mark", "a\342\200\256na@b.cl", NULL, false },
	{ "broken UTF-8", "a\377na@b.cl", NULL, false },
	{ "semicolon in the domain", "ana@b.cl;eva", NULL, false },
};

static void test_addresses(void)
{
	g_autoptr(Arena) arena = arena_new();
	for (size_t i = 0; i < G_N_ELEMENTS(addresses); i++) {
		bool utf8 = false;
		is_str(smtp_address_wire(arena, addresses[i].address, &utf8), addresses[i].wire,
		       addresses[i].name);
		ok(utf8 == addresses[i].utf8, "%s: SMTPUTF8", addresses[i].name);
	}
	g_autofree char *local = g_strnfill(250, 'x');
	bool utf8 = false;
	ok(smtp_address_wire(arena, arena_printf(arena, "%s@b.c", local), &utf8) != NULL, "254 bytes fit");
	ok(smtp_address_wire(arena, arena_printf(arena, "%s@b.cl", local), &utf8) == NULL, "255 do not");
	is_str(smtp_address_xtext(arena, "a+b=c d\303\261@x"), "a+2Bb+3Dc+20d+C3+B1@x", "xtext");
}

int main(void)
{
	test_cases();
	test_every_short_text();
	test_faults();
	test_addresses();
	return tap_done();
}
