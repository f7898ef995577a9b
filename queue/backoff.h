/*
 * Backoff: when a job that failed for now is tried again, and when trying ends. Pure: no clock, no random
 * source.
 *
 * The waits are 1, 5, 15, 30, 60 and then 67 minutes, each moved by up to a tenth either way, so that jobs
 * that failed together do not come back together; the same seed gives the same wait. Nothing is tried later
 * than the life of a job after it was first due: a stale reminder is worse than one attempt less.
 */
#ifndef QUEUE_BACKOFF_H
#define QUEUE_BACKOFF_H

#include <stdbool.h>
#include <stdint.h>

#define BACKOFF_LIFE_S INT64_C(172800)	/* 48 h: then it has failed */
#define BACKOFF_WARN_S INT64_C(14400)	/* 4 h: then a person is told */
#define BACKOFF_LONGEST_S INT64_C(4422) /* 67 min and a tenth */

/* The seed for one attempt of one job: any two differ in every bit with even odds. */
uint64_t backoff_seed(int64_t job_id, int attempt);
/* Seconds to wait after attempt number n (1 = the first one) has failed; n < 1 counts as 1. */
int64_t backoff_delay(int attempt, uint64_t seed);
/* The instant of the next attempt; false when it would lie past born + life, or past what the clock can
 * say. */
bool backoff_next(int64_t born, int64_t now, int64_t life, int64_t delay, int64_t *ret_due);

#endif
