/*
 * Plan answer: what one of our own people means by an answer to the plan of the day: "no 7, 9", "sin 3-5", "não 7",
 * "todos menos 2", "ninguno", "ok". Written from a phone, in any language that we write. It is read strictly: whatever
 * is not understood word for word is unclear, and an unclear answer does nothing, since it decides what clients get.
 *
 *   no 7, 9 porque ya pagaron    those are left out
 *   ok · sí · aprobado           all go now
 *   ok 3, 4 · sí, la 3           these go now
 *   solo 3 · only 3              these go now and the others do not
 *   ok, menos 7                  7 is left out and the others go now
 *   ninguno · none               nothing goes
 *
 * A number takes the word before it; when the answer begins with numbers, the word after it ("7 y 9 no, 3 sí"). A reason
 * after numbers that are left out is a remark, unless a number is in it. Pure; strings are valid UTF-8.
 */
#ifndef PARSERS_PLAN_ANSWER_H
#define PARSERS_PLAN_ANSWER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define PLAN_ANSWER_BYTES_MAX 4096 /* of the text; a longer one is unclear */
#define PLAN_ANSWER_NUMBER_MAX 9999

typedef struct {
	int64_t first, last; /* both inclusive; first <= last */
} PlanRange;

typedef struct {
	bool clear; /* false: not understood; the rest says nothing then */
	bool none;  /* nothing goes */
	bool rest;  /* what is not named goes now */
	bool only;  /* what is not named does not go */
	PlanRange *go, *out;
	size_t n_go, n_out;
} PlanAnswer;

/* text: what its author wrote anew; NULL is unclear. */
PlanAnswer plan_answer_read(Arena *arena, const char *text);
bool plan_answer_names(const PlanRange *ranges, size_t n, int64_t number);

#endif
