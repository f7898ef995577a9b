/* The ledger's structs and their rows: reading facts. */
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "store/store_inner.h"

/* A word that the schema's CHECK let in but this program does not know: the row is of a newer program. */
static bool book_unknown(GError **error, const char *word, int64_t id)
{
	error_stop(error, "row %" G_GINT64_FORMAT " holds the word \"%s\", which this program does not know",
		   id, word);
	return false;
}

static Date book_date(const char *text)
{
	Date date = { 0 };
	date_parse(text, &date);
	return date;
}

Invoice *store_read_invoice(Arena *arena, const InvoiceGetRow *row)
{
	Invoice *invoice = arena_new0(arena, Invoice);
	*invoice = (Invoice){
		.id = row->id,
		.version = row->version,
		.company = row->company,
		.key = row->key,
		.format = row->format,
		.type = row->type,
		.series = row->series,
		.number = row->number,
		.uuid = row->uuid,
		.hold_reason = row->hold_reason,
		.hold_until = book_date(row->hold_until),
		.debtor_tax_id = row->debtor_tax_id,
		.debtor_name = row->debtor_name,
		.creditor_tax_id = row->creditor_tax_id,
		.creditor_name = row->creditor_name,
		.holder_tax_id = row->holder_tax_id,
		.holder_name = row->holder_name,
		.issued = book_date(row->issued),
		.due = book_date(row->due),
		.total = money_make(row->total, row->currency),
		.paid = row->paid,
		.credited = row->credited,
		.collector = row->collector,
		.next_kind = row->next_kind,
		.next_date = book_date(row->next_date),
		.payment_method = row->payment_method,
		.seal = row->seal,
		.customer_id = row->customer_id,
		.mail_sha256 = row->mail_sha256,
		.xml_sha256 = row->xml_sha256,
		.pdf_sha256 = row->pdf_sha256,
		.received_at = row->received_at,
		.declared = row->declared,
		.customer_key = row->customer_key,
	};
	bool known = invoice_state_from_word(row->state, &invoice->state) &&
		     direction_from_word(row->direction, &invoice->direction) &&
		     due_rule_from_word(row->due_rule, &invoice->due_rule) &&
		     verdict_from_word(row->trust, &invoice->trust) &&
		     environment_from_word(row->environment, &invoice->environment);
	return known ? invoice : NULL;
}

bool store_invoice(Store *store, Arena *arena, const char *company, const char *key, Invoice **ret,
		   GError **error)
{
	InvoiceGetRow row = { 0 };
	int got = q_invoice_get(store->sql, company, key, arena, &row, error);
	if (got < 0)
		return false;
	Invoice *invoice = got == 1 ? store_read_invoice(arena, &row) : NULL;
	if (got == 1 && invoice == NULL)
		return book_unknown(error, row.state, row.id);
	*ret = invoice;
	return true;
}

typedef struct {
	Invoice *items;
	size_t n;
} Invoices;

typedef int (*InvoiceNext)(SqlRows *rows, Arena *arena, InvoiceGetRow *row, GError **error);

static bool book_collect(Arena *arena, SqlRows *rows, InvoiceNext next, Invoices *found, GError **error)
{
	InvoiceGetRow row;
	int got = 0;
	while ((got = next(rows, arena, &row, error)) == 1) {
		const Invoice *invoice = store_read_invoice(arena, &row);
		if (invoice == NULL)
			return book_unknown(error, row.state, row.id);
		found->items = arena_grow(arena, found->items, found->n, sizeof *found->items);
		found->items[found->n++] = *invoice;
	}
	return got == 0;
}

static bool book_find_by_key(Store *store, Arena *arena, const char *company, const char *name,
			     Invoices *found, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return q_invoice_by_key(store->sql, name, company, &rows, error) &&
	       book_collect(arena, rows, q_invoice_by_key_next, found, error);
}

static bool book_find_by_uuid(Store *store, Arena *arena, const char *company, const char *name,
			      Invoices *found, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	g_autofree char *upper = g_ascii_strup(name, -1);
	return q_invoice_by_uuid(store->sql, upper, company, &rows, error) &&
	       book_collect(arena, rows, q_invoice_by_uuid_next, found, error);
}

static bool book_find_by_number(Store *store, Arena *arena, const char *company, const char *name,
				Invoices *found, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const InvoiceByNumberArgs args = { .number = name, .company = company };
	return q_invoice_by_number(store->sql, &args, &rows, error) &&
	       book_collect(arena, rows, q_invoice_by_number_next, found, error);
}

static bool book_find_by_type(Store *store, Arena *arena, const char *company, const char *name,
			      Invoices *found, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const char *dash = strchr(name, '-');
	if (dash == NULL)
		return true;
	const InvoiceByNumberArgs args = {
		.number = dash + 1,
		.type = arena_strndup(arena, name, (size_t)(dash - name)),
		.company = company,
	};
	return q_invoice_by_number(store->sql, &args, &rows, error) &&
	       book_collect(arena, rows, q_invoice_by_number_next, found, error);
}

static void book_ambiguous(Arena *arena, const char *name, const Invoices *found, GError **error)
{
	Texts keys = { 0 };
	for (size_t i = 0; i < found->n; i++)
		texts_addf(arena, &keys, "%s (%s)", found->items[i].key, found->items[i].company);
	error_reject(error, "%s names several invoices: %s", name, texts_join(arena, &keys, ", "));
}

bool store_find_invoice(Store *store, Arena *arena, const char *company, const char *name, Invoice **ret,
			GError **error)
{
	static bool (*const ways[])(Store *, Arena *, const char *, const char *, Invoices *, GError **) = {
		book_find_by_key,
		book_find_by_uuid,
		book_find_by_type,
		book_find_by_number,
	};
	Invoices found = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(ways) && found.n == 0; i++)
		if (!ways[i](store, arena, company, name, &found, error))
			return false;
	if (found.n > 1) {
		book_ambiguous(arena, name, &found, error);
		return false;
	}
	*ret = found.n == 1 ? found.items : NULL;
	return true;
}

bool store_open_invoices(Store *store, Arena *arena, int64_t customer_id, Invoice **ret, size_t *ret_n,
			 GError **error)
{
	Invoices found = { 0 };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_invoice_open_of(store->sql, customer_id, &rows, error) ||
	    !book_collect(arena, rows, q_invoice_open_of_next, &found, error))
		return false;
	*ret = found.items;
	*ret_n = found.n;
	return true;
}

bool store_read_posting(const PostingOfRow *row, Posting *ret, GError **error)
{
	*ret = (Posting){
		.id = row->id,
		.company = row->company,
		.target_key = row->target_key,
		.source_key = row->source_key,
		.source_index = row->source_index,
		.amount = money_make(row->amount, row->currency),
		.whole = row->whole != 0,
		.date = book_date(row->day),
		.reference = row->reference,
		.undone = row->undone != 0,
		.customer = row->customer,
	};
	return posting_kind_from_word(row->kind, &ret->kind) || book_unknown(error, row->kind, row->id);
}

static bool book_postings(Arena *arena, SqlRows *rows, Posting **ret, size_t *ret_n, GError **error)
{
	Posting *postings = NULL;
	size_t n = 0;
	PostingOfRow row;
	int got = 0;
	while ((got = q_posting_of_next(rows, arena, &row, error)) == 1) {
		postings = arena_grow(arena, postings, n, sizeof *postings);
		if (!store_read_posting(&row, &postings[n], error))
			return false;
		n++;
	}
	if (got < 0)
		return false;
	*ret = postings;
	*ret_n = n;
	return true;
}

bool store_postings(Store *store, Arena *arena, const char *company, const char *target_key, Posting **ret,
		    size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return q_posting_of(store->sql, company, target_key, &rows, error) &&
	       book_postings(arena, rows, ret, ret_n, error);
}

bool store_postings_from(Store *store, Arena *arena, const char *company, const char *source_key,
			 Posting **ret, size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return q_posting_from(store->sql, company, source_key, &rows, error) &&
	       book_postings(arena, rows, ret, ret_n, error);
}

bool store_declarations(Store *store, Arena *arena, const char *company, const char *invoice_key, Declaration **list,
			size_t *n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_declaration_of(store->sql, company, invoice_key, &rows, error))
		return false;
	DeclarationOfRow row;
	int got = 0;
	while ((got = q_declaration_of_next(rows, arena, &row, error)) == 1) {
		Declaration one = { .company = row.company,
				    .invoice_key = row.invoice_key,
				    .said_by = row.said_by,
				    .day = book_date(row.day),
				    .detail = row.detail,
				    .proven = row.proven != 0,
				    .holder_tax_id = row.holder_tax_id,
				    .holder_name = row.holder_name,
				    .mail_sha256 = row.mail_sha256 };
		if (!declaration_kind_from_word(row.kind, &one.kind))
			return book_unknown(error, row.kind, 0);
		*list = arena_grow(arena, *list, *n, sizeof **list);
		(*list)[(*n)++] = one;
	}
	return got == 0;
}

static Customer *book_customer(Arena *arena, const CustomerGetRow *row)
{
	Customer *customer = arena_new0(arena, Customer);
	*customer = (Customer){
		.id = row->id,
		.company = row->company,
		.tax_id = row->tax_id,
		.name = row->name,
		.language = row->language,
		.tone = row->tone,
		.segment = row->segment,
		.policy = row->policy,
		.collector = row->collector,
		.country = row->country,
		.timezone = row->timezone,
		.merged_into = row->merged_into,
	};
	return customer;
}

bool store_customer(Store *store, Arena *arena, const char *company, const char *tax_id, Customer **ret,
		    GError **error)
{
	CustomerGetRow row = { 0 };
	int got = q_customer_get(store->sql, company, tax_id, arena, &row, error);
	if (got < 0)
		return false;
	*ret = got == 1 ? book_customer(arena, &row) : NULL;
	return true;
}

bool store_customer_called(Store *store, Arena *arena, const char *company, const char *name, Customer **ret,
			   GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	*ret = NULL;
	if (!store_customer(store, arena, company, name, ret, error))
		return false;
	if (*ret != NULL)
		return true;
	if (!q_customer_by_name(store->sql, name, company, &rows, error))
		return false;
	CustomerGetRow row = { 0 };
	CustomerGetRow second = { 0 };
	int got = q_customer_by_name_next(rows, arena, &row, error);
	int more = got == 1 ? q_customer_by_name_next(rows, arena, &second, error) : 0;
	*ret = got == 1 && more == 0 ? book_customer(arena, &row) : NULL;
	return got >= 0 && more >= 0;
}

bool store_customer_by_id(Store *store, Arena *arena, int64_t id, Customer **ret, GError **error)
{
	CustomerGetRow row = { 0 };
	int got = q_customer_by_id(store->sql, id, arena, &row, error);
	if (got < 0)
		return false;
	*ret = got == 1 ? book_customer(arena, &row) : NULL;
	return true;
}

static Contact book_contact(const ContactOfRow *row)
{
	Contact contact = {
		.id = row->id,
		.customer_id = row->customer_id,
		.name = row->name,
		.address = row->address,
		.language = row->language,
		.tone = row->tone,
		.source = row->source,
	};
	if (row->absent_until != NULL && !date_parse(row->absent_until, &contact.absent_until))
		contact.absent_until = (Date){ 0 };
	return contact;
}

bool store_contacts(Store *store, Arena *arena, int64_t customer_id, Contact **ret, size_t *ret_n,
		    GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_contact_of(store->sql, customer_id, &rows, error))
		return false;
	Contact *contacts = NULL;
	size_t n = 0;
	ContactOfRow row;
	int got = 0;
	while ((got = q_contact_of_next(rows, arena, &row, error)) == 1) {
		bool twice = false;
		for (size_t i = 0; i < n; i++)
			twice = twice || text_equal(contacts[i].address, row.address);
		if (twice)
			continue;
		contacts = arena_grow(arena, contacts, n, sizeof *contacts);
		contacts[n] = book_contact(&row);
		if (!contact_role_from_word(row.role, &contacts[n].role) ||
		    !contact_state_from_word(row.state, &contacts[n].state))
			return book_unknown(error, row.state, row.id);
		n++;
	}
	if (got < 0)
		return false;
	*ret = contacts;
	*ret_n = n;
	return true;
}

/* More than these of one address change no verdict. */
#define BOOK_FEEDBACK_MAX 50

bool store_feedback(Store *store, Arena *arena, const char *company, const char *address, Feedback **list, size_t *n,
		    GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const FeedbackOfArgs args = { .company = company, .address = address, .limit = BOOK_FEEDBACK_MAX };
	if (!q_feedback_of(store->sql, &args, &rows, error))
		return false;
	FeedbackOfRow row;
	int got = 0;
	while ((got = q_feedback_of_next(rows, arena, &row, error)) == 1) {
		Feedback one = { .company = company, .address = address, .at = row.at, .status = row.status,
				 .mail_sha256 = row.mail_sha256 };
		if (!feedback_kind_from_word(row.kind, &one.kind))
			return book_unknown(error, row.kind, row.at);
		*list = arena_grow(arena, *list, *n, sizeof **list);
		(*list)[(*n)++] = one;
	}
	return got == 0;
}
