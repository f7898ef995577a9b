/*
 * Words of a text for rules to look at: folded (lower case, no accents), with their place in the original. Numbers and
 * letters are separate words ("15th" is "15" "th"); every other visible character is a word of its own, except
 * apostrophes inside a word. Sentences are ranges of words.
 *
 * Phrases are the small language of all rule tables. Elements are separated by blanks:
 *   word      that folded word            a|b|c    one of these
 *   pag*      a word that begins so       #        a number
 *   ~3        up to three other words (never across the end of a sentence)
 *   ?word     may be absent               @set     a word of the set of that name
 * Matching is by a bit set of live positions: linear in words, whatever the phrase.
 */
#ifndef PARSERS_WORDS_H
#define PARSERS_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef struct {
	const char *text; /* folded */
	size_t start;     /* byte range in the original text */
	size_t end;
} Word;

typedef struct {
	size_t first; /* word range, end exclusive */
	size_t end;
	bool question;
} Sentence;

typedef struct {
	const char *source;
	Word *items;
	size_t n;
	Sentence *sentences;
	size_t n_sentences;
} Words;

typedef struct {
	const char *name;  /* "@pay" without the mark */
	const char *words; /* "pagar pago pag*" */
} WordSet;

/* At most max bytes of the text are read; the rest is left out at a character boundary. */
Words *words_of(Arena *arena, const char *text, size_t max);

typedef struct Phrase Phrase;

/* Compiles a phrase; sets may be NULL. Aborts on a phrase that a table may not hold (too long, unknown set):
 * tables are ours, and a test compiles them all. */
const Phrase *phrase_compile(Arena *arena, const char *phrase, const WordSet *sets, size_t n_sets);

typedef struct {
	size_t first; /* word range of the match, end exclusive */
	size_t end;
} Match;

/* First match that ends earliest within words [from, to). */
bool phrase_find(const Phrase *phrase, const Words *words, size_t from, size_t to, Match *ret);

#endif
