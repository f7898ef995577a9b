/*
 * Named durable steps: step("mail.rename") stands right before each effect that outlives the process. In production
 * it does nothing; the crash tests install a hook that kills the process or makes the effect fail there.
 */
#ifndef BASE_STEP_H
#define BASE_STEP_H

#include <stdbool.h>

/* Called with the name of the step; what it returns, if not 0, is an errno: the step's owner reports that failure. */
typedef int (*StepHook)(const char *name, void *context);

void step_install(StepHook hook, void *context);
/* 0, or the errno that the test wants this effect to fail with. */
int step(const char *name);

#endif
