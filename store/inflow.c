/* Shares of senders: one number each, the time up to which what was sent is spread out evenly (the generic cell rate
 * algorithm, ITU-T I.371); who is further ahead than the window waits for the difference. */
#include <stdlib.h>

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

/* Written in one order, so that two who stage mails of the same senders do not wait in a circle. */
static int inflow_by_key(const void *a, const void *b)
{
	const InflowSetArgs *left = a;
	const InflowSetArgs *right = b;
	return (left->sender_key > right->sender_key) - (left->sender_key < right->sender_key);
}

typedef struct {
	int64_t key;
	int64_t count_ms, bytes_ms;
	int64_t turn;
	bool known, used;
} Sender;

struct Senders {
	GHashTable *by_key; /* &Sender.key → Sender */
	Sender *items;
	size_t n;
};

static Sender *senders_find(Senders *senders, int64_t key)
{
	return g_hash_table_lookup(senders->by_key, &key);
}

static void senders_add(Senders *senders, int64_t key)
{
	Sender *sender = &senders->items[senders->n];
	if (senders_find(senders, key) != NULL)
		return;
	*sender = (Sender){ .key = key };
	g_hash_table_insert(senders->by_key, &sender->key, sender);
	senders->n++;
}

static bool senders_load_turns(Store *store, Arena *arena, Senders *senders, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	MessageTurnArgs *args = arena_array(arena, MessageTurnArgs, senders->n);
	MessageTurnRow row = { 0 };
	int got = 0;
	for (size_t i = 0; i < senders->n; i++)
		args[i] = (MessageTurnArgs){ .sender_key = senders->items[i].key };
	if (!q_message_turn_many(store->sql, args, senders->n, &rows, error))
		return false;
	while ((got = q_message_turn_next(rows, arena, &row, error)) == 1)
		senders_find(senders, row.sender_key)->turn = MAX(row.current, row.next);
	return got == 0;
}

static bool senders_load_shares(Store *store, Arena *arena, Senders *senders, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	InflowGetArgs *args = arena_array(arena, InflowGetArgs, senders->n);
	InflowGetRow row = { 0 };
	int got = 0;
	for (size_t i = 0; i < senders->n; i++)
		args[i] = (InflowGetArgs){ .sender_key = senders->items[i].key };
	if (!q_inflow_get_many(store->sql, args, senders->n, &rows, error))
		return false;
	while ((got = q_inflow_get_next(rows, arena, &row, error)) == 1) {
		Sender *sender = senders_find(senders, row.sender_key);
		sender->known = true;
		sender->count_ms = row.count_ms;
		sender->bytes_ms = row.bytes_ms;
	}
	return got == 0;
}

static void senders_end(gpointer by_key)
{
	g_hash_table_unref(by_key);
}

Senders *store_senders_load(Store *store, Arena *arena, const StagedMail *mails, size_t n, GError **error)
{
	Senders *senders = arena_new0(arena, Senders);
	bool shares = false;
	senders->by_key = arena_own(arena, g_hash_table_new(g_int64_hash, g_int64_equal), senders_end);
	senders->items = arena_array(arena, Sender, n + 1);
	for (size_t i = 0; i < n; i++) {
		senders_add(senders, mails[i].sender_key);
		shares = shares || mails[i].share != NULL;
	}
	senders_add(senders, INFLOW_UNKNOWN);
	return senders_load_turns(store, arena, senders, error) &&
			       (!shares || senders_load_shares(store, arena, senders, error)) ?
		       senders :
		       NULL;
}

int64_t store_senders_turn(Senders *senders, const StagedMail *mail)
{
	return senders_find(senders, mail->sender_key)->turn++;
}

/* Milliseconds. */
static int64_t inflow_wait(Senders *senders, const StagedMail *mail, int64_t at)
{
	const InboundShare *share = mail->share;
	Sender *sender = senders_find(senders, mail->sender_key);
	Sender *unknown = senders_find(senders, INFLOW_UNKNOWN);
	bool named = sender != unknown;
	int64_t wait = 0;
	if (!named || !sender->known) {
		inflow_use(&unknown->count_ms, at, 1, (Rate){ share->unknown_hour, HOUR_MS }, &wait);
		unknown->used = true;
	}
	if (!named)
		return wait;
	inflow_use(&sender->count_ms, at, 1, (Rate){ share->sender_hour, HOUR_MS }, &wait);
	inflow_use(&sender->bytes_ms, at, mail->bytes, (Rate){ share->sender_day_bytes, DAY_MS }, &wait);
	sender->known = true;
	sender->used = true;
	return wait;
}

int64_t store_senders_due(Senders *senders, const StagedMail *mail, int64_t now)
{
	if (mail->share == NULL || mail->sha256 == NULL)
		return now;
	int64_t at = mail->received > 0 ? MIN(mail->received, now) : now;
	int64_t wait_ms = inflow_wait(senders, mail, at * 1000);
	int64_t due = MAX(now, at + (wait_ms + 999) / 1000);
	mail->share->delayed += due > now;
	return due;
}

bool store_senders_save(Store *store, Arena *arena, const Senders *senders, GError **error)
{
	InflowSetArgs *args = arena_array(arena, InflowSetArgs, senders->n);
	size_t n = 0;
	for (size_t i = 0; i < senders->n; i++) {
		const Sender *sender = &senders->items[i];
		if (sender->used)
			args[n++] = (InflowSetArgs){ .sender_key = sender->key, .count_ms = sender->count_ms,
						     .bytes_ms = sender->bytes_ms };
	}
	if (n > 1)
		qsort(args, n, sizeof *args, inflow_by_key);
	return q_inflow_set_many(store->sql, args, n, NULL, error);
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
