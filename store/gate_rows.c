/* Gates: rows that several senders share. A change is computed by the caller from the row that it read, and written only
 * when the row is still that one. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_gate.h"
#include "store/store_inner.h"

const char *store_gate_domain(Arena *arena, const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	if (at == NULL)
		return "";
	g_autofree char *lower = g_ascii_strdown(at + 1, -1);
	return arena_strdup(arena, lower);
}

bool store_gate(Store *store, Arena *arena, const char *relay, const char *domain, GateRow *ret, GError **error)
{
	GateGetRow row = { 0 };
	int got = q_gate_get(store->sql, relay, domain, arena, &row, error);
	*ret = (GateRow){ .relay = relay, .domain = domain };
	if (got == 1)
		*ret = (GateRow){ .relay = relay, .domain = domain, .version = row.version,
				  .closed_until = row.closed_until, .breaker = row.breaker, .retry_at = row.retry_at,
				  .wait = row.wait, .unreachable = row.unreachable, .answers = row.answers,
				  .paced_at = row.paced_at, .credit = row.credit, .learnt = row.learnt,
				  .accepted = row.accepted, .minute = row.minute, .in_minute = row.in_minute,
				  .in_last = row.in_last, .hour = row.hour, .sent = row.sent,
				  .words = row.words };
	return got >= 0;
}

static bool gate_put(Store *store, const GateRow *row, GError **error)
{
	int64_t changes = 0;
	const GateInsertArgs args = {
		.relay = row->relay, .domain = row->domain, .version = row->version == 0 ? 1 : row->version,
		.closed_until = row->closed_until,
		.breaker = row->breaker, .retry_at = row->retry_at, .wait = row->wait,
		.unreachable = row->unreachable, .answers = row->answers, .paced_at = row->paced_at,
		.credit = row->credit, .learnt = row->learnt, .accepted = row->accepted, .minute = row->minute,
		.in_minute = row->in_minute, .in_last = row->in_last, .hour = row->hour, .sent = row->sent,
		.words = row->words,
	};
	bool done = row->version == 0 ? q_gate_insert(store->sql, &args, &changes, error) :
					q_gate_update(store->sql, &args, &changes, error);
	return done && (changes == 1 || store_lost(error, "gate", row->relay));
}

static bool gate_enter(Store *store, const GateRow *row, const GateSlot *slot, bool *ret_in, GError **error)
{
	int64_t changes = 1;
	if (slot != NULL) {
		const GateEnterArgs args = { .relay = row->relay, .domain = row->domain, .owner = slot->owner,
					     .until = slot->until, .now = slot->now, .most = slot->most };
		if (!q_gate_enter(store->sql, &args, &changes, error))
			return false;
	}
	*ret_in = changes == 1;
	return true;
}

/* Asked before anything is written: who finds it full disturbs nobody. */
static bool gate_is_full(Store *store, const GateRow *row, const GateSlot *slot, bool *ret, GError **error)
{
	GateBusyRow busy = { 0 };
	*ret = false;
	if (slot == NULL)
		return true;
	const GateBusyArgs args = { .relay = row->relay, .domain = row->domain, .owner = slot->owner,
				    .now = slot->now };
	int got = q_gate_busy(store->sql, &args, NULL, &busy, error);
	*ret = busy.n >= slot->most;
	return got >= 0;
}

bool store_gate_write(Store *store, const GateRow *row, const GateSlot *slot, bool *ret_in, GError **error)
{
	bool full = false;
	bool in = true;
	if (!gate_is_full(store, row, slot, &full, error))
		return false;
	*ret_in = false;
	if (full)
		return true;
	if (!store_begin_soon(store, error))
		return false;
	bool done = gate_put(store, row, error) && gate_enter(store, row, slot, &in, error);
	if (done && !in) {
		store_end(store, false, "tx.gate", NULL);
		return true;
	}
	*ret_in = store_end(store, done, "tx.gate", error);
	return *ret_in;
}

bool store_gate_forget(Store *store, const GateRow *row, GError **error)
{
	const GateForgetArgs args = { .relay = row->relay, .domain = row->domain, .version = row->version };
	int64_t changes = 0;
	if (!store_begin_soon(store, error))
		return false;
	bool done = q_gate_forget(store->sql, &args, &changes, error) &&
		    (changes == 1 || store_lost(error, "gate", row->relay));
	return store_end(store, done, "tx.gate", error);
}

bool store_gate_leave(Store *store, const char *relay, const char *domain, const char *owner, GError **error)
{
	const GateLeaveArgs args = { .relay = relay, .domain = domain, .owner = owner };
	/* Who leaves a relay has ended its batches: this makes durable what was committed without a sync. */
	if (!(*domain == '\0' ? store_begin(store, error) : store_begin_soon(store, error)))
		return false;
	return store_end(store, q_gate_leave(store->sql, &args, NULL, error), "tx.gate", error);
}

/* ---- mails and gates ---- */

bool store_next_relay(Store *store, Arena *arena, const char *after, const char **ret, GError **error)
{
	JobNextRelayRow row = { 0 };
	int got = q_job_next_relay(store->sql, after, arena, &row, error);
	*ret = got == 1 ? row.relay : NULL;
	return got >= 0;
}

bool store_release_jobs(Store *store, const ClaimedJob *jobs, size_t n, int64_t now, GError **error)
{
	bool done = true;
	if (n == 0)
		return true;
	if (!store_begin_soon(store, error))
		return false;
	for (size_t i = 0; done && i < n; i++)
		done = store_put_off(store, &jobs[i], now, NULL, error);
	return store_end(store, done, "tx.postpone_job", error);
}

bool store_kept_waiting(Store *store, Arena *arena, int64_t now, int64_t warn, int64_t end, int64_t **ret,
			size_t *ret_n, GError **error)
{
	const JobKeptWaitingArgs args = { .now = now, .warn = warn, .end = end, .limit = 500 };
	g_autoptr(SqlRows) rows = NULL;
	JobKeptWaitingRow row;
	int got = 0;
	*ret = NULL;
	*ret_n = 0;
	if (!q_job_kept_waiting(store->sql, &args, &rows, error))
		return false;
	while ((got = q_job_kept_waiting_next(rows, arena, &row, error)) == 1) {
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		(*ret)[(*ret_n)++] = row.id;
	}
	return got == 0;
}

static int64_t gate_first(int64_t a, int64_t b)
{
	return a != 0 && b != 0 ? MIN(a, b) : MAX(a, b);
}

bool store_next_mail(Store *store, int64_t now, int64_t *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	JobNextMailRow row = { 0 };
	if (q_job_next_mail(store->sql, now, arena, &row, error) < 0)
		return false;
	*ret = gate_first(row.opens_at, gate_first(row.ready_at, row.unresolved_at));
	return true;
}
