/* What the clock asks of the ledger's rows, alerts that no message causes, and the state of the whole. */
#include <stdlib.h>

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

static int next_by_id(const void *a, const void *b)
{
	const InvoiceSetNextArgs *left = a;
	const InvoiceSetNextArgs *right = b;
	return (left->id > right->id) - (left->id < right->id);
}

/* A row that was changed meanwhile is left: who changed it set its day too. */
bool store_write_next(Store *store, Arena *arena, const Invoice *invoices, size_t n, GError **error)
{
	InvoiceSetNextArgs *args = arena_array(arena, InvoiceSetNextArgs, n);
	if (n == 0)
		return true;
	for (size_t i = 0; i < n; i++)
		args[i] = (InvoiceSetNextArgs){
			.id = invoices[i].id,
			.version = invoices[i].version,
			.next_kind = invoices[i].next_kind,
			.next_date = date_text(arena, invoices[i].next_date),
		};
	qsort(args, n, sizeof *args, next_by_id);
	return q_invoice_set_next_many(store->sql, args, n, NULL, error);
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

bool store_next_due(Store *store, const char *lane, int64_t *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	JobNextDueRow row = { 0 };
	if (q_job_next_due(store->sql, lane, arena, &row, error) < 0)
		return false;
	bool both = row.ready_at != 0 && row.unresolved_at != 0;
	*ret = both ? MIN(row.ready_at, row.unresolved_at) : MAX(row.ready_at, row.unresolved_at);
	return true;
}

bool store_last_contact(Store *store, Arena *arena, const Customer *customer, int64_t *ret, GError **error)
{
	ContactLastRow row = { 0 };
	if (q_contact_last(store->sql, customer->company, customer->tax_id, arena, &row, error) < 0)
		return false;
	*ret = MAX(row.answered, row.called);
	return true;
}
