/*
 * Which numbering of a folder's messages holds. A server promises that a UID is never given twice under one UIDVALIDITY
 * (RFC 3501 2.3.1.1); a mailbox that was put back from a backup breaks that. Each numbering is then one of its own: the
 * server's UIDVALIDITY in the low 32 bits, above them how often it was begun anew.
 */
#ifndef GATEWAY_FETCH_NUMBERING_H
#define GATEWAY_FETCH_NUMBERING_H

#include "gateway/fetch/stage_fetch.h"

/* Selects a folder and says where to go on: after the cursor, or from the first message when the folder is new, has
 * another UIDVALIDITY, or gave its UIDs out again (what is the same message is known by its bytes). */
bool fetch_numbering_select(Fetch *fetch, const char *folder, Cursor *ret, uint32_t *ret_count, GError **error);

#endif
