/*
 * What words around a hit of answer_scan.c do to it: take it back, put it into the past, make it say nothing. All four
 * languages at once; words are folded.
 */
#ifndef PARSERS_ANSWER_GUARDS_H
#define PARSERS_ANSWER_GUARDS_H

#include <stdbool.h>
#include <stddef.h>

#include "parsers/replies/words.h"

bool answer_guards_one_of(const char *word, const char *const *list, size_t n);
bool answer_guards_is_negation(const char *word);
/* The phrase of a rule holds a negation of its own. */
bool answer_guards_phrase_negates(const char *phrase);
/* The word at that place turns what follows round; "no. 123" and "no problem" do not. */
bool answer_guards_denies(const Words *words, size_t at, size_t end);
/* A negation within the match, or before it in its clause. */
bool answer_guards_is_denied(const Words *words, Sentence range, Match match);
/* A word between these two says that it was. */
bool answer_guards_was(const Words *words, size_t from, size_t to);
/* "ya", "already" so many words before it: what may be past or present is past. */
bool answer_guards_is_already(const Words *words, Sentence range, Match match, size_t words_back);
/* Nothing but marks and a word of yes or of greeting stands before it. */
bool answer_guards_is_first(const Words *words, Sentence range, Match match);
/* It says nothing beside a day: "el", "a más tardar", "sin falta". */
bool answer_guards_is_filler(const char *word);
/* "À demain": a day that promises nothing. */
bool answer_guards_is_farewell(const Words *words, Sentence range);
/* No comma, "and" or "but" stands between these two words. */
bool answer_guards_one_clause(const Words *words, size_t a, size_t b);

#endif
