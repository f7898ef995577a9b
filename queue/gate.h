/*
 * Gate: what is known of a relay, or of one recipient domain behind it: its breaker, its pace, and for how many at once
 * it is open. Pure: what comes out is what the caller writes into the row that all senders share, when it is still the
 * row that was read; a zeroed Gate is open and has no history.
 */
#ifndef QUEUE_GATE_H
#define QUEUE_GATE_H

#include "queue/breaker.h"
#include "queue/pace.h"

typedef struct {
	Breaker breaker;
	Pace pace;
} Gate;

/* What came of the rights that were taken. */
typedef struct {
	int accepted;	 /* sent, or refused for good: an answer */
	int pushed_back; /* 4xx */
	int unreachable; /* no usable connection */
	int slow;	 /* answered, but took long */
	int unused;	 /* nothing was tried */
} GateTally;

/* How many of want may go now: 0, with the first instant at which asking is worth it in *ret_again; 1 when it is the
 * probe of a half-open breaker. Each is to be settled. */
int gate_take(Gate *gate, const PaceLimits *limits, int want, int64_t now, int64_t *ret_again);
void gate_settle(Gate *gate, const PaceLimits *limits, const GateTally *tally, int64_t now);
/* Until then nobody need ask because of its breaker; 0: it is closed. */
int64_t gate_closed_until(const Gate *gate);
/* Nothing is remembered that would matter: a gate without history does as well. */
bool gate_is_forgotten(const Gate *gate);

#endif
