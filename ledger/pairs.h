/*
 * Money that two papers tell of: in Mexico every payment that the bank shows is followed by the creditor's own payment
 * receipt (CFDI type P) for the same money. A receipt and a row of a file, or what a person wrote down, for one invoice,
 * of one amount, with days that lie close together, are one payment. Each paper has one partner at most, and as many pairs
 * are made as there can be, so that the order in which they came makes no difference.
 */
#ifndef LEDGER_PAIRS_H
#define LEDGER_PAIRS_H

#include "ledger/book.h"

/* What counts twice among these payments of one invoice, all of its currency and none undone: the sum of the amounts of
 * all pairs. Sorts the array. days: how far apart their days may be. */
int64_t pairs_counted_twice(const Posting **payments, size_t n, int64_t days);

#endif
