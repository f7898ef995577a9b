/* Looks for a mail of our own by the words of its subject, and takes it away: for `check --online` and nothing else. */
#ifndef GATEWAY_IMAP_PROBE_H
#define GATEWAY_IMAP_PROBE_H

#include "gateway/imap_session.h"

/* words: ASCII, and nobody else's subject. ret_found: how many lay in the folder, which is the selected one now. They are
 * marked \Deleted and, with UIDPLUS, expunged, they alone. */
bool imap_probe_take(ImapSession *session, const char *folder, const char *words, size_t *ret_found, GError **error);

#endif
