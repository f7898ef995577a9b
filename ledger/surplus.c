#include "ledger/surplus.h"

#include <string.h>

#include "base/text.h"
#include "parsers/xml/decimal.h"

#define SURPLUS_RATE_PLACES 11 /* EquivalenciaDR has 10 at most, and half of the last one more */
#define SURPLUS_CENT (MONEY_SCALE / 100)
#define SURPLUS_MOST ((DecimalUnits)1000000000000 * MONEY_SCALE)

static DecimalUnits surplus_power(size_t n)
{
	DecimalUnits power = 1;
	while (n-- > 0)
		power *= 10;
	return power;
}

static size_t surplus_decimals(const char *text)
{
	const char *point = strchr(text, '.');
	return point != NULL ? strspn(point + 1, "0123456789") : 0;
}

/* The rate in units of 10^-11, and half of its last written digit; 1 when the currencies are one. False: no rate. */
static bool surplus_rate(const PaidDocument *paid, const Payment *payment, DecimalUnits *ret, DecimalUnits *ret_half)
{
	DecimalUnits units = 0;
	*ret = surplus_power(SURPLUS_RATE_PLACES);
	*ret_half = 0;
	if (paid->rate == NULL || text_equal(paid->currency, payment->currency))
		return text_equal(paid->currency, payment->currency);
	size_t decimals = surplus_decimals(paid->rate);
	if (decimals >= SURPLUS_RATE_PLACES || strlen(paid->rate) > 20)
		return false;
	for (const char *at = paid->rate; *at != '\0'; at++)
		if (g_ascii_isdigit(*at))
			units = units * 10 + (*at - '0');
		else if (*at != '.')
			return false;
	*ret = units * surplus_power(SURPLUS_RATE_PLACES - decimals);
	*ret_half = surplus_power(SURPLUS_RATE_PLACES - decimals) / 2;
	return *ret > *ret_half;
}

/* The most that one document can have taken of the payment, millionths of its currency, rounded up. */
static bool surplus_most(const PaidDocument *paid, const Payment *payment, DecimalUnits *ret)
{
	Decimal amount;
	DecimalUnits rate = 0;
	DecimalUnits half = 0;
	if (paid->paid == NULL || !decimal_parse(paid->paid, &amount) || amount.micro < 0 ||
	    amount.micro > SURPLUS_MOST ||
	    !surplus_rate(paid, payment, &rate, &half))
		return false;
	if (half == 0 && rate == surplus_power(SURPLUS_RATE_PLACES)) {
		*ret = amount.micro;
		return true;
	}
	size_t decimals = MIN(surplus_decimals(paid->paid), 6);
	DecimalUnits upper = amount.micro * 10 + 5 * surplus_power(6 - decimals); /* tenths of a millionth */
	DecimalUnits scaled = upper * surplus_power(SURPLUS_RATE_PLACES - 1);
	*ret = (scaled + rate - half - 1) / (rate - half);
	return true;
}

int64_t surplus_of(const Payment *payment)
{
	Decimal amount;
	DecimalUnits most = 0;
	if (payment->amount == NULL || !decimal_parse(payment->amount, &amount) || amount.micro > SURPLUS_MOST)
		return 0;
	for (size_t i = 0; i < payment->n_documents; i++) {
		DecimalUnits one = 0;
		if (!surplus_most(&payment->documents[i], payment, &one) || most > SURPLUS_MOST)
			return 0;
		most += one;
	}
	DecimalUnits left = amount.micro - most;
	return left > SURPLUS_CENT ? (int64_t)(left - left % SURPLUS_CENT) : 0;
}
