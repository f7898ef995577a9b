#include "queue/pace.h"

#include <stddef.h>
#include <string.h>
#include <sys/param.h>

#define HOUR_S 3600
#define MINUTE_S 60
#define CREDIT_OF_ONE 60 /* at n jobs a minute, a second earns n sixtieths */

int pace_per_minute(const Pace *pace, const PaceLimits *limits)
{
	if (limits->per_minute <= 0)
		return pace->learnt;
	return pace->learnt > 0 && pace->learnt < limits->per_minute ? pace->learnt : limits->per_minute;
}

/* A quarter of a minute's worth may leave at once, so that no minute sees more than a quarter above the
 * pace. */
static int64_t pace_capacity(int per_minute)
{
	return (int64_t)(per_minute > 4 ? per_minute / 4 : 1) * CREDIT_OF_ONE;
}

static void pace_refill(Pace *pace, int per_minute, int64_t now)
{
	int64_t capacity = pace_capacity(per_minute);
	int64_t elapsed = pace->at == 0 ? HOUR_S : now - pace->at;
	if (elapsed > 0)
		pace->credit += (elapsed < HOUR_S ? elapsed : HOUR_S) * per_minute;
	if (pace->credit > capacity)
		pace->credit = capacity;
	if (elapsed != 0)
		pace->at = now;
}

/* Empties the slots of the hours that went by since the last look. */
static void pace_turn(Pace *pace, int64_t now)
{
	int64_t hour = now / HOUR_S;
	if (hour - pace->hour >= PACE_HOURS)
		memset(pace->sent, 0, sizeof pace->sent);
	else
		for (int64_t h = pace->hour + 1; h <= hour; h++)
			pace->sent[h % PACE_HOURS] = 0;
	if (hour > pace->hour)
		pace->hour = hour;
}

/* True when the day's share is not used up; else ret_again is when enough of it leaves the window. */
static bool pace_day(const Pace *pace, int per_day, int64_t *ret_again)
{
	int64_t sum = 0;
	for (size_t i = 0; i < PACE_HOURS; i++)
		sum += pace->sent[i];
	if (per_day <= 0 || sum < per_day)
		return true;
	int64_t oldest = pace->hour - PACE_HOURS + 1;
	for (int64_t h = oldest < 0 ? 0 : oldest; h <= pace->hour; h++) {
		sum -= pace->sent[h % PACE_HOURS];
		if (sum < per_day) {
			*ret_again = (h + PACE_HOURS) * HOUR_S;
			return false;
		}
	}
	return false;
}

/* How many left in this minute and in the one before. */
static void pace_note(Pace *pace, int64_t now)
{
	int64_t minute = now / MINUTE_S;
	if (minute != pace->minute) {
		pace->in_last = minute == pace->minute + 1 ? pace->in_minute : 0;
		pace->in_minute = 0;
		pace->minute = minute;
	}
	pace->in_minute++;
}

bool pace_take(Pace *pace, const PaceLimits *limits, int64_t now, int64_t *ret_again)
{
	int per_minute = pace_per_minute(pace, limits);
	pace_turn(pace, now);
	if (!pace_day(pace, limits->per_day, ret_again))
		return false;
	pace_refill(pace, per_minute, now);
	if (per_minute > 0 && pace->credit < CREDIT_OF_ONE) {
		*ret_again = now + (CREDIT_OF_ONE - pace->credit + per_minute - 1) / per_minute;
		return false;
	}
	if (per_minute > 0)
		pace->credit -= CREDIT_OF_ONE;
	pace_note(pace, now);
	pace->sent[pace->hour % PACE_HOURS]++;
	return true;
}

void pace_return(Pace *pace, const PaceLimits *limits)
{
	if (pace_per_minute(pace, limits) > 0)
		pace->credit += CREDIT_OF_ONE;
	int *sent = &pace->sent[pace->hour % PACE_HOURS];
	*sent -= *sent > 0;
}

void pace_accepted(Pace *pace, const PaceLimits *limits)
{
	int per_minute = pace_per_minute(pace, limits);
	if (per_minute == limits->per_minute || ++pace->accepted < per_minute)
		return;
	pace->accepted = 0;
	pace->learnt = limits->per_minute > 0 ? per_minute + 1 : per_minute + MAX(1, per_minute / 4);
	if (pace->learnt > PACE_FORGET)
		pace->learnt = 0;
}

void pace_pushed_back(Pace *pace, const PaceLimits *limits)
{
	int per_minute = pace_per_minute(pace, limits);
	pace->accepted = 0;
	if (per_minute <= 0)
		per_minute = MAX(pace->in_minute, pace->in_last);
	pace->learnt = per_minute > 1 ? per_minute / 2 : 1;
}
