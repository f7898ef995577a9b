/*
 * RFC: Mexico's tax id, 12 characters for a company and 13 for a person (SAT, tdCFDI.xsd t_RFC; check digit:
 * SAT's "Algoritmo para generar el RFC"). Characters, not bytes: the letter Ñ takes two bytes of UTF-8.
 *
 * A wrong check digit is a warning and never a refusal: about one real RFC in seventy fails it, the generic
 * ones too.
 */
#ifndef BASE_RFC_H
#define BASE_RFC_H

#include <stdbool.h>

#include "base/arena.h"

#define RFC_PUBLIC "XAXX010101000"  /* the general public: nobody to dun */
#define RFC_FOREIGN "XEXX010101000" /* any foreigner: told apart by NumRegIdTrib and name */

/* Trimmed and upper case, whatever its shape; NULL for NULL or blank. */
const char *rfc_canonical(Arena *arena, const char *text);
/* [A-ZÑ&]{3,4} YYMMDD [A-Z0-9]{2} [0-9A] with a month and day that exist in some year; canonical text
 * expected. */
bool rfc_shape(const char *rfc);
/* True when the last character is the check digit of the others. False for a text without the shape. */
bool rfc_check_digit(const char *rfc);
bool rfc_is_generic(const char *rfc);
/* One of the fictitious taxpayers that SAT publishes for tests: such a document is nobody's debt. */
bool rfc_is_test(const char *rfc);

#endif
