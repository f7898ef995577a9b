#include "gateway/fetch/fetch_share.h"

#include <string.h>

#include "base/date.h"
#include "base/log.h"
#include "gateway/mails/outbound.h"
#include "parsers/mime/sender_key.h"

#define SHARE_DAY_S 86400

/* As the field of a mail from there would be read. */
static void share_add_free(GArray *free, const char *address)
{
	SenderKey key = { 0 };
	if (address == NULL)
		return;
	sender_key_feed(&key, "From: ", strlen("From: "));
	sender_key_feed(&key, address, strlen(address));
	int64_t value = sender_key_value(&key);
	g_array_append_val(free, value);
}

static void share_add_own(GArray *free, const Settings *settings)
{
	for (size_t i = 0; i < settings->n_companies; i++) {
		const CompanySettings *company = settings_company_settings(settings, settings->companies[i].name);
		share_add_free(free, company->from);
		share_add_free(free, company->reply_to);
		for (size_t k = 0; k < company->alerts_to.n; k++)
			share_add_free(free, company->alerts_to.items[k]);
	}
	for (size_t i = 0; i < settings->inbound->free_senders.n; i++)
		share_add_free(free, settings->inbound->free_senders.items[i]);
}

bool fetch_share_is_live(const Fetch *fetch)
{
	const Company *company = settings_company(fetch->stage->settings, fetch->account->company);
	return company != NULL && date_is_set(company->go_live) &&
	       date_compare(date_in_zone(stage_now(fetch->stage), company->zone), company->go_live) >= 0;
}

void fetch_share_begin(FetchShare *share, const Fetch *fetch, const Cursor *cursor)
{
	const InboundSettings *inbound = fetch->stage->settings->inbound;
	*share = (FetchShare){ .share = { .sender_hour = inbound->sender_hour,
					  .sender_day_bytes = inbound->sender_day_bytes,
					  .unknown_hour = inbound->unknown_hour },
			       .free = g_array_new(FALSE, FALSE, sizeof(int64_t)),
			       .archive_uid = cursor->archive_uid,
			       .since = stage_now(fetch->stage) - SHARE_DAY_S,
			       .none = fetch->in_tray || !fetch_share_is_live(fetch) };
	if (!share->none)
		share_add_own(share->free, fetch->stage->settings);
}

void fetch_share_end(FetchShare *share)
{
	g_clear_pointer(&share->free, g_array_unref);
}

void fetch_share_put(FetchShare *share, StagedMail *mail)
{
	if (share->none || mail->uid <= share->archive_uid || mail->received < share->since)
		return;
	for (guint i = 0; i < share->free->len; i++)
		if (g_array_index(share->free, int64_t, i) == mail->sender_key)
			return;
	mail->share = &share->share;
}

bool fetch_share_tell(const FetchShare *share, const Fetch *fetch, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (share->share.delayed == 0)
		return true;
	const char *account = fetch->account->name;
	const char *count = arena_printf(arena, "%zu", share->share.delayed);
	Alert alert = { .company = fetch->account->company, .kind = ALERT_INBOUND_CAP, .subject = account,
			.key = arena_printf(arena, "inbound-cap %s %" G_GINT64_FORMAT, account,
					    stage_now(fetch->stage) / SHARE_DAY_S),
			.detail = count, .command = "valija mail release" };
	log_event(LOG_WARNING, "inbound-cap", "account", account, "held back", count, NULL);
	return outbound_tell_once(fetch->stage, arena, &alert, error);
}
