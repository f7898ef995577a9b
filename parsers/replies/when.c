#include "parsers/replies/when.h"

#include <glib.h>
#include <stdlib.h>
#include <string.h>

#include "parsers/replies/when_resolve.h"
#include "parsers/replies/when_rules.h"

struct WhenRules {
	const Phrase **phrases; /* one a row */
};

typedef struct {
	When when;
	size_t row; /* rank among candidates of one length */
	bool weekday;
} Candidate;

typedef struct {
	Arena *arena;
	const Words *words;
	Sentence range;
	Date base;
	Candidate *candidates;
	size_t n;
} WhenSearch;

const WhenRules *when_rules(Arena *arena)
{
	WhenRules *rules = arena_new0(arena, WhenRules);
	const PhraseSets *sets = words_sets(arena, when_rules_sets, when_rules_n_sets);
	rules->phrases = arena_array(arena, const Phrase *, when_rules_n_rows);
	for (size_t i = 0; i < when_rules_n_rows; i++)
		rules->phrases[i] = words_phrase(arena, when_rules_rows[i].phrase, sets);
	return rules;
}

Date when_mail_day(const char *rfc3339, int64_t instant)
{
	Date day = { 0 };
	if (rfc3339 != NULL && date_parse_prefix(rfc3339, &day))
		return day;
	return instant != 0 ? date_in_zone(instant, "UTC") : day;
}

/* ---- searching
 * ---------------------------------------------------------------------------------------------------- */

static void when_add(WhenSearch *search, Date date, Match match, size_t row, bool weekday)
{
	if (!date_is_set(date))
		return;
	if (date_is_set(search->base)) {
		int64_t ahead = date_diff(date, search->base);
		if (ahead < -400 || ahead > 800)
			return;
	}
	search->candidates = arena_grow(search->arena, search->candidates, search->n, sizeof(Candidate));
	search->candidates[search->n++] = (Candidate){ { date, match.first, match.end }, row, weekday };
}

static void when_search_rows(WhenSearch *search, const WhenRules *rules)
{
	const WhenPlace place = { search->words, search->range, search->base };
	for (size_t i = 0; i < when_rules_n_rows; i++) {
		const WhenRow *row = &when_rules_rows[i];
		Match match = { 0 };
		for (size_t at = search->range.first;
		     words_find(rules->phrases[i], search->words, at, search->range.end, &match);
		     at = match.end)
			when_add(search, when_resolve(&place, match, row), match, i + 1,
				 row->meaning == WHEN_WEEKDAY);
	}
}

/* "15/12", "15-12-2026", "2026.12.15": numbers joined by one mark. */
static size_t when_joined(const WhenSearch *search, size_t at, int numbers[3], char *ret_mark)
{
	const Words *words = search->words;
	size_t n = 0;
	for (*ret_mark = '\0'; n < 3; at += 2) {
		numbers[n++] = when_resolve_number(&words->items[at]);
		if (at + 2 >= search->range.end || !when_resolve_touches(words, at + 1, at) ||
		    !when_resolve_touches(words, at + 1, at + 2) ||
		    strchr("/-.", words->items[at + 1].text[0]) == NULL)
			break;
		if (*ret_mark != '\0' && *ret_mark != words->items[at + 1].text[0])
			return 0;
		*ret_mark = words->items[at + 1].text[0];
		if (n == 3)
			return 0;
	}
	return n;
}

static bool when_says_date(const WhenSearch *search, size_t at)
{
	static const char *const words[] = { "el", "dia", "al",	 "para",  "on",	   "by",
					     "le", "em",  "ate", "hasta", "fecha", "data" };
	if (at == search->range.first)
		return false;
	const char *before = search->words->items[at - 1].text;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++)
		if (strcmp(words[i], before) == 0)
			return true;
	return when_rules_weekday(before) != 0;
}

static Date when_numeric(const WhenSearch *search, size_t at, const int numbers[3], size_t n, char mark)
{
	int day = numbers[0];
	int month = numbers[1];
	int year = 0;
	size_t year_at = at + 4;
	if (n == 3 && numbers[0] >= 1990) {
		year = numbers[0];
		day = numbers[2];
	} else if (n == 3) {
		year = strlen(search->words->items[year_at].text) == 2 ? 2000 + numbers[2] : numbers[2];
	} else if (mark != '/' ? !when_says_date(search, at) : (day == 24 && month == 7)) {
		return (Date){ 0 };
	}
	if (month > 12 && day > 0 && day <= 12) {
		int swap = day;
		day = month;
		month = swap;
	}
	if (n == 3 && (year < 1990 || year > 2100))
		return (Date){ 0 };
	return when_resolve_numbers(year, month, day, search->base);
}

static void when_search_numeric(WhenSearch *search)
{
	const Words *words = search->words;
	for (size_t at = search->range.first; at + 2 < search->range.end; at++) {
		bool begins = words->items[at].kind == WORD_NUMBER;
		bool inside = at >= 2 && when_resolve_touches(words, at - 1, at) &&
			      words->items[at - 2].kind == WORD_NUMBER &&
			      words->items[at - 2].end == words->items[at - 1].start;
		if (!begins || inside)
			continue;
		int numbers[3] = { 0 };
		char mark = '\0';
		size_t n = when_joined(search, at, numbers, &mark);
		if (n >= 2)
			when_add(search, when_numeric(search, at, numbers, n, mark),
				 (Match){ at, at + 2 * n - 1 }, 0, false);
	}
}

static int when_by_length(const void *a, const void *b)
{
	const Candidate *left = a;
	const Candidate *right = b;
	size_t left_length = left->when.end - left->when.first;
	size_t right_length = right->when.end - right->when.first;
	if (left_length != right_length)
		return left_length < right_length ? 1 : -1;
	if (left->when.first != right->when.first)
		return left->when.first < right->when.first ? -1 : 1;
	return left->row < right->row ? -1 : left->row > right->row;
}

static int when_by_place(const void *a, const void *b)
{
	const Candidate *left = a;
	const Candidate *right = b;
	return left->when.first < right->when.first ? -1 : left->when.first > right->when.first;
}

static size_t when_keep_longest(WhenSearch *search)
{
	size_t first = search->range.first;
	bool *taken = arena_array(search->arena, bool, search->range.end - first);
	size_t kept = 0;
	qsort(search->candidates, search->n, sizeof(Candidate), when_by_length);
	for (size_t i = 0; i < search->n; i++) {
		Candidate candidate = search->candidates[i];
		bool free_place = true;
		for (size_t at = candidate.when.first; at < candidate.when.end; at++)
			free_place = free_place && !taken[at - first];
		if (!free_place)
			continue;
		memset(taken + candidate.when.first - first, true, candidate.when.end - candidate.when.first);
		search->candidates[kept++] = candidate;
	}
	qsort(search->candidates, kept, sizeof(Candidate), when_by_place);
	return kept;
}

size_t when_find(Arena *arena, const WhenRules *rules, const Words *words, Sentence range, Date base,
		 When **ret)
{
	WhenSearch search = { .arena = arena, .words = words, .range = range, .base = base };
	when_search_numeric(&search);
	when_search_rows(&search, rules);
	*ret = NULL;
	if (search.n == 0)
		return 0;
	size_t kept = when_keep_longest(&search);
	When *whens = arena_array(arena, When, kept);
	size_t n = 0;
	for (size_t i = 0; i < kept; i++) {
		/* "viernes, 27/11": the date says it better than the weekday. */
		bool doubled = search.candidates[i].weekday && i + 1 < kept &&
			       !search.candidates[i + 1].weekday &&
			       search.candidates[i + 1].when.first <= search.candidates[i].when.end + 2;
		if (!doubled)
			whens[n++] = search.candidates[i].when;
	}
	*ret = whens;
	return n;
}
