/*
 * SendHours: the last look at the clock before a mail of ours that asks for money is handed over. A relay that was away all
 * day, a machine that was off: what waited leaves in the client's next business hours, and a mail whose words speak of
 * "today" not on another day.
 */
#ifndef GATEWAY_SEND_HOURS_H
#define GATEWAY_SEND_HOURS_H

#include "gateway/stage.h"

/* *ret_until: when it may leave; 0: now. *ret_stale: why it may never; NULL: it may. Other kinds of mail always may. */
bool send_hours_look(Stage *stage, Arena *arena, const ClaimedJob *job, int64_t *ret_until, const char **ret_stale,
		     GError **error);

#endif
