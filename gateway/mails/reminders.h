/*
 * Reminders: the due half of work, and what `plan` shows without doing it. Customers are looked at one after another and
 * committed together, so many of them, or so many bytes, or as long as it takes: what one of them does wrong is its own.
 */
#ifndef GATEWAY_REMINDERS_H
#define GATEWAY_REMINDERS_H

#include "gateway/mails/reminder_caps.h"
#include "gateway/stage.h"
#include "ledger/decide.h"

/* Queues today's reminders of every company that no other process is at; *ret_queued is added to. */
bool reminders_pass(Stage *stage, size_t *ret_queued, GError **error);

typedef struct {
	int64_t now; /* given by the caller */
	const Company *company;
	const Customer *customer;
	DecideInput input;
	Decision decision;
} Plan;

/* What is decided for one customer at ret->now: rows read, clock applied in memory, nothing written. The caller adds to
 * caps what it plans, so that it counts for those that come after. */
bool reminders_plan(Stage *stage, Arena *arena, const Company *company, int64_t customer_id, ReminderCaps *caps,
		    Plan *ret, GError **error);

#endif
