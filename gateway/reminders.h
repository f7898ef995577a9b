/* Reminders: the due half of work, and what `plan` shows without doing it. */
#ifndef GATEWAY_REMINDERS_H
#define GATEWAY_REMINDERS_H

#include "gateway/stage.h"
#include "ledger/decide.h"

/* Queues today's reminders of every company; *ret_queued is added to. */
bool reminders_pass(Stage *stage, size_t *ret_queued, GError **error);

typedef struct {
	int64_t now; /* given by the caller */
	const Company *company;
	const Customer *customer;
	DecideInput input;
	Decision decision;
} Plan;

/* What is decided for one customer at ret->now, when so many mails of its company are planned before it: rows read, clock
 * applied in memory, nothing written. */
bool reminders_plan(Stage *stage, Arena *arena, const Company *company, int64_t customer_id, int64_t planned, Plan *ret,
		    GError **error);

#endif
