/*
 * Rows of answer.c: which words make which code. One file a language; a language is one AnswerLanguage and
 * one line in answer_scan.c.
 */
#ifndef PARSERS_ANSWER_RULES_H
#define PARSERS_ANSWER_RULES_H

#include <stddef.h>

#include "parsers/replies/answer.h"
#include "parsers/replies/words.h"

/* What the dates of the sentence have to say for the row to count. */
typedef enum {
	TIME_ANY,    /* nothing */
	TIME_COMING, /* there is a date, today or later */
	TIME_NEAR,   /* such a date follows within three words */
	TIME_EITHER, /* the verb may be past or present: PROMISE with a coming date, else PAID_CLAIM */
} AnswerTime;

#define ANSWER_LEADS "^ " /* such a phrase counts at the begin of a sentence only, behind a greeting or a "yes" */

typedef struct {
	AnswerKind code;
	AnswerTime time;
	const char *phrase;
} AnswerRule;

typedef struct {
	const WordSet *sets;
	size_t n_sets;
	const AnswerRule *rules;
	size_t n_rules;
	/* Phrases: absences; thanks and greetings that say nothing; words of yes, which say nothing when they
	 * are all. */
	const char *const *absences;
	size_t n_absences;
	const char *const *courtesies;
	size_t n_courtesies;
	const char *const *agreements;
	size_t n_agreements;
} AnswerLanguage;

/* The word classes of Spanish fill a file of their own. */
enum { ANSWER_WORDS_ES = 35 };
extern const WordSet answer_words_es[ANSWER_WORDS_ES];

extern const AnswerLanguage answer_rules_es;
extern const AnswerLanguage answer_rules_pt;
extern const AnswerLanguage answer_rules_en;
extern const AnswerLanguage answer_rules_fr;

#endif
