/* Who holds what, and taking it back from the dead before the lease ends. */
#include "store/store_inner.h"

bool store_lease_owners(Store *store, Arena *arena, Texts *ret, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_lease_owners(store->sql, &rows, error))
		return false;
	LeaseOwnersRow row;
	int got = 0;
	while ((got = q_lease_owners_next(rows, arena, &row, error)) == 1)
		texts_add(arena, ret, row.owner);
	return got == 0;
}

bool store_drop_leases(Store *store, const char *owner, int64_t now, GError **error)
{
	if (!store_begin(store, error))
		return false;
	bool done = q_lease_drop_jobs(store->sql, owner, now, NULL, error) &&
		    q_lease_drop_mails(store->sql, owner, now, NULL, error) &&
		    q_gate_leave_all(store->sql, owner, NULL, error);
	return store_end(store, done, "tx.drop_leases", error);
}
