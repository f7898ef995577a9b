/*
 * What an automatic answer says of its author's absence: the day of return and who stands in.
 */
#ifndef PARSERS_ANSWER_ABSENCE_H
#define PARSERS_ANSWER_ABSENCE_H

#include "parsers/finding.h"
#include "parsers/replies/answer_scan.h"

/* The day of return, else the last day of the absence; no date when none is named. */
Date answer_absence_return(Arena *arena, AnswerScan *scan);

/* The first address of the text that is not the sender's own, with the name that stands before it. Both NULL
 * when there is none. */
Address answer_absence_delegate(Arena *arena, const Mail *mail, const Words *words);

#endif
