/* Answers without a token that a person said which invoice they are about. */
#include "base/error.h"
#include "store/store_inner.h"

bool store_assign_mail(Store *store, int64_t id, const Invoice *invoice, const char *by, int64_t now, GError **error)
{
	const MessageAssignArgs args = { .id = id, .company = invoice->company, .assigned = invoice->key,
					 .assigned_by = by, .due_at = now };
	int64_t changes = 0;
	if (!store_begin(store, error))
		return false;
	bool done = q_message_assign(store->sql, &args, &changes, error);
	if (done && changes == 0) {
		error_reject(error, "mail %" G_GINT64_FORMAT " is no answer of this company that is still unmatched", id);
		done = false;
	}
	return store_end(store, done, "tx.assign_mail", error);
}

bool store_assigned(Store *store, Arena *arena, const char *sha256, const char **ret_company, const char **ret_key,
		    const char **ret_by, GError **error)
{
	MessageAssignedRow row = { 0 };
	int got = q_message_assigned(store->sql, sha256, arena, &row, error);
	*ret_company = got == 1 ? row.company : NULL;
	*ret_key = got == 1 ? row.assigned : NULL;
	*ret_by = got == 1 ? row.assigned_by : NULL;
	return got >= 0;
}
