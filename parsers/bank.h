/*
 * Bank details in a text: CLABE, IBAN, account numbers with their words. A sign to look, never data to take
 * over.
 */
#ifndef PARSERS_BANK_H
#define PARSERS_BANK_H

#include <stdbool.h>

#include "base/arena.h"

/* True for a valid CLABE (18 digits, control digit), a valid IBAN (ISO 13616, mod 97), or a number of account
 * length beside a word for account (es, pt, en, fr). */
bool bank_details_in(Arena *arena, const char *text);

#endif
