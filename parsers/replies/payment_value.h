/*
 * Dates and amounts as people write them in tables: "1.234.567", "1.234,50", "$ 1,234.50", "(500)", "03-11-2026".
 */
#ifndef PARSERS_PAYMENT_VALUE_H
#define PARSERS_PAYMENT_VALUE_H

#include "parsers/replies/payment_file.h"

/* The decimal mark that an amount gives away: "1.234,5" and "12,5" a comma, "1,234.5" and "12.50" a point. AUTO: it may
 * be either ("1.234", "500"). */
PaymentMark payment_value_mark(const char *text);
/* False when the text is no amount, or may be two of them: *ret_why says so. */
bool payment_value_amount(const char *text, const char *currency, PaymentMark mark, int64_t *ret, const char **ret_why);
/* What stands behind the day (a time) is left. False when there is no such day in that order. */
bool payment_value_date(const char *text, PaymentDates order, Date *ret);

#endif
