/* Rows of files of payments: read, found by name, written with the outcome that they are part of, listed. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "ledger/payments.h"
#include "store/lists.h"

#define PAYMENTS_UNMATCHED_MAX 500

/* ---- reading ---- */

static bool payment_of_row(const PaymentBySourceRow *row, PaymentRow *ret, GError **error)
{
	*ret = (PaymentRow){ .id = row->id, .version = row->version, .company = row->company,
			     .source_key = row->source_key, .reference = row->reference, .name = row->name,
			     .customer = row->customer, .amount = money_make(row->amount, row->currency),
			     .matched_by = row->matched_by, .invoice_key = row->invoice_key, .reason = row->reason,
			     .file = row->file, .line = row->line, .more = row->more, .postings = row->postings,
			     .candidates = row->candidates };
	date_parse(row->day, &ret->date);
	if (payment_state_from_word(row->state, &ret->state))
		return true;
	error_stop(error, "payment %" G_GINT64_FORMAT " has the state \"%s\", which this program does not know", row->id,
		   row->state);
	return false;
}

static bool payment_collect(Arena *arena, SqlRows *rows, PaymentRow **list, size_t *n, GError **error)
{
	PaymentBySourceRow row;
	int got = 0;
	while ((got = q_payment_by_source_next(rows, arena, &row, error)) == 1) {
		*list = arena_grow(arena, *list, *n, sizeof **list);
		if (!payment_of_row(&row, &(*list)[*n], error))
			return false;
		(*n)++;
	}
	return got == 0;
}

bool store_payments_by_source(Store *store, Arena *arena, const char *company, const char *source_key, PaymentRow **ret,
			      size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	*ret = NULL;
	*ret_n = 0;
	return q_payment_by_source(store->sql, source_key, company, &rows, error) &&
	       payment_collect(arena, rows, ret, ret_n, error);
}

bool store_payments_by_reference(Store *store, Arena *arena, const char *company, const char *reference,
				 PaymentRow **ret, size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	*ret = NULL;
	*ret_n = 0;
	return q_payment_by_reference(store->sql, reference, company, &rows, error) &&
	       payment_collect(arena, rows, ret, ret_n, error);
}

bool store_payments_named(Store *store, Arena *arena, const Texts *names, PaymentRow **list, size_t *n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	PaymentByNameArgs *args = arena_array(arena, PaymentByNameArgs, names->n);
	for (size_t i = 0; i < names->n; i++)
		args[i] = (PaymentByNameArgs){ .name = names->items[i] };
	return names->n == 0 || (q_payment_by_name_many(store->sql, args, names->n, &rows, error) &&
				 payment_collect(arena, rows, list, n, error));
}

bool store_payments_unmatched(Store *store, Arena *arena, int64_t after, PaymentRow **ret, size_t *ret_n,
			      GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	*ret = NULL;
	*ret_n = 0;
	return q_payment_unmatched(store->sql, after, PAYMENTS_UNMATCHED_MAX, &rows, error) &&
	       payment_collect(arena, rows, ret, ret_n, error);
}

/* ---- invoices that have a name ---- */

static bool payment_add_named(Arena *arena, const char *name, SqlRows *rows, Invoice **list, size_t *n, GError **error)
{
	InvoiceGetRow row;
	int got = 0;
	while ((got = q_invoice_by_key_next(rows, arena, &row, error)) == 1) {
		Texts names = { 0 };
		const Invoice *invoice = store_read_invoice(arena, &row);
		bool known = invoice == NULL;
		if (invoice != NULL)
			payments_names(arena, invoice, &names);
		for (size_t i = 0; i < *n; i++)
			known = known || (*list)[i].id == row.id;
		if (known || !texts_has(&names, name))
			continue;
		*list = arena_grow(arena, *list, *n, sizeof **list);
		(*list)[(*n)++] = *invoice;
	}
	return got == 0;
}

/* "33-1042", "A1042": the folio is what an index knows, alone or with its letters. */
static Texts payment_numbers(Arena *arena, const char *name)
{
	Texts numbers = { 0 };
	size_t digits = strlen(name);
	while (digits > 0 && g_ascii_isdigit(name[digits - 1]))
		digits--;
	const char *dash = strrchr(name, '-');
	const char *const forms[] = { name, name + digits, dash != NULL ? dash + 1 : "" };
	for (size_t i = 0; i < G_N_ELEMENTS(forms); i++)
		if (*forms[i] != '\0' && !texts_has(&numbers, forms[i]))
			texts_add(arena, &numbers, forms[i]);
	return numbers;
}

bool store_invoices_named(Store *store, Arena *arena, const char *company, const char *name, Invoice **ret,
			  size_t *ret_n,
			  GError **error)
{
	*ret = NULL;
	*ret_n = 0;
	const char *wanted = company != NULL && *company != '\0' ? company : NULL;
	g_autoptr(SqlRows) by_key = NULL;
	g_autoptr(SqlRows) by_uuid = NULL;
	if (!q_invoice_by_key(store->sql, name, wanted, &by_key, error) ||
	    !payment_add_named(arena, name, by_key, ret, ret_n, error) ||
	    !q_invoice_by_uuid(store->sql, name, wanted, &by_uuid, error) ||
	    !payment_add_named(arena, name, by_uuid, ret, ret_n, error))
		return false;
	Texts numbers = payment_numbers(arena, name);
	for (size_t i = 0; i < numbers.n; i++) {
		g_autoptr(SqlRows) rows = NULL;
		const InvoiceByNumberArgs args = { .number = numbers.items[i], .company = wanted };
		if (!q_invoice_by_number(store->sql, &args, &rows, error) ||
		    !payment_add_named(arena, name, rows, ret, ret_n, error))
			return false;
	}
	return true;
}

/* ---- by a person's reference ---- */

static bool payment_postings(Arena *arena, SqlRows *rows, Posting **ret, size_t *ret_n, GError **error)
{
	*ret = NULL;
	*ret_n = 0;
	PostingOfRow row;
	int got = 0;
	while ((got = q_posting_of_next(rows, arena, &row, error)) == 1) {
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		if (!store_read_posting(&row, &(*ret)[*ret_n], error))
			return false;
		(*ret_n)++;
	}
	return got == 0;
}

bool store_manual_postings(Store *store, Arena *arena, const char *company, const char *reference, Posting **ret,
			   size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return q_posting_manual(store->sql, reference, company, &rows, error) &&
	       payment_postings(arena, rows, ret, ret_n, error);
}

bool store_posting_by_id(Store *store, Arena *arena, int64_t id, Posting **ret, size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return q_posting_by_id(store->sql, id, &rows, error) && payment_postings(arena, rows, ret, ret_n, error);
}

/* ---- credit ---- */

bool store_credit(Store *store, Arena *arena, int64_t customer_id, const char *company, const char *currency,
		  CreditSource **ret, size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	CustomerCreditRow row;
	int got = 0;
	*ret = NULL;
	*ret_n = 0;
	if (!q_customer_credit(store->sql, customer_id, &rows, error))
		return false;
	while ((got = q_customer_credit_next(rows, arena, &row, error)) == 1) {
		Invoice *invoice = NULL;
		if (!text_equal(row.currency, currency) || row.amount <= 0)
			continue;
		if (row.invoice_key != NULL && !store_invoice(store, arena, company, row.invoice_key, &invoice, error))
			return false;
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		(*ret)[(*ret_n)++] = (CreditSource){ .invoice = invoice, .amount = row.amount };
	}
	return got == 0;
}

/* ---- writing ---- */

static PaymentInsertArgs payment_args(Arena *arena, const PaymentRow *row)
{
	return (PaymentInsertArgs){
		.id = row->id, .version = row->id == 0 ? 1 : row->version, .company = row->company,
		.source_key = row->source_key, .reference = row->reference, .day = date_text(arena, row->date),
		.name = row->name, .customer = row->customer, .currency = row->amount.currency,
		.amount = row->amount.micro, .state = payment_state_word(row->state), .matched_by = row->matched_by,
		.invoice_key = row->invoice_key, .reason = row->reason, .file = row->file, .line = row->line,
		.more = row->more, .postings = row->postings, .candidates = row->candidates,
	};
}

/* An invoice of that name that came since it was judged: judge again. */
static bool payment_unchanged(Store *store, Arena *arena, const PaymentRow *row, GError **error)
{
	Invoice *named = NULL;
	size_t n = 0;
	if (row->name == NULL || row->state == PAYMENT_UNDONE || text_equal(row->matched_by, "person"))
		return true;
	const char *company = row->state == PAYMENT_MATCHED ? row->company : NULL;
	if (!store_invoices_named(store, arena, company, row->name, &named, &n, error))
		return false;
	return (int64_t)n <= row->candidates || store_lost(error, "the invoices of payment", row->reference);
}

bool store_write_payments(Store *store, Arena *arena, const Outcome *outcome, GError **error)
{
	for (size_t i = 0; i < outcome->n_payments; i++) {
		const PaymentRow *row = &outcome->payments[i];
		const PaymentInsertArgs args = payment_args(arena, row);
		int64_t changes = 0;
		bool done = row->id == 0 ? q_payment_insert(store->sql, &args, &changes, error) :
					   q_payment_update(store->sql, &args, &changes, error);
		if (!done || (changes != 1 && !store_lost(error, "payment", row->reference)) ||
		    !payment_unchanged(store, arena, row, error))
			return false;
	}
	return true;
}

static bool payment_in_outcome(const Outcome *outcome, const PaymentRow *row)
{
	for (size_t i = 0; i < outcome->n_payments; i++)
		if (text_equal(outcome->payments[i].source_key, row->source_key) && outcome->payments[i].id == row->id)
			return true;
	return false;
}

static bool payment_waits(const Slice *slice, const Outcome *outcome, const Invoice *invoice, GError **error)
{
	Texts names = { 0 };
	PaymentRow *rows = NULL;
	size_t n = 0;
	payments_names(slice->arena, invoice, &names);
	if (!store_payments_named(slice->store, slice->arena, &names, &rows, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		bool ours = *rows[i].company == '\0' || text_equal(rows[i].company, invoice->company);
		if (ours && rows[i].state == PAYMENT_WAITING && !payment_in_outcome(outcome, &rows[i]))
			return store_lost(error, "a payment that waits for", invoice->key);
	}
	return true;
}

static bool payment_wait_for(const Slice *slice, const Outcome *outcome, GError **error)
{
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (outcome->invoices[i].id == 0 && !payment_waits(slice, outcome, &outcome->invoices[i], error))
			return false;
	return true;
}

/* Asked for all at once first: nearly always there is none. */
bool store_check_waiting(const Slice *slice, GError **error)
{
	Texts names = { 0 };
	PaymentRow *rows = NULL;
	size_t n = 0;
	for (size_t i = 0; i < slice->n; i++) {
		const Outcome *outcome = slice->commits[i]->outcome;
		for (size_t k = 0; k < outcome->n_invoices; k++)
			if (outcome->invoices[k].id == 0)
				payments_names(slice->arena, &outcome->invoices[k], &names);
	}
	if (!store_payments_named(slice->store, slice->arena, &names, &rows, &n, error))
		return false;
	for (size_t i = 0; n > 0 && i < slice->n; i++)
		if (!payment_wait_for(slice, slice->commits[i]->outcome, error))
			return false;
	return true;
}

/* ---- lists ---- */

static json_t *payment_object(Listing *listing, const PaymentBySourceRow *row)
{
	json_t *object = json_object();
	json_set_text(object, "reference", row->reference);
	json_set_text(object, "state", row->state);
	json_set_text(object, "company", *row->company != '\0' ? row->company : NULL);
	json_set_text(object, "date", row->day);
	json_set_text(object, "currency", row->currency);
	json_set_text(object, "amount", money_micro_text(listing->arena, row->amount));
	json_set_text(object, "invoice", row->invoice_key);
	json_set_text(object, "matched_by", row->matched_by);
	json_set_text(object, "names", row->name);
	json_set_text(object, "customer", row->customer);
	json_set_text(object, "reason", row->reason);
	json_set_text(object, "file", row->file);
	json_set_integer(object, "line", row->line);
	json_t *more = row->more != NULL ? json_read(row->more, strlen(row->more), NULL) : NULL;
	json_set(object, "more", more != NULL ? more : json_object());
	return object;
}

static bool payment_each(Listing *listing, const char *state, json_t *(*object)(Listing *, const PaymentBySourceRow *),
			 GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListBankArgs args = { .after = listing->after, .last = lists_last(listing), .limit = lists_limit(listing),
				    .company = filter->company, .state = state };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_list_bank(listing->store->sql, &args, &rows, error))
		return false;
	PaymentBySourceRow row;
	int got = 0;
	while ((got = q_list_bank_next(rows, listing->arena, &row, error)) == 1)
		lists_give(listing, object(listing, &row), row.id);
	return got == 0;
}

bool lists_bank(Listing *listing, GError **error)
{
	return payment_each(listing, listing->filter->state, payment_object, error);
}

/* As "payments" gives them: money that nothing was paid with yet. */
static json_t *payment_export(Listing *listing, const PaymentBySourceRow *row)
{
	json_t *object = json_object();
	json_set_text(object, "id", row->source_key);
	json_set_text(object, "invoice", NULL);
	json_set_text(object, "date", row->day);
	json_set_text(object, "currency", row->currency);
	json_set_text(object, "amount", money_micro_text(listing->arena, row->amount));
	json_set_text(object, "source", "file");
	json_set_text(object, "reference", row->reference);
	json_set_bool(object, "undone", false);
	return object;
}

bool lists_unmatched(Listing *listing, GError **error)
{
	return payment_each(listing, "waiting", payment_export, error);
}

bool lists_ambiguous(Listing *listing, GError **error)
{
	return payment_each(listing, "ambiguous", payment_export, error);
}
