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

#endif
