#include "gateway/imap/imap_probe.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/imap/imap_move.h"

/* The library has names for other keys only. */
static struct mailimap_search_key *probe_undeleted(void)
{
	return mailimap_search_key_new(MAILIMAP_SEARCH_KEY_UNDELETED, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
				       NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, NULL, NULL, NULL, 0,
				       NULL, NULL, NULL);
}

/* Some servers show what came since the last command only after another one. */
bool imap_probe_find(ImapSession *session, const char *words, GArray *uids, GError **error)
{
	clist *list = NULL;
	if (!imap_session_noop(session, error) || !imap_session_begin(session, error))
		return false;
	struct mailimap_search_key *key = mailimap_search_key_new_multiple_empty();
	mailimap_search_key_multiple_add(key, mailimap_search_key_new_subject(strdup(words)));
	mailimap_search_key_multiple_add(key, probe_undeleted());
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

bool imap_probe_remove(ImapSession *session, const GArray *uids, GError **error)
{
	for (guint i = 0; i < uids->len; i++)
		if (!imap_move_remove(session, g_array_index(uids, uint32_t, i), error))
			return false;
	return true;
}
