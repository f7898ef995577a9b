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

#endif
