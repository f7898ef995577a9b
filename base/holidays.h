/*
 * Public holidays by the rules of each country's law, so that nobody types them in year by year. National ones only:
 * what a region, a bank or an election adds is a date of the config. The rows of holidays.c name their law.
 *
 * Countries: CL MX BR FR ES US GB (England and Wales). Mexico and Brazil are as their banks close (CNBV, Febraban),
 * since what is waited for is a payment.
 */
#ifndef BASE_HOLIDAYS_H
#define BASE_HOLIDAYS_H

#include "base/arena.h"
#include "base/date.h"

/* Easter Sunday of the Gregorian calendar, years 1583 to 9999. */
Date holidays_easter(int year);
/* Sorted, each once, of the years from first to last; none for a country without rules. */
Date *holidays_of(Arena *arena, const char *country, int first, int last, size_t *ret_n);
bool holidays_knows(const char *country);

#endif
