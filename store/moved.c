#include "store/moved.h"

#include "base/error.h"
#include "base/text.h"
#include "store/copy.h"
#include "store/lease.h"
#include "store/store_inner.h"

/* Both come before `place` in the alphabet: sending_known counts from there. */
#define MOVED_ROW "moved"
#define MOVED_UNDER_WAY "moving"

bool store_moved(Store *store, Arena *arena, StoreMoved *ret, GError **error)
{
	SendingGetRow row = { 0 };
	SendingGetRow under_way = { 0 };
	if (q_sending_get(store->sql, MOVED_ROW, arena, &row, error) < 0)
		return false;
	*ret = (StoreMoved){ .to = row.value };
	if (row.value == NULL)
		return true;
	int got = q_sending_get(store->sql, MOVED_UNDER_WAY, arena, &under_way, error);
	ret->whole = got == 0;
	return got >= 0;
}

/* in */
bool store_is_here(Store *store, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	SendingGetRow row = { 0 };
	int got = q_sending_get(store->sql, MOVED_ROW, arena, &row, error);
	if (got == 1)
		error_stop(error, "this store was moved to %s: nothing is done in it any more", row.value);
	return got == 0;
}

static bool moved_is_quiet(Store *store, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Texts owners = { 0 };
	if (!store_lease_owners(store, arena, now, &owners, error))
		return false;
	if (owners.n > 0)
		error_stop(error, "%s works on this store: stop everything first", owners.items[0]);
	return owners.n == 0;
}

/* Whoever claims reads the mark first, in the same transaction. */
static bool moved_lock(Store *store, GError **error)
{
	const char *words = store->sql->ops->lock_sending;
	return words == NULL || sql_script(store->sql, words, error);
}

/* in */
static bool moved_put(Store *store, const char *to, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	StoreMoved moved = { 0 };
	if (!moved_lock(store, error) || !store_moved(store, arena, &moved, error))
		return false;
	if (moved.to == NULL)
		return moved_is_quiet(store, now, error) && q_sending_put(store->sql, MOVED_ROW, to, NULL, error) &&
		       q_sending_put(store->sql, MOVED_UNDER_WAY, "", NULL, error);
	bool same = text_equal(moved.to, to);
	if (!same)
		error_stop(error, moved.whole ? "this store was moved to %s: move it on from there" :
						"this store is being moved to %s: end that first, or valija move-store --undo",
			   moved.to);
	return same;
}

bool store_moved_begin(Store *store, const char *to, int64_t now, GError **error)
{
	if (!store_begin(store, error))
		return false;
	return store_end(store, moved_put(store, to, now, error), "tx.moved", error);
}

bool store_moved_done(Store *store, GError **error)
{
	if (!store_begin(store, error))
		return false;
	return store_end(store, q_sending_drop(store->sql, MOVED_UNDER_WAY, NULL, error), "tx.moved", error);
}

/* in */
static bool moved_take_back(Store *store, const char *restored, GError **error)
{
	return q_sending_drop(store->sql, MOVED_ROW, NULL, error) &&
	       q_sending_drop(store->sql, MOVED_UNDER_WAY, NULL, error) &&
	       (restored == NULL || store_mark_restored(store, restored, error));
}

bool store_moved_undo(Store *store, const char *restored, GError **error)
{
	if (!store_begin(store, error))
		return false;
	return store_end(store, moved_take_back(store, restored, error), "tx.moved", error);
}

bool copy_stays(size_t table, const SqlValue *values)
{
	return text_equal(store_tables[table].name, "sending") &&
	       (text_equal(values[0].text, MOVED_ROW) || text_equal(values[0].text, MOVED_UNDER_WAY));
}
