#include "store/store_inner.h"
#include "store/marks.h"

bool marks_get(Store *store, const char *name, int64_t *ret, GError **error)
{
	MarkGetRow row = { 0 };
	int got = q_mark_get(store->sql, name, NULL, &row, error);
	*ret = row.at;
	return got >= 0;
}

bool marks_set(Store *store, const char *name, int64_t at, GError **error)
{
	if (!store_begin(store, error))
		return false;
	return store_end(store, q_mark_set(store->sql, name, at, NULL, error), "tx.mark", error);
}

bool marks_take(Store *store, const char *name, int64_t now, int64_t every_s, bool *ret_mine, GError **error)
{
	const MarkTakeArgs args = { .name = name, .at = now, .before = now - every_s };
	int64_t last = 0;
	int64_t changes = 0;
	*ret_mine = false;
	if (!marks_get(store, name, &last, error))
		return false;
	if (last > args.before)
		return true;
	if (!store_begin(store, error) ||
	    !store_end(store, q_mark_take(store->sql, &args, &changes, error), "tx.mark", error))
		return false;
	*ret_mine = changes == 1;
	return true;
}

bool marks_mail_came(Store *store, const char *account, int64_t after, int64_t until, bool *ret, GError **error)
{
	const MessageCameArgs args = { .account = account, .after = after, .until = until };
	MessageCameRow row = { 0 };
	int got = q_message_came(store->sql, &args, NULL, &row, error);
	*ret = row.came != 0;
	return got >= 0;
}

bool marks_quarantined(Store *store, int64_t since, int64_t limit, int64_t *ret, GError **error)
{
	MessageQuarantinedSinceRow row = { 0 };
	int got = q_message_quarantined_since(store->sql, since, limit, NULL, &row, error);
	*ret = row.n;
	return got >= 0;
}
