#include "parsers/replies/when_resolve.h"

#include <glib.h>
#include <string.h>

/* ---- numbers
 * ------------------------------------------------------------------------------------------------------ */

int when_resolve_number(const Word *word)
{
	return word->kind == WORD_NUMBER && strlen(word->text) <= 4
		       ? (int)g_ascii_strtoull(word->text, NULL, 10)
		       : -1;
}

bool when_resolve_touches(const Words *words, size_t mark, size_t number)
{
	const Word *a = &words->items[mark];
	const Word *b = &words->items[number];
	bool close = mark < number ? a->end == b->start : b->end == a->start;
	return close && a->kind == WORD_MARK && b->kind == WORD_NUMBER;
}

/* A number that is part of a longer one, of an amount or of an identifier: "1.234", "$15", "15%", "12-K". */
static bool when_is_part(const Words *words, size_t at)
{
	const Word *items = words->items;
	if (at > 0 && when_resolve_touches(words, at - 1, at)) {
		if (strchr("$#%+=", items[at - 1].text[0]) != NULL)
			return true;
		if (at > 1 && items[at - 2].end == items[at - 1].start && items[at - 2].kind == WORD_NUMBER &&
		    strchr(".,/-:", items[at - 1].text[0]) != NULL)
			return true;
	}
	if (at > 0 && items[at - 1].text[0] == '$')
		return true;
	if (at + 1 >= words->n || !when_resolve_touches(words, at + 1, at))
		return false;
	if (strchr("%$:", items[at + 1].text[0]) != NULL)
		return true;
	bool number_follows = at + 2 < words->n && items[at + 2].start == items[at + 1].end &&
			      items[at + 2].kind == WORD_NUMBER;
	return number_follows && strchr(".,/-", items[at + 1].text[0]) != NULL;
}

static bool when_is_unit(const Word *word)
{
	static const char *const units[] = { "por",	"facturas",  "pesos",	 "mil",	     "millones",
					     "dias",	"hrs",	     "horas",	 "hs",	     "am",
					     "pm",	"porciento", "usd",	 "uf",	     "mxn",
					     "clp",	"boletas",   "pagos",	 "cuotas",   "de",
					     "del",	"a",	     "years",	 "invoices", "factures",
					     "faturas", "notas",     "jours",	 "days",     "semanas",
					     "meses",	"h",	     "unidades", "cajas",    "items" };
	if (word->kind != WORD_LETTERS)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(units); i++)
		if (strcmp(units[i], word->text) == 0)
			return true;
	return false;
}

static int when_year(const Words *words, size_t at)
{
	const Word *word = &words->items[at];
	int number = when_resolve_number(word);
	size_t digits = strlen(word->text);
	if (digits == 4)
		return number >= 1990 && number <= 2100 ? number : 0;
	bool joined = at > 0 && when_resolve_touches(words, at - 1, at) &&
		      strchr("-/.'", words->items[at - 1].text[0]) != NULL;
	return digits == 2 && joined ? 2000 + number : 0;
}

/* ---- resolving
 * ---------------------------------------------------------------------------------------------------- */

/* The year that brings day and month nearest to base: half a year back, the rest ahead. */
static Date when_nearest(int month, int day, Date base)
{
	if (!date_is_set(base))
		return base;
	for (int year = base.year - 1; year <= base.year + 1; year++) {
		if (!date_exists(year, month, day))
			continue;
		Date date = date_make(year, month, day);
		if (date_diff(date, base) >= -182)
			return date;
	}
	return (Date){ 0 };
}

Date when_resolve_numbers(int year, int month, int day, Date base)
{
	if (year == 0)
		return day > 0 && day <= 31 && month > 0 && month <= 12 ? when_nearest(month, day, base)
									: (Date){ 0 };
	return date_exists(year, month, day) ? date_make(year, month, day) : (Date){ 0 };
}

static int when_month_in(const Words *words, Match match)
{
	for (size_t at = match.first; at < match.end; at++)
		if (when_rules_month(words->items[at].text) != 0)
			return when_rules_month(words->items[at].text);
	return 0;
}

static Date when_date(const WhenPlace *place, Match match)
{
	int month = when_month_in(place->words, match);
	int day = 0;
	int year = 0;
	for (size_t at = match.first; at < match.end; at++) {
		const Word *word = &place->words->items[at];
		if (word->kind != WORD_NUMBER)
			continue;
		int found = when_year(place->words, at);
		bool plain = strlen(word->text) <= 2 && day == 0;
		if (plain && (found == 0 || at == match.first || year != 0))
			day = when_resolve_number(word);
		else if (found != 0 && year == 0)
			year = found;
		else
			return (Date){ 0 };
	}
	if (day == 0 && year != 0)
		return date_month_end(date_make(year, month, 1));
	return when_resolve_numbers(year, month, day, place->base);
}

/* The last number or number word of a match, 0 for none or one that is no sensible count. */
static int when_count(const Words *words, Match match)
{
	int count = 0;
	for (size_t at = match.first; at < match.end; at++) {
		const Word *word = &words->items[at];
		int found =
			word->kind == WORD_NUMBER ? when_resolve_number(word) : when_rules_count(word->text);
		if (found > 0)
			count = found;
	}
	return count <= 400 ? count : 0;
}

static Date when_month_start(Date base, int months)
{
	return date_add_months(date_make(base.year, base.month, 1), months);
}

static Date when_day(const WhenPlace *place, Match match, const WhenRow *row)
{
	size_t at = match.first;
	while (at < match.end && place->words->items[at].kind != WORD_NUMBER)
		at++;
	int day = when_resolve_number(&place->words->items[at]);
	if (day < 1 || day > 31 || !date_is_set(place->base))
		return (Date){ 0 };
	bool last = at + 1 == match.end;
	if (last && match.end < place->range.end &&
	    (place->words->items[match.end].kind == WORD_NUMBER ||
	     when_is_unit(&place->words->items[match.end])))
		return (Date){ 0 };
	int months = row->months == WHEN_FREE ? day < place->base.day : row->months;
	Date start = when_month_start(place->base, months);
	return date_exists(start.year, start.month, day) ? date_make(start.year, start.month, day)
							 : date_month_end(start);
}

static Date when_day_of(const WhenPlace *place, Match match)
{
	int numbers[2] = { 0 };
	size_t n = 0;
	for (size_t at = match.first; at < match.end && n < 2; at++)
		if (place->words->items[at].kind == WORD_NUMBER)
			numbers[n++] = when_resolve_number(&place->words->items[at]);
	return when_resolve_numbers(0, numbers[1], numbers[0], place->base);
}

static Date when_weekday(const WhenPlace *place, Match match, int which)
{
	int weekday = 0;
	for (size_t at = match.first; at < match.end && weekday == 0; at++)
		weekday = when_rules_weekday(place->words->items[at].text);
	int today = date_weekday(place->base);
	if (which > 0)
		return date_add_days(place->base, 7 - today + weekday);
	int ahead = (weekday - today + 7) % 7;
	if (which < 0)
		return date_add_days(place->base, ahead == 0 ? -7 : ahead - 7);
	return date_add_days(place->base, ahead == 0 ? 7 : ahead);
}

static Date when_business(Date base, int days)
{
	Date date = base;
	for (int left = days; left > 0 && days <= 120;) {
		date = date_add_days(date, 1);
		left -= date_weekday(date) <= 5;
	}
	return date;
}

static Date when_month_day(const WhenPlace *place, Match match, const WhenRow *row)
{
	Date base = place->base;
	int month = when_month_in(place->words, match);
	int year = 0;
	for (size_t at = match.first; at < match.end; at++)
		if (place->words->items[at].kind == WORD_NUMBER && strlen(place->words->items[at].text) == 4)
			year = when_year(place->words, at);
	if (month != 0) {
		int anchor = year != 0 ? year : when_nearest(month, 28, base).year;
		Date end = anchor != 0 ? date_month_end(date_make(anchor, month, 1)) : (Date){ 0 };
		return date_is_set(end) && row->number < end.day ? date_make(end.year, month, row->number)
								 : end;
	}
	Date start = when_month_start(base, row->months == WHEN_FREE ? 0 : row->months);
	Date end = date_month_end(start);
	Date date = row->number < end.day ? date_make(end.year, end.month, row->number) : end;
	return row->months == WHEN_FREE && date_compare(date, base) < 0 ? date_add_months(date, 1) : date;
}

static Date when_fortnight(Date base)
{
	Date middle = date_make(base.year, base.month, 15);
	return date_compare(base, middle) <= 0 ? middle : date_month_end(base);
}

static Date when_counted(const WhenPlace *place, Match match, const WhenRow *row)
{
	int count = when_count(place->words, match);
	if (count == 0)
		return (Date){ 0 };
	if (row->meaning == WHEN_BUSINESS_DAYS)
		return when_business(place->base, count);
	if (row->meaning == WHEN_MONTHS)
		return count <= 24 ? date_add_months(place->base, row->months * count) : (Date){ 0 };
	if (row->meaning == WHEN_HOURS)
		return date_add_days(place->base, (count + 23) / 24);
	return date_add_days(place->base,
			     (int64_t)row->months * count * (row->meaning == WHEN_WEEKS ? 7 : 1));
}

/* "por la mañana", "en la mañana", "de la mañana": the morning, not tomorrow. */
static bool when_is_morning(const Words *words, Match match)
{
	const Word *word = &words->items[match.first];
	return match.first > 0 && strcmp(word->text, "manana") == 0 &&
	       strcmp(words->items[match.first - 1].text, "la") == 0;
}

static Date when_relative(const WhenPlace *place, Match match, const WhenRow *row)
{
	Date base = place->base;
	if (!date_is_set(base))
		return base;
	switch (row->meaning) {
	case WHEN_WEEKDAY:
		return when_weekday(place, match, row->number);
	case WHEN_FIXED_DAYS:
		return when_is_morning(place->words, match) ? (Date){ 0 } : date_add_days(base, row->number);
	case WHEN_DAYS:
	case WHEN_BUSINESS_DAYS:
	case WHEN_HOURS:
	case WHEN_WEEKS:
	case WHEN_MONTHS:
		return when_counted(place, match, row);
	case WHEN_WEEK_END:
		return date_add_days(base, 5 - date_weekday(base) + 7 * row->number +
						   (row->number == 0 && date_weekday(base) > 5 ? 7 : 0));
	case WHEN_FORTNIGHT:
		return when_fortnight(base);
	case WHEN_YEAR_END:
		return date_make(base.year, 12, 31);
	case WHEN_DATE:
	case WHEN_DAY:
	case WHEN_DAY_OF:
	case WHEN_MONTH_DAY:
		break;
	}
	return (Date){ 0 };
}

Date when_resolve(const WhenPlace *place, Match match, const WhenRow *row)
{
	bool counts = row->meaning == WHEN_DATE || row->meaning == WHEN_DAY || row->meaning == WHEN_DAY_OF;
	for (size_t at = match.first; counts && at < match.end; at++)
		if (place->words->items[at].kind == WORD_NUMBER &&
		    strlen(place->words->items[at].text) <= 2 && at + 1 == match.end &&
		    when_is_part(place->words, at) && when_year(place->words, at) == 0)
			return (Date){ 0 };
	switch (row->meaning) {
	case WHEN_DATE:
		return when_date(place, match);
	case WHEN_DAY:
		return when_day(place, match, row);
	case WHEN_DAY_OF:
		return when_day_of(place, match);
	case WHEN_MONTH_DAY:
		return date_is_set(place->base) ? when_month_day(place, match, row) : (Date){ 0 };
	case WHEN_WEEKDAY:
	case WHEN_DAYS:
	case WHEN_FIXED_DAYS:
	case WHEN_BUSINESS_DAYS:
	case WHEN_HOURS:
	case WHEN_WEEKS:
	case WHEN_MONTHS:
	case WHEN_WEEK_END:
	case WHEN_FORTNIGHT:
	case WHEN_YEAR_END:
		break;
	}
	return when_relative(place, match, row);
}
