/*
 * Owner: how a process signs what it claims, and whether who signed is still alive. "name pid.start boot-id": numbers of
 * processes are used again, after a while or by the next start of a container, and a process that was killed keeps its
 * number until somebody has asked for its end.
 */
#ifndef GATEWAY_OWNER_H
#define GATEWAY_OWNER_H

#include <stdbool.h>

#include "base/arena.h"

/* This process, under its stage's name. */
const char *owner_new(Arena *arena, const char *name);
/* Of another boot than self's, or a process that ended. What cannot be told is alive. */
bool owner_is_dead(const char *owner, const char *self);

#endif
