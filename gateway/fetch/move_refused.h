/*
 * MoveRefused: a mailbox that does not let us move an answer (full, read-only, no permission) may let us tomorrow: the move
 * waits, a person hears of it once, and again only when moves went well in between.
 */
#ifndef GATEWAY_MOVE_REFUSED_H
#define GATEWAY_MOVE_REFUSED_H

#include "gateway/fetch/stage_fetch.h"

/* When it is tried again; 0: it was refused for two days and is over. */
int64_t move_refused_until(const Fetch *fetch, const ClaimedJob *job, bool refused);
/* One alert. */
bool move_refused_tell(Fetch *fetch, const GError *fault, GError **error);
/* A move went well: what was told is over. */
bool move_refused_over(Fetch *fetch, GError **error);

#endif
