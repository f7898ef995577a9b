/*
 * A customer's credit: what was paid or credited beyond its invoices, and what credit notes and receipts left without a
 * target. It lowers nothing by itself; a person applies it to an invoice of the same customer and currency. Pure.
 *
 * An application is one source "credit:UNIQUE" with a negative posting for each place that money is taken from and a
 * positive one for the invoice: undone together.
 */
#ifndef LEDGER_CREDIT_H
#define LEDGER_CREDIT_H

#include "ledger/acts.h"

#define CREDIT_SOURCE "credit:"

/* act->amount 0: as much as there is and the invoice owes. act->postings: of the invoice and of every source. REJECT: no
 * credit, more than there is, more than is owed. */
bool credit_apply(Arena *arena, const Act *act, const CreditSource *sources, size_t n, Outcome *outcome,
		  GError **error);
/* An application that was made: its postings, and the invoices that they name. */
typedef struct {
	const Posting *applied;
	size_t n;
	const Invoice *invoices;
	size_t n_invoices;
} CreditMove;

/* Takes it back. act->invoice is not read. REJECT when it is taken back already. */
bool credit_undo(Arena *arena, const Act *act, const CreditMove *move, Outcome *outcome, GError **error);
/* It moves credit: no paper of a bank or of a tax office tells of it. */
bool credit_is_move(const Posting *posting);

#endif
