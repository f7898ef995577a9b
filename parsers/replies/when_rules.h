/*
 * Rows of when.c: one phrase, what it means, and its two numbers.
 */
#ifndef PARSERS_WHEN_RULES_H
#define PARSERS_WHEN_RULES_H

#include <stddef.h>

#include "parsers/replies/words.h"

typedef enum {
	WHEN_DATE,	    /* day number and month named in the phrase, a year if it holds one */
	WHEN_DAY,	    /* a day number: of the month `number` months on, or (FREE) the next such day */
	WHEN_DAY_OF,	    /* day number and month number */
	WHEN_WEEKDAY,	    /* the named weekday: number 0 next, -1 last, 1 of next week */
	WHEN_DAYS,	    /* number days on; 0 takes the count of the phrase, `months` is its sign */
	WHEN_FIXED_DAYS,    /* exactly number days on */
	WHEN_BUSINESS_DAYS, /* counted days, Monday to Friday */
	WHEN_HOURS,	    /* counted hours, in whole days */
	WHEN_WEEKS,	    /* counted weeks; `months` is the sign */
	WHEN_MONTHS,	    /* counted months */
	WHEN_WEEK_END,	    /* Friday of the week number weeks on */
	WHEN_MONTH_DAY,	    /* day `number` (31 = last) of the named month, else of the month `months` on or
			       (FREE) next */
	WHEN_FORTNIGHT,	    /* the next 15th or last of a month */
	WHEN_YEAR_END,
} WhenMeaning;

enum { WHEN_FREE = 99 }; /* months: not stated, take the next one that is not over */

typedef struct {
	const char *phrase;
	WhenMeaning meaning;
	int number;
	int months;
} WhenRow;

extern const WhenRow when_rules_rows[];
extern const size_t when_rules_n_rows;
extern const WordSet when_rules_sets[];
extern const size_t when_rules_n_sets;

/* 1..12, 1..7 (Monday first), a count; 0 for another word. */
int when_rules_month(const char *word);
int when_rules_weekday(const char *word);
int when_rules_count(const char *word);

#endif
