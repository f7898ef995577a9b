#include "base/holidays.h"

#include <glib.h>
#include <stdlib.h>

#include "base/text.h"

typedef enum {
	RULE_DAY,      /* a = month, b = day */
	RULE_EASTER,   /* a = days from Easter Sunday */
	RULE_WEEKDAY,  /* a = month, b = which (-1: the last), c = ISO weekday */
	RULE_SOLSTICE, /* of June, on Chile's clocks (UTC-4) */
} RuleKind;

typedef enum {
	MOVE_NOT,
	MOVE_CHILE,	   /* Ley 19.668: Tuesday to Thursday to Monday of that week, Friday to the next Monday */
	MOVE_REFORMATION,  /* Ley 20.299: Tuesday to the Friday before, Wednesday to the Friday after */
	MOVE_OBSERVED,	   /* 5 U.S.C. 6103: Saturday has Friday off too, Sunday Monday */
	MOVE_NEXT_MONDAY,  /* Saturday and Sunday have the next Monday off too */
	MOVE_TWO_DAYS,	   /* 25 and 26 December in Britain: two days later off too */
	ONLY_MONDAY,
	ONLY_FRIDAY,
	ONLY_MONDAY_OR_FRIDAY,
} RuleMove;

typedef struct {
	const char *country;
	RuleKind kind;
	int a, b, c;
	RuleMove move;
	int first, every; /* year it begins in, and every how many years; 0: always */
} Rule;

static const Rule rules[] = {
	/* Chile: Leyes 2.977, 18.432 (Jan, May, Nov, Dec), 19.668, 19.973, 20.148, 20.215, 20.299, 20.983, 21.357 */
	{ "CL", RULE_DAY, 1, 1, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 1, 2, 0, ONLY_MONDAY, 2017, 0 },
	{ "CL", RULE_EASTER, -2, 0, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_EASTER, -1, 0, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 5, 1, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 5, 21, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_SOLSTICE, 0, 0, 0, MOVE_NOT, 2021, 0 },
	{ "CL", RULE_DAY, 6, 29, 0, MOVE_CHILE, 0, 0 },
	{ "CL", RULE_DAY, 7, 16, 0, MOVE_NOT, 2007, 0 },
	{ "CL", RULE_DAY, 8, 15, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 9, 17, 0, ONLY_MONDAY_OR_FRIDAY, 2017, 0 },
	{ "CL", RULE_DAY, 9, 18, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 9, 19, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 9, 20, 0, ONLY_FRIDAY, 2007, 0 },
	{ "CL", RULE_DAY, 10, 12, 0, MOVE_CHILE, 0, 0 },
	{ "CL", RULE_DAY, 10, 31, 0, MOVE_REFORMATION, 2008, 0 },
	{ "CL", RULE_DAY, 11, 1, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 12, 8, 0, MOVE_NOT, 0, 0 },
	{ "CL", RULE_DAY, 12, 25, 0, MOVE_NOT, 0, 0 },
	/* Mexico: Ley Federal del Trabajo, art. 74; the CNBV's yearly list for banks adds Holy Thursday and Friday,
	 * 2 November and 12 December. The change of government is on 1 October from 2024 on. */
	{ "MX", RULE_DAY, 1, 1, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_WEEKDAY, 2, 1, 1, MOVE_NOT, 0, 0 },
	{ "MX", RULE_WEEKDAY, 3, 3, 1, MOVE_NOT, 0, 0 },
	{ "MX", RULE_EASTER, -3, 0, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_EASTER, -2, 0, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_DAY, 5, 1, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_DAY, 9, 16, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_DAY, 10, 1, 0, MOVE_NOT, 2024, 6 },
	{ "MX", RULE_DAY, 11, 2, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_WEEKDAY, 11, 3, 1, MOVE_NOT, 0, 0 },
	{ "MX", RULE_DAY, 12, 12, 0, MOVE_NOT, 0, 0 },
	{ "MX", RULE_DAY, 12, 25, 0, MOVE_NOT, 0, 0 },
	/* Brazil: Leis 662/1949, 6.802/1980, 9.093/1995, 10.607/2002, 14.759/2023; Resolução CMN 4.880/2020 for banks:
	 * Carnival and Corpus Christi */
	{ "BR", RULE_DAY, 1, 1, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_EASTER, -48, 0, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_EASTER, -47, 0, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_EASTER, -2, 0, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 4, 21, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 5, 1, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_EASTER, 60, 0, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 9, 7, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 10, 12, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 11, 2, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 11, 15, 0, MOVE_NOT, 0, 0 },
	{ "BR", RULE_DAY, 11, 20, 0, MOVE_NOT, 2024, 0 },
	{ "BR", RULE_DAY, 12, 25, 0, MOVE_NOT, 0, 0 },
	/* France: Code du travail, art. L3133-1 */
	{ "FR", RULE_DAY, 1, 1, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_EASTER, 1, 0, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 5, 1, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 5, 8, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_EASTER, 39, 0, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_EASTER, 50, 0, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 7, 14, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 8, 15, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 11, 1, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 11, 11, 0, MOVE_NOT, 0, 0 },
	{ "FR", RULE_DAY, 12, 25, 0, MOVE_NOT, 0, 0 },
	/* Spain: Real Decreto 2001/1983, art. 45; those that every community keeps */
	{ "ES", RULE_DAY, 1, 1, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 1, 6, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_EASTER, -2, 0, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 5, 1, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 8, 15, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 10, 12, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 11, 1, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 12, 6, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 12, 8, 0, MOVE_NOT, 0, 0 },
	{ "ES", RULE_DAY, 12, 25, 0, MOVE_NOT, 0, 0 },
	/* United States: 5 U.S.C. 6103 */
	{ "US", RULE_DAY, 1, 1, 0, MOVE_OBSERVED, 0, 0 },
	{ "US", RULE_WEEKDAY, 1, 3, 1, MOVE_NOT, 0, 0 },
	{ "US", RULE_WEEKDAY, 2, 3, 1, MOVE_NOT, 0, 0 },
	{ "US", RULE_WEEKDAY, 5, -1, 1, MOVE_NOT, 0, 0 },
	{ "US", RULE_DAY, 6, 19, 0, MOVE_OBSERVED, 2021, 0 },
	{ "US", RULE_DAY, 7, 4, 0, MOVE_OBSERVED, 0, 0 },
	{ "US", RULE_WEEKDAY, 9, 1, 1, MOVE_NOT, 0, 0 },
	{ "US", RULE_WEEKDAY, 10, 2, 1, MOVE_NOT, 0, 0 },
	{ "US", RULE_DAY, 11, 11, 0, MOVE_OBSERVED, 0, 0 },
	{ "US", RULE_WEEKDAY, 11, 4, 4, MOVE_NOT, 0, 0 },
	{ "US", RULE_DAY, 12, 25, 0, MOVE_OBSERVED, 0, 0 },
	/* England and Wales: Banking and Financial Dealings Act 1971; proclamations of single days are the config's */
	{ "GB", RULE_DAY, 1, 1, 0, MOVE_NEXT_MONDAY, 0, 0 },
	{ "GB", RULE_EASTER, -2, 0, 0, MOVE_NOT, 0, 0 },
	{ "GB", RULE_EASTER, 1, 0, 0, MOVE_NOT, 0, 0 },
	{ "GB", RULE_WEEKDAY, 5, 1, 1, MOVE_NOT, 0, 0 },
	{ "GB", RULE_WEEKDAY, 5, -1, 1, MOVE_NOT, 0, 0 },
	{ "GB", RULE_WEEKDAY, 8, -1, 1, MOVE_NOT, 0, 0 },
	{ "GB", RULE_DAY, 12, 25, 0, MOVE_TWO_DAYS, 0, 0 },
	{ "GB", RULE_DAY, 12, 26, 0, MOVE_TWO_DAYS, 0, 0 },
};

/* Oudin's form of the computus. */
Date holidays_easter(int year)
{
	int golden = year % 19;
	int century = year / 100;
	int h = (century - century / 4 - (8 * century + 13) / 25 + 19 * golden + 15) % 30;
	int full_moon = h - (h / 28) * (1 - (h / 28) * (29 / (h + 1)) * ((21 - golden) / 11));
	int weekday = (year + year / 4 + full_moon + 2 - century + century / 4) % 7;
	int days = full_moon - weekday; /* from 28 March */
	return date_add_days(date_make(year, 3, 28), days);
}

/* In Chile (UTC-4) it falls on 20 or 21 June: from the mean solstice of Meeus, Astronomical Algorithms, chapter 27,
 * right until 2070. The law itself set 2021. */
static Date rule_solstice(int year)
{
	int last_of_four = year < 2050 ? 2 : 3;
	return date_make(year, 6, year == 2021 || year % 4 >= last_of_four ? 21 : 20);
}

static Date rule_weekday(int year, int month, int which, int weekday)
{
	if (which > 0) {
		Date first = date_make(year, month, 1);
		return date_add_days(first, (weekday - date_weekday(first) + 7) % 7 + 7 * (which - 1));
	}
	Date last = date_month_end(date_make(year, month, 1));
	return date_add_days(last, -((date_weekday(last) - weekday + 7) % 7));
}

static Date rule_day(const Rule *rule, int year)
{
	switch (rule->kind) {
	case RULE_DAY:
		return date_make(year, rule->a, rule->b);
	case RULE_EASTER:
		return date_add_days(holidays_easter(year), rule->a);
	case RULE_WEEKDAY:
		return rule_weekday(year, rule->a, rule->b, rule->c);
	case RULE_SOLSTICE:
		return rule_solstice(year);
	}
	return (Date){ 0 };
}

/* Days from the day itself to the day off, by its ISO weekday: 1 Monday … 7 Sunday. NEVER: none. keep: the day itself
 * is off as well. */
#define NEVER 99
typedef struct {
	bool keep;
	int days[7];
} MoveRow;

static const MoveRow moves[] = {
	[MOVE_NOT] = { false, { 0, 0, 0, 0, 0, 0, 0 } },
	[MOVE_CHILE] = { false, { 0, -1, -2, -3, 3, 0, 0 } },
	[MOVE_REFORMATION] = { false, { 0, -4, 2, 0, 0, 0, 0 } },
	[MOVE_OBSERVED] = { true, { 0, 0, 0, 0, 0, -1, 1 } },
	[MOVE_NEXT_MONDAY] = { true, { 0, 0, 0, 0, 0, 2, 1 } },
	[MOVE_TWO_DAYS] = { true, { 0, 0, 0, 0, 0, 2, 2 } },
	[ONLY_MONDAY] = { false, { 0, NEVER, NEVER, NEVER, NEVER, NEVER, NEVER } },
	[ONLY_FRIDAY] = { false, { NEVER, NEVER, NEVER, NEVER, 0, NEVER, NEVER } },
	[ONLY_MONDAY_OR_FRIDAY] = { false, { 0, NEVER, NEVER, NEVER, 0, NEVER, NEVER } },
};

static void rule_append(Arena *arena, Date **dates, size_t *n, Date date)
{
	*dates = arena_grow(arena, *dates, *n, sizeof **dates);
	(*dates)[(*n)++] = date;
}

static void rule_add(Arena *arena, const Rule *rule, int year, Date **dates, size_t *n)
{
	if (year < rule->first || (rule->every != 0 && (year - rule->first) % rule->every != 0))
		return;
	Date day = rule_day(rule, year);
	const MoveRow *move = &moves[rule->move];
	int by = move->days[date_weekday(day) - 1];
	if (move->keep && by != 0)
		rule_append(arena, dates, n, day);
	if (by != NEVER)
		rule_append(arena, dates, n, date_add_days(day, by));
}

static int holidays_compare(const void *a, const void *b)
{
	return date_compare(*(const Date *)a, *(const Date *)b);
}

bool holidays_knows(const char *country)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
		if (text_equal(rules[i].country, country))
			return true;
	return false;
}

Date *holidays_of(Arena *arena, const char *country, int first, int last, size_t *ret_n)
{
	Date *dates = NULL;
	size_t n = 0;
	/* The year after the last may have its first day off in the last. */
	for (int year = first; year <= last + 1; year++)
		for (size_t i = 0; i < G_N_ELEMENTS(rules); i++)
			if (text_equal(rules[i].country, country))
				rule_add(arena, &rules[i], year, &dates, &n);
	if (n > 1)
		qsort(dates, n, sizeof *dates, holidays_compare);
	*ret_n = 0;
	for (size_t i = 0; i < n; i++)
		if (dates[i].year >= first && dates[i].year <= last &&
		    (*ret_n == 0 || date_compare(dates[*ret_n - 1], dates[i]) != 0))
			dates[(*ret_n)++] = dates[i];
	return dates;
}
