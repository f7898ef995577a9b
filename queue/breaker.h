/*
 * Breaker: stops trying one relay or recipient domain that does not answer or pushes back, so that its jobs
 * wait in the queue without spending attempts. Pure: plain integers that a caller may keep in memory or in
 * a row; a zeroed Breaker is closed and has no history.
 *
 * Opens after one failed cohort (as many connections in a row that could not be opened as run at once) or
 * when three of the last five answers were push-back (421, 450 and their like). Half-open after 5 minutes,
 * twice that after each failed probe, at most an hour: then one job goes through as a probe, and its
 * outcome closes or opens the breaker again.
 */
#ifndef QUEUE_BREAKER_H
#define QUEUE_BREAKER_H

#include <stdbool.h>
#include <stdint.h>

#define BREAKER_FIRST_WAIT_S INT64_C(300)
#define BREAKER_LONGEST_WAIT_S INT64_C(3600)

typedef enum { BREAKER_CLOSED, BREAKER_OPEN, BREAKER_HALF_OPEN } BreakerState;

typedef enum {
	BREAKER_ANSWERED,    /* the relay did its work, whatever it said of this one job */
	BREAKER_PUSHED_BACK, /* it answered that it wants less or later */
	BREAKER_UNREACHABLE, /* no usable connection */
} BreakerEvent;

typedef struct {
	BreakerState state;
	int64_t retry_at; /* open: when a probe may go; half-open: when a probe that never reported counts
			     as lost */
	int64_t wait;	  /* of the present or last opening; 0 after a success */
	int unreachable;  /* in a row */
	unsigned answers; /* the last five, a bit each: 1 = pushed back */
} Breaker;

/* True when a job may go now. In the half-open state that job is the probe: the caller must record its
 * event. */
bool breaker_admit(Breaker *breaker, int64_t now);
/* cohort: connections that run at once to this relay, at least 1. Events of jobs that were let through
 * before the breaker opened are welcome and do not make the wait longer. */
void breaker_record(Breaker *breaker, BreakerEvent event, int cohort, int64_t now);

#endif
