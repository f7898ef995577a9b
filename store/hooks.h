/*
 * Hooks: what else is told of what happens. Every event and alert that a hook asks for becomes a job of lane http in the
 * transaction that writes it; its body is frozen there. The store posts nothing.
 */
#ifndef STORE_HOOKS_H
#define STORE_HOOKS_H

#include "store/store.h"

#define HOOKS_JOB "webhook" /* the kind of their jobs */

typedef struct {
	const char *name;
	Texts events;	 /* kinds of event, and "alert"; none: all */
	Texts companies; /* none: of all */
} Hook;

/* From now on; hooks is borrowed. */
void hooks_set(Store *store, const Hook *hooks, size_t n);

/* A job's payload, read again: which hook, and the bytes to post. False: it is none. */
bool hooks_read(Arena *arena, const char *payload, const char **ret_name, const char **ret_body);

#endif
