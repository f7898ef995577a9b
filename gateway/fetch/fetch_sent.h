/*
 * A mail whose fate is not known, looked for in the folders of sent mail: a filter or the provider may put the copy of
 * what we send straight there, where no new message shows up in the inbox. Found by its Message-ID, which only who
 * got the mail can know, it was sent.
 */
#ifndef GATEWAY_FETCH_SENT_H
#define GATEWAY_FETCH_SENT_H

#include "gateway/fetch/stage_fetch.h"

/* Folders of sent mail of an account that are not watched anyhow: the company's own, and the provider's. */
void fetch_sent_folders(Arena *arena, const Settings *settings, const AccountSettings *account, Texts *ret);
/* One part of the uncertain mails of the company each pass. When all were looked for, the folder's cursor has the
 * time at which that began. */
bool fetch_sent_look(Fetch *fetch, GError **error);

#endif
