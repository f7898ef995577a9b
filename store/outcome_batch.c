/* Outcomes of a batch of messages, in one transaction: written together (store/outcome_rows.c), or else one by one. */
#include "base/error.h"
#include "store/lease.h"
#include "store/store_inner.h"

/* What adds documents, invoices and notes, and touches nothing that others may hold in another order. */
static bool batch_only_adds(const OutcomeCommit *commit)
{
	const Outcome *outcome = commit->outcome;
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (outcome->invoices[i].id != 0)
			return false;
	size_t others = outcome->n_postings + outcome->n_payments + outcome->n_declarations + outcome->n_tasks +
			outcome->n_told_tasks + outcome->n_feedback + outcome->n_pauses + outcome->n_contact_changes +
			outcome->n_absences + outcome->n_accounts + outcome->n_alerts + outcome->n_shown +
			commit->n_mails;
	return others == 0 && outcome->own_mail == 0 && outcome->correspondent == NULL && outcome->filing == NULL &&
	       outcome->answered == NULL && outcome->seen_by == NULL;
}

static bool batch_add_key(GHashTable *keys, Arena *arena, const char *company, const char *key)
{
	return g_hash_table_add(keys, arena_printf(arena, "%s %s", key, company != NULL ? company : ""));
}

/* False: an earlier one speaks of one of its keys too. */
static bool batch_is_apart(GHashTable *keys, Arena *arena, const Outcome *outcome)
{
	bool apart = true;
	for (size_t i = 0; i < outcome->n_invoices; i++)
		apart = batch_add_key(keys, arena, outcome->invoices[i].company, outcome->invoices[i].key) && apart;
	return apart;
}

typedef struct {
	Slice slice;
	const OutcomeCommit **together; /* what slice.commits are */
	OutcomeCommit *commits;
	size_t n;
	const StoreLease *lease; /* that only its owner may commit them; NULL: anybody may */
	bool was_tried; /* together: something is in the way */
} Batch;

typedef bool BatchFits(const OutcomeCommit *commit);

static Batch batch_make(const Slice *all, OutcomeCommit *commits, BatchFits *fits)
{
	g_autoptr(GHashTable) keys = g_hash_table_new(g_str_hash, g_str_equal);
	Batch batch = { .slice = *all, .commits = commits, .n = all->n };
	batch.together = arena_array(all->arena, const OutcomeCommit *, all->n);
	batch.slice.commits = batch.together;
	batch.slice.n = 0;
	for (size_t i = 0; i < batch.n; i++)
		if (fits(&commits[i]) && batch_is_apart(keys, all->arena, commits[i].outcome))
			batch.together[batch.slice.n++] = &commits[i];
	return batch;
}

static bool batch_is_in_slice(const Batch *batch, const OutcomeCommit *commit)
{
	for (size_t i = 0; i < batch->slice.n; i++)
		if (batch->together[i] == commit)
			return true;
	return false;
}

/* in */
static void batch_write_apart(Batch *batch, bool slice_is_done)
{
	for (size_t i = 0; i < batch->n; i++) {
		OutcomeCommit *commit = &batch->commits[i];
		commit->done = (slice_is_done && batch_is_in_slice(batch, commit)) ||
			       store_commit_outcome(batch->slice.store, commit->mail, commit->outcome, commit->mails,
						    commit->n_mails, batch->slice.now, &commit->fault);
	}
}

static bool batch_is_over(GError *fault, GError **error)
{
	bool over = fault != NULL && error_code(fault) == ERROR_STOP;
	if (over)
		g_propagate_error(error, fault);
	else
		g_clear_error(&fault);
	return over;
}

/* All of the slice in a transaction or a savepoint that is open now, and its end. False: nothing of it stays; with error
 * when another way would fail as well. */
static bool batch_write_slice(const Batch *batch, GError **error)
{
	GError *fault = NULL;
	Store *store = batch->slice.store;
	gsize logged = store->alert_lines->len;
	if (store_end(store, store_write_slice(&batch->slice, &fault), "tx.batch", &fault))
		return true;
	g_string_truncate(store->alert_lines, logged);
	batch_is_over(fault, error);
	return false;
}

/* Beside others. */
static bool batch_add_all(Batch *batch, GError **error)
{
	Store *store = batch->slice.store;
	bool done = store_begin_adding(store, error) && batch_write_slice(batch, error);
	for (size_t i = 0; done && i < batch->n; i++)
		batch->commits[i].done = true;
	return done;
}

static void batch_forget(Batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		batch->commits[i].done = false;
		g_clear_error(&batch->commits[i].fault);
	}
}

/* in: those of the slice together if that can be, the rest one by one. False: none of them. */
static bool batch_write_each(Batch *batch, GError **error)
{
	g_autoptr(GError) fault = NULL;
	Store *store = batch->slice.store;
	bool together = batch->slice.n > 1 && !batch->was_tried && store_begin(store, &fault) &&
			batch_write_slice(batch, &fault);
	if (fault == NULL) {
		batch_write_apart(batch, together);
		return true;
	}
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

/* in */
static bool batch_is_ours(const Batch *batch, GError **error)
{
	const StoreLease *lease = batch->lease;
	int64_t changes = 0;
	if (lease == NULL)
		return true;
	const LeaseTakeArgs args = { .name = lease->name, .owner = lease->owner, .until = lease->until,
				     .now = batch->slice.now };
	return q_lease_take(batch->slice.store->sql, &args, &changes, error) &&
	       (changes == 1 || store_lost(error, "the lease", lease->name));
}

/* in: the days of those that are done. */
static bool batch_write_next(const Batch *batch, GError **error)
{
	Invoice *rows = NULL;
	size_t n = 0;
	for (size_t i = 0; i < batch->n; i++)
		for (size_t k = 0; batch->commits[i].done && k < batch->commits[i].n_next; k++)
			arena_append(batch->slice.arena, rows, n, batch->commits[i].next[k]);
	return store_write_next(batch->slice.store, batch->slice.arena, rows, n, error);
}

/* Alone. */
static bool batch_write_all(Batch *batch, GError **error)
{
	Store *store = batch->slice.store;
	if (!store_begin_ledger(store, error))
		return false;
	bool done = batch_is_ours(batch, error) && batch_write_each(batch, error) && batch_write_next(batch, error);
	if (store_end(store, done, "tx.batch", error))
		return true;
	batch_forget(batch);
	return false;
}

bool store_commit_outcomes(Store *store, OutcomeCommit *commits, size_t n, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	const Slice all = { .store = store, .arena = arena, .n = n, .now = now };
	Batch batch = batch_make(&all, commits, batch_only_adds);
	bool adds = batch.slice.n == n && n > 1;
	if (!store_reserve_jobs(store, (int64_t)n, error))
		return false;
	if (n == 0 || (adds && batch_add_all(&batch, &fault)))
		return true;
	batch.was_tried = adds;
	if (fault == NULL)
		return batch_write_all(&batch, error);
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

static bool batch_any(const OutcomeCommit *commit)
{
	(void)commit;
	return true;
}

bool store_lease_commit(Store *store, const StoreLease *lease, OutcomeCommit *commits, size_t n, int64_t now,
		       GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const Slice all = { .store = store, .arena = arena, .n = n, .now = now };
	Batch batch = batch_make(&all, commits, batch_any);
	batch.lease = lease;
	return batch_write_all(&batch, error);
}
