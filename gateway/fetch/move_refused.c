#include "gateway/fetch/move_refused.h"

#include "gateway/mails/outbound.h"

#define FIRST_S 60
#define LONGEST_S 3600
#define TRIES_MAX 53 /* two days of them */

int64_t move_refused_until(const Fetch *fetch, const ClaimedJob *job, bool refused)
{
	int64_t tries = MIN(job->attempts, TRIES_MAX);
	bool over = refused && tries == TRIES_MAX;
	return over ? 0 : stage_now(fetch->stage) + MIN(FIRST_S * tries * tries, LONGEST_S);
}

static const char *refused_key(Arena *arena, const Fetch *fetch)
{
	return arena_printf(arena, "not-filed %s", fetch->account->name);
}

bool move_refused_tell(Fetch *fetch, const GError *fault, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const Alert alert = { .company = fetch->account->company, .kind = ALERT_NOT_FILED,
			      .key = refused_key(arena, fetch), .subject = fetch->account->name,
			      .detail = fault->message, .command = "valija alert list" };
	fetch->filed = false;
	return outbound_tell_once(fetch->stage, arena, &alert, error);
}

bool move_refused_over(Fetch *fetch, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (fetch->filed)
		return true;
	const char *company = fetch->account->company;
	fetch->filed = store_clear_alert(fetch->stage->store, company, refused_key(arena, fetch), error);
	return fetch->filed;
}
