/* The chain of events: each row's hash covers the one before it, so that a changed, missing or added row
 * shows. */
#include <string.h>

#include "base/error.h"
#include "base/sha256.h"
#include "store/store_inner.h"

/* Length before the bytes: no two different rows give the same text. */
static void event_add_text(Sha256 *sum, const char *text)
{
	size_t n = text != NULL ? strlen(text) : 0;
	g_autofree char *length = text != NULL ? g_strdup_printf("%zu:", n) : g_strdup("-");
	sha256_add(sum, length, strlen(length));
	sha256_add(sum, text, n);
}

static void event_add_integer(Sha256 *sum, int64_t value)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, value);
	event_add_text(sum, text);
}

const char *store_event_hash(Arena *arena, const char *before, const EventPageRow *row)
{
	g_autoptr(Sha256) sum = sha256_new();
	event_add_text(sum, before);
	event_add_integer(sum, row->id);
	event_add_integer(sum, row->at);
	const char *const texts[] = {
		row->company, row->invoice_key, row->customer, row->kind,
		row->actor,   row->reason,	row->evidence,
	};
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++)
		event_add_text(sum, texts[i]);
	return arena_own(arena, sha256_end(sum), g_free);
}

static EventInsertArgs event_args(Arena *arena, const Event *event, int64_t id, const char *before)
{
	EventPageRow row = {
		.id = id,
		.at = event->at,
		.company = event->company,
		.invoice_key = event->invoice_key,
		.customer = event->customer_tax_id,
		.kind = event->kind,
		.actor = event->actor,
		.reason = event->reason,
		.evidence = event->evidence,
	};
	return (EventInsertArgs){
		.id = row.id,
		.at = row.at,
		.company = row.company,
		.invoice_key = row.invoice_key,
		.customer = row.customer,
		.kind = row.kind,
		.actor = row.actor,
		.reason = row.reason,
		.evidence = row.evidence,
		.hash = store_event_hash(arena, before, &row),
	};
}

static bool event_tell(Store *store, Arena *arena, const EventInsertArgs *rows, size_t n, GError **error)
{
	for (size_t i = 0; i < n; i++)
		if (!store_hook_event(store, arena, &rows[i], error))
			return false;
	return true;
}

/* The head's row is locked from here to the commit: whoever else adds events waits. */
bool store_append_events(Store *store, const Event *events, size_t n, GError **error)
{
	if (n == 0)
		return true;
	g_autoptr(Arena) arena = arena_new();
	ChainExtendRow head = { 0 };
	int got = q_chain_extend(store->sql, "event", (int64_t)n, arena, &head, error);
	if (got == 0)
		error_stop(error, "the store has no head of its events: it is damaged");
	if (got != 1)
		return false;
	EventInsertArgs *rows = arena_array(arena, EventInsertArgs, n);
	for (size_t i = 0; i < n; i++)
		rows[i] = event_args(arena, &events[i], head.length - (int64_t)(n - i) + 1,
				     i == 0 ? head.hash : rows[i - 1].hash);
	return q_event_insert_many(store->sql, rows, n, NULL, error) &&
	       q_chain_set(store->sql, "event", rows[n - 1].hash, NULL, error) &&
	       event_tell(store, arena, rows, n, error);
}
