/*
 * Replies: what follows from an answer, a bounce or an automatic mail. A note on each invoice that our mail named, the
 * hold of its codes at once, the folder it goes to, an alert. Never money: that is for people, fiscal documents and
 * dated rules (reliability P15). Codes and their consequences: one table, from the collections facts, section 6.
 */
#ifndef LEDGER_REPLIES_H
#define LEDGER_REPLIES_H

#include "ledger/facts.h"
#include "ledger/outcome.h"

/* For every kind of finding but INVOICE and QUARANTINE. */
void replies_post(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);
/* An answer to a mail of ours that is quarantined: into the folder where a person looks. */
void replies_set_aside(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);

/* Bank details in a mail that answers none of ours: one alert a sender and day. Nothing is taken over. */
void replies_warn_bank(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome);

#endif
