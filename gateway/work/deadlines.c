#include "gateway/work/deadlines.h"

#include "base/error.h"
#include "gateway/mails/outbound.h"
#include "ledger/duties.h"

#define DEADLINES_BATCH 500

static bool deadlines_company(Stage *stage, const Company *company, size_t *ret_told, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t now = stage_now(stage);
	Outcome outcome = { .outcome = "deadlines", .company = company->name };
	Drafts drafts = { 0 };
	Task *tasks = NULL;
	size_t n = 0;
	if (!store_broken_tasks(stage->store, arena, company->name, date_in_zone(now, company->zone), DEADLINES_BATCH,
				&tasks, &n, error))
		return false;
	if (n == 0)
		return true;
	duties_broken(arena, company, tasks, n, now, &outcome);
	*ret_told += outcome.n_alerts;
	return outbound_alerts(stage, arena, &outcome, &drafts, error) &&
	       store_commit_act(stage->store, &outcome, drafts.mails, drafts.n, now, error);
}

bool deadlines_pass(Stage *stage, GError **error)
{
	size_t told = 0;
	for (size_t i = 0; i < stage->settings->n_companies; i++)
		if (!deadlines_company(stage, &stage->settings->companies[i], &told, error))
			return false;
	if (told > 0)
		store_ring(stage->store, "send");
	return true;
}
