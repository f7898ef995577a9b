/*
 * Bank details in a text: CLABE, IBAN, account numbers with their words. A sign to look, never data to take
 * over.
 */
#ifndef PARSERS_BANK_H
#define PARSERS_BANK_H

#include <stdbool.h>

#include "base/texts.h"

#define BANK_ACCOUNTS_MAX 10
/* Adds the numbers in order, each once: a valid CLABE (18 digits, control digit), a valid IBAN without blanks (ISO 13616,
 * mod 97), or the digits of account length beside a word for account (es, pt, en, fr); at most BANK_ACCOUNTS_MAX. A text
 * that is NULL names none. To be compared with others and never to be paid to. */
void bank_accounts(Arena *arena, const char *text, Texts *ret);
/* In payment instructions of our own, where no word for account need stand: every number of account length as well. */
void bank_numbers(Arena *arena, const char *text, Texts *ret);
/* A number as a document states it, in the same form; NULL: none of account length. */
const char *bank_account(Arena *arena, const char *stated);
/* One account in two spellings: leading zeros, or a number and the CLABE that holds it. */
bool bank_same(const char *a, const char *b);

#endif
