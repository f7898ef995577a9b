/*
 * Pace: how fast jobs may leave by one relay: so many a minute, evenly, and so many in any 24 hours. Pure:
 * plain integers that a caller may keep in memory or in a row; a zeroed Pace has sent nothing yet.
 *
 * The pace a minute is learnt: push-back from the relay halves it (never below one a minute), and each
 * minute's worth of accepted jobs gives one back, up to the configured figure. Without a configured figure, push-back
 * halves what left in the last minute, and each minute's worth gives a quarter back until PACE_FORGET.
 */
#ifndef QUEUE_PACE_H
#define QUEUE_PACE_H

#include <stdbool.h>
#include <stdint.h>

#define PACE_PER_MINUTE 20
#define PACE_PER_DAY 1000
#define PACE_FORGET 10000 /* jobs a minute: who takes so many has no pace */
#define PACE_HOURS 25 /* 24 whole ones and the one that runs */

typedef struct {
	int per_minute; /* 0: no limit */
	int per_day;	/* 0: no limit */
} PaceLimits;

typedef struct {
	int64_t at;	/* when credit was last counted; 0: never */
	int64_t credit; /* sixtieths of a job */
	int learnt;	/* jobs a minute; 0: nothing learnt, the limit holds */
	int accepted;	/* since the pace last changed */
	int64_t minute; /* number of the minute that in_minute counts */
	int in_minute, in_last;
	int64_t hour;	/* number of the hour that slot hour % PACE_HOURS stands for */
	int sent[PACE_HOURS];
} Pace;

/* Takes the right to send one job now; false: ret_again is the first instant at which asking is worth it. A
 * clock that went backwards gives no credit and loses none. */
bool pace_take(Pace *pace, const PaceLimits *limits, int64_t now, int64_t *ret_again);
/* Gives back a right that was not used (the job was held, or there was no connection). */
void pace_return(Pace *pace, const PaceLimits *limits);
void pace_accepted(Pace *pace, const PaceLimits *limits);
void pace_pushed_back(Pace *pace, const PaceLimits *limits);
/* The pace in force, jobs a minute; 0: no limit. */
int pace_per_minute(const Pace *pace, const PaceLimits *limits);

#endif
