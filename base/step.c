#include "base/step.h"

#include <stddef.h>

/* The one deliberate global here: a crash point has no caller that could pass it in. Set once, by main. */
static StepHook step_hook = NULL;   /* lint: global_state: as said above */
static void *step_context = NULL; /* lint: global_state: as said above */

void step_install(StepHook hook, void *context)
{
	step_hook = hook;
	step_context = context;
}

int step(const char *name)
{
	return step_hook != NULL ? step_hook(name, step_context) : 0;
}
