/*
 * The Source that is an IMAP mailbox: the verbs of source.h over one ImapSession.
 */
#include <string.h>

#include "base/error.h"
#include "gateway/imap/imap_fetch.h"
#include "gateway/imap/imap_idle.h"
#include "gateway/imap/imap_move.h"
#include "gateway/imap/imap_plan.h"
#include "gateway/imap/imap_probe.h"
#include "gateway/imap/imap_session.h"
#include "gateway/imap/imap_target.h"

typedef struct {
	Source source; /* first: a Source * of ours is this */
	ImapSession session;
	char *watched; /* the folder the caller selected; a move may leave another one selected */
	uint32_t watched_uidvalidity;
} SourceImap;

static ImapSession *session_of(Source *source)
{
	return &((SourceImap *)source)->session;
}

static bool open_source(Source *source, GError **error)
{
	return imap_session_open(session_of(source), error);
}

static bool select_folder(Source *source, const char *folder, uint32_t *ret_uidvalidity, uint32_t *ret_count,
			  GError **error)
{
	ImapSession *session = session_of(source);
	if (!imap_session_begin(session, error))
		return false;
	/* Asked anew even when it is selected: the caller wants to hear of a folder that went away. */
	g_clear_pointer(&session->selected, g_free);
	if (!imap_session_select(session, folder, IMAP_PHASE_SELECT, error))
		return false;
	SourceImap *imap = (SourceImap *)source;
	g_free(imap->watched);
	imap->watched = g_strdup(folder);
	imap->watched_uidvalidity = session->uidvalidity;
	*ret_uidvalidity = session->uidvalidity;
	*ret_count = imap_session_exists(session);
	return true;
}

/* Back to the folder that is watched. */
static bool return_to_watched(SourceImap *imap, GError **error)
{
	ImapSession *session = &imap->session;
	if (!imap_session_begin(session, error))
		return false;
	if (imap->watched == NULL) {
		error_retry(error, "%s: no folder is open", session->settings.name);
		return false;
	}
	if (!imap_session_select(session, imap->watched, IMAP_PHASE_SELECT, error))
		return false;
	if (session->uidvalidity == imap->watched_uidvalidity)
		return true;
	session->broken = true;
	error_retry(error, "%s: the UIDs of \"%s\" have changed: it must be read anew",
		    session->settings.name, imap->watched);
	return false;
}

static bool fetch(Source *source, uint32_t after, const FetchWindow *window, const Spool *spool,
		  uint32_t *ret_last, GError **error)
{
	return return_to_watched((SourceImap *)source, error) &&
	       imap_fetch_window(session_of(source), after, window, spool, ret_last, error);
}

static bool wait_for_news(Source *source, int64_t timeout_ms, int wake_fd, GError **error)
{
	return return_to_watched((SourceImap *)source, error) &&
	       imap_idle_wait(session_of(source), timeout_ms, wake_fd, error);
}

static bool move(Source *source, const MoveRequest *request, MoveOutcome *ret_outcome, uint32_t *ret_uid,
		 GError **error)
{
	ImapSession *session = session_of(source);
	return imap_session_begin(session, error) &&
	       imap_move_run(session, request, ret_outcome, ret_uid, error);
}

/* By SELECT: a STATUS costs as much, and is one more answer that the parser would have to survive. */
static bool peek(Source *source, const char *folder, FolderState *ret, GError **error)
{
	ImapSession *session = session_of(source);
	g_autoptr(GError) why = NULL;
	*ret = (FolderState){ 0 };
	if (!imap_session_begin(session, error))
		return false;
	g_clear_pointer(&session->selected, g_free);
	if (imap_session_select(session, folder, IMAP_PHASE_FOLDER, &why)) {
		*ret = (FolderState){ .there = true, .uidvalidity = session->uidvalidity,
				      .uidnext = session->imap->imap_selection_info->sel_uidnext };
		return true;
	}
	if (!session->broken && error_code(why) == ERROR_REJECT)
		return true;
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

static bool ensure(Source *source, const char *folder, GError **error)
{
	return imap_target_ensure(session_of(source), folder, error) != NULL;
}

static bool list(Source *source, GArray *uids, GError **error)
{
	return return_to_watched((SourceImap *)source, error) && imap_plan_uids(session_of(source), uids, error);
}

static bool reused(Source *source, uint32_t last, const GArray *known, bool *ret, GError **error)
{
	return return_to_watched((SourceImap *)source, error) &&
	       imap_plan_reused(session_of(source), last, known, ret, error);
}

static bool holds(Source *source, const char *folder, const char *message_id, bool *ret, GError **error)
{
	ImapSession *session = session_of(source);
	g_autoptr(GError) why = NULL;
	*ret = false;
	if (!imap_session_begin(session, error))
		return false;
	if (imap_move_holds(session, folder, message_id, ret, &why))
		return true;
	if (!session->broken && error_code(why) == ERROR_REJECT)
		return true;
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

static void close_source(Source *source)
{
	imap_session_close(session_of(source));
	g_clear_pointer(&((SourceImap *)source)->watched, g_free);
}

static void free_source(Source *source)
{
	close_source(source);
	g_free(source);
}

static const SourceOps ops = {
	.open = open_source,
	.select = select_folder,
	.fetch = fetch,
	.wait = wait_for_news,
	.move = move,
	.peek = peek,
	.ensure = ensure,
	.holds = holds,
	.list = list,
	.reused = reused,
	.close = close_source,
	.free = free_source,
};

Source *source_imap_new(const ImapSettings *settings)
{
	SourceImap *made = g_new0(SourceImap, 1);
	made->source.ops = &ops;
	made->session.settings = *settings;
	if (made->session.settings.command_timeout_s <= 0)
		made->session.settings.command_timeout_s = 120;
	return &made->source;
}

bool source_imap_find_probe(Source *source, const char *words, GArray *uids, GError **error)
{
	return return_to_watched((SourceImap *)source, error) &&
	       imap_probe_find(session_of(source), words, uids, error);
}

bool source_imap_remove_probe(Source *source, const GArray *uids, GError **error)
{
	return return_to_watched((SourceImap *)source, error) && imap_probe_remove(session_of(source), uids, error);
}

SourceSuspect source_imap_suspect(const Source *source)
{
	const ImapSession *session = &((const SourceImap *)source)->session;
	return (SourceSuspect){ .uid = session->suspect_uid, .suspicion = session->suspicion,
				.careful = session->cautious };
}

void source_imap_set_suspect(Source *source, const SourceSuspect *suspect)
{
	ImapSession *session = session_of(source);
	session->suspect_uid = suspect->uid;
	session->suspicion = suspect->suspicion;
	session->cautious = suspect->careful;
}
