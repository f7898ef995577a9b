/*
 * Acts: what a person does to one invoice. The same functions serve the command line and the console. Pure.
 */
#ifndef LEDGER_ACTS_H
#define LEDGER_ACTS_H

#include "ledger/company.h"
#include "ledger/facts.h"
#include "ledger/outcome.h"

typedef struct {
	const Company *company;
	const Invoice *invoice;
	const Posting *postings; /* on record for it */
	size_t n_postings;
	const char *actor; /* the person */
	int64_t now;
	const char *text;  /* reason, collector, reference: what the act takes; NULL: none */
	Date date;	   /* promised day, end of a hold, day of a payment; unset: none */
	int64_t amount;	   /* millionths, for pay */
	const char *unique; /* makes a manual payment one of its kind */
} Act;

/* REJECT with the reason when the act makes no sense for this invoice now. */
bool acts_pay(Arena *arena, const Act *act, Outcome *outcome, GError **error);
/* Takes back a payment that a person wrote down (text: why). REJECT when it is undone already. */
bool acts_unpay(Arena *arena, const Act *act, const Posting *posting, Outcome *outcome, GError **error);
bool acts_promise(Arena *arena, const Act *act, Outcome *outcome, GError **error);
bool acts_dispute(Arena *arena, const Act *act, Outcome *outcome, GError **error);
/* Ends a dispute, a claim of payment or a promise: the invoice is dunned again from its own dates. */
bool acts_resolve(Arena *arena, const Act *act, Outcome *outcome, GError **error);
bool acts_hold(Arena *arena, const Act *act, Outcome *outcome, GError **error);
bool acts_assign(Arena *arena, const Act *act, Outcome *outcome, GError **error);

#endif
