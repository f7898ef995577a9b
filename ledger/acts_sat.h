/*
 * What follows for an open invoice from what SAT's status service says of its CFDI. Pure.
 *
 * Cancelled: a posting takes all that is left of it (so that late documents leave it closed), with an event and an alert.
 * A cancellation that waits for the receiver's consent: a hold, which ends with it. Everything else, "not found" above
 * all, changes nothing, nor does anything change for an invoice that is closed or held for another reason.
 */
#ifndef LEDGER_ACTS_SAT_H
#define LEDGER_ACTS_SAT_H

#include "ledger/acts.h"
#include "parsers/cfdi/sat_status.h"

#define ACTS_SAT_HOLD "SAT-CANCELLATION"

/* outcome->n_events stays 0 when nothing follows. */
void acts_sat_status(Arena *arena, const Act *act, const SatStatus *status, Outcome *outcome);

#endif
