/*
 * Which mails of a window count against what their sender may send ([inbound]). Not counted: what lay in the folder when
 * it was first seen, what is older than a day, what people moved, and what comes before the company is live: a first
 * connection takes an archive as fast as it can. Nor are our own addresses, whose copies come back, and the
 * senders that the config names.
 */
#ifndef GATEWAY_FETCH_SHARE_H
#define GATEWAY_FETCH_SHARE_H

#include "gateway/fetch/stage_fetch.h"

typedef struct {
	InboundShare share;
	GArray *free; /* int64_t: keys of senders without limits */
	uint32_t archive_uid;
	int64_t since; /* received before: not counted */
	bool none;     /* no mail of this window is counted */
} FetchShare;

void fetch_share_begin(FetchShare *share, const Fetch *fetch, const Cursor *cursor);
void fetch_share_end(FetchShare *share);
/* Fills in mail->share when it counts. */
void fetch_share_put(FetchShare *share, StagedMail *mail);
/* The account's company is live: what comes is no archive. */
bool fetch_share_is_live(const Fetch *fetch);
/* What waits is told once a day for each account. */
bool fetch_share_tell(const FetchShare *share, const Fetch *fetch, GError **error);

#endif
