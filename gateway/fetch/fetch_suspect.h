/*
 * FetchSuspect: which message of a folder the connection broke on, and how often. A source forgets with its connection, and
 * a process with its end; without this a message that breaks both would be begun for ever, and those behind it never.
 */
#ifndef GATEWAY_FETCH_SUSPECT_H
#define GATEWAY_FETCH_SUSPECT_H

#include "gateway/fetch/stage_fetch.h"

/* Before a window of fetch->folder, under this numbering: tells the source. */
bool fetch_suspect_tell(Fetch *fetch, int64_t uidvalidity, GError **error);
/* After it, however it ended: on record, if it changed. */
bool fetch_suspect_keep(Fetch *fetch, int64_t uidvalidity, GError **error);

#endif
