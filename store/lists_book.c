/* The lists of the ledger: invoices, payments, customers. */
#include "base/text.h"
#include "store/lists.h"

static void list_set_amount(Listing *listing, json_t *object, const char *key, int64_t micro)
{
	json_set_text(object, key, money_micro_text(listing->arena, micro));
}

/* ---- invoices ---- */

static json_t *list_hold(const InvoiceGetRow *row)
{
	if (row->hold_reason == NULL)
		return json_null();
	json_t *hold = json_object();
	json_set_text(hold, "reason", row->hold_reason);
	json_set_text(hold, "until", row->hold_until);
	return hold;
}

static json_t *list_party(const char *tax_id, const char *name)
{
	json_t *party = json_object();
	json_set_text(party, "tax_id", tax_id);
	json_set_text(party, "name", name);
	return party;
}

static json_t *list_pair(const char *first, const char *first_value, const char *second,
			 const char *second_value)
{
	json_t *pair = json_object();
	json_set_text(pair, first, first_value);
	json_set_text(pair, second, second_value);
	return pair;
}

static bool list_invoice_mails(Listing *listing, const InvoiceGetRow *invoice, Texts *ret, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_mails_of_invoice(listing->store->sql, invoice->key, invoice->company, &rows, error))
		return false;
	MailsOfInvoiceRow row;
	int got = 0;
	while ((got = q_mails_of_invoice_next(rows, listing->arena, &row, error)) == 1)
		texts_add(listing->arena, ret, row.sha256);
	if (got == 0 && invoice->mail_sha256 != NULL && !texts_has(ret, invoice->mail_sha256))
		texts_add(listing->arena, ret, invoice->mail_sha256);
	return got == 0;
}

static bool list_give_invoice(Listing *listing, const InvoiceGetRow *row, GError **error)
{
	Texts mails = { 0 };
	if (!list_invoice_mails(listing, row, &mails, error))
		return false;
	json_t *object = json_object();
	json_set_text(object, "key", row->key);
	json_set_text(object, "company", row->company);
	json_set_text(object, "direction", row->direction);
	json_set_text(object, "type", row->type);
	json_set_text(object, "number", row->number);
	json_set_text(object, "uuid", row->uuid);
	json_set_text(object, "state", row->state);
	json_set(object, "hold", list_hold(row));
	json_set(object, "debtor", list_party(row->debtor_tax_id, row->debtor_name));
	bool ceded = row->holder_tax_id != NULL;
	json_set(object, "creditor", list_party(ceded ? row->holder_tax_id : row->creditor_tax_id,
						ceded ? row->holder_name : row->creditor_name));
	json_set_text(object, "issued", row->issued);
	json_set(object, "due", list_pair("date", row->due, "rule", row->due_rule));
	json_set_text(object, "currency", row->currency);
	list_set_amount(listing, object, "total", row->total);
	list_set_amount(listing, object, "paid", row->paid);
	list_set_amount(listing, object, "credited", row->credited);
	list_set_amount(listing, object, "balance", row->total - row->paid - row->credited);
	json_set_text(object, "collector", row->collector);
	json_set(object, "next_action",
		 row->next_kind != NULL ? list_pair("kind", row->next_kind, "date", row->next_date)
					: json_null());
	json_set_text(object, "trust", row->trust);
	json_set_text(object, "environment", row->environment);
	lists_set_texts(object, "mails", &mails);
	lists_give(listing, object, row->id);
	return true;
}

/* One key: at most one row for each company. */
static bool list_invoices_of(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	g_autoptr(SqlRows) rows = NULL;
	if (!q_invoice_by_key(listing->store->sql, filter->invoice_key, filter->company, &rows, error))
		return false;
	InvoiceGetRow row;
	int got = 0;
	while ((got = q_invoice_by_key_next(rows, listing->arena, &row, error)) == 1)
		if ((filter->state == NULL || text_equal(filter->state, row.state)) &&
		    !list_give_invoice(listing, &row, error))
			return false;
	return got == 0;
}

bool lists_invoices(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	if (filter->invoice_key != NULL)
		return list_invoices_of(listing, error);
	const ListInvoicesArgs args = { .after = listing->after,
					.last = lists_last(listing),
					.limit = lists_limit(listing),
					.company = filter->company,
					.state = filter->state,
					.customer = filter->customer,
					.direction = filter->direction };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_list_invoices(listing->store->sql, &args, &rows, error))
		return false;
	InvoiceGetRow row;
	int got = 0;
	while ((got = q_list_invoices_next(rows, listing->arena, &row, error)) == 1)
		if (!list_give_invoice(listing, &row, error))
			return false;
	return got == 0;
}

/* ---- payments ---- */

bool lists_payments(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListPaymentsArgs args = { .after = listing->after,
					.last = lists_last(listing),
					.limit = lists_limit(listing),
					.company = filter->company };
	const ListPaymentsOfArgs of = { .after = listing->after,
					.limit = lists_limit(listing),
					.company = filter->company,
					.invoice_key = filter->invoice_key };
	g_autoptr(SqlRows) rows = NULL;
	if (filter->invoice_key != NULL ? !q_list_payments_of(listing->store->sql, &of, &rows, error)
					: !q_list_payments(listing->store->sql, &args, &rows, error))
		return false;
	ListPaymentsRow row;
	int got = 0;
	while ((got = q_list_payments_next(rows, listing->arena, &row, error)) == 1) {
		json_t *object = json_object();
		json_set_integer(object, "id", row.id);
		json_set_text(object, "invoice", row.invoice_key);
		json_set_text(object, "date", row.day);
		json_set_text(object, "currency", row.currency);
		list_set_amount(listing, object, "amount", row.amount);
		json_set_text(object, "source", row.kind);
		json_set_text(object, "reference", row.reference);
		json_set_bool(object, "undone", row.undone != 0);
		lists_give(listing, object, row.id);
	}
	return got == 0;
}

/* ---- customers ---- */

static bool list_balances(Listing *listing, int64_t customer_id, json_t *object, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_customer_balance(listing->store->sql, customer_id, &rows, error))
		return false;
	CustomerBalanceRow row;
	int got = 0;
	while ((got = q_customer_balance_next(rows, listing->arena, &row, error)) == 1)
		list_set_amount(listing, object, row.currency, row.balance);
	return got == 0;
}

/* The sum of each currency: {"CLP":"1000"}. */
static bool list_credit(Listing *listing, int64_t customer_id, json_t *object, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_customer_credit(listing->store->sql, customer_id, &rows, error))
		return false;
	CustomerCreditRow row;
	int got = 0;
	while ((got = q_customer_credit_next(rows, listing->arena, &row, error)) == 1) {
		const char *before = json_get_text(listing->arena, object, row.currency);
		int64_t sum = 0;
		if (before != NULL)
			money_parse_micro(before, &sum);
		list_set_amount(listing, object, row.currency, sum + row.amount);
	}
	return got == 0;
}

static bool list_contacts(Listing *listing, int64_t customer_id, json_t *array, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_contact_of(listing->store->sql, customer_id, &rows, error))
		return false;
	ContactOfRow row;
	int got = 0;
	while ((got = q_contact_of_next(rows, listing->arena, &row, error)) == 1) {
		json_t *contact = json_object();
		json_set_text(contact, "name", row.name);
		json_set_text(contact, "address", row.address);
		json_set_text(contact, "role", row.role);
		json_set_text(contact, "language", row.language);
		json_set_text(contact, "register", row.tone);
		json_set_text(contact, "state", row.state);
		json_set_text(contact, "source", row.source);
		json_array_append_new(array, contact);
	}
	return got == 0;
}

static bool list_give_customer(Listing *listing, const CustomerGetRow *row, GError **error)
{
	CustomerGetRow into = { 0 };
	if (row->merged_into != 0 &&
	    q_customer_by_id(listing->store->sql, row->merged_into, listing->arena, &into, error) < 0)
		return false;
	json_t *object = json_object();
	json_t *balance = json_object();
	json_t *credit = json_object();
	json_t *contacts = json_array();
	json_set_text(object, "company", row->company);
	json_set_text(object, "tax_id", row->tax_id);
	json_set_text(object, "name", row->name);
	json_set_text(object, "language", row->language);
	json_set_text(object, "register", row->tone);
	json_set_text(object, "segment", row->segment);
	json_set_text(object, "policy", row->policy);
	json_set_text(object, "collector", row->collector);
	json_set_text(object, "country", row->country);
	json_set_text(object, "timezone", row->timezone);
	json_set_text(object, "merged_into", into.tax_id);
	json_set(object, "balance", balance);
	json_set(object, "credit", credit);
	json_set(object, "contacts", contacts);
	if (!list_balances(listing, row->id, balance, error) || !list_credit(listing, row->id, credit, error) ||
	    !list_contacts(listing, row->id, contacts, error)) {
		json_decref(object);
		return false;
	}
	lists_give(listing, object, row->id);
	return true;
}

bool lists_customers(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListCustomersArgs args = { .after = listing->after,
					 .last = lists_last(listing),
					 .limit = lists_limit(listing),
					 .company = filter->company,
					 .tax_id = filter->customer };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_list_customers(listing->store->sql, &args, &rows, error))
		return false;
	CustomerGetRow row;
	int got = 0;
	while ((got = q_list_customers_next(rows, listing->arena, &row, error)) == 1)
		if (!list_give_customer(listing, &row, error))
			return false;
	return got == 0;
}
