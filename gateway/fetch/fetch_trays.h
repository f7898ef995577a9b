/*
 * The folders that answers are sorted into, watched like the inbox: what a person moves from one to another shows up there.
 */
#ifndef GATEWAY_FETCH_TRAYS_H
#define GATEWAY_FETCH_TRAYS_H

#include "gateway/fetch/stage_fetch.h"

/* All that is new in them, at most once a poll and after moves of our own. When one of them is there and another never
 * was, it is made; one that people removed is not. ret_looked: another folder than the inbox may be selected. */
bool fetch_trays_look(Fetch *fetch, bool *ret_looked, GError **error);
/* Their names; none where nothing is moved. */
void fetch_trays_folders(Arena *arena, const Fetch *fetch, Texts *ret);

#endif
