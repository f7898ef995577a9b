/*
 * SendBatch: claimed mails of one relay, one after the other over one connection. Two commits are synced for all of
 * them: before the first, that each may be sent from here on; after the last, or a second after the first of them, what
 * became of those that were sent. In between the journal of this process knows. What the relay refuses, puts off or leaves
 * open is written at once.
 */
#ifndef GATEWAY_SEND_BATCH_H
#define GATEWAY_SEND_BATCH_H

#include "gateway/send/stage_send.h"

#define SEND_BATCH_MAILS 50

/* After trouble, or when the process is asked to end, the rest is given back. Only the store's errors: what cannot be
 * sent is put off or held. */
bool send_batch_run(Send *send, SendRelay *relay, const ClaimedJob *jobs, size_t n, GError **error);
/* Nothing is tried: a person must look. */
bool send_batch_hold(Send *send, const ClaimedJob *job, const char *why, GError **error);

#endif
