/* What SAT's status service said of each CFDI, beside the ledger. */
#include "base/error.h"
#include "store/store_inner.h"

bool store_sat_status(Store *store, Arena *arena, const char *uuid, SatRow *ret, bool *ret_known, GError **error)
{
	SatStatusGetRow row = { 0 };
	int got = q_sat_status_get(store->sql, uuid, arena, &row, error);
	if (got < 0)
		return false;
	*ret_known = got == 1;
	if (got == 0)
		return true;
	*ret = (SatRow){ .uuid = uuid, .checked_at = row.checked_at };
	ret->status = (SatStatus){ .efos_clear = row.efos_clear != 0, .code = row.code, .stated = row.stated };
	if (sat_status_from_words(row.state, row.cancellable, row.cancellation, &ret->status))
		return true;
	error_reject(error, "the status of %s on record has an unknown word", uuid);
	return false;
}

static bool sat_rows_save(Store *store, Arena *arena, const SatRow *row, const Outcome *outcome,
			  const OutboundMail *mails, size_t n_mails, GError **error)
{
	const SatStatus *status = &row->status;
	const SatStatusSetArgs args = { .uuid = row->uuid, .state = sat_state_word(status->state),
					.cancellable = sat_cancellable_word(status->cancellable),
					.cancellation = sat_cancellation_word(status->cancellation),
					.efos_clear = status->efos_clear, .code = status->code,
					.stated = status->stated, .checked_at = row->checked_at };
	return q_sat_status_set(store->sql, &args, NULL, error) &&
	       store_write_outcome(store, arena, outcome, mails, n_mails, row->checked_at, error);
}

bool store_save_sat_status(Store *store, const SatRow *row, const Outcome *outcome, const OutboundMail *mails,
			   size_t n_mails, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (!store_begin(store, error))
		return false;
	return store_end(store, sat_rows_save(store, arena, row, outcome, mails, n_mails, error), "tx.save_sat_status",
			 error);
}

bool store_sat_due(Store *store, Arena *arena, int64_t before, size_t limit, SatDue **ret, size_t *ret_n,
		   GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_sat_status_due(store->sql, before, (int64_t)limit, &rows, error))
		return false;
	SatDue *due = NULL;
	size_t n = 0;
	SatStatusDueRow row;
	int got = 0;
	while ((got = q_sat_status_due_next(rows, arena, &row, error)) == 1) {
		due = arena_grow(arena, due, n, sizeof *due);
		due[n++] = (SatDue){ .company = row.company, .key = row.key };
	}
	if (got < 0)
		return false;
	*ret = due;
	*ret_n = n;
	return true;
}
