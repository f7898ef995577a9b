/* Loads what the ledger must know before it computes what follows from one message. */
#ifndef GATEWAY_FACTS_LOAD_H
#define GATEWAY_FACTS_LOAD_H

#include "gateway/stage.h"
#include "ledger/facts.h"

bool facts_load(Stage *stage, Arena *arena, const ClaimedMail *mail, const Finding *finding, Facts *ret,
		GError **error);

#endif
