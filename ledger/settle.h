/*
 * Settle: what is left of an invoice after every posting that names it, in whatever order they came. Pure.
 *
 * A posting is known by (company, source_key, source_index); one of the outcome stands for the one on record, and only
 * "undone" may differ. Three kinds of posting move no money:
 *   annulment  DEBIT, whole: the document of target_key is annulled or replaced by the one of source_key (DTE 56 CodRef 1
 *              of a 61, CFDI relation 04). An invoice becomes "replaced"; the postings of a credit note or a receipt are
 *              undone.
 *   split      CREDIT of 0, not whole: the credit note names several documents and does not say how much each gets; its
 *              amount is the customer's credit and each of them waits for a person.
 */
#ifndef LEDGER_SETTLE_H
#define LEDGER_SETTLE_H

#include "ledger/facts.h"
#include "ledger/outcome.h"

bool settle_is_annulment(const Posting *posting);
bool settle_is_split(const Posting *posting);
/* The posting of that source and index: on record or in the outcome; NULL when it is new. */
const Posting *settle_known(const Facts *facts, const Outcome *outcome, const Posting *posting);

/* Money that a receipt and a bank's row both tell of counts once (ledger/pairs.h), and a rest within the policy's rounding
 * closes the invoice; both by the policy of its company among the facts. */

/* Each posting as it stands now, those on record first; false from visit ends it. */
typedef bool (*SettleVisit)(void *context, const Posting *posting);
void settle_each(const Facts *facts, const Outcome *outcome, SettleVisit visit, void *context);

/* Sets paid, credited, state, hold and next action of an invoice from all its postings. False, invoice untouched, when
 * the sums leave the range of an amount. */
bool settle_invoice(const Facts *facts, const Outcome *outcome, Invoice *invoice, Date today);
/* Whose document it is does not matter for a bank's or a person's posting; else it must be the invoice's creditor. */
bool settle_counts_for(const Posting *posting, const Invoice *invoice);
/* An invoice that money had closed and that is open again, because the money was taken back, is held by what would have
 * held it meanwhile. */
void settle_reopened(const Facts *facts, const Outcome *outcome, Invoice *invoice);
/* The hold of a reason until a day (unset: until a person lifts it), and the next action that goes with it. */
void settle_hold(Invoice *invoice, const char *reason, Date until);

#endif
