/*
 * People: contacts that an answer names, proposed to a person and never used before one agrees. Pure.
 */
#ifndef LEDGER_PEOPLE_H
#define LEDGER_PEOPLE_H

#include "ledger/facts.h"
#include "ledger/outcome.h"

/* At most so many of one message. */
#define PEOPLE_MAX 5

/* Adds to outcome, for the customer that our mail went to: the sender and the copies of an answer, the address in its
 * signature, the stand-in of an absence. Left out: known contacts, recipients of our mail, our own domains, robots. The
 * source of each says where it stood. */
void people_propose(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);

/* Nobody is left to write to: a task for who collects from this customer. */
void people_missing(Arena *arena, const Company *company, const Customer *customer, int64_t now, Outcome *outcome);
/* The same when the outcome stops or loses the last contact of sent_customer whom reminders may go to. */
void people_check_left(Arena *arena, const Facts *facts, const Company *company, Outcome *outcome);

#endif
