#include "parsers/replies/answer_scan.h"

#include <glib.h>
#include <string.h>

#include "parsers/replies/answer_guards.h"
#include "parsers/replies/answer_rules.h"

enum { SCAN_BYTES = 65536, COURTESY_WORDS = 9, AGREEMENT_WORDS = 4 };

static const AnswerLanguage *const languages[] = {
	&answer_rules_es,
	&answer_rules_pt,
	&answer_rules_en,
	&answer_rules_fr,
};

typedef struct {
	const AnswerRule *rule;
	const Phrase *phrase;
	bool negative; /* the phrase itself holds a negation */
	bool leads;    /* it counts at the begin of a sentence only */
} ScanRule;

typedef struct {
	const Phrase **items;
	size_t n;
} ScanPhrases;

typedef struct {
	bool known;
	When *items;
	size_t n;
} ScanDates;

struct AnswerScan {
	Arena *arena;
	Words *words;
	Date base;
	const WhenRules *when;
	ScanRule *rules;
	size_t n_rules;
	ScanPhrases absences, courtesies, agreements;
	const Phrase **conditions;
	ScanDates *dates; /* one a sentence, found when asked for */
};

/* What makes a statement depend on something else. */
static const char *const conditions[] = {
	"si",
	"cuando",
	"en cuanto",
	"una vez",
	"tan pronto",
	"siempre y",
	"siempre que",
	"a menos",
	"mientras",
	"apenas",
	"hasta que",
	"hasta no",
	"sujeto a",
	"condicionado",
	"caso|quando",
	"assim que",
	"se voces|vcs|o|a|nos|for|houver|nao",
	"uma vez",
	"ate que",
	"desde que",
	"enquanto",
	"sujeito a",
	"if|once|when|until|unless|provided",
	"as soon",
	"subject to",
	"quand|lorsque|si",
	"des que",
	"une fois",
	"a condition",
	"sous reserve",
	"jusqu a ce",
};

static void scan_add_phrases(AnswerScan *scan, ScanPhrases *to, const char *const *from, size_t n,
			     const PhraseSets *sets)
{
	for (size_t i = 0; i < n; i++) {
		to->items = arena_grow(scan->arena, to->items, to->n, sizeof(Phrase *));
		to->items[to->n++] = words_phrase(scan->arena, from[i], sets);
	}
}

static void scan_add_language(AnswerScan *scan, const AnswerLanguage *language)
{
	const PhraseSets *sets = words_sets(scan->arena, language->sets, language->n_sets);
	for (size_t i = 0; i < language->n_rules; i++) {
		const AnswerRule *rule = &language->rules[i];
		scan->rules = arena_grow(scan->arena, scan->rules, scan->n_rules, sizeof(ScanRule));
		bool leads = g_str_has_prefix(rule->phrase, ANSWER_LEADS);
		scan->rules[scan->n_rules++] = (ScanRule){
			.rule = rule,
			.phrase = words_phrase(scan->arena, rule->phrase + (leads ? strlen(ANSWER_LEADS) : 0), sets),
			.negative = answer_guards_phrase_negates(rule->phrase),
			.leads = leads,
		};
	}
	scan_add_phrases(scan, &scan->absences, language->absences, language->n_absences, sets);
	scan_add_phrases(scan, &scan->courtesies, language->courtesies, language->n_courtesies, sets);
	scan_add_phrases(scan, &scan->agreements, language->agreements, language->n_agreements, sets);
}

AnswerScan *answer_scan_new(Arena *arena, const char *text, Date base)
{
	AnswerScan *scan = arena_new0(arena, AnswerScan);
	scan->arena = arena;
	scan->base = base;
	scan->words = words_of(arena, text, SCAN_BYTES);
	scan->when = when_rules(arena);
	scan->dates = arena_array(arena, ScanDates, scan->words->n_sentences + 1);
	for (size_t i = 0; i < G_N_ELEMENTS(languages); i++)
		scan_add_language(scan, languages[i]);
	scan->conditions = arena_array(arena, const Phrase *, G_N_ELEMENTS(conditions));
	for (size_t i = 0; i < G_N_ELEMENTS(conditions); i++)
		scan->conditions[i] = words_phrase(arena, conditions[i], NULL);
	return scan;
}

const Words *answer_scan_words(const AnswerScan *scan)
{
	return scan->words;
}

size_t answer_scan_dates(AnswerScan *scan, size_t sentence, const When **ret)
{
	ScanDates *dates = &scan->dates[sentence];
	if (!dates->known)
		dates->n = when_find(scan->arena, scan->when, scan->words, scan->words->sentences[sentence],
				     scan->base, &dates->items);
	dates->known = true;
	*ret = dates->items;
	return dates->n;
}

/* ---- guards
 * ------------------------------------------------------------------------------------------------------- */

/* "sí, pagaremos" and "si pagaremos" say yes; so do "si Dios quiere" and "si bien". */
static bool scan_is_yes(const Words *words, Match condition, Match match)
{
	static const char *const mild[] = { "bien", "dios",	"todo",	   "acaso", "deus",
					    "tudo", "possible", "posible", "puede" };
	const Word *word = &words->items[condition.first];
	if (strcmp(word->text, "si") != 0 && strcmp(word->text, "if") != 0)
		return false;
	size_t next = condition.end;
	if (next >= words->n)
		return true;
	return words->items[next].kind == WORD_MARK || next == match.first ||
	       answer_guards_one_of(words->items[next].text, mild, G_N_ELEMENTS(mild));
}

static bool scan_depends(const AnswerScan *scan, Sentence range, Match match)
{
	for (size_t i = 0; i < G_N_ELEMENTS(conditions); i++) {
		Match condition = { 0 };
		for (size_t at = range.first;
		     words_find(scan->conditions[i], scan->words, at, range.end, &condition);
		     at = condition.end)
			if (!scan_is_yes(scan->words, condition, match))
				return true;
	}
	return false;
}

/* Which codes a question or a condition takes back. */
static bool scan_is_statement(AnswerKind code)
{
	return code == ANSWER_PROMISE || code == ANSWER_SCHEDULED || code == ANSWER_PAID_CLAIM ||
	       code == ANSWER_PAID_PROOF || code == ANSWER_ACK || code == ANSWER_REMIT;
}

/* Payment of somebody else to them: "nos pagarán". */
static bool scan_is_theirs(const Words *words, Sentence range, Match match, AnswerKind code)
{
	static const char *const us[] = { "nos", "me", "pay" };
	if (match.first == range.first || (code != ANSWER_PROMISE && code != ANSWER_PAID_CLAIM))
		return false;
	return answer_guards_one_of(words->items[match.first - 1].text, us, 2);
}

/* ---- dates of a hit
 * ----------------------------------------------------------------------------------------------- */

static bool scan_is_coming(const AnswerScan *scan, Date date)
{
	return !date_is_set(scan->base) || date_compare(date, scan->base) >= 0;
}

/* "entre el 10 y el 15", "lunes o martes": the later of two that a short joint ties together. */
static bool scan_are_tied(const Words *words, const When *a, const When *b)
{
	static const char *const ties[] = { "y", "o",  "a",  "al", "and", "to", "or",
					    "e", "ou", "et", "u",  "au",  "ate" };
	if (b->first > a->end + 3 || date_compare(b->date, a->date) < 0)
		return false;
	for (size_t at = a->end; at < b->first; at++)
		if (answer_guards_one_of(words->items[at].text, ties, G_N_ELEMENTS(ties)) ||
		    words->items[at].text[0] == '-')
			return true;
	return false;
}

/* The date that belongs to a promise: the first coming one behind the match, else the last coming one before
 * it. */
static const When *scan_coming_date(AnswerScan *scan, size_t sentence, Match match)
{
	const When *dates = NULL;
	size_t n = answer_scan_dates(scan, sentence, &dates);
	const When *best = NULL;
	for (size_t i = 0; i < n; i++) {
		if (!scan_is_coming(scan, dates[i].date))
			continue;
		bool behind = dates[i].end > match.first;
		if (best != NULL && best->end > match.first)
			break;
		best = &dates[i];
		while (behind && i + 1 < n && scan_are_tied(scan->words, best, &dates[i + 1]))
			best = &dates[++i];
	}
	return best;
}

static Date scan_past_date(AnswerScan *scan, size_t sentence)
{
	const When *dates = NULL;
	size_t n = answer_scan_dates(scan, sentence, &dates);
	Date latest = { 0 };
	for (size_t i = 0; i < n; i++)
		if (date_is_set(scan->base) && date_compare(dates[i].date, scan->base) <= 0 &&
		    (!date_is_set(latest) || date_compare(dates[i].date, latest) > 0))
			latest = dates[i].date;
	return latest;
}

/* Only codes about what comes carry a date: in the others it is mostly the invoice's own. */
static bool scan_wants_coming_date(AnswerKind code)
{
	return code == ANSWER_PROMISE || code == ANSWER_SCHEDULED || code == ANSWER_APPROVAL ||
	       code == ANSWER_CALL_ME || code == ANSWER_PARTIAL || code == ANSWER_PLAN ||
	       code == ANSWER_NEED_PORTAL;
}

static bool scan_date_hit(AnswerScan *scan, AnswerTime time, Match match, AnswerHit *hit)
{
	Sentence range = scan->words->sentences[hit->sentence];
	const When *coming = scan_coming_date(scan, hit->sentence, match);
	Date past = scan_past_date(scan, hit->sentence);
	if (time == TIME_COMING && coming == NULL)
		return false;
	if (time == TIME_NEAR &&
	    (coming == NULL || coming->end <= match.end || coming->first > match.end + 3 ||
	     answer_guards_was(scan->words, match.end, coming->first) ||
	     answer_guards_is_already(scan->words, range, match, 4)))
		return false;
	if (time == TIME_EITHER) {
		bool done = coming == NULL || (date_is_set(past) && date_compare(coming->date, past) == 0) ||
			    answer_guards_is_already(scan->words, range, match, 3);
		hit->code = done ? ANSWER_PAID_CLAIM : ANSWER_PROMISE;
	}
	if (hit->code == ANSWER_PAID_CLAIM || hit->code == ANSWER_REJECTED)
		hit->date = past;
	else if (scan_wants_coming_date(hit->code) && coming != NULL)
		hit->date = coming->date;
	return true;
}

/* ---- scanning
 * ----------------------------------------------------------------------------------------------------- */

static bool scan_try(AnswerScan *scan, const ScanRule *rule, size_t sentence, AnswerHit *ret)
{
	Sentence range = scan->words->sentences[sentence];
	Match match = { 0 };
	for (size_t at = range.first; words_find(rule->phrase, scan->words, at, range.end, &match);
	     at = match.end) {
		AnswerHit hit = { .code = rule->rule->code, .sentence = sentence, .at = match.first };
		bool statement = scan_is_statement(hit.code);
		if (statement && range.question)
			return false;
		if (rule->leads && !answer_guards_is_first(scan->words, range, match))
			return false;
		if (!rule->negative && answer_guards_is_denied(scan->words, range, match))
			continue;
		if (scan_is_theirs(scan->words, range, match, hit.code))
			continue;
		if (statement && hit.code != ANSWER_ACK && scan_depends(scan, range, match))
			continue;
		if (!scan_date_hit(scan, rule->rule->time, match, &hit))
			continue;
		if (rule->negative)
			hit.date = (Date){ 0 };
		*ret = hit;
		return true;
	}
	return false;
}

static void scan_keep(AnswerScan *scan, AnswerHits *hits, AnswerHit hit)
{
	for (size_t i = hits->n; i > 0 && hits->items[i - 1].sentence == hit.sentence; i--) {
		AnswerHit *kept = &hits->items[i - 1];
		if (kept->code != hit.code)
			continue;
		if (!date_is_set(kept->date))
			kept->date = hit.date;
		return;
	}
	hits->items = arena_grow(scan->arena, hits->items, hits->n, sizeof(AnswerHit));
	hits->items[hits->n++] = hit;
}

static void scan_sort_sentence(AnswerHit *hits, size_t n)
{
	for (size_t i = 1; i < n; i++)
		for (size_t k = i; k > 0 && hits[k].code < hits[k - 1].code; k--) {
			AnswerHit swap = hits[k];
			hits[k] = hits[k - 1];
			hits[k - 1] = swap;
		}
}

AnswerHits answer_scan_hits(AnswerScan *scan)
{
	AnswerHits hits = { 0 };
	for (size_t sentence = 0; sentence < scan->words->n_sentences; sentence++) {
		size_t before = hits.n;
		for (size_t i = 0; i < scan->n_rules; i++) {
			AnswerHit hit = { 0 };
			if (scan_try(scan, &scan->rules[i], sentence, &hit))
				scan_keep(scan, &hits, hit);
		}
		if (hits.n > before)
			scan_sort_sentence(hits.items + before, hits.n - before);
	}
	return hits;
}

static bool scan_any(const AnswerScan *scan, const ScanPhrases *phrases, Sentence range)
{
	Match match = { 0 };
	for (size_t i = 0; i < phrases->n; i++)
		if (words_find(phrases->items[i], scan->words, range.first, range.end, &match))
			return true;
	return false;
}

bool answer_scan_is_absence(AnswerScan *scan, size_t sentence)
{
	return scan_any(scan, &scan->absences, scan->words->sentences[sentence]);
}

bool answer_scan_is_courtesy(AnswerScan *scan, size_t sentence)
{
	Sentence range = scan->words->sentences[sentence];
	size_t n = 0;
	for (size_t at = range.first; at < range.end; at++) {
		n += scan->words->items[at].kind != WORD_MARK;
		if (answer_guards_denies(scan->words, at, range.end))
			return false;
	}
	if (range.question || n > COURTESY_WORDS)
		return false;
	return n == 0 || scan_any(scan, &scan->courtesies, range) ||
	       (n <= AGREEMENT_WORDS && scan_any(scan, &scan->agreements, range));
}
