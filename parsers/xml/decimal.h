/*
 * Decimal: amounts as documents write them, compared and added without a range: base/money.h is what can be
 * booked, but a document may state up to 18 digits and 4 decimals.
 */
#ifndef PARSERS_DECIMAL_H
#define PARSERS_DECIMAL_H

#include <stdbool.h>

__extension__ typedef __int128 DecimalUnits;

typedef struct {
	DecimalUnits micro; /* millionths */
} Decimal;

/* [-+]digits[.digits], up to 24 digits and 6 significant decimals, blanks around it ignored. */
bool decimal_parse(const char *text, Decimal *ret);
Decimal decimal_add(Decimal a, Decimal b);
Decimal decimal_subtract(Decimal a, Decimal b);

/* Both are decimals of the same value: "027" and "27", "30276.00" and "30276". */
bool decimal_equal(const char *a, const char *b);
/* <0, 0, >0; a text that is no decimal is larger than any. */
int decimal_compare(const char *a, const char *b);

#endif
