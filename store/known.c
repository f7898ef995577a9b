#include "store/known.h"

#include "store/store_inner.h"

bool known_keys(Store *store, Arena *arena, const LedgerKey *keys, size_t n, LedgerKey **ret, size_t *ret_n,
		GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	TargetKnownArgs *args = arena_array(arena, TargetKnownArgs, n);
	TargetKnownRow row = { 0 };
	int got = 0;
	*ret = NULL;
	*ret_n = 0;
	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		args[i] = (TargetKnownArgs){ .company = keys[i].company, .key = keys[i].key };
	if (!q_target_known_many(store->sql, args, n, &rows, error))
		return false;
	while ((got = q_target_known_next(rows, arena, &row, error)) == 1) {
		const LedgerKey known = { .company = row.company, .key = row.key };
		arena_append(arena, *ret, *ret_n, known);
	}
	return got == 0;
}

bool known_is_far(const Store *store)
{
	return store->sql->ops->dialect == SQL_POSTGRESQL;
}

/* A result that is not read to its end holds what it reads from. */
bool known_instant(Store *store, KnownInstant **ret, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	InstantRow row = { 0 };
	*ret = NULL;
	if (known_is_far(store) || store->sql->depth > 0)
		return true;
	if (!q_instant(store->sql, &rows, error) || q_instant_next(rows, NULL, &row, error) < 0)
		return false;
	*ret = g_steal_pointer(&rows);
	return true;
}

void known_instant_end(KnownInstant *instant)
{
	sql_rows_end(instant);
}
