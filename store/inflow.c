/* Shares of senders: one number each, the time up to which what was sent is spread out evenly (the generic cell rate
 * algorithm, ITU-T I.371); who is further ahead than the window waits for the difference. */
#include "store/store_inner.h"

#define INFLOW_UNKNOWN 0 /* the key that all new senders share */
#define HOUR_MS ((int64_t)3600 * 1000)
#define DAY_MS (24 * HOUR_MS)

typedef struct {
	int64_t limit, window;
} Rate;

/* Uses up amount of the rate from at on; *wait: at least so many milliseconds after at is that allowed. */
static void inflow_use(int64_t *used_until, int64_t at, int64_t amount, Rate rate, int64_t *wait)
{
	if (rate.limit <= 0)
		return;
	*used_until = MAX(*used_until, at) + (int64_t)((__int128)amount * rate.window / rate.limit);
	*wait = MAX(*wait, *used_until - at - rate.window);
}

static bool inflow_write(Store *store, int64_t key, const InflowGetRow *row, GError **error)
{
	const InflowSetArgs args = { .sender_key = key, .count_ms = row->count_ms, .bytes_ms = row->bytes_ms };
	return q_inflow_set(store->sql, &args, NULL, error);
}

static bool inflow_unknown(Store *store, const InboundShare *share, int64_t at, int64_t *ret_wait, GError **error)
{
	InflowGetRow row = { 0 };
	if (q_inflow_get(store->sql, INFLOW_UNKNOWN, NULL, &row, error) < 0)
		return false;
	inflow_use(&row.count_ms, at, 1, (Rate){ share->unknown_hour, HOUR_MS }, ret_wait);
	return inflow_write(store, INFLOW_UNKNOWN, &row, error);
}

static bool inflow_wait(Store *store, const StagedMail *mail, int64_t at, int64_t *ret_wait, GError **error)
{
	const InboundShare *share = mail->share;
	InflowGetRow row = { 0 };
	*ret_wait = 0;
	bool named = mail->sender_key != INFLOW_UNKNOWN;
	int got = named ? q_inflow_get(store->sql, mail->sender_key, NULL, &row, error) : 0;
	if (got < 0 || (got == 0 && !inflow_unknown(store, share, at, ret_wait, error)))
		return false;
	if (!named)
		return true;
	inflow_use(&row.count_ms, at, 1, (Rate){ share->sender_hour, HOUR_MS }, ret_wait);
	inflow_use(&row.bytes_ms, at, mail->bytes, (Rate){ share->sender_day_bytes, DAY_MS }, ret_wait);
	return inflow_write(store, mail->sender_key, &row, error);
}

bool store_inflow_due(Store *store, const StagedMail *mail, int64_t now, int64_t *ret, GError **error)
{
	int64_t wait_ms = 0;
	*ret = now;
	if (mail->share == NULL || mail->sha256 == NULL)
		return true;
	int64_t at = mail->received > 0 ? MIN(mail->received, now) : now;
	if (!inflow_wait(store, mail, at * 1000, &wait_ms, error))
		return false;
	*ret = MAX(now, at + (wait_ms + 999) / 1000);
	mail->share->delayed += *ret > now;
	return true;
}

bool store_let_in(Store *store, int64_t now, int64_t *ret_n, GError **error)
{
	if (!store_begin(store, error))
		return false;
	bool done = q_message_let_in(store->sql, now, STORE_HELD_BACK, ret_n, error);
	return store_end(store, done, "tx.let_in", error);
}

bool store_notes_full(Store *store, const char *company, const char *key, int64_t since, int64_t limit, bool *ret,
		      GError **error)
{
	const NoteNthArgs args = { .company = company, .invoice_key = key, .before = limit - 1 };
	NoteNthRow row = { 0 };
	int got = q_note_nth(store->sql, &args, NULL, &row, error);
	*ret = got == 1 && row.at > since;
	return got >= 0;
}
