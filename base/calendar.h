/*
 * Business days: every weekday that is not a holiday of the list. Civil dates only.
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"

typedef struct {
	unsigned weekdays;    /* bit 0 Monday .. bit 6 Sunday: days of work */
	const Date *holidays; /* sorted, may be NULL */
	size_t n_holidays;
} Calendar;

#define CALENDAR_MONDAY_TO_FRIDAY 0x1fu

bool calendar_is_business_day(const Calendar *calendar, Date date);
/* The date itself, or the next business day. */
Date calendar_roll(const Calendar *calendar, Date date);
/* n business days after date (n < 0: before). n = 0: the date itself, rolled forward. */
Date calendar_add(const Calendar *calendar, Date date, int64_t n);
/* "1-5", "1-7", "1,3,5": ISO weekdays. False when it is none of these. */
bool calendar_parse_weekdays(const char *text, unsigned *ret);

#endif
