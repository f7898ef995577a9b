#include "base/calendar.h"

#include <glib.h>
#include <stdlib.h>

static int calendar_compare(const void *a, const void *b)
{
	return date_compare(*(const Date *)a, *(const Date *)b);
}

bool calendar_is_business_day(const Calendar *calendar, Date date)
{
	if ((calendar->weekdays & (1u << (unsigned)(date_weekday(date) - 1))) == 0)
		return false;
	return calendar->n_holidays == 0 ||
	       bsearch(&date, calendar->holidays, calendar->n_holidays, sizeof date, calendar_compare) == NULL;
}

/* A calendar without a single day of work in a year counts as one of seven: never loop for ever on a config. */
static Date calendar_step(const Calendar *calendar, Date date, int64_t direction)
{
	for (int64_t i = 1; i <= 366; i++) {
		Date next = date_add_days(date, direction * i);
		if (calendar_is_business_day(calendar, next))
			return next;
	}
	return date_add_days(date, direction);
}

Date calendar_roll(const Calendar *calendar, Date date)
{
	return calendar_is_business_day(calendar, date) ? date : calendar_step(calendar, date, 1);
}

Date calendar_add(const Calendar *calendar, Date date, int64_t n)
{
	if (n == 0)
		return calendar_roll(calendar, date);
	int64_t direction = n < 0 ? -1 : 1;
	for (int64_t left = n * direction; left > 0; left--)
		date = calendar_step(calendar, date, direction);
	return date;
}

static bool calendar_digit(const char *text, int *ret)
{
	*ret = *text - '0';
	return *ret >= 1 && *ret <= 7;
}

/* "3" or "1-5"; *text moves behind it. */
static bool calendar_range(const char **text, unsigned *weekdays)
{
	int from = 0;
	int until = 0;
	if (!calendar_digit((*text)++, &from))
		return false;
	until = from;
	if (**text == '-') {
		if (!calendar_digit(*text + 1, &until))
			return false;
		*text += 2;
	}
	for (int day = from; day <= until; day++)
		*weekdays |= 1u << (unsigned)(day - 1);
	return until >= from;
}

bool calendar_parse_weekdays(const char *text, unsigned *ret)
{
	unsigned weekdays = 0;
	do {
		if (!calendar_range(&text, &weekdays))
			return false;
	} while (*text++ == ',');
	if (text[-1] != '\0')
		return false;
	*ret = weekdays;
	return true;
}
