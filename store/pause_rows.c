/* Domains that mail waits for. */
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
