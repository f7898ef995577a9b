/*
 * Owner: the name under which a process holds leases, and whether a process of such a name is known to be dead. Names are
 * compared across machines, reboots and containers: "fetch facturas nodo-1 1234 5678901 <machine> <boot> <pid namespace>".
 * Only what this machine can know for certain is called dead; who is unknown is waited for until its lease ends.
 */
#ifndef GATEWAY_OWNER_H
#define GATEWAY_OWNER_H

#include <stdbool.h>

#include "base/arena.h"

/* Of this process. stage: "work"; host: as people call this machine, NULL: its own host name. */
const char *owner_new(Arena *arena, const char *stage, const char *host);
/* Of a boot of this machine that is over, or of a process of this boot that ended, whether or not somebody has asked for
 * its end. A number that was given out again is told by the instant at which its process began. */
bool owner_is_dead(const char *owner, const char *self);

#endif
