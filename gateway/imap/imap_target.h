/*
 * Folders that we file into: looked up once a session, created with their parents and subscribed when
 * missing.
 */
#ifndef GATEWAY_IMAP_TARGET_H
#define GATEWAY_IMAP_TARGET_H

#include "gateway/imap/imap_session.h"

/* The name on the wire of a folder that exists now; owned by the session. NULL: REJECT or RETRY. */
const char *imap_target_ensure(ImapSession *session, const char *folder, GError **error);
/* The server says that it is not there after all. */
void imap_target_forget(ImapSession *session, const char *folder);

#endif
