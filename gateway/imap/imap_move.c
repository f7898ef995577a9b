#include "gateway/imap/imap_move.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/imap/imap_plan.h"
#include "gateway/imap/imap_target.h"

static bool reject(const ImapSession *session, GError **error, const char *what, const char *folder)
{
	error_reject(error, "%s: %s \"%s\"", session->settings.name, what, folder);
	return false;
}

static bool select_source(ImapSession *session, const MoveRequest *request, GError **error)
{
	if (!imap_session_select(session, request->from_folder, IMAP_PHASE_FOLDER, error))
		return false;
	if (session->uidvalidity == request->uidvalidity)
		return true;
	return reject(session, error, "UIDs have changed since the message was read, in",
		      request->from_folder);
}

static bool searchable(const char *message_id)
{
	return message_id != NULL && message_id[0] != '\0' && strlen(message_id) < 900 &&
	       g_str_is_ascii(message_id) && !text_has_control(message_id);
}

/* UIDs in the selected folder with this Message-ID; NULL with error. */
static GArray *search_id(ImapSession *session, const char *message_id, GError **error)
{
	if (!imap_session_begin(session, error))
		return NULL;
	struct mailimap_search_key *key =
		mailimap_search_key_new_header(strdup("Message-ID"), strdup(message_id));
	clist *list = NULL;
	int result = mailimap_uid_search(session->imap, NULL, key, &list);
	mailimap_search_key_free(key);
	if (!imap_session_end(session, result, IMAP_PHASE_FOLDER, "search a folder", error))
		return NULL;
	GArray *uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	for (clistiter *at = list != NULL ? clist_begin(list) : NULL; at != NULL; at = clist_next(at)) {
		const uint32_t *uid = clist_content(at);
		g_array_append_val(uids, *uid);
	}
	if (list != NULL)
		mailimap_search_result_free(list);
	return uids;
}

/* Looks for the message in the target: the newest with its Message-ID, and its size when that is known (> 0).
 * The target is the selected folder afterwards. */
static bool find_in_target(ImapSession *session, const MoveRequest *request, int64_t size, uint32_t *ret_uid,
			   GError **error)
{
	*ret_uid = 0;
	if (!searchable(request->message_id))
		return true;
	if (imap_target_ensure(session, request->to_folder, error) == NULL ||
	    !imap_session_select(session, request->to_folder, IMAP_PHASE_FOLDER, error))
		return false;
	g_autoptr(GArray) uids = search_id(session, request->message_id, error);
	if (uids == NULL)
		return false;
	for (guint i = uids->len; i > 0 && *ret_uid == 0; i--) {
		uint32_t uid = g_array_index(uids, uint32_t, i - 1);
		bool has = false;
		SourceItem item;
		if (!imap_plan_has_uid(session, uid, &has, &item, error))
			return false;
		if (has && (size <= 0 || item.size == size))
			*ret_uid = uid;
	}
	return true;
}

static uint32_t only_uid(const struct mailimap_set *set)
{
	if (set == NULL || clist_begin(set->set_list) == NULL)
		return 0;
	const struct mailimap_set_item *item = clist_content(clist_begin(set->set_list));
	return item->set_first;
}

typedef int TransferCall(mailimap *imap, struct mailimap_set *set, const char *name, uint32_t *ret_validity,
			 struct mailimap_set **ret_source, struct mailimap_set **ret_target);

/* UID MOVE or UID COPY of one message; a folder that vanished is made again, once. */
static bool transfer(ImapSession *session, const MoveRequest *request, TransferCall *call, uint32_t *ret_uid,
		     GError **error)
{
	for (int attempt = 0;; attempt++) {
		const char *name = imap_target_ensure(session, request->to_folder, error);
		if (name == NULL || !imap_session_begin(session, error))
			return false;
		struct mailimap_set *set = mailimap_set_new_single(request->uid);
		struct mailimap_set *source = NULL;
		struct mailimap_set *target = NULL;
		uint32_t validity = 0;
		int result = call(session->imap, set, name, &validity, &source, &target);
		*ret_uid = result == MAILIMAP_NO_ERROR ? only_uid(target) : 0;
		mailimap_set_free(set);
		g_clear_pointer(&source, mailimap_set_free);
		g_clear_pointer(&target, mailimap_set_free);
		bool missing = imap_classify_has_code(imap_stream_status(session->stream), "TRYCREATE");
		g_autoptr(GError) why = NULL;
		if (imap_session_end(session, result, IMAP_PHASE_FOLDER, "move a message", &why))
			return true;
		if (!missing || attempt > 0 || session->broken) {
			g_propagate_error(error, g_steal_pointer(&why));
			return false;
		}
		imap_target_forget(session, request->to_folder);
	}
}

bool imap_move_remove(ImapSession *session, uint32_t uid, GError **error)
{
	if (!imap_session_begin(session, error))
		return false;
	struct mailimap_set *set = mailimap_set_new_single(uid);
	struct mailimap_flag_list *flags = mailimap_flag_list_new_empty();
	mailimap_flag_list_add(flags, mailimap_flag_new_deleted());
	struct mailimap_store_att_flags *store = mailimap_store_att_flags_new_add_flags_silent(flags);
	int result = mailimap_uid_store(session->imap, set, store);
	mailimap_store_att_flags_free(store);
	bool good = imap_session_end(session, result, IMAP_PHASE_FOLDER, "mark a moved message", error);
	if (good && session->can.uidplus)
		good = imap_session_begin(session, error) &&
		       imap_session_end(session, mailimap_uid_expunge(session->imap, set), IMAP_PHASE_FOLDER,
					"remove a moved message", error);
	mailimap_set_free(set);
	return good;
}

static bool copy_and_remove(ImapSession *session, const MoveRequest *request, int64_t size,
			    MoveOutcome *ret_outcome, uint32_t *ret_uid, GError **error)
{
	if (!find_in_target(session, request, size, ret_uid, error) ||
	    !select_source(session, request, error))
		return false;
	*ret_outcome = *ret_uid != 0 ? MOVE_FOUND : MOVE_DONE;
	if (*ret_uid == 0 && !transfer(session, request, mailimap_uidplus_uid_copy, ret_uid, error))
		return false;
	return imap_move_remove(session, request->uid, error);
}

bool imap_move_run(ImapSession *session, const MoveRequest *request, MoveOutcome *ret_outcome,
		   uint32_t *ret_uid, GError **error)
{
	bool has = false;
	SourceItem item = { 0 };
	if (!select_source(session, request, error) ||
	    !imap_plan_has_uid(session, request->uid, &has, &item, error))
		return false;
	if (!has) {
		*ret_outcome = MOVE_GONE;
		if (!find_in_target(session, request, 0, ret_uid, error))
			return false;
		if (*ret_uid != 0)
			*ret_outcome = MOVE_FOUND;
		return true;
	}
	if (!session->can.move)
		return copy_and_remove(session, request, item.size, ret_outcome, ret_uid, error);
	*ret_outcome = MOVE_DONE;
	return transfer(session, request, mailimap_uidplus_uid_move, ret_uid, error);
}

bool imap_move_holds(ImapSession *session, const char *folder, const char *message_id, bool *ret, GError **error)
{
	*ret = false;
	if (!searchable(message_id))
		return true;
	if (!imap_session_select(session, folder, IMAP_PHASE_FOLDER, error))
		return false;
	g_autoptr(GArray) uids = search_id(session, message_id, error);
	*ret = uids != NULL && uids->len > 0;
	return uids != NULL;
}
