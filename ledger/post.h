/*
 * Post: what follows from one finding. Pure: facts in, outcome out. Documents become invoices and postings (here);
 * answers become notes, holds and alerts (replies.c).
 */
#ifndef LEDGER_POST_H
#define LEDGER_POST_H

#include "ledger/facts.h"
#include "ledger/outcome.h"

void post_finding(Arena *arena, const Finding *finding, const Facts *facts, Outcome *ret);

/* A person must look at what was set aside: one alert a message. */
void post_quarantine_alert(Arena *arena, const Facts *facts, Outcome *outcome);

/* The documents of a finding that has some. */
void post_documents(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);

/* Sets paid, credited and state of an invoice from all its postings: those on record and those of this outcome. */
void post_settle(const Facts *facts, const Outcome *outcome, Invoice *invoice, Date today);

#endif
