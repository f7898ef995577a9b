/*
 * Moving one message between folders of one mailbox, and making folders. UID MOVE where the server has it;
 * else UID COPY, \Deleted on that UID, and UID EXPUNGE of that UID; never a plain EXPUNGE, which would delete
 * other people's marked messages. Before a copy the target is searched, so that a move cut in the middle
 * makes no second copy.
 */
#ifndef GATEWAY_IMAP_MOVE_H
#define GATEWAY_IMAP_MOVE_H

#include "gateway/imap/imap_session.h"

bool imap_move_run(ImapSession *session, const MoveRequest *request, MoveOutcome *ret_outcome,
		   uint32_t *ret_uid, GError **error);
/* Takes one message of the selected folder away: marked, and with UIDPLUS expunged, it alone. */
bool imap_move_remove(ImapSession *session, uint32_t uid, GError **error);
/* Whether the folder holds a message with this Message-ID; it is the selected one afterwards. REJECT: there is no such
 * folder, or the server does not search. */
bool imap_move_holds(ImapSession *session, const char *folder, const char *message_id, bool *ret, GError **error);

#endif
