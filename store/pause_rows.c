/* Domains that mail waits for, and how much of it left or was refused. */
#include "base/text.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "store/store_inner.h"

bool store_pause(Store *store, Arena *arena, const char *company, const char *address, int64_t now, Pause **ret,
		 GError **error)
{
	const PauseGetArgs args = { .company = company, .domain = pause_domain(arena, address), .now = now };
	PauseGetRow row = { 0 };
	*ret = NULL;
	int got = args.domain != NULL ? q_pause_get(store->sql, &args, arena, &row, error) : 0;
	if (got != 1)
		return got == 0;
	*ret = arena_new0(arena, Pause);
	**ret = (Pause){ .company = company, .domain = args.domain, .until = row.until_at, .reason = row.reason };
	return true;
}

bool store_write_pauses(Store *store, const Pause *pauses, size_t n, GError **error)
{
	for (size_t i = 0; i < n; i++) {
		const PauseSetArgs args = { .company = pauses[i].company, .domain = pauses[i].domain,
					    .until_at = pauses[i].until, .reason = pauses[i].reason };
		if (!q_pause_set(store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

#define PAUSE_JUDGED 200

bool store_cap_company(Store *store, const CapWindow *window, int64_t *ret, GError **error)
{
	OutboundOfDayRow row = { 0 };
	if (q_outbound_of_day(store->sql, window->company, window->day, NULL, &row, error) < 0)
		return false;
	*ret = row.mails;
	return true;
}

bool store_cap_address(Store *store, const CapWindow *window, CapCounts *ret, GError **error)
{
	const OutboundToAddressArgs args = { .company = window->company, .address = window->address,
					     .day = window->day, .week = window->week };
	OutboundToAddressRow row = { 0 };
	if (q_outbound_to_address(store->sql, &args, NULL, &row, error) < 0)
		return false;
	ret->address_day = row.day;
	ret->address_week = row.week;
	return true;
}

bool store_cap_refusals(Store *store, const char *company, CapRefusals *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(SqlRows) rows = NULL;
	OutboundJudgedRow row;
	FeedbackSinceRow since = { 0 };
	int64_t first = 0;
	int got = 0;
	*ret = (CapRefusals){ 0 };
	if (!q_outbound_judged(store->sql, company, PAUSE_JUDGED, &rows, error))
		return false;
	while ((got = q_outbound_judged_next(rows, arena, &row, error)) == 1) {
		ret->mails++;
		ret->refused += text_equal(row.state, "failed");
		first = row.queued_at;
	}
	if (got < 0 || ret->mails == 0)
		return got == 0;
	if (q_feedback_since(store->sql, company, first, NULL, &since, error) < 0)
		return false;
	ret->refused += since.bounced;
	ret->complaints = since.complaints;
	return true;
}

static bool pause_end(Store *store, const Event *event, bool *ret, GError **error)
{
	int64_t changes = 0;
	const PauseEndArgs args = { .company = event->company, .domain = "*", .now = event->at };
	const char *stopped = alert_kind_word(ALERT_REMINDERS_STOPPED);
	if (!q_pause_end(store->sql, &args, &changes, error))
		return false;
	*ret = changes > 0;
	return changes == 0 || (q_alert_clear_kind(store->sql, event->company, stopped, NULL, error) &&
				store_append_events(store, event, 1, error));
}

bool store_release_reminders(Store *store, const char *company, const char *actor, int64_t now, bool *ret,
			     GError **error)
{
	const Event event = { .at = now, .company = company, .kind = EVENT_RELEASED_ALL, .actor = actor,
			      .reason = "reminders may leave again" };
	if (!store_begin_ledger(store, error))
		return false;
	return store_end(store, pause_end(store, &event, ret, error), "tx.release_reminders", error);
}
