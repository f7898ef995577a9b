/*
 * FactsAhead: what the messages of a batch will ask the ledger for, asked for at once: which of the keys and names that
 * they speak of are new to it. Nearly all are, and need no question of their own. Lives in the arena it was made in; it is
 * as old as the facts of any message are until they are committed, and the commit has the same guards.
 */
#ifndef GATEWAY_FACTS_AHEAD_H
#define GATEWAY_FACTS_AHEAD_H

#include "gateway/stage.h"
#include "ledger/facts.h"

/* NULL with error. */
FactsAhead *facts_ahead_load(Stage *stage, Arena *arena, const Finding *const *findings, size_t n, GError **error);
/* True: it was asked for, and no row names it. ahead NULL: nothing was asked for. */
bool facts_ahead_key_is_new(const FactsAhead *ahead, const char *company, const char *key);
bool facts_ahead_names_are_new(const FactsAhead *ahead, const Texts *names);

#endif
