#include "base/clock.h"

#include <time.h>

Clock clock_system(void)
{
	return (Clock){ .fixed = false };
}

Clock clock_fixed(int64_t now)
{
	return (Clock){ .fixed = true, .now = now };
}

int64_t clock_now(const Clock *clock)
{
	return clock->fixed ? clock->now : (int64_t)time(NULL);
}

int64_t clock_monotonic_ms(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
