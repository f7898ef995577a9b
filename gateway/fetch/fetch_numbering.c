#include "gateway/fetch/fetch_numbering.h"

#include "base/log.h"

#define NUMBERING_LOOKED_AT 16 /* messages at the end of what we know whose dates are compared */

static int64_t numbering_next(int64_t numbering)
{
	return numbering + ((int64_t)1 << 32);
}

static bool numbering_reused(Fetch *fetch, const char *folder, const Cursor *cursor, bool *ret, GError **error)
{
	g_autoptr(GArray) known = g_array_new(FALSE, TRUE, sizeof(SourceItem));
	g_autoptr(GArray) seen = g_array_new(FALSE, TRUE, sizeof(SeenMail));
	if (!store_last_seen(fetch->stage->store, fetch->account->name, folder, cursor->uidvalidity,
			     NUMBERING_LOOKED_AT, seen, error))
		return false;
	for (guint i = 0; i < seen->len; i++) {
		const SeenMail *mail = &g_array_index(seen, SeenMail, i);
		SourceItem item = { .uid = mail->uid, .internal_date = mail->received };
		g_array_append_val(known, item);
	}
	return fetch->source->ops->reused(fetch->source, cursor->last_uid, known, ret, error);
}

static void numbering_tell(const Fetch *fetch, const char *folder, const char *why)
{
	log_event(LOG_WARNING, "folder-renumbered", "account", fetch->account->name, "folder", folder, "reason", why,
		  "next", "every message is read again; known ones change nothing", NULL);
}

/* What is there at the beginning is the archive. */
static bool numbering_begin(Fetch *fetch, int64_t numbering, Cursor *ret, GError **error)
{
	g_autoptr(GArray) uids = g_array_new(FALSE, FALSE, sizeof(uint32_t));
	if (!fetch->source->ops->list(fetch->source, uids, error))
		return false;
	*ret = (Cursor){ .uidvalidity = numbering, .known = true,
			 .archive_uid = uids->len > 0 ? g_array_index(uids, uint32_t, uids->len - 1) : 0 };
	return true;
}

bool fetch_numbering_select(Fetch *fetch, const char *folder, Cursor *ret, uint32_t *ret_count, GError **error)
{
	uint32_t uidvalidity = 0;
	bool reused = false;
	if (!store_cursor(fetch->stage->store, fetch->account->name, folder, ret, error) ||
	    !fetch->source->ops->select(fetch->source, folder, &uidvalidity, ret_count, error))
		return false;
	if (!ret->known)
		return numbering_begin(fetch, uidvalidity, ret, error);
	if ((uint32_t)ret->uidvalidity != uidvalidity) {
		numbering_tell(fetch, folder, "another UIDVALIDITY");
		return numbering_begin(fetch, uidvalidity, ret, error);
	}
	if (ret->last_uid > 0 && !numbering_reused(fetch, folder, ret, &reused, error))
		return false;
	if (!reused)
		return true;
	numbering_tell(fetch, folder, "UIDs were given out again");
	return numbering_begin(fetch, numbering_next(ret->uidvalidity), ret, error);
}
