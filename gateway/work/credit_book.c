#include "gateway/work/credit_book.h"

#include "base/error.h"
#include "base/rut.h"
#include "base/text.h"
#include "ledger/credit.h"

#define CREDIT_RACES_MAX 5

typedef struct {
	const PaymentsBook *book;
	Arena *arena;
	Act act;
	Posting *postings;
} Applying;

static bool credit_load_postings(Applying *applying, const Invoice *invoice, GError **error)
{
	Posting *more = NULL;
	size_t n = 0;
	if (!store_postings(applying->book->app->store, applying->arena, invoice->company, invoice->key,
			    &more, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		applying->postings =
			arena_grow(applying->arena, applying->postings, applying->act.n_postings, sizeof(Posting));
		applying->postings[applying->act.n_postings++] = more[i];
	}
	applying->act.postings = applying->postings;
	return true;
}

static bool credit_company(Applying *applying, const char *name, GError **error)
{
	applying->act.company = settings_company(applying->book->app->settings, name);
	if (applying->act.company == NULL)
		error_reject(error, "company %s is not in the config", name);
	return applying->act.company != NULL;
}

static bool credit_load(Applying *applying, const char *tax_id, const char *name, CreditSource **sources, size_t *n,
			GError **error)
{
	Invoice *invoice = NULL;
	Customer *customer = NULL;
	Store *store = applying->book->app->store;
	if (!store_find_invoice(store, applying->arena, applying->book->company, name, &invoice, error))
		return false;
	if (invoice != NULL && invoice->customer_id != 0 &&
	    !store_customer_by_id(store, applying->arena, invoice->customer_id, &customer, error))
		return false;
	const char *rut = rut_normalise(applying->arena, tax_id);
	if (customer == NULL || (!text_equal(customer->tax_id, tax_id) && !text_equal(customer->tax_id, rut))) {
		error_reject(error, invoice == NULL ? "there is no invoice %s" : "%s is of another customer", name);
		return false;
	}
	applying->act.invoice = invoice;
	if (!credit_company(applying, invoice->company, error) || !credit_load_postings(applying, invoice, error) ||
	    !store_credit(store, applying->arena, customer->id, invoice->company, invoice->total.currency, sources, n,
			  error))
		return false;
	for (size_t i = 0; i < *n; i++)
		if ((*sources)[i].invoice != NULL && !credit_load_postings(applying, (*sources)[i].invoice, error))
			return false;
	return true;
}

static Applying credit_begin(const PaymentsBook *book, Arena *arena)
{
	g_autofree char *unique = g_uuid_string_random();
	return (Applying){ .book = book, .arena = arena,
			   .act = { .actor = book->actor, .now = clock_now(&book->app->clock), .text = book->reason,
				    .unique = arena_strndup(arena, unique, 8) } };
}

static bool credit_apply_once(const PaymentsBook *book, const char *tax_id, const char *invoice, int64_t amount,
			      GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Applying applying = credit_begin(book, arena);
	CreditSource *sources = NULL;
	size_t n = 0;
	Outcome outcome = { .outcome = "act" };
	applying.act.amount = amount;
	return credit_load(&applying, tax_id, invoice, &sources, &n, error) &&
	       credit_apply(arena, &applying.act, sources, n, &outcome, error) &&
	       store_commit_act(book->app->store, &outcome, NULL, 0, applying.act.now, error);
}

bool credit_book_apply(const PaymentsBook *book, const char *tax_id, const char *invoice, int64_t amount,
		       GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		if (credit_apply_once(book, tax_id, invoice, amount, &fault))
			return true;
		if (error_code(fault) != ERROR_RETRY || race == CREDIT_RACES_MAX) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
}

bool credit_book_undo(const PaymentsBook *book, const Posting *one, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Applying applying = credit_begin(book, arena);
	Posting *applied = NULL;
	size_t n = 0;
	Invoice *invoices = NULL;
	size_t n_invoices = 0;
	Outcome outcome = { .outcome = "act" };
	Store *store = book->app->store;
	if (!credit_company(&applying, one->company, error) ||
	    !store_postings_from(store, arena, one->company, one->source_key, &applied, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		Invoice *invoice = NULL;
		if (applied[i].target_key == NULL)
			continue;
		if (!store_invoice(store, arena, one->company, applied[i].target_key, &invoice, error))
			return false;
		if (invoice == NULL)
			continue;
		if (!credit_load_postings(&applying, invoice, error))
			return false;
		invoices = arena_grow(arena, invoices, n_invoices, sizeof *invoices);
		invoices[n_invoices++] = *invoice;
	}
	const CreditMove move = { .applied = applied, .n = n, .invoices = invoices, .n_invoices = n_invoices };
	return credit_undo(arena, &applying.act, &move, &outcome, error) &&
	       store_commit_act(store, &outcome, NULL, 0, applying.act.now, error);
}
