/*
 * One window of new messages from the selected folder into a spool: which there are (by sequence number, so
 * that a mailbox of any size costs a few lines), then their bodies streamed by BODY.PEEK[], oldest first.
 *
 * A message the server cannot or will not give is dropped with its reason after three attempts while the
 * others go on, even when it breaks the connection each time: the session remembers the suspect.
 */
#ifndef GATEWAY_IMAP_FETCH_H
#define GATEWAY_IMAP_FETCH_H

#include "gateway/imap/imap_session.h"

bool imap_fetch_window(ImapSession *session, uint32_t after, const FetchWindow *window, const Spool *spool,
		       uint32_t *ret_last, GError **error);

#endif
