/*
 * Words of a text for rules to look at: folded (lower case, no accents), with their place in the original.
 * Numbers and letters are separate words ("15th" is "15" "th"), an address or a link is one word, and every
 * other visible character is a mark: a word of its own that phrases step over. Sentences are ranges of words.
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

typedef enum { WORD_LETTERS, WORD_NUMBER, WORD_LINK, WORD_MARK } WordKind;

typedef struct {
	const char *text; /* folded */
	WordKind kind;
	size_t start; /* byte range in the original text */
	size_t end;
} Word;

typedef struct {
	size_t first; /* word range, end exclusive */
	size_t end;
	bool question;
} Sentence;

typedef struct {
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

/* Both opaque; they live in the arena they were compiled into. */
typedef struct Phrase Phrase;
typedef struct PhraseSets PhraseSets;

const PhraseSets *words_sets(Arena *arena, const WordSet *sets, size_t n_sets);

/* Compiles a phrase; sets may be NULL. Aborts on a phrase that a table may not hold (too long, unknown set):
 * tables are ours, and a test compiles them all. */
const Phrase *words_phrase(Arena *arena, const char *phrase, const PhraseSets *sets);

typedef struct {
	size_t first; /* word range of the match, end exclusive */
	size_t end;
} Match;

/* The match that ends earliest within words [from, to), as short as it can be. */
bool words_find(const Phrase *phrase, const Words *words, size_t from, size_t to, Match *ret);

#endif
