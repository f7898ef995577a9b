/* What a customer paid too much: a receipt's surplus, over-payments, and what a person does with them. */
#include "ledger/credit.h"

#include "base/error.h"
#include "ledger/surplus.h"
#include "tests/unit/ledger/book_maker.h"

static void test_surplus(Arena *arena)
{
	static const struct {
		const char *amount, *currency, *paid, *rate, *wanted;
	} rows[] = {
		{ "1000.00", "MXN", "1000.00", "1", "0" },	  { "1000.00", "MXN", "999.99", "1", "0" },
		{ "1000.00", "MXN", "900.00", "1", "100" },	  { "900.00", "MXN", "1000.00", "1", "0" },
		/* 100 USD at 20.5 pesos: rate is dollars for one peso */
		{ "2050.00", "USD", "100.00", "0.0487804878", "0" }, { "2060.00", "USD", "100.00", "0.0487804878", "9.89" },
		{ "2050.00", "USD", "100.00", NULL, "0" },	  { "2050.00", "USD", "100.00", "0", "0" },
		{ "x", "MXN", "100.00", "1", "0" },		  { "99999999999999999999", "MXN", "1", "1", "0" },
		{ "2050.00", "USD", "100.00", "-1", "0" },	  { "2050.00", "USD", "100.00", "0.00000000001", "0" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		PaidDocument paid = { .currency = rows[i].currency, .paid = rows[i].paid, .rate = rows[i].rate };
		const Payment payment = { .amount = rows[i].amount, .currency = "MXN", .documents = &paid,
					  .n_documents = 1 };
		is_str(money_micro_text(arena, surplus_of(&payment)), rows[i].wanted,
		       arena_printf(arena, "%s of %s at %s", rows[i].paid, rows[i].amount, rows[i].rate));
	}
}

static void test_receipt(Arena *arena)
{
	Book *book = book_new(arena);
	Document receipt = pays(arena, cfdi(arena, "P", "CCCCCCCC-0000-4000-8000-000000000001", "0"),
				"AAAAAAAA-0000-4000-8000-000000000001", "MXN", "400");
	receipt.payments[0].amount = "650.50";
	book_take(book, cfdi(arena, "I", "AAAAAAAA-0000-4000-8000-000000000001", "1000"));
	book_take(book, receipt);
	is_str(stands(book, "MX:AAAAAAAA-0000-4000-8000-000000000001"), "part-paid 600", "what it gives to the invoice");
	const Posting *last = &book->postings[book->n_postings - 1];
	is_str(money_micro_text(arena, last->amount.micro), "250.5", "and what it gives to none");
	ok(last->target_key == NULL && text_equal(last->customer, CLIENT_MX), "is that customer's credit");
	book_take(book, receipt);
	is_i64((int64_t)book->n_postings, 2, "once");
}

static Act act_of(Book *book, const char *key)
{
	return (Act){ .company = &book->companies[0], .invoice = book_invoice(book, key), .postings = book->postings,
		      .n_postings = book->n_postings, .actor = "Ana", .now = book->now, .unique = "u" };
}

#define KEY(folio) "CL:" OURS ":33:" folio

static void test_apply(Arena *arena)
{
	Book *book = book_new(arena);
	Outcome outcome = { 0 };
	Outcome undo = { 0 };
	g_autoptr(GError) error = NULL;
	book_take(book, dte(arena, "33", "1", "1000"));
	book_take(book, dte(arena, "33", "2", "1000"));
	book_import(book, "T1", "33-1", "2026-11-18", "1300");
	is_str(stands(book, KEY("1")), "paid -300", "paid too much");
	CreditSource sources[] = { { .invoice = book_invoice(book, KEY("1")), .amount = 300 * MONEY_SCALE },
				   { .amount = 50 * MONEY_SCALE } };
	Act act = act_of(book, KEY("2"));
	act.amount = 400 * MONEY_SCALE;
	ok(!credit_apply(arena, &act, sources, 2, &outcome, &error) && error_code(error) == ERROR_REJECT, "not more than is there");
	act.amount = 320 * MONEY_SCALE;
	outcome = (Outcome){ 0 };
	ok(credit_apply(arena, &act, sources, 2, &outcome, NULL), "a person applies it");
	book_commit(book, &outcome);
	is_str(stands(book, KEY("1")), "paid 0", "taken from where it lay");
	is_str(stands(book, KEY("2")), "part-paid 680", "and given");
	is_i64((int64_t)outcome.n_postings, 3, "the rest from what has no target");
	is_str(outcome.postings[1].customer, CLIENT, "of that customer");
	Invoice invoices[] = { *book_invoice(book, KEY("1")), *book_invoice(book, KEY("2")) };
	const CreditMove move = { .applied = outcome.postings, .n = 3, .invoices = invoices, .n_invoices = 2 };
	act = act_of(book, KEY("2"));
	ok(credit_undo(arena, &act, &move, &undo, NULL), "and takes it back");
	book_commit(book, &undo);
	is_str(stands(book, KEY("1")), "paid -300", "it lies there again");
	is_str(stands(book, KEY("2")), "new 1000", "and is owed again");
	ok(book->sums_agree, "the sums agree");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_surplus(arena);
	test_receipt(arena);
	test_apply(arena);
	return tap_done();
}
