/* Looks for mails of our own by the words of their subject, and takes them away: for `check --online` and nothing else. */
#ifndef GATEWAY_IMAP_PROBE_H
#define GATEWAY_IMAP_PROBE_H

#include "gateway/imap/imap_session.h"

/* words: ASCII, and nobody else's subject. Appends the UIDs (uint32_t) of those in the selected folder that are not marked
 * \Deleted. */
bool imap_probe_find(ImapSession *session, const char *words, GArray *uids, GError **error);
/* They are marked \Deleted and, with UIDPLUS, expunged, they alone. */
bool imap_probe_remove(ImapSession *session, const GArray *uids, GError **error);

#endif
