/*
 * FetchDropped: messages that have a row and no bytes, because they are too large or cannot be fetched: what they bring
 * is not known, so that a person must look into the mailbox.
 */
#ifndef GATEWAY_FETCH_DROPPED_H
#define GATEWAY_FETCH_DROPPED_H

#include "gateway/fetch/stage_fetch.h"

/* Before the rows of a window are committed: one line for each, and one alert for all that are no archive; once, if the
 * same window comes again. An alert that cannot be made is no reason not to go on. */
void fetch_dropped_tell(Fetch *fetch, Arena *arena, const StagedMail *mails, size_t n, const Cursor *cursor);

#endif
