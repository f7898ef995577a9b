/*
 * RUT: the Chilean tax id, "76192083-9" in canonical form: no dots, no leading zeros, upper-case K.
 * Check digit: modulo 11 with weights 2..7 from the right.
 */
#ifndef BASE_RUT_H
#define BASE_RUT_H

#include <stdbool.h>

#include "base/arena.h"

/* Dots, blanks, a "CL" in front, leading zeros and a lower-case k are forgiven; a missing dash is not. NULL
 * when it is no RUT (the check digit is not looked at). */
const char *rut_normalise(Arena *arena, const char *text);

/* The check digit of a canonical RUT is right. */
bool rut_is_valid(const char *rut);

/* RUTs that stand for no one in particular: 66666666-6 (anonymous buyer), 55555555-5 (foreigner), 60803000-K
 * (the tax office itself). Never a debtor of their own. */
bool rut_is_generic(const char *rut);

#endif
