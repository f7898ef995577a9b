/*
 * Proposals: which invoices an answer may be about that names no mail of ours. For a person to choose from; nothing
 * follows.
 */
#ifndef LEDGER_PROPOSALS_H
#define LEDGER_PROPOSALS_H

#include "ledger/book.h"

/* Its number stands in the subject or the text, as a word of its own; numbers of one or two digits tell nothing. */
bool proposals_names(const Mail *mail, const Invoice *invoice);
/* Those that are named first, else in the order they are in. Sorts in place. */
void proposals_sort(const Mail *mail, Invoice *invoices, size_t n);

#endif
