/*
 * The life of an invoice as one table: state x event -> state. Nothing else changes a state.
 */
#ifndef LEDGER_STATES_H
#define LEDGER_STATES_H

#include "ledger/book.h"

#define STATE_EVENTS(X)                         \
	X(WAIT, "wait")			/* a promise, an approval, a document asked for */ \
	X(DISPUTE, "dispute")		\
	X(REJECT, "reject")		\
	X(CLAIM_PAID, "claim-paid")	/* "already paid", not seen yet */ \
	X(RELEASE, "release")		/* a hold's day has passed, or a person lifted it */ \
	X(BALANCE, "balance")		/* postings changed: settle() says what follows */ \
	X(CEDE, "cede")			\
	X(REPLACE, "replace")

#define STATE_EVENT_ENUM(symbol, word) STATE_EVENT_##symbol,
typedef enum { STATE_EVENTS(STATE_EVENT_ENUM) } StateEvent;

/* The state that follows, by the table; for RELEASE and BALANCE from what is owed and due today. */
InvoiceState states_after(const Invoice *invoice, StateEvent event, Date today);

/* BALANCE, where a rest of so many millionths is not asked for once something was paid or credited. */
InvoiceState states_after_balance(const Invoice *invoice, int64_t rounding, Date today);

#endif
