/*
 * Caps of one company while its customers are decided one after another: what is on record, and what was decided since
 * and is not on record yet. So a cap holds within a batch of `work`, or a plan, as it does across them. The company's
 * day is counted once, so only who alone decides for the company (the lease of gateway/mails/reminders.c) may believe it.
 */
#ifndef GATEWAY_REMINDER_CAPS_H
#define GATEWAY_REMINDER_CAPS_H

#include "ledger/caps.h"
#include "store/store.h"

typedef struct ReminderCaps ReminderCaps;

ReminderCaps *reminder_caps_new(Store *store);
void reminder_caps_free(ReminderCaps *caps); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReminderCaps, reminder_caps_free)

/* A decision to send becomes a skip when a cap is reached. Asked only for a mail that would go. */
bool reminder_caps_apply(ReminderCaps *caps, Arena *arena, const DecideInput *input, Decision *decision,
			 GError **error);
/* This one goes: it counts from here on. */
void reminder_caps_add(ReminderCaps *caps, const Decision *decision);
/* What was added is on record now; or nobody knows what of it is, and all is counted again. */
void reminder_caps_settle(ReminderCaps *caps);
void reminder_caps_forget(ReminderCaps *caps);

#endif
