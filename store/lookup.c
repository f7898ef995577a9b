/* Jobs as the table of queue/lifecycle.h sees them: read, and written as it decided. Nothing is decided here. */
#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

bool store_job(Store *store, Arena *arena, int64_t id, JobRow *ret, GError **error)
{
	JobGetRow row = { 0 };
	int got = q_job_get(store->sql, id, arena, &row, error);
	if (got == 0)
		error_reject(error, "there is no job %" G_GINT64_FORMAT, id);
	if (got != 1)
		return false;
	*ret = (JobRow){ .id = row.id, .kind = row.kind, .state = row.state, .company = row.company,
			 .subject = row.subject, .customer_id = row.customer_id, .born = row.born,
			 .due_at = row.due_at, .lease_until = row.leased != 0 ? row.due_at : 0,
			 .attempts = row.attempts, .uncertainties = row.uncertainties,
			 .uncertain_at = row.uncertain_at, .warned = row.warned != 0, .phase = row.phase };
	return true;
}

bool store_unresolved_jobs(Store *store, Arena *arena, int64_t now, size_t limit, int64_t **ret, size_t *ret_n,
			   GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_job_unresolved(store->sql, now, (int64_t)limit, &rows, error))
		return false;
	int64_t *ids = NULL;
	size_t n = 0;
	JobUnresolvedRow row;
	int got = 0;
	while ((got = q_job_unresolved_next(rows, arena, &row, error)) == 1) {
		ids = arena_grow(arena, ids, n, sizeof *ids);
		ids[n++] = row.id;
	}
	if (got < 0)
		return false;
	*ret = ids;
	*ret_n = n;
	return true;
}

bool store_uncertain_mails(Store *store, Arena *arena, const char *company, int64_t after, size_t limit,
			   UncertainMail **ret, size_t *ret_n, GError **error)
{
	const JobUncertainArgs args = { .company = company, .after = after, .limit = (int64_t)limit };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_job_uncertain(store->sql, &args, &rows, error))
		return false;
	JobUncertainRow row;
	int got = 0;
	*ret = NULL;
	*ret_n = 0;
	while ((got = q_job_uncertain_next(rows, arena, &row, error)) == 1) {
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		(*ret)[(*ret_n)++] = (UncertainMail){ .id = row.id, .message_id = row.message_id };
	}
	return got == 0;
}

static bool lookup_close(Store *store, const JobWrite *write, int64_t now, GError **error)
{
	int64_t id = write->from->id;
	const AttemptCloseArgs one = { .job_id = id, .number = write->attempt, .now = now, .code = write->code,
				       .text = write->text };
	const AttemptCloseAllArgs all = { .job_id = id, .now = now, .text = write->text };
	if (write->text == NULL)
		return true;
	return write->attempt != 0 ? q_attempt_close(store->sql, &one, NULL, error) :
				     q_attempt_close_all(store->sql, &all, NULL, error);
}

static bool lookup_change(Store *store, const JobWrite *write, int64_t now, GError **error)
{
	if (write->to.state == NULL)
		return true;
	const JobRow *from = write->from;
	const JobChangeArgs args = {
		.id = from->id, .from_state = from->state, .from_attempts = from->attempts,
		.from_due_at = from->due_at, .state = write->to.state, .born = write->to.born,
		.due_at = write->to.due_at, .uncertainties = write->to.uncertainties,
		.uncertain_at = write->to.uncertain_at, .warned = write->to.warned, .reason = write->reason,
		.now = now, .free = write->to.lease_until == 0,
	};
	int64_t changes = 0;
	if (!q_job_change(store->sql, &args, &changes, error))
		return false;
	g_autofree char *name = g_strdup_printf("%" G_GINT64_FORMAT, from->id);
	return changes == 1 || store_lost(error, "job", name);
}

static bool lookup_write(Store *store, Arena *arena, const JobWrite *write, int64_t now, GError **error)
{
	bool sent = text_equal(write->to.state, "sent") && !text_equal(write->from->state, "sent");
	return lookup_change(store, write, now, error) && lookup_close(store, write, now, error) &&
	       (!sent || store_tell_sent(store, arena, write->from->id, now, error)) &&
	       (write->outcome == NULL || store_write_outcome(store, arena, write->outcome, write->mails,
							      write->n_mails, now, error));
}

bool store_write_job(Store *store, const JobWrite *write, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (!store_begin_ledger(store, error))
		return false;
	return store_end(store, lookup_write(store, arena, write, now, error), "tx.write_job", error);
}

bool store_put_off(Store *store, const ClaimedJob *job, int64_t due_at, const char *reason, GError **error)
{
	const JobPostponeArgs args = { .id = job->id, .attempts = job->attempts, .due_at = due_at, .reason = reason };
	return q_attempt_drop(store->sql, job->id, job->attempts, NULL, error) &&
	       q_job_postpone(store->sql, &args, NULL, error);
}

bool store_postpone_job(Store *store, const ClaimedJob *job, int64_t due_at, const char *reason, GError **error)
{
	if (!store_begin(store, error))
		return false;
	return store_end(store, store_put_off(store, job, due_at, reason, error), "tx.postpone_job", error);
}

/* Our own mail, by its token, and no row of it: this store is older than what was sent. */
static bool lookup_unknown(Store *store, Arena *arena, int64_t id, GError **error)
{
	OutboundGetRow row = { 0 };
	int got = q_outbound_get(store->sql, id, arena, &row, error);
	return got == 0 ? store_mark_restored(store, "a mail of ours came back that the store does not know", error) :
			  got == 1;
}

bool store_found_copy(Store *store, Arena *arena, int64_t id, int64_t now, GError **error)
{
	const JobFoundArgs found = { .id = id, .now = now, .reason = "its copy came back to us" };
	const AttemptCloseAllArgs close = { .job_id = id, .now = now, .text = found.reason };
	int64_t changes = 0;
	if (!q_job_found(store->sql, &found, &changes, error))
		return false;
	if (changes == 0)
		return lookup_unknown(store, arena, id, error);
	return q_attempt_close_all(store->sql, &close, NULL, error) && store_tell_sent(store, arena, id, now, error);
}
