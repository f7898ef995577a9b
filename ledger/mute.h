/*
 * Mute: robots that answer robots, and floods. An automatic message from one address that speaks of a mail of ours, or
 * that would be set aside for a person, is counted; more than three in 24 hours and the address is muted: no note, no
 * hold, no proposal and no alert of its own, one alert that says so, and the receipt book has every message as before.
 * What was muted speaks again after a day with three or fewer. Pure. Reports of delivery and complaints are never
 * counted: each is about another mail (facts on reliability, section 4, "own loops"; RFC 3834 section 2).
 */
#ifndef LEDGER_MUTE_H
#define LEDGER_MUTE_H

#include "ledger/facts.h"
#include "ledger/outcome.h"

/* The address whose automatic messages are counted together with this one; NULL: this one is not counted. */
const char *mute_address(Arena *arena, const Finding *finding, bool of_ours);

/* Counts this message; true when it is muted. The outcome gets what is counted now and, when the mute begins, the one
 * alert. facts->correspondent NULL: nothing is counted. */
bool mute_count(Arena *arena, const Facts *facts, Outcome *outcome);

#endif
