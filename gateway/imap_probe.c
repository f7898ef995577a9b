#include "gateway/imap_probe.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/imap_move.h"

/* Some servers show what came since the last command only after another one. */
static bool probe_search(ImapSession *session, const char *words, GArray *uids, GError **error)
{
	clist *list = NULL;
	if (!imap_session_noop(session, error) || !imap_session_begin(session, error))
		return false;
	struct mailimap_search_key *key = mailimap_search_key_new_subject(strdup(words));
	int result = mailimap_uid_search(session->imap, NULL, key, &list);
	mailimap_search_key_free(key);
	if (!imap_session_end(session, result, IMAP_PHASE_FOLDER, "search a folder", error))
		return false;
	for (clistiter *at = list != NULL ? clist_begin(list) : NULL; at != NULL; at = clist_next(at)) {
		const uint32_t *uid = clist_content(at);
		g_array_append_val(uids, *uid);
	}
	if (list != NULL)
		mailimap_search_result_free(list);
	return true;
}

bool imap_probe_take(ImapSession *session, const char *folder, const char *words, size_t *ret_found, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	if (!imap_session_select(session, folder, IMAP_PHASE_SELECT, error) ||
	    !probe_search(session, words, uids, error))
		return false;
	for (guint i = 0; i < uids->len; i++)
		if (!imap_move_remove(session, g_array_index(uids, uint32_t, i), error))
			return false;
	*ret_found = uids->len;
	return true;
}
