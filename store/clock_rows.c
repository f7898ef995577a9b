/* What the clock asks of the ledger's rows, alerts that no message causes, and the state of the whole. */
#include "base/error.h"
#include "store/store_inner.h"

static void due_add(Arena *arena, int64_t **ids, size_t *n, int64_t id)
{
	*ids = arena_grow(arena, *ids, *n, sizeof **ids);
	(*ids)[(*n)++] = id;
}

bool store_due_customers(Store *store, Arena *arena, const char *company, Date today, int64_t after,
			 size_t limit, int64_t **ret_ids, size_t *ret_n, GError **error)
{
	const InvoiceDueCustomersArgs args = {
		.company = company,
		.today = date_text(arena, today),
		.after = after,
		.limit = (int64_t)limit,
	};
	g_autoptr(SqlRows) rows = NULL;
	if (!q_invoice_due_customers(store->sql, &args, &rows, error))
		return false;
	int64_t *ids = NULL;
	size_t n = 0;
	InvoiceDueCustomersRow row;
	int got = 0;
	while ((got = q_invoice_due_customers_next(rows, arena, &row, error)) == 1)
		due_add(arena, &ids, &n, row.customer_id);
	if (got < 0)
		return false;
	*ret_ids = ids;
	*ret_n = n;
	return true;
}

bool store_open_customers(Store *store, Arena *arena, const char *company, int64_t after, size_t limit,
			  int64_t **ret_ids, size_t *ret_n, GError **error)
{
	const InvoiceOpenCustomersArgs args = { .company = company, .after = after, .limit = (int64_t)limit };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_invoice_open_customers(store->sql, &args, &rows, error))
		return false;
	int64_t *ids = NULL;
	size_t n = 0;
	InvoiceOpenCustomersRow row;
	int got = 0;
	while ((got = q_invoice_open_customers_next(rows, arena, &row, error)) == 1)
		due_add(arena, &ids, &n, row.customer_id);
	if (got < 0)
		return false;
	*ret_ids = ids;
	*ret_n = n;
	return true;
}

/* A row that was changed meanwhile is left: who changed it set its day too. */
static bool next_set(Store *store, const Invoice *invoice, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const InvoiceSetNextArgs args = {
		.id = invoice->id,
		.version = invoice->version,
		.next_kind = invoice->next_kind,
		.next_date = date_text(arena, invoice->next_date),
	};
	return q_invoice_set_next(store->sql, &args, NULL, error);
}

bool store_set_next(Store *store, const Invoice *invoices, size_t n, GError **error)
{
	if (n == 0)
		return true;
	if (!store_begin_ledger(store, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < n; i++)
		done = next_set(store, &invoices[i], error);
	return store_end(store, done, "tx.set_next", error);
}

/* ---- alerts ---- */

bool store_alert_is_new(Store *store, const char *company, const char *key, bool *ret_new, GError **error)
{
	AlertGetRow row = { 0 };
	int got = q_alert_get(store->sql, company != NULL ? company : "", key, NULL, &row, error);
	if (got < 0)
		return false;
	*ret_new = got == 0 || row.is_open == 0;
	return true;
}

bool store_clear_alert(Store *store, const char *company, const char *key, GError **error)
{
	if (!store_begin(store, error))
		return false;
	bool done = q_alert_clear(store->sql, company != NULL ? company : "", key, NULL, error);
	return store_end(store, done, "tx.clear_alert", error);
}

/* ---- the whole ---- */

static bool pulse_jobs(Store *store, Arena *arena, json_t *jobs, int64_t *next_due, GError **error)
{
	static const char *const states[] = { "ready", "uncertain", "held", "failed" };
	for (size_t i = 0; i < G_N_ELEMENTS(states); i++)
		json_set_integer(jobs, states[i], 0);
	g_autoptr(SqlRows) rows = NULL;
	if (!q_pulse_jobs(store->sql, &rows, error))
		return false;
	PulseJobsRow row;
	int got = 0;
	while ((got = q_pulse_jobs_next(rows, arena, &row, error)) == 1) {
		json_set_integer(jobs, row.state, row.n);
		bool waits = g_str_equal(row.state, "ready") || g_str_equal(row.state, "uncertain");
		if (waits && (*next_due == 0 || row.next_due < *next_due))
			*next_due = row.next_due;
	}
	return got == 0;
}

bool store_pulse(Store *store, int64_t now, json_t **ret, int64_t *ret_next_due, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	PulseMessagesRow messages = { 0 };
	if (q_pulse_messages(store->sql, NULL, &messages, error) < 0)
		return false;
	json_t *jobs = json_object();
	int64_t next_due = messages.next_due;
	if (!pulse_jobs(store, arena, jobs, &next_due, error)) {
		json_decref(jobs);
		return false;
	}
	json_t *pulse = json_object();
	json_set_text(pulse, "at", instant_text(arena, now));
	json_set_integer(pulse, "staged", messages.staged);
	json_set_integer(pulse, "quarantined", messages.quarantined);
	json_set(pulse, "jobs", jobs);
	json_set_text(pulse, "next_due", next_due != 0 ? instant_text(arena, next_due) : NULL);
	*ret = pulse;
	*ret_next_due = next_due;
	return true;
}
