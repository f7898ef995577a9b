/*
 * The only source of "now". Passed in, so that rehearsals (--now) and tests choose it.
 * Instants are UNIX seconds (UTC).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

typedef struct {
	bool fixed;
	int64_t now; /* used when fixed */
} Clock;

Clock clock_system(void);
Clock clock_fixed(int64_t now);
int64_t clock_now(const Clock *clock);

/* Milliseconds that only go forward: for deadlines, never for data. Not affected by --now. */
int64_t clock_monotonic_ms(void);

#endif
