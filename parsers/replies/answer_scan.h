/*
 * The engine of answer.c: runs the rows of every language over the sentences of a text and guards the hits
 * against negation, question and condition. Knows nothing of codes beyond what the rows say.
 */
#ifndef PARSERS_ANSWER_SCAN_H
#define PARSERS_ANSWER_SCAN_H

#include <stdbool.h>

#include "base/date.h"
#include "parsers/replies/answer.h"
#include "parsers/replies/when.h"
#include "parsers/replies/words.h"

typedef struct AnswerScan AnswerScan;

typedef struct {
	AnswerKind code;
	Date date;	 /* no date when none belongs to it */
	size_t sentence; /* index in the scan's words */
	size_t at;	 /* the word that it begins with */
} AnswerHit;

typedef struct {
	AnswerHit *items;
	size_t n;
} AnswerHits;

/* base: the mail's own day; may be no date. At most the first 64 KiB of text are read. */
AnswerScan *answer_scan_new(Arena *arena, const char *text, Date base);
const Words *answer_scan_words(const AnswerScan *scan);

/* All hits, by sentence and then by code, each code once a sentence. */
AnswerHits answer_scan_hits(AnswerScan *scan);

/* The sentence speaks of an absence; is nothing but thanks, greeting or closing. */
bool answer_scan_is_absence(AnswerScan *scan, size_t sentence);
bool answer_scan_is_courtesy(AnswerScan *scan, size_t sentence);

/* The dates of a sentence. */
size_t answer_scan_dates(AnswerScan *scan, size_t sentence, const When **ret);

#endif
