#include "base/money.h"

#include <glib.h>
#include <string.h>

#define MONEY_DECIMALS 6

static bool money_push(int64_t *value, int digit)
{
	return !__builtin_mul_overflow(*value, (int64_t)10, value) &&
	       !__builtin_add_overflow(*value, (int64_t)digit, value);
}

static bool money_fraction(const char **text, int64_t *value)
{
	int seen = 0;
	for (; g_ascii_isdigit(**text); (*text)++) {
		if (seen == MONEY_DECIMALS && **text != '0')
			return false;
		if (seen < MONEY_DECIMALS && !money_push(value, **text - '0'))
			return false;
		seen = MIN(seen + 1, MONEY_DECIMALS);
	}
	bool some = seen > 0;
	for (; seen < MONEY_DECIMALS; seen++)
		if (!money_push(value, 0))
			return false;
	return some;
}

static bool money_scale(int64_t *value)
{
	return !__builtin_mul_overflow(*value, MONEY_SCALE, value);
}

bool money_parse_micro(const char *text, int64_t *ret)
{
	if (text == NULL)
		return false;
	while (g_ascii_isspace(*text))
		text++;
	bool negative = *text == '-';
	if (*text == '-' || *text == '+')
		text++;
	bool whole = g_ascii_isdigit(*text);
	int64_t value = 0;
	for (; g_ascii_isdigit(*text); text++)
		if (!money_push(&value, *text - '0'))
			return false;
	if (*text == '.') {
		text++;
		if (!money_fraction(&text, &value))
			return false;
	} else if (!whole || !money_scale(&value)) {
		return false;
	}
	while (g_ascii_isspace(*text))
		text++;
	if (*text != '\0')
		return false;
	*ret = negative ? -value : value;
	return true;
}

Money money_make(int64_t micro, const char *currency)
{
	Money money = { .micro = micro };
	if (currency != NULL && strlen(currency) == 3)
		memcpy(money.currency, currency, 4);
	return money;
}

bool money_parse(const char *text, const char *currency, Money *ret)
{
	int64_t micro = 0;
	if (!money_parse_micro(text, &micro))
		return false;
	*ret = money_make(micro, currency);
	return true;
}

bool money_add(Money a, Money b, Money *ret)
{
	int64_t sum = 0;
	if (memcmp(a.currency, b.currency, sizeof a.currency) != 0 || __builtin_add_overflow(a.micro, b.micro, &sum))
		return false;
	*ret = a;
	ret->micro = sum;
	return true;
}

const char *money_micro_text(Arena *arena, int64_t micro)
{
	uint64_t size = micro < 0 ? (uint64_t)0 - (uint64_t)micro : (uint64_t)micro;
	const char *sign = micro < 0 ? "-" : "";
	uint64_t fraction = size % (uint64_t)MONEY_SCALE;
	char *text = arena_printf(arena, "%s%" G_GUINT64_FORMAT ".%06" G_GUINT64_FORMAT, sign,
				  size / (uint64_t)MONEY_SCALE, fraction);
	char *end = text + strlen(text);
	while (end[-1] == '0')
		*--end = '\0';
	if (end[-1] == '.')
		end[-1] = '\0';
	return text;
}

typedef struct {
	const char *currency;
	int decimals;
} CurrencyRow;

static const CurrencyRow money_currencies[] = {
	{ "BHD", 3 }, { "CLF", 4 }, { "CLP", 0 }, { "IQD", 3 }, { "ISK", 0 }, { "JOD", 3 }, { "JPY", 0 },
	{ "KRW", 0 }, { "KWD", 3 }, { "LYD", 3 }, { "OMR", 3 }, { "PYG", 0 }, { "TND", 3 }, { "VND", 0 },
};

int money_decimals(const char *currency)
{
	for (size_t i = 0; i < G_N_ELEMENTS(money_currencies); i++)
		if (g_strcmp0(currency, money_currencies[i].currency) == 0)
			return money_currencies[i].decimals;
	return 2;
}
