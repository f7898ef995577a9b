/*
 * One look of the clock at one customer: rows read, today's reminder decided, and what follows from it computed, with
 * its frozen mail. Nothing is committed here but the mail's number, and its bytes are not synced yet.
 */
#ifndef GATEWAY_REMINDER_LOOK_H
#define GATEWAY_REMINDER_LOOK_H

#include "gateway/mails/outbound.h"
#include "gateway/mails/reminder_caps.h"

typedef struct {
	DecideInput input; /* company and now are the caller's */
	Decision decision;
	Outcome outcome;
	Drafts drafts;
	Invoice *next; /* rows of which only the clock's next day changes */
	size_t n_next;
} ReminderLook;

/* Reads and decides; outcome has what the clock alone changes. Caps are applied, and nothing is added to them. */
bool reminder_look_decide(Stage *stage, Arena *arena, ReminderCaps *caps, int64_t customer_id, ReminderLook *look,
			  GError **error);
/* The whole; a mail that goes is added to caps. All of it lives in arena. Before its rows are committed the caller says
 * store_blob_sync(). */
bool reminder_look_make(Stage *stage, Arena *arena, ReminderCaps *caps, int64_t customer_id, ReminderLook *look,
			GError **error);
/* There is something to commit. */
bool reminder_look_says(const ReminderLook *look);

#endif
