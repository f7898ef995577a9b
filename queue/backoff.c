#include "queue/backoff.h"

#include <stddef.h>

#define JITTER_PERCENT 10

static const int64_t backoff_waits[] = { 60, 300, 900, 1800, 3600, 4020 };
static const int backoff_steps = (int)(sizeof backoff_waits / sizeof backoff_waits[0]);

/* The finaliser of splitmix64 (Steele, Lea, Flood 2014). */
static uint64_t backoff_mix(uint64_t x)
{
	x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

uint64_t backoff_seed(int64_t job_id, int attempt)
{
	return backoff_mix(backoff_mix((uint64_t)job_id + UINT64_C(0x9e3779b97f4a7c15)) +
			   (uint64_t)attempt);
}

int64_t backoff_delay(int attempt, uint64_t seed)
{
	int step = attempt < 1 ? 0 : attempt - 1;
	int64_t wait = backoff_waits[step < backoff_steps ? step : backoff_steps - 1];
	int64_t spread = wait * JITTER_PERCENT / 100;
	return wait - spread + (int64_t)(seed % (uint64_t)(2 * spread + 1));
}

bool backoff_next(int64_t born, int64_t now, int64_t life, int64_t delay, int64_t *ret_due)
{
	int64_t end = 0;
	int64_t due = 0;
	if (__builtin_add_overflow(born, life, &end) || __builtin_add_overflow(now, delay, &due) ||
	    due > end)
		return false;
	*ret_due = due;
	return true;
}
