/*
 * A sum per currency of what a notice lists, in the order in which the currencies appear: currencies are never added.
 */
#ifndef TEMPLATES_NOTICE_SUMS_H
#define TEMPLATES_NOTICE_SUMS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/money.h"

typedef struct {
	Money *sums;
	size_t n;
} NoticeSums;

/* REJECT when the sum does not fit. */
bool notice_sums_add(Arena *arena, NoticeSums *sums, Money money, GError **error);

#endif
