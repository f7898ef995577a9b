#include "parsers/xml/decimal.h"

#include <glib.h>
#include <stddef.h>

#define DIGITS_MAX 24
#define DECIMALS 6

/* Appends digits to value; the number of them, or -1 when there are too many. */
static int decimal_digits(const char **at, DecimalUnits *value, int max)
{
	int n = 0;
	for (; g_ascii_isdigit(**at); (*at)++, n++) {
		if (n >= max && **at != '0')
			return -1;
		if (n < max)
			*value = *value * 10 + (**at - '0');
	}
	return n;
}

static void decimal_skip_spaces(const char **at)
{
	while (g_ascii_isspace(**at))
		(*at)++;
}

bool decimal_parse(const char *text, Decimal *ret)
{
	if (text == NULL)
		return false;
	decimal_skip_spaces(&text);
	bool negative = *text == '-';
	text += *text == '-' || *text == '+';
	while (*text == '0' && g_ascii_isdigit(text[1]))
		text++;
	DecimalUnits value = 0;
	int whole = decimal_digits(&text, &value, DIGITS_MAX);
	int decimals = 0;
	if (whole < 0 || whole > DIGITS_MAX)
		return false;
	if (*text == '.') {
		text++;
		decimals = decimal_digits(&text, &value, DECIMALS);
		if (decimals <= 0)
			return false;
	}
	for (int i = decimals; i < DECIMALS; i++)
		value *= 10;
	decimal_skip_spaces(&text);
	if (*text != '\0' || whole + decimals == 0)
		return false;
	ret->micro = negative ? -value : value;
	return true;
}

Decimal decimal_add(Decimal a, Decimal b)
{
	return (Decimal){ a.micro + b.micro };
}

Decimal decimal_subtract(Decimal a, Decimal b)
{
	return (Decimal){ a.micro - b.micro };
}

int decimal_compare(const char *a, const char *b)
{
	Decimal left;
	Decimal right;
	bool has_left = decimal_parse(a, &left);
	bool has_right = decimal_parse(b, &right);
	if (!has_left || !has_right)
		return has_left ? -1 : 1;
	return left.micro < right.micro ? -1 : left.micro > right.micro;
}

bool decimal_equal(const char *a, const char *b)
{
	return decimal_compare(a, b) == 0;
}
