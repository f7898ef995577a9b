#include "gateway/fetch/fetch_dropped.h"

#include "base/log.h"
#include "gateway/fetch/fetch_share.h"
#include "gateway/mails/outbound.h"

#define DROPPED_SHOWN 10

static void dropped_log(const Fetch *fetch, const StagedMail *mail)
{
	g_autofree char *uid = g_strdup_printf("%u", mail->uid);
	log_event(LOG_WARNING, "mail-not-fetched", "account", fetch->account->name, "folder", fetch->folder, "uid", uid,
		  "reason", mail->reason, NULL);
}

static void dropped_alert(Fetch *fetch, Arena *arena, const StagedMail *first, const Texts *uids)
{
	g_autoptr(GError) error = NULL;
	const char *account = fetch->account->name;
	const Alert alert = {
		.company = fetch->account->company, .kind = ALERT_QUARANTINE,
		.key = arena_printf(arena, "not-fetched %s %s %" G_GINT64_FORMAT " %u", account, fetch->folder,
				    first->uidvalidity, first->uid),
		.subject = arena_printf(arena, "%s, %s, UID %s", account, fetch->folder, texts_join(arena, uids, ", ")),
		.detail = first->reason, .command = arena_printf(arena, "valija mail list --account %s", account) };
	if (!outbound_tell_once(fetch->stage, arena, &alert, &error))
		log_event(LOG_ERROR, "alert-failed", "account", account, "reason", error->message, NULL);
}

void fetch_dropped_tell(Fetch *fetch, Arena *arena, const StagedMail *mails, size_t n, const Cursor *cursor)
{
	const StagedMail *first = NULL;
	Texts uids = { 0 };
	for (size_t i = 0; i < n; i++) {
		if (mails[i].sha256 != NULL)
			continue;
		dropped_log(fetch, &mails[i]);
		if (mails[i].uid <= cursor->archive_uid || !fetch_share_is_live(fetch))
			continue;
		first = first != NULL ? first : &mails[i];
		if (uids.n < DROPPED_SHOWN)
			texts_addf(arena, &uids, "%u", mails[i].uid);
		else if (uids.n == DROPPED_SHOWN)
			texts_add(arena, &uids, "…");
	}
	if (first != NULL)
		dropped_alert(fetch, arena, first, &uids);
}
