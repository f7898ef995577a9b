#include "gateway/verbs/payments_book_inner.h"

#include <string.h>

#include "base/error.h"
#include "base/rut.h"
#include "base/text.h"
#include "gateway/verbs/payments_several.h"
#include "gateway/work/credit_book.h"
#include "ledger/acts.h"
#include "ledger/credit.h"
#include "ledger/settle.h"

#define PAYMENTS_RACES_MAX 5

/* ---- what a judgement needs ---- */

typedef struct {
	const PaymentsBook *book;
	Arena *arena;
	PaymentInvoices invoices;
	PaymentAct act;
} Judge;

static bool payments_append(Arena *arena, const Invoice **list, size_t *n, const Invoice *more, size_t n_more)
{
	Invoice *all = arena_array(arena, Invoice, *n + n_more + 1);
	for (size_t i = 0; i < *n; i++)
		all[i] = (*list)[i];
	for (size_t i = 0; i < n_more; i++)
		all[*n + i] = more[i];
	*list = all;
	*n += n_more;
	return true;
}

static bool payments_load_hints(Judge *judge, const PaymentRow *row, GError **error)
{
	Texts words = payments_words(judge->arena, row->reference);
	Store *store = judge->book->app->store;
	for (size_t i = 0; i < words.n; i++) {
		Invoice *named = NULL;
		size_t n = 0;
		if (!store_invoices_named(store, judge->arena, judge->book->company, words.items[i], &named, &n, error))
			return false;
		payments_append(judge->arena, &judge->invoices.hinted, &judge->invoices.n_hinted, named, n);
	}
	return true;
}

static bool payments_load_open(Judge *judge, const Company *company, const PaymentRow *row, GError **error)
{
	const char *rut = rut_normalise(judge->arena, row->customer);
	const char *const ids[] = { rut, row->customer };
	Store *store = judge->book->app->store;
	for (size_t i = 0; i < G_N_ELEMENTS(ids); i++) {
		Customer *customer = NULL;
		Invoice *open = NULL;
		size_t n = 0;
		if (ids[i] == NULL || (i == 1 && text_equal(rut, row->customer)))
			continue;
		if (!store_customer_called(store, judge->arena, company->name, ids[i], &customer, error))
			return false;
		if (customer == NULL)
			continue;
		if (!store_open_invoices(store, judge->arena, customer->id, &open, &n, error))
			return false;
		payments_append(judge->arena, &judge->invoices.open, &judge->invoices.n_open, open, n);
	}
	return true;
}

static bool payments_load(Judge *judge, const PaymentRow *row, GError **error)
{
	const Settings *settings = judge->book->app->settings;
	const char *wanted = *row->company != '\0' ? row->company : NULL;
	Invoice *named = NULL;
	judge->invoices.window = settings->companies[0].policy.payment_window;
	if (row->name != NULL) {
		bool found = store_invoices_named(judge->book->app->store, judge->arena, wanted, row->name, &named,
						  &judge->invoices.n_named, error);
		judge->invoices.named = named;
		return found;
	}
	if (!payments_load_hints(judge, row, error))
		return false;
	for (size_t i = 0; row->customer != NULL && i < settings->n_companies; i++)
		if ((wanted == NULL || text_equal(wanted, settings->companies[i].name)) &&
		    !payments_load_open(judge, &settings->companies[i], row, error))
			return false;
	return true;
}

/* ---- one act ---- */

static PaymentAct payments_act(const PaymentsBook *book)
{
	const Settings *settings = book->app->settings;
	return (PaymentAct){ .companies = settings->companies, .n_companies = settings->n_companies,
			     .actor = book->actor, .now = clock_now(&book->app->clock), .reason = book->reason };
}

static bool payments_load_successors(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentAct *act,
				     GError **error)
{
	Invoice *list = NULL;
	for (size_t i = 0; i < act->n_postings; i++) {
		Invoice *successor = NULL;
		if (!settle_is_annulment(&act->postings[i]))
			continue;
		if (!store_invoice(book->app->store, arena, row->company, act->postings[i].source_key,
				   &successor, error))
			return false;
		if (successor == NULL)
			continue;
		list = arena_grow(arena, list, act->n_successors, sizeof *list);
		list[act->n_successors++] = *successor;
	}
	act->successors = list;
	return true;
}

/* The invoice that a row pays, and all postings that change it. */
static bool payments_load_invoice(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentAct *act,
				  GError **error)
{
	Invoice *invoice = NULL;
	Posting *postings = NULL;
	if (row->invoice_key == NULL)
		return true;
	if (!store_invoice(book->app->store, arena, row->company, row->invoice_key, &invoice, error) ||
	    !store_postings(book->app->store, arena, row->company, row->invoice_key, &postings,
			    &act->n_postings, error))
		return false;
	act->invoice = invoice;
	act->postings = postings;
	return payments_load_successors(book, arena, row, act, error);
}

bool payments_book_commit(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentDoes does,
			    GError **error)
{
	PaymentAct act = payments_act(book);
	Outcome outcome = { .outcome = "act", .company = *row->company != '\0' ? row->company : NULL };
	return payments_load_invoice(book, arena, row, &act, error) && does(arena, &act, row, &outcome, error) &&
	       store_commit_act(book->app->store, &outcome, NULL, 0, act.now, error);
}

bool payments_book_lost(GError **error, int race)
{
	if (error_code(*error) != ERROR_RETRY || race == PAYMENTS_RACES_MAX)
		return false;
	g_clear_error(error);
	return true;
}

bool payments_book_weigh(const PaymentsBook *book, Arena *arena, PaymentRow *row, GError **error)
{
	Judge judge = { .book = book, .arena = arena };
	if (!payments_load(&judge, row, error))
		return false;
	payments_judge(arena, &judge.invoices, row);
	return true;
}

bool payments_book_judge(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentResult *ret,
			 GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		PaymentRow judged = *row;
		if (!payments_book_weigh(book, arena, &judged, error))
			return false;
		bool same = row->id != 0 && judged.state == row->state && text_equal(judged.reason, row->reason);
		*ret = (PaymentResult){ .state = payment_state_word(judged.state), .row = judged };
		if (same || payments_book_commit(book, arena, &judged, payments_record, &fault))
			return true;
		if (!payments_book_lost(&fault, race)) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
}

/* ---- rows of a file ---- */

PaymentRow payments_book_row(const PaymentsBook *book, Arena *arena, const PaymentLine *line)
{
	return (PaymentRow){ .company = book->company != NULL ? book->company : "",
			     .source_key = arena_printf(arena, "file:%s", line->reference),
			     .reference = line->reference, .date = line->date, .amount = line->amount,
			     .name = payments_name(arena, line->invoice), .customer = line->customer,
			     .file = book->file, .line = line->line, .more = line->more };
}

static bool payments_same(const PaymentRow *a, const PaymentRow *b)
{
	return a->amount.micro == b->amount.micro && text_equal(a->amount.currency, b->amount.currency) &&
	       date_compare(a->date, b->date) == 0 && text_equal(a->name, b->name);
}

static bool payments_known(const PaymentsBook *book, Arena *arena, const PaymentRow *row, const PaymentRow *known,
			   PaymentResult *ret, GError **error)
{
	bool same = payments_same(row, known);
	*ret = (PaymentResult){ .state = same ? "known" : "conflict", .row = *known };
	if (!same) {
		ret->row = *row;
		ret->row.reason = arena_printf(arena, "reference %s is on record with %s %s of %s for %s", known->reference,
					       money_micro_text(arena, known->amount.micro), known->amount.currency,
					       date_text(arena, known->date),
					       known->name != NULL ? known->name : "no invoice");
		return true;
	}
	bool waits = known->state == PAYMENT_WAITING || known->state == PAYMENT_AMBIGUOUS;
	return !waits || payments_book_judge(book, arena, known, ret, error);
}

/* What a person wrote down under the same reference is this money: it does not count twice. */
static bool payments_by_hand(const PaymentsBook *book, Arena *arena, const PaymentRow *row, PaymentResult *ret,
			     bool *ret_found, GError **error)
{
	Posting *postings = NULL;
	size_t n = 0;
	if (!store_manual_postings(book->app->store, arena, book->company, row->reference, &postings, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!postings[i].undone && postings[i].amount.micro == row->amount.micro &&
		    text_equal(postings[i].amount.currency, row->amount.currency)) {
			*ret = (PaymentResult){ .state = "by-hand", .row = *row };
			ret->row.invoice_key = postings[i].target_key;
			ret->row.reason = "a person wrote it down already";
			*ret_found = true;
			return true;
		}
	return true;
}

bool payments_book_source(const PaymentsBook *book, Arena *arena, const char *source_key, PaymentRow **ret,
			    GError **error)
{
	PaymentRow *known = NULL;
	size_t n = 0;
	*ret = NULL;
	if (!store_payments_by_source(book->app->store, arena, NULL, source_key, &known, &n, error))
		return false;
	for (size_t i = 0; i < n && *ret == NULL; i++)
		if (book->company == NULL || *known[i].company == '\0' || text_equal(known[i].company, book->company))
			*ret = &known[i];
	return true;
}

bool payments_book_take(const PaymentsBook *book, Arena *arena, const PaymentLine *line, PaymentResult *ret,
			GError **error)
{
	PaymentRow *known = NULL;
	bool by_hand = false;
	PaymentRow row = payments_book_row(book, arena, line);
	Texts names = payments_cell(arena, line->invoice);
	if (names.n == 0 && !payments_book_source(book, arena, row.source_key, &known, error))
		return false;
	if (known != NULL)
		return payments_known(book, arena, &row, known, ret, error);
	if (!payments_by_hand(book, arena, &row, ret, &by_hand, error))
		return false;
	if (names.n > 0 && !by_hand)
		return payments_several_take(book, arena, line, &names, ret, error);
	return by_hand || payments_book_judge(book, arena, &row, ret, error);
}

/* ---- a person's word ---- */

static bool payments_one(const PaymentsBook *book, Arena *arena, const char *reference, PaymentRow **ret,
			 GError **error)
{
	PaymentRow *rows = NULL;
	size_t n = 0;
	if (!store_payments_by_reference(book->app->store, arena, book->company, reference, &rows, &n, error))
		return false;
	if (n > 1) {
		error_reject(error, "several companies have a payment %s: --company says whose", reference);
		return false;
	}
	*ret = n == 1 ? rows : NULL;
	return true;
}

static bool payments_apply_to(const PaymentsBook *book, Arena *arena, const PaymentRow *row, const Invoice *invoice,
			      GError **error)
{
	PaymentRow applied = *row;
	if (row->state == PAYMENT_MATCHED) {
		error_reject(error, "payment %s pays %s already: valija payments undo %s takes it back", row->reference,
			     row->invoice_key, row->reference);
		return false;
	}
	if (!text_equal(row->amount.currency, invoice->total.currency)) {
		error_reject(error, "%s is owed in %s, not in %s", invoice->key, invoice->total.currency,
			     row->amount.currency);
		return false;
	}
	applied.state = PAYMENT_MATCHED;
	applied.matched_by = "person";
	applied.company = invoice->company;
	applied.invoice_key = invoice->key;
	applied.reason = arena_printf(arena, "by %s", book->actor);
	return payments_book_commit(book, arena, &applied, payments_record, error);
}

bool payments_book_apply(const PaymentsBook *book, const char *reference, const char *invoice_name, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) fault = NULL;
		PaymentRow *row = NULL;
		Invoice *invoice = NULL;
		if (!payments_one(book, arena, reference, &row, error) ||
		    !store_find_invoice(book->app->store, arena, book->company, invoice_name, &invoice, error))
			return false;
		if (row == NULL || invoice == NULL) {
			error_reject(error, row == NULL ? "there is no payment %s of a file" : "there is no invoice %s",
				     row == NULL ? reference : invoice_name);
			return false;
		}
		if (payments_apply_to(book, arena, row, invoice, &fault))
			return true;
		if (!payments_book_lost(&fault, race)) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
}

static bool payments_undo_manual(const PaymentsBook *book, Arena *arena, const Posting *posting, GError **error)
{
	Invoice *invoice = NULL;
	Posting *postings = NULL;
	size_t n = 0;
	Store *store = book->app->store;
	Outcome outcome = { .outcome = "act" };
	Act act = { .actor = book->actor, .now = clock_now(&book->app->clock), .text = book->reason,
		    .company = settings_company(book->app->settings, posting->company) };
	if (!store_invoice(store, arena, posting->company, posting->target_key, &invoice, error) ||
	    !store_postings(store, arena, posting->company, posting->target_key, &postings, &n, error))
		return false;
	if (invoice == NULL || act.company == NULL) {
		error_reject(error, "payment %s is of company %s, which is not in the config",
			     posting->reference != NULL ? posting->reference : "without reference", posting->company);
		return false;
	}
	act.invoice = invoice;
	act.postings = postings;
	act.n_postings = n;
	return acts_unpay(arena, &act, posting, &outcome, error) &&
	       store_commit_act(store, &outcome, NULL, 0, act.now, error);
}

/* By reference, else by the number that `export payments` shows. */
static bool payments_manual(const PaymentsBook *book, Arena *arena, const char *reference, Posting **ret, size_t *ret_n,
			    GError **error)
{
	gint64 id = 0;
	Store *store = book->app->store;
	Posting *live = NULL;
	if (!store_manual_postings(store, arena, book->company, reference, ret, ret_n, error))
		return false;
	size_t n = 0;
	for (size_t i = 0; i < *ret_n; i++)
		if (!(*ret)[i].undone) {
			live = *ret + i;
			n++;
		}
	if (*ret_n > 0) {
		*ret = live != NULL ? live : *ret;
		*ret_n = n > 0 ? n : 1;
		return true;
	}
	return !g_ascii_string_to_signed(reference, 10, 1, G_MAXINT64, &id, NULL) ||
	       store_posting_by_id(store, arena, id, ret, ret_n, error);
}

static bool payments_undo_one(const PaymentsBook *book, Arena *arena, const char *reference, GError **error)
{
	PaymentRow *row = NULL;
	Posting *postings = NULL;
	size_t n = 0;
	if (!payments_one(book, arena, reference, &row, error))
		return false;
	if (row == NULL && !payments_manual(book, arena, reference, &postings, &n, error))
		return false;
	bool of_file = row == NULL && n == 1 && postings->kind == POSTING_FILE;
	if (of_file && !store_payments_by_source(book->app->store, arena, postings->company,
						 postings->source_key, &row, &n,
						 error))
		return false;
	if (row != NULL)
		return payments_book_commit(book, arena, row, payments_undo, error);
	if (n > 0 && credit_is_move(postings))
		return credit_book_undo(book, postings, error);
	if (n == 1 && postings->kind == POSTING_MANUAL && postings->target_key != NULL)
		return payments_undo_manual(book, arena, postings, error);
	error_reject(error,
		     n > 1 ? "several payments have the reference %s: valija export payments has their numbers" :
			     "there is no payment %s of a file or a person", reference);
	return false;
}

bool payments_book_undo(const PaymentsBook *book, const char *reference, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) fault = NULL;
		if (payments_undo_one(book, arena, reference, &fault))
			return true;
		if (!payments_book_lost(&fault, race)) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
}
