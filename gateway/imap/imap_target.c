#include "gateway/imap/imap_target.h"

#include <string.h>

#include "base/error.h"
#include "gateway/imap/imap_folder.h"

static bool exists(ImapSession *session, const char *name, bool *ret_exists, GError **error)
{
	clist *list = NULL;
	/* "%" and "*" in a name would match others as well: then any answer of that very name counts. */
	if (!imap_session_list(session, name, IMAP_PHASE_FOLDER, "look for a folder", &list, error))
		return false;
	*ret_exists = false;
	for (clistiter *at = clist_begin(list); at != NULL; at = clist_next(at)) {
		const struct mailimap_mailbox_list *entry = clist_content(at);
		*ret_exists |= strcmp(entry->mb_name, name) == 0 &&
			       (entry->mb_flag == NULL ||
				entry->mb_flag->mbf_type != MAILIMAP_MBX_LIST_FLAGS_SFLAG ||
				entry->mb_flag->mbf_sflag != MAILIMAP_MBX_LIST_SFLAG_NOSELECT);
	}
	mailimap_list_result_free(list);
	return true;
}

static bool create(ImapSession *session, const char *folder, const char *name, GError **error)
{
	if (!imap_session_begin(session, error))
		return false;
	g_autofree char *doing = g_strdup_printf("create the folder \"%s\"", folder);
	int result = mailimap_create(session->imap, name);
	bool there = imap_classify_has_code(imap_stream_status(session->stream), "ALREADYEXISTS");
	g_autoptr(GError) why = NULL;
	if (!imap_session_end(session, result, IMAP_PHASE_FOLDER, doing, &why) && !there) {
		g_propagate_error(error, g_steal_pointer(&why));
		return false;
	}
	/* A folder nobody is subscribed to is not shown by most clients. A server that refuses has its
	 * reasons. */
	g_autoptr(GError) ignored = NULL;
	if (imap_session_begin(session, &ignored))
		imap_session_end(session, mailimap_subscribe(session->imap, name), IMAP_PHASE_FOLDER,
				 "subscribe", &ignored);
	return true;
}

/* One level: looked up, created when missing. */
static char *ensure_level(ImapSession *session, const char *folder, GError **error)
{
	g_autofree char *name = imap_session_folder(session, folder, error);
	bool there = false;
	if (name == NULL || !exists(session, name, &there, error))
		return NULL;
	if (there)
		return g_steal_pointer(&name);
	g_autoptr(GError) why = NULL;
	if (create(session, folder, name, &why))
		return g_steal_pointer(&name);
	bool may_need_prefix = !session->broken && error_code(why) == ERROR_REJECT &&
			       session->prefix[0] == '\0' && session->delimiter != '\0';
	if (!may_need_prefix) {
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	/* A new mailbox where everything has to live below INBOX. */
	g_autofree char *prefix = g_strdup_printf("INBOX%c", session->delimiter);
	g_autofree char *below = imap_folder_encode(folder, session->delimiter, prefix, error);
	if (below == NULL)
		return NULL;
	if (!create(session, folder, below, NULL)) {
		g_propagate_error(error, g_steal_pointer(&why));
		return NULL;
	}
	g_free(session->prefix);
	session->prefix = g_steal_pointer(&prefix);
	return g_steal_pointer(&below);
}

const char *imap_target_ensure(ImapSession *session, const char *folder, GError **error)
{
	if (!imap_session_begin(session, error))
		return NULL;
	const char *known = g_hash_table_lookup(session->targets, folder);
	if (known != NULL)
		return known;
	g_autofree char *name = ensure_level(session, folder, NULL);
	const char *slash = strrchr(folder, '/');
	if (name == NULL && slash != NULL && !session->broken) {
		/* Most servers make the levels above by themselves; some want them made first. */
		g_autofree char *parent = g_strndup(folder, (size_t)(slash - folder));
		if (imap_target_ensure(session, parent, error) == NULL)
			return NULL;
	}
	if (name == NULL)
		name = ensure_level(session, folder, error);
	if (name == NULL)
		return NULL;
	g_hash_table_replace(session->targets, g_strdup(folder), g_steal_pointer(&name));
	return g_hash_table_lookup(session->targets, folder);
}

void imap_target_forget(ImapSession *session, const char *folder)
{
	if (session->targets != NULL)
		g_hash_table_remove(session->targets, folder);
}
