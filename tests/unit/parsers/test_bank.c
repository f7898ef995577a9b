#include "parsers/replies/bank.h"
#include "tests/tap.h"

static const struct {
	const char *text;
	bool want;
} cases[] = {
	{ "CLABE 032180000118359719", true },
	{ "transferir a 0321 8000 0118 3597 19 a nombre de", true },
	{ "032180000118359718", false }, /* control digit */
	{ "IBAN: DE89 3704 0044 0532 0130 00", true },
	{ "IBAN ES9121000418450200051332", true },
	{ "GB82WEST12345698765432", true },
	{ "Banco Andino, cuenta corriente 000-123456-7", true },
	{ "Cta. Cte. Nº 12345678", true },
	{ "CuentaRUT 15123456", true },
	{ "our account number is 0011223344", true },
	{ "agência 1234 conta 56789-01", true },
	{ "factura 4521 por $1.250.000", false },
	{ "RUT 76.192.083-9, fono +56 2 2345 6789", false },
	{ "UUID AD662D33-6934-459C-A128-BDF0393F0F44", false },
	{ "a cuenta de la factura 33", false },
	{ "su estado de cuenta al 30/11/2026", false },
	{ "DE12 palabras sueltas", false },
	{ "", false },
	{ NULL, false },
};

static void test_numbers(void)
{
	g_autoptr(Arena) arena = arena_new();
	Texts all = { 0 };
	bank_accounts(arena, "Banco Andino, cuenta corriente 000-123456-7; o bien CLABE 0321 8000 0118 3597 19. "
			     "La cuenta corriente 000-123456-7 es la misma.", &all);
	is_str(texts_join(arena, &all, " "), "032180000118359719 0001234567", "each number once, without marks");
	ok(bank_same("0001234567", "1234567") && !bank_same("1234567", "1234568"), "leading zeros say nothing");
	ok(bank_same("032180000118359719", "11835971") && bank_same("00011835971", "032180000118359719"),
	   "a CLABE holds its account");
	ok(!bank_same("032180000118359719", "1835971") && !bank_same("032180000118359719", "11835972"),
	   "… and no other");
	Texts own = { 0 };
	bank_numbers(arena, "Banco Andino 00-123-45678-09, CLABE 032180000118359719, piso 12", &own);
	is_str(texts_join(arena, &own, " "), "032180000118359719 001234567809", "our own instructions need no word for account");
	is_str(bank_account(arena, "00-123.456-7"), "001234567", "as a document states it");
	ok(bank_account(arena, "1234") == NULL && bank_account(arena, NULL) == NULL, "four digits are no account");
}

int main(void)
{
	test_numbers();
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(Arena) arena = arena_new();
		Texts accounts = { 0 };
		bank_accounts(arena, cases[i].text, &accounts);
		ok((accounts.n > 0) == cases[i].want, "%s",
		   cases[i].text != NULL ? cases[i].text : "NULL");
	}
	return tap_done();
}
