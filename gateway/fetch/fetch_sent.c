#include "gateway/fetch/fetch_sent.h"

#include "base/log.h"
#include "base/text.h"
#include "gateway/jobs.h"
#include "ledger/trays.h"

#define SENT_BATCH 100 /* searches a pass: a restored store may have thousands of them */

static void sent_add(Arena *arena, const Company *company, const AccountSettings *account, const char *folder,
		     Texts *ret)
{
	Tray tray;
	if (folder != NULL && !text_equal(folder, account->inbox) && !texts_has(ret, folder) &&
	    !trays_find(company, folder, &tray))
		texts_add(arena, ret, folder);
}

void fetch_sent_folders(Arena *arena, const Settings *settings, const AccountSettings *account, Texts *ret)
{
	const Company *company = settings_company(settings, account->company);
	if (company == NULL)
		return;
	sent_add(arena, company, account, arena_printf(arena, "%s/%s", company->folder, company->folder_sent), ret);
	sent_add(arena, company, account, account->sent, ret);
}

static bool sent_find(Fetch *fetch, Arena *arena, const Texts *folders, const UncertainMail *mail, GError **error)
{
	for (size_t i = 0; i < folders->n; i++) {
		bool found = false;
		if (!fetch_hold(fetch, error) ||
		    !fetch->source->ops->holds(fetch->source, folders->items[i], mail->message_id, &found, error))
			return false;
		if (!found)
			continue;
		JobReport report = { .id = mail->id, .event = JOB_FOUND,
				     .text = arena_printf(arena, "its copy is in %s", folders->items[i]) };
		log_event(LOG_INFO, "copy-found", "account", fetch->account->name, "folder", folders->items[i], "mail",
			  mail->message_id, NULL);
		return jobs_report(fetch->stage, &report, NULL, error);
	}
	return true;
}

/* Only the time is written: nothing is read from these folders. */
static bool sent_mark(Fetch *fetch, const Texts *folders, GError **error)
{
	Store *store = fetch->stage->store;
	for (size_t i = 0; i < folders->n; i++) {
		Cursor cursor = { 0 };
		if (!store_cursor(store, fetch->account->name, folders->items[i], &cursor, error))
			return false;
		cursor.looked_at = fetch->sent_began;
		if (!store_stage(store, NULL, 0, fetch->account->name, folders->items[i], &cursor,
				 stage_now(fetch->stage), NULL, error))
			return false;
	}
	return true;
}

bool fetch_sent_look(Fetch *fetch, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Texts folders = { 0 };
	UncertainMail *mails = NULL;
	size_t n = 0;
	bool begins = fetch->sent_after == 0;
	if (begins)
		fetch->sent_began = stage_now(fetch->stage);
	if (!store_uncertain_mails(fetch->stage->store, arena, fetch->account->company, fetch->sent_after, SENT_BATCH,
				   &mails, &n, error))
		return false;
	if (begins && n == 0)
		return true;
	fetch_sent_folders(arena, fetch->stage->settings, fetch->account, &folders);
	for (size_t i = 0; i < n; i++)
		if (!sent_find(fetch, arena, &folders, &mails[i], error))
			return false;
	fetch->sent_after = n == SENT_BATCH ? mails[n - 1].id : 0;
	return fetch->sent_after != 0 || sent_mark(fetch, &folders, error);
}
