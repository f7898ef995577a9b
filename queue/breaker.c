#include "queue/breaker.h"

#define ANSWERS_MASK 0x1fU
#define ANSWERS_LIMIT 3

static void breaker_close(Breaker *breaker)
{
	*breaker = (Breaker){ .state = BREAKER_CLOSED };
}

static void breaker_open(Breaker *breaker, int64_t now)
{
	int64_t wait = breaker->wait > 0 ? breaker->wait * 2 : BREAKER_FIRST_WAIT_S;
	breaker->wait = wait < BREAKER_LONGEST_WAIT_S ? wait : BREAKER_LONGEST_WAIT_S;
	breaker->state = BREAKER_OPEN;
	breaker->retry_at = now + breaker->wait;
	breaker->unreachable = 0;
	breaker->answers = 0;
}

bool breaker_admit(Breaker *breaker, int64_t now)
{
	if (breaker->state == BREAKER_CLOSED)
		return true;
	if (now < breaker->retry_at)
		return false;
	breaker->state = BREAKER_HALF_OPEN;
	breaker->retry_at = now + breaker->wait;
	return true;
}

static void breaker_count(Breaker *breaker, BreakerEvent event, int cohort, int64_t now)
{
	breaker->unreachable = event == BREAKER_UNREACHABLE ? breaker->unreachable + 1 : 0;
	if (event != BREAKER_UNREACHABLE)
		breaker->answers =
			((breaker->answers << 1) | (event == BREAKER_PUSHED_BACK)) & ANSWERS_MASK;
	bool dead = breaker->unreachable >= (cohort > 1 ? cohort : 1);
	if (dead || __builtin_popcount(breaker->answers) >= ANSWERS_LIMIT)
		breaker_open(breaker, now);
}

void breaker_record(Breaker *breaker, BreakerEvent event, int cohort, int64_t now)
{
	if (breaker->state == BREAKER_CLOSED)
		breaker_count(breaker, event, cohort, now);
	else if (event == BREAKER_ANSWERED)
		breaker_close(breaker);
	else if (breaker->state == BREAKER_HALF_OPEN)
		breaker_open(breaker, now);
}
