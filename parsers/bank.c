#include "parsers/bank.h"

#include <glib.h>
#include <string.h>

#include "parsers/words.h"

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

/* IBANs are cut by their country's length in practice; every length that fits is tried. */
static bool bank_has_iban(const char *at, size_t left)
{
	g_autofree char *run = g_malloc(36);
	size_t n = bank_run(at, left, true, run, 34);
	for (size_t length = n; length >= 15; length--)
		if (bank_is_iban(run, length))
			return true;
	return false;
}

static bool bank_has_checked_number(const char *text, size_t length)
{
	g_autofree char *digits = g_malloc(CLABE_DIGITS + 2);
	for (size_t i = 0; i < length; i++) {
		const char *at = text + i;
		if (!bank_begins_word(text, at))
			continue;
		if (g_ascii_isdigit(*at) &&
		    bank_run(at, length - i, false, digits, CLABE_DIGITS + 1) == CLABE_DIGITS &&
		    bank_is_clabe(digits))
			return true;
		if (i + 3 < length && g_ascii_isupper(at[0]) && g_ascii_isupper(at[1]) &&
		    g_ascii_isdigit(at[2]) && bank_has_iban(at, length - i))
			return true;
	}
	return false;
}

/* A number of account length within a few words behind a word for account. */
static bool bank_number_follows(const Words *words, const char *text, size_t at)
{
	g_autofree char *digits = g_malloc(ACCOUNT_MAX + 2);
	for (size_t i = at; i < words->n && i < at + NEAR_WORDS; i++) {
		const Word *word = &words->items[i];
		if (word->kind != WORD_NUMBER)
			continue;
		const char *start = text + word->start;
		size_t n = bank_run(start, strnlen(start, 64), false, digits, ACCOUNT_MAX + 1);
		if (n >= ACCOUNT_MIN && n <= ACCOUNT_MAX)
			return true;
	}
	return false;
}

static bool bank_has_account(Arena *arena, const char *text)
{
	const Words *words = words_of(arena, text, BANK_BYTES);
	for (size_t i = 0; i < G_N_ELEMENTS(account_words); i++) {
		const Phrase *phrase = words_phrase(arena, account_words[i], NULL);
		Match match = { 0 };
		for (size_t at = 0; words_find(phrase, words, at, words->n, &match); at = match.end)
			if (bank_number_follows(words, text, match.first))
				return true;
	}
	return false;
}

bool bank_details_in(Arena *arena, const char *text)
{
	if (text == NULL)
		return false;
	return bank_has_checked_number(text, strnlen(text, BANK_BYTES)) || bank_has_account(arena, text);
}
