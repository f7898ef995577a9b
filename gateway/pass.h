/*
 * Pass: what a stage says of its passes. One line when they begin to fail (stage-waits: tried again), one when they do no
 * more (stage-back), one when the stage must end (stage-stopped), however many passes fail in between.
 */
#ifndef GATEWAY_PASS_H
#define GATEWAY_PASS_H

#include <glib.h>
#include <stdbool.h>

/* After each pass. fault: why it came to nothing, NULL when it was done. waits: false at first, kept by the caller. False:
 * the stage must end. */
bool pass_goes_on(bool *waits, const char *stage, const GError *fault);

#endif
