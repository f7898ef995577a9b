/*
 * Dates that people write in sentences, absolute and relative, in Spanish, Portuguese, English and French,
 * resolved on the civil day of the mail. Pure. What "el viernes" means: the next such day strictly after that
 * day; a span
 * ("la proxima semana", "primera quincena") means its last working or calendar day; a day or a month without
 * a year is the nearest one. Working days are Monday to Friday: holidays are the contact's calendar, which
 * lies further right.
 */
#ifndef PARSERS_WHEN_H
#define PARSERS_WHEN_H

#include "base/arena.h"
#include "base/date.h"
#include "parsers/replies/words.h"

typedef struct {
	Date date;
	size_t first; /* word range, end exclusive */
	size_t end;
} When;

/* Compiled rows; for one unit of work. */
typedef struct WhenRules WhenRules;
const WhenRules *when_rules(Arena *arena);

/* Every date within words [from, to), in order of place, none overlapping. base without a date leaves only
 * those that name a year. Dates further than 400 days back or 800 ahead of base are no dates. */
size_t when_find(Arena *arena, const WhenRules *rules, const Words *words, Sentence range, Date base,
		 When **ret);

/* The civil day a mail was written on, by its own zone; no date when it states none. */
Date when_mail_day(const char *rfc3339, int64_t instant);

#endif
