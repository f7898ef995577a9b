#include "parsers/replies/bank.h"

#include <glib.h>
#include <string.h>

#include "parsers/replies/words.h"

enum { BANK_BYTES = 262144, CLABE_DIGITS = 18, ACCOUNT_MIN = 7, ACCOUNT_MAX = 20, NEAR_WORDS = 8 };

/* Words that an account number stands behind. Own folio numbers and phone numbers have none of them near. */
static const char *const account_words[] = {
	"cuenta ~2 "
	"corriente|vista|rut|ahorro|ahorros|bancaria|banco|cheques|deposito|n|no|nro|num|numero|clabe",
	"cta ~1 cte|corriente|vista|n|no|nro|num|bancaria",
	"cuenta|cta #",
	"numero de cuenta",
	"cuentarut|clabe|iban|swift|conta|agencia|account|acct|rib|compte|pix",
};

/* CLABE: weights 3 7 1 over 17 digits, each product mod 10 (Banco de México, Circular 3/2012). */
static bool bank_is_clabe(const char *digits)
{
	static const int weights[] = { 3, 7, 1 };
	int sum = 0;
	for (int i = 0; i < CLABE_DIGITS - 1; i++)
		sum += (digits[i] - '0') * weights[i % 3] % 10;
	bool spread = strspn(digits, "0") < 6;
	return spread && (10 - sum % 10) % 10 == digits[CLABE_DIGITS - 1] - '0';
}

/* ISO 13616: country and check digits to the end, letters as two digits, mod 97 is 1. */
static bool bank_is_iban(const char *text, size_t length)
{
	if (length < 15 || length > 34 || !g_ascii_isupper(text[0]) || !g_ascii_isupper(text[1]) ||
	    !g_ascii_isdigit(text[2]) || !g_ascii_isdigit(text[3]))
		return false;
	unsigned rest = 0;
	for (size_t i = 0; i < length; i++) {
		char c = text[(i + 4) % length];
		unsigned value = (unsigned)(g_ascii_isdigit(c) ? c - '0' : c - 'A' + 10);
		rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
	}
	return rest == 1;
}

/* The run of characters of one number as people space it ("0123 4567-89"), from at: marks between groups left
 * out. */
static size_t bank_run(const char *at, size_t left, bool letters, char *ret, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < left && n < max; i++) {
		bool joint = at[i] == ' ' || at[i] == '-' || at[i] == '.';
		bool next_is_digit = i + 1 < left &&
				     (g_ascii_isdigit(at[i + 1]) || (letters && g_ascii_isupper(at[i + 1])));
		if (g_ascii_isdigit(at[i]) || (letters && g_ascii_isupper(at[i])))
			ret[n++] = at[i];
		else if (!joint || !next_is_digit)
			break;
	}
	ret[n] = '\0';
	return n;
}

static bool bank_begins_word(const char *text, const char *at)
{
	return at == text || !(g_ascii_isalnum(at[-1]) || at[-1] == '-' || at[-1] == '.');
}

static void bank_take(Arena *arena, Texts *accounts, const char *number, size_t length)
{
	const char *account = arena_strndup(arena, number, length);
	if (accounts->n < BANK_ACCOUNTS_MAX && !texts_has(accounts, account))
		texts_add(arena, accounts, account);
}

/* IBANs are cut by their country's length in practice; every length that fits is tried. */
static void bank_take_iban(Arena *arena, Texts *accounts, const char *at, size_t left)
{
	g_autofree char *run = g_malloc(36);
	size_t n = bank_run(at, left, true, run, 34);
	for (size_t length = n; length >= 15; length--)
		if (bank_is_iban(run, length)) {
			bank_take(arena, accounts, run, length);
			return;
		}
}

static void bank_take_checked(Arena *arena, Texts *accounts, const char *text, size_t length)
{
	g_autofree char *digits = g_malloc(CLABE_DIGITS + 2);
	for (size_t i = 0; i < length; i++) {
		const char *at = text + i;
		if (!bank_begins_word(text, at))
			continue;
		if (g_ascii_isdigit(*at) &&
		    bank_run(at, length - i, false, digits, CLABE_DIGITS + 1) == CLABE_DIGITS &&
		    bank_is_clabe(digits))
			bank_take(arena, accounts, digits, CLABE_DIGITS);
		if (i + 3 < length && g_ascii_isupper(at[0]) && g_ascii_isupper(at[1]) &&
		    g_ascii_isdigit(at[2]))
			bank_take_iban(arena, accounts, at, length - i);
	}
}

/* A number of account length within a few words behind a word for account; the words that are left are looked at. */
static void bank_take_following(Arena *arena, Texts *accounts, const Words *words, const char *text, size_t at)
{
	g_autofree char *digits = g_malloc(ACCOUNT_MAX + 2);
	for (size_t i = at; i < words->n && i < at + NEAR_WORDS; i++) {
		const Word *word = &words->items[i];
		if (word->kind != WORD_NUMBER)
			continue;
		const char *start = text + word->start;
		size_t n = bank_run(start, strnlen(start, 64), false, digits, ACCOUNT_MAX + 1);
		if (n < ACCOUNT_MIN || n > ACCOUNT_MAX)
			continue;
		bank_take(arena, accounts, digits, n);
		return;
	}
}

static void bank_take_accounts(Arena *arena, Texts *accounts, const char *text)
{
	const Words *words = words_of(arena, text, BANK_BYTES);
	for (size_t i = 0; i < G_N_ELEMENTS(account_words); i++) {
		const Phrase *phrase = words_phrase(arena, account_words[i], NULL);
		Match match = { 0 };
		for (size_t at = 0; words_find(phrase, words, at, words->n, &match); at = match.end)
			bank_take_following(arena, accounts, words, text, match.first);
	}
}

void bank_accounts(Arena *arena, const char *text, Texts *ret)
{
	if (text == NULL)
		return;
	bank_take_checked(arena, ret, text, strnlen(text, BANK_BYTES));
	bank_take_accounts(arena, ret, text);
}

void bank_numbers(Arena *arena, const char *text, Texts *ret)
{
	g_autofree char *digits = g_malloc(ACCOUNT_MAX + 2);
	bank_accounts(arena, text, ret);
	for (const char *at = text != NULL ? text : ""; *at != '\0'; at++) {
		if (!g_ascii_isdigit(*at) || !bank_begins_word(text, at))
			continue;
		size_t n = bank_run(at, strnlen(at, 64), false, digits, ACCOUNT_MAX + 1);
		if (n >= ACCOUNT_MIN && n <= ACCOUNT_MAX)
			bank_take(arena, ret, digits, n);
	}
}

const char *bank_account(Arena *arena, const char *stated)
{
	g_autoptr(GString) account = g_string_new(NULL);
	for (const char *at = stated != NULL ? stated : ""; *at != '\0' && account->len <= 34; at++)
		if (g_ascii_isalnum(*at))
			g_string_append_c(account, g_ascii_toupper(*at));
	bool fits = account->len >= ACCOUNT_MIN && account->len <= 34;
	return fits ? arena_strdup(arena, account->str) : NULL;
}

/* Bank, place, account of eleven digits, control digit (Banco de México, Circular 3/2012). */
static bool bank_is_inside(const char *account, const char *clabe)
{
	static const size_t from = 6, digits = 11;
	size_t zeros = strspn(account, "0");
	size_t length = strlen(account + zeros);
	if (strlen(clabe) != CLABE_DIGITS || length < ACCOUNT_MIN || length > digits)
		return false;
	size_t before = digits - length;
	return strspn(clabe + from, "0") >= before && strncmp(clabe + from + before, account + zeros, length) == 0;
}

bool bank_same(const char *a, const char *b)
{
	return strcmp(a + strspn(a, "0"), b + strspn(b, "0")) == 0 || bank_is_inside(a, b) || bank_is_inside(b, a);
}
