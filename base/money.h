/*
 * Money: a scaled integer (millionths of the unit) and its ISO 4217 currency. Exact, never a double.
 * Range: about 9.2 * 10^12 units either side; past it every function here says so instead of wrapping.
 */
#ifndef BASE_MONEY_H
#define BASE_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

#define MONEY_SCALE INT64_C(1000000)

typedef struct {
	int64_t micro;    /* millionths */
	/* lint: string_buffer: an ISO 4217 code has three letters */
	char currency[4]; /* "" when unknown */
} Money;

/* Reads [-+]digits[.digits] with at most 6 significant decimals (further zeros are fine), blanks around it ignored.
 * No thousands marks, no exponent. False, ret untouched, for anything else or out of range. */
bool money_parse_micro(const char *text, int64_t *ret);
bool money_parse(const char *text, const char *currency, Money *ret);
Money money_make(int64_t micro, const char *currency);

/* Sum; false when it does not fit or the currencies differ. */
bool money_add(Money a, Money b, Money *ret);

/* Shortest exact decimal text: "1160", "1160.5", "0.000001". */
const char *money_micro_text(Arena *arena, int64_t micro);
/* Decimals the currency is written with (ISO 4217 minor units): CLP 0, MXN 2; 2 when unknown. */
int money_decimals(const char *currency);

#endif
