/* work: staged messages become what follows from them; due days become at most the one reminder that is right today. */
#ifndef GATEWAY_STAGE_WORK_H
#define GATEWAY_STAGE_WORK_H

#include "gateway/stage.h"

typedef struct {
	size_t done, quarantined, retried; /* messages */
	size_t reminders, confirmations;
} WorkTally;

/* All that can be done now; ERROR_STOP ends the stage. */
bool work_pass(Stage *stage, WorkTally *tally, GError **error);

#endif
