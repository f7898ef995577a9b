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

/* Days one after another, as numbers, with the next holiday of the list at hand. */
typedef struct {
	const Calendar *calendar;
	int64_t day, direction;
	size_t next, left; /* that holiday, and how many there are from it on */
} CalendarWalk;

static CalendarWalk calendar_walk(const Calendar *calendar, Date date, int64_t direction)
{
	CalendarWalk walk = { .calendar = calendar, .day = date_to_days(date), .direction = direction };
	size_t before = 0; /* holidays that are not after the date */
	for (size_t n = calendar->n_holidays; n > 0;) {
		size_t half = n / 2;
		bool after = date_compare(calendar->holidays[before + half], date) > 0;
		before += after ? 0 : half + 1;
		n = after ? half : n - half - 1;
	}
	walk.left = direction > 0 ? calendar->n_holidays - before : before;
	walk.next = direction > 0 || before == 0 ? before : before - 1;
	return walk;
}

static bool calendar_walk_is_holiday(CalendarWalk *walk)
{
	while (walk->left > 0) {
		int64_t ahead = (date_to_days(walk->calendar->holidays[walk->next]) - walk->day) * walk->direction;
		if (ahead >= 0)
			return ahead == 0;
		if (--walk->left > 0)
			walk->next = walk->direction > 0 ? walk->next + 1 : walk->next - 1;
	}
	return false;
}

static bool calendar_walk_works(CalendarWalk *walk)
{
	unsigned weekday = (unsigned)(((walk->day + 3) % 7 + 7) % 7);
	return (walk->calendar->weekdays & (1u << weekday)) != 0 && !calendar_walk_is_holiday(walk);
}

/* A calendar without a single day of work in a year counts as one of seven: never loop for ever on a config. */
static void calendar_step(CalendarWalk *walk)
{
	const CalendarWalk from = *walk;
	for (int64_t i = 1; i <= 366; i++) {
		walk->day += walk->direction;
		if (calendar_walk_works(walk))
			return;
	}
	*walk = from;
	walk->day += walk->direction;
}

Date calendar_roll(const Calendar *calendar, Date date)
{
	return calendar_is_business_day(calendar, date) ? date : calendar_add(calendar, date, 1);
}

Date calendar_add(const Calendar *calendar, Date date, int64_t n)
{
	if (n == 0)
		return calendar_roll(calendar, date);
	CalendarWalk walk = calendar_walk(calendar, date, n < 0 ? -1 : 1);
	for (int64_t left = n * walk.direction; left > 0; left--)
		calendar_step(&walk);
	return date_from_days(walk.day);
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
