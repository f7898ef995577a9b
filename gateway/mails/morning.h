/*
 * Morning: where a company asks for it (plan_hour), who collects is shown the mails of the day before any of them leaves,
 * and may answer. One mail to each collector, and one for customers that have none; a day's plan is made in one
 * transaction. What follows from answers, and from silence: ledger/approval.h.
 */
#ifndef GATEWAY_MORNING_H
#define GATEWAY_MORNING_H

#include "gateway/stage.h"
#include "ledger/approval.h"

/* Shows the plans whose hour has come. */
bool morning_pass(Stage *stage, GError **error);

/* What is on record of a customer's line today. The result and all it names live in arena. */
bool morning_gate(Stage *stage, Arena *arena, const DecideInput *input, ApprovalGate *ret, GError **error);

#endif
