/* Mails of which nobody knows whether the relay took them: found by their copy, or tried once more, or held. */
#include "base/error.h"
#include "store/store_inner.h"

#define LOOKUP_BATCH 100

static bool lookup_one(Store *store, const JobUnresolvedRow *row, int64_t now, GError **error)
{
	bool first = row->times <= 1;
	const char *reason = first ? "no copy came: sent once more, the same bytes" :
				     "uncertain twice and no copy came: a person decides";
	const AttemptCloseAllArgs close = { .job_id = row->id, .now = now, .text = "uncertain" };
	const JobActArgs act = {
		.id = row->id,
		.from = "uncertain",
		.state = first ? "ready" : "held",
		.due_at = now,
		.now = now,
		.reason = reason,
	};
	return q_attempt_close_all(store->sql, &close, NULL, error) && q_job_act(store->sql, &act, NULL, error);
}

static bool lookup_read(Store *store, Arena *arena, int64_t now, JobUnresolvedRow **ret, size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_job_unresolved(store->sql, now, LOOKUP_BATCH, &rows, error))
		return false;
	JobUnresolvedRow row;
	int got = 0;
	while ((got = q_job_unresolved_next(rows, arena, &row, error)) == 1) {
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		(*ret)[(*ret_n)++] = row;
	}
	return got == 0;
}

static bool lookup_end(Store *store, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	JobUnresolvedRow *rows = NULL;
	size_t n = 0;
	if (!lookup_read(store, arena, now, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!lookup_one(store, &rows[i], now, error))
			return false;
	return true;
}

static bool lookup_begin(Store *store, int64_t now, int64_t lookup_s, int64_t *changes, GError **error)
{
	const JobFindUncertainArgs args = {
		.now = now,
		.reason = "cut after the dot: it may have been sent",
		.look_until = now + lookup_s,
	};
	return q_job_find_uncertain(store->sql, &args, changes, error) &&
	       q_attempt_abandon(store->sql, now, "cut before the dot: not sent", NULL, error);
}

bool store_find_uncertain(Store *store, int64_t now, int64_t lookup_s, size_t *ret_n, GError **error)
{
	int64_t changes = 0;
	if (!store_begin(store, error))
		return false;
	bool done = lookup_begin(store, now, lookup_s, &changes, error) && lookup_end(store, now, error);
	if (!store_end(store, done, "tx.find_uncertain", error))
		return false;
	if (ret_n != NULL)
		*ret_n = (size_t)changes;
	return true;
}

bool store_found_copy(Store *store, Arena *arena, int64_t id, int64_t now, GError **error)
{
	const JobFoundArgs found = { .id = id, .now = now, .reason = "its copy came back to us" };
	const AttemptCloseAllArgs close = { .job_id = id, .now = now, .text = found.reason };
	int64_t changes = 0;
	if (!q_job_found(store->sql, &found, &changes, error))
		return false;
	if (changes == 0)
		return true;
	return q_attempt_close_all(store->sql, &close, NULL, error) && store_tell_sent(store, arena, id, now, error);
}
