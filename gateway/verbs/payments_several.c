#include "gateway/verbs/payments_several.h"

#include "base/error.h"
#include "base/text.h"
#include "gateway/verbs/payments_book_inner.h"

typedef struct {
	const PaymentsBook *book;
	Arena *arena;
	const PaymentLine *line;
	PaymentRow whole;
	PaymentRow *parts; /* "REF/1" …: each what its invoice owes, or what it was on record with */
	bool *known;
	size_t n, n_known;
	int64_t sum;
	const char *fault;
} Several;

static bool several_named_before(const Several *several, size_t part)
{
	for (size_t i = 0; i < part; i++)
		if (text_equal(several->parts[i].invoice_key, several->parts[part].invoice_key))
			return true;
	return false;
}

/* What the part's invoice owes. */
static bool several_part(Several *several, size_t i, GError **error)
{
	PaymentRow *row = &several->parts[i];
	Invoice *invoice = NULL;
	if (!payments_book_weigh(several->book, several->arena, row, error))
		return false;
	if (row->state != PAYMENT_MATCHED) {
		several->fault = row->reason;
		return true;
	}
	if (!store_invoice(several->book->app->store, several->arena, row->company, row->invoice_key, &invoice, error))
		return false;
	int64_t owed = invoice != NULL ? invoice_balance(invoice) : 0;
	if (owed <= 0 || several_named_before(several, i))
		several->fault = arena_printf(several->arena, "%s owes nothing, or is named twice", row->invoice_key);
	row->amount.micro = owed;
	several->sum += MAX(owed, 0);
	return true;
}

static bool several_parts(Several *several, const Texts *names, GError **error)
{
	several->parts = arena_array(several->arena, PaymentRow, names->n);
	several->known = arena_array(several->arena, bool, names->n);
	several->n = names->n;
	for (size_t i = 0; i < names->n && several->fault == NULL; i++) {
		PaymentRow *known = NULL;
		PaymentLine line = *several->line;
		line.reference = arena_printf(several->arena, "%s/%zu", several->line->reference, i + 1);
		line.invoice = names->items[i];
		several->parts[i] = payments_book_row(several->book, several->arena, &line);
		if (!payments_book_source(several->book, several->arena, several->parts[i].source_key, &known, error))
			return false;
		if (known == NULL && !several_part(several, i, error))
			return false;
		if (known == NULL)
			continue;
		several->parts[i] = *known;
		several->known[i] = true;
		several->sum += known->amount.micro;
		several->n_known++;
	}
	if (several->fault == NULL && several->sum != several->line->amount.micro)
		several->fault = arena_printf(several->arena, "it names %zu invoices that owe %s in all", several->n,
					      money_micro_text(several->arena, several->sum));
	return true;
}

/* Each part is a payment of its own; a whole that was listed before is over. */
static bool several_commit(const Several *several, const PaymentRow *listed, GError **error)
{
	PaymentsBook book = *several->book;
	for (size_t i = 0; i < several->n; i++)
		if (!several->known[i] &&
		    !payments_book_commit(&book, several->arena, &several->parts[i], payments_record, error))
			return false;
	book.reason = arena_printf(several->arena, "paid in parts %s/1 to %zu", several->line->reference, several->n);
	return listed == NULL || payments_book_commit(&book, several->arena, listed, payments_undo, error);
}

static bool several_once(Several *several, const Texts *names, PaymentResult *ret, GError **error)
{
	PaymentRow *listed = NULL;
	PaymentRow *whole = &several->whole;
	if (!payments_book_source(several->book, several->arena, whole->source_key, &listed, error))
		return false;
	bool over = listed != NULL && (listed->state == PAYMENT_MATCHED || listed->state == PAYMENT_UNDONE);
	if (!over && !several_parts(several, names, error))
		return false;
	bool all = !over && several->fault == NULL;
	*ret = (PaymentResult){ .state = all ? "matched" : "ambiguous", .row = *whole };
	if (over || (all && several->n_known == several->n))
		ret->state = "known";
	if (over)
		return true;
	ret->row.reason = all ? arena_printf(several->arena, "%zu invoices", several->n) : several->fault;
	if (all)
		return several_commit(several, listed, error);
	whole->state = PAYMENT_AMBIGUOUS;
	whole->reason = several->fault;
	return listed != NULL || payments_book_commit(several->book, several->arena, whole, payments_record, error);
}

bool payments_several_take(const PaymentsBook *book, Arena *arena, const PaymentLine *line, const Texts *names,
			     PaymentResult *ret, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		Several several = { .book = book, .arena = arena, .line = line };
		several.whole = payments_book_row(book, arena, line);
		several.whole.name = texts_join(arena, names, ";");
		if (several_once(&several, names, ret, &fault))
			return true;
		if (!payments_book_lost(&fault, race)) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
}
