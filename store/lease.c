/* Who holds what, and taking it back from the dead before the lease ends. */
#include "store/lease.h"
#include "store/store_inner.h"

bool store_lease_owners(Store *store, Arena *arena, int64_t now, Texts *ret, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_lease_owners(store->sql, now, &rows, error))
		return false;
	LeaseOwnersRow row;
	int got = 0;
	while ((got = q_lease_owners_next(rows, arena, &row, error)) == 1)
		texts_add(arena, ret, row.owner);
	return got == 0;
}

bool store_lease_drop(Store *store, const char *owner, int64_t now, GError **error)
{
	if (!store_begin(store, error))
		return false;
	bool done = q_lease_drop_jobs(store->sql, owner, now, NULL, error) &&
		    q_lease_drop_mails(store->sql, owner, now, NULL, error) &&
		    q_lease_drop(store->sql, owner, NULL, error) &&
		    q_gate_leave_all(store->sql, owner, NULL, error);
	return store_end(store, done, "tx.drop_leases", error);
}

bool store_lease_take(Store *store, Arena *arena, const StoreLease *lease, int64_t now, const char **ret_other,
		      GError **error)
{
	const LeaseTakeArgs args = { .name = lease->name, .owner = lease->owner, .until = lease->until, .now = now };
	LeaseGetRow row = { 0 };
	int64_t changes = 0;
	if (!store_begin_here(store, true, error))
		return false;
	bool done = q_lease_take(store->sql, &args, &changes, error) &&
		    (changes == 1 || q_lease_get(store->sql, lease->name, arena, &row, error) >= 0);
	*ret_other = changes == 1 ? NULL : row.owner != NULL ? row.owner : "another process";
	return store_end(store, done, "tx.take_lease", error);
}

bool store_lease_leave(Store *store, const char *name, const char *owner, GError **error)
{
	if (!store_begin_soon(store, error))
		return false;
	return store_end(store, q_lease_leave(store->sql, name, owner, NULL, error), "tx.leave_lease", error);
}
