/*
 * The arithmetic behind when.c: what a matched row means on a given day. Nothing here searches.
 */
#ifndef PARSERS_WHEN_RESOLVE_H
#define PARSERS_WHEN_RESOLVE_H

#include "base/date.h"
#include "parsers/replies/when_rules.h"
#include "parsers/replies/words.h"

typedef struct {
	const Words *words;
	Sentence range;
	Date base; /* may be no date */
} WhenPlace;

/* The date that the row's phrase means where it matched; no date when its numbers make none. */
Date when_resolve(const WhenPlace *place, Match match, const WhenRow *row);

/* Day, month and year (0 = not stated), nearest to base when the year is not stated; no date when there is no
 * such day. */
Date when_resolve_numbers(int year, int month, int day, Date base);

/* The value of a number word of at most four digits, -1 for any other word. */
int when_resolve_number(const Word *word);

/* True when a mark stands right beside a number. */
bool when_resolve_touches(const Words *words, size_t mark, size_t number);

#endif
