/*
 * Waiting for news of the selected folder: IDLE (RFC 2177, own code: the library's hangs on data before "+"
 * and misses news in the same packet), renewed before 29 minutes; NOOP now and then where IDLE is not
 * offered.
 */
#ifndef GATEWAY_IMAP_IDLE_H
#define GATEWAY_IMAP_IDLE_H

#include "gateway/imap/imap_session.h"

/* Returns when the folder changed, wake_fd (-1: none) is readable, or timeout_ms passed. RETRY: connection
 * lost. */
bool imap_idle_wait(ImapSession *session, int64_t timeout_ms, int wake_fd, GError **error);

#endif
