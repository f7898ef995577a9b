/* Which invoice a payment of a file is for, and what follows when the invoice, or a namesake, comes later. */
#include "ledger/payments.h"

#include "base/error.h"
#include "tests/unit/ledger/book_maker.h"

static void test_names(Arena *arena)
{
	static const char *const rows[][2] = {
		{ "1042", "1042" },		  { "0001042", "1042" },	   { "F-1042", "1042" },
		{ "Factura N° 1042", "1042" },	  { "fact. electrónica 1042", "1042" }, { "33-0001042", "33-1042" },
		{ " A-12 ", "A-12" },		  { "A12", "A12" },		   { "33:1042", "33:1042" },
		{ "cl:76543210-3:33:1042", "CL:76543210-3:33:1042" },		   { "0", "0" },
		{ "5d3c2b1a-0f9e-4d8c-b7a6-1122334455aa", "5D3C2B1A-0F9E-4D8C-B7A6-1122334455AA" },
		{ "10 y 11", "10Y11" },		  { "Factura", "FACTURA" },	   { " ", NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		is_str(payments_name(arena, rows[i][0]), rows[i][1], rows[i][0]);
	Invoice invoice = { .key = "CL:76543210-3:33:1042", .type = "33", .series = "A", .number = "1042" };
	Texts names = { 0 };
	payments_names(arena, &invoice, &names);
	is_str(texts_join(arena, &names, " "), "CL:76543210-3:33:1042 1042 33-1042 A-1042 A1042", "names of an invoice");
	Texts words = payments_words(arena, "TRANSF PAGO FACT 1042, 33-1043 y otros");
	is_str(texts_join(arena, &words, " "), "1042 33-1043", "what a reference may name");
}

static Invoice owed(Arena *arena, const char *folio, int64_t amount, const char *debtor)
{
	return (Invoice){ .company = "andes", .key = arena_printf(arena, "CL:" OURS ":33:%s", folio), .type = "33",
			  .number = folio, .state = STATE_NEW, .debtor_tax_id = debtor, .debtor_name = "Comercial Uno SpA",
			  .issued = day("2026-11-01"), .due = day("2026-12-01"), .environment = ENVIRONMENT_PRODUCTION,
			  .total = money_make(amount * MONEY_SCALE, "CLP") };
}

static PaymentRow pays_row(Arena *arena, const char *name, const char *customer, int64_t amount)
{
	return (PaymentRow){ .company = "", .source_key = "file:T1", .reference = "T1", .date = day("2026-12-05"),
			     .name = payments_name(arena, name), .customer = customer,
			     .amount = money_make(amount * MONEY_SCALE, "CLP") };
}

static const char *judged(Arena *arena, const PaymentInvoices *invoices, PaymentRow row)
{
	payments_judge(arena, invoices, &row);
	return arena_printf(arena, "%s %s %s", payment_state_word(row.state), row.matched_by != NULL ? row.matched_by : "-",
			    row.invoice_key != NULL ? row.invoice_key : "-");
}

#define KEY(folio) "CL:" OURS ":33:" folio

static void test_judge(Arena *arena)
{
	Invoice invoices[3] = { owed(arena, "1", 1000, CLIENT), owed(arena, "2", 1000, CLIENT), owed(arena,
												     "3", 500, CLIENT) };
	PaymentInvoices one = { .named = invoices, .n_named = 1, .window = 90 };
	PaymentInvoices none = { .window = 90 };
	PaymentInvoices all = { .open = invoices, .n_open = 3, .hinted = invoices, .n_hinted = 3, .window = 90 };
	is_str(judged(arena, &one, pays_row(arena, "33-1", NULL, 400)), "matched folio " KEY("1"), "by folio");
	is_str(judged(arena, &one, pays_row(arena, KEY("1"), "Otro SA", 400)), "matched key " KEY("1"), "a key needs nobody");
	is_str(judged(arena, &one, pays_row(arena, "1", "76.192.083-9", 400)), "matched folio " KEY("1"), "its customer");
	is_str(judged(arena, &one, pays_row(arena, "1", "comercial  uno SPA", 400)), "matched folio " KEY("1"), "by name");
	is_str(judged(arena, &one, pays_row(arena, "1", "Otro SA", 400)), "waiting - -", "another's invoice");
	is_str(judged(arena, &none, pays_row(arena, "1", NULL, 400)), "waiting - -", "an invoice that is not there");
	PaymentRow early = pays_row(arena, "1", NULL, 400);
	early.date = day("2026-06-01");
	is_str(judged(arena, &one, early), "waiting - -", "an invoice of long after");
	PaymentRow dollars = pays_row(arena, "1", NULL, 400);
	dollars.amount = money_make(400, "USD");
	is_str(judged(arena, &one, dollars), "waiting - -", "currencies are never added");
	PaymentInvoices two = { .named = invoices, .n_named = 2, .window = 90 };
	is_str(judged(arena, &two, pays_row(arena, "1", NULL, 400)), "ambiguous - -", "two are listed");
	all.n_hinted = 0;
	is_str(judged(arena, &all, pays_row(arena, NULL, CLIENT, 500)), "matched amount " KEY("3"), "by customer and amount");
	is_str(judged(arena, &all, pays_row(arena, NULL, CLIENT, 1000)), "ambiguous - -", "two of one amount");
	is_str(judged(arena, &all, pays_row(arena, NULL, CLIENT, 999)), "waiting - -", "nearly is not exactly");
	PaymentRow late = pays_row(arena, NULL, CLIENT, 500);
	late.date = day("2027-12-05");
	is_str(judged(arena, &all, late), "waiting - -", "outside of the window");
	PaymentInvoices hint = { .hinted = invoices, .n_hinted = 1, .window = 90 };
	is_str(judged(arena, &hint, pays_row(arena, NULL, NULL, 1000)), "matched reference " KEY("1"), "by its reference");
	is_str(judged(arena, &hint, pays_row(arena, NULL, NULL, 1)), "waiting - -", "only when it owes just that");
}

static const char *row_of(const Book *book, const char *source)
{
	for (size_t i = 0; i < book->n_payments; i++)
		if (text_equal(book->payments[i].source_key, source))
			return arena_printf(book->arena, "%s %s", payment_state_word(book->payments[i].state),
					    book->payments[i].invoice_key != NULL ? book->payments[i].invoice_key : "-");
	return "none";
}

static void test_late(Arena *arena)
{
	Book *book = book_new(arena);
	book_import(book, "T1", "7", "2026-11-10", "400");
	is_str(row_of(book, "file:T1"), "waiting -", "a payment waits");
	book_take(book, dte(arena, "33", "7", "1000"));
	is_str(stands(book, KEY("7")), "part-paid 600", "and is applied when its invoice comes");
	is_str(row_of(book, "file:T1"), "matched " KEY("7"), "once");
	book_import(book, "T1", "7", "2026-11-10", "400");
	is_str(stands(book, KEY("7")), "part-paid 600", "and never twice");
	book_take(book, dte(arena, "34", "7", "400"));
	is_str(stands(book, KEY("7")), "new 1000", "a namesake makes it doubtful");
	is_str(stands(book, "CL:" OURS ":34:7"), "new 400", "for both");
	is_str(row_of(book, "file:T1"), "ambiguous -", "and it is listed");
	ok(book->sums_agree, "the sums agree");
}

static void test_undo(Arena *arena)
{
	Book *book = book_new(arena);
	Outcome outcome = { 0 };
	g_autoptr(GError) error = NULL;
	book_take(book, dte(arena, "33", "7", "1000"));
	book_import(book, "T1", "33-7", "2026-11-10", "1000");
	is_str(stands(book, KEY("7")), "paid 0", "paid");
	PaymentAct act = { .companies = book->companies, .n_companies = 2, .actor = "Ana", .now = book->now,
			   .invoice = book_invoice(book, KEY("7")), .postings = book->postings,
			   .n_postings = book->n_postings };
	ok(payments_undo(arena, &act, &book->payments[0], &outcome, &error), "a person takes it back");
	book_commit(book, &outcome);
	is_str(stands(book, KEY("7")), "new 1000", "it is owed again");
	is_str(row_of(book, "file:T1"), "undone " KEY("7"), "and that stays on record");
	ok(!payments_undo(arena, &act, &book->payments[0], &outcome, &error) && error_code(error) == ERROR_REJECT, "once");
}

#define MX_1 "AAAAAAAA-0000-4000-8000-000000000001"

/* The bank's row and our own receipt tell of the same money. */
static void test_pairs(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, cfdi(arena, "I", MX_1, "1000"));
	book_import(book, "T1", MX_1, "2026-11-18", "400 MXN");
	book_take(book, pays(arena, cfdi(arena, "P", "CCCCCCCC-0000-4000-8000-000000000001", "0"), MX_1, "MXN", "400"));
	is_str(stands(book, "MX:" MX_1), "part-paid 600", "two papers, one payment");
	book_take(book, pays(arena, cfdi(arena, "P", "CCCCCCCC-0000-4000-8000-000000000002", "0"), MX_1, "MXN", "400"));
	is_str(stands(book, "MX:" MX_1), "part-paid 200", "a second receipt has no partner");
	book_import(book, "T2", MX_1, "2026-11-30", "400 MXN");
	is_str(stands(book, "MX:" MX_1), "paid -200", "nor has a row of ten days later");
	ok(book->sums_agree, "the sums agree");
}

static void test_rounding(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, cfdi(arena, "I", MX_1, "1000.40"));
	book_import(book, "T1", MX_1, "2026-11-18", "999.39 MXN");
	is_str(stands(book, "MX:" MX_1), "part-paid 1.01", "more than a peso is owed");
	book_import(book, "T2", MX_1, "2026-11-18", "0.01 MXN");
	is_str(stands(book, "MX:" MX_1), "paid 1", "a peso is a rest");
	book_take(book, cfdi(arena, "I", "AAAAAAAA-0000-4000-8000-000000000009", "0.9"));
	is_str(stands(book, "MX:AAAAAAAA-0000-4000-8000-000000000009"), "new 0.9", "a small debt is a debt");
	book_take(book, dte(arena, "33", "7", "1000"));
	book_import(book, "T3", "33-7", "2026-11-18", "999");
	is_str(stands(book, KEY("7")), "part-paid 1", "where no rule says so a peso is owed");
}

static void test_cell(Arena *arena)
{
	static const char *const cells[][2] = {
		{ "F123, F124; 125", "F123 F124 125" }, { "1042 y 1043", "1042 1043" },	 { "33-1042|34-77", "33-1042 34-77" },
		{ "Facturas 1042 and 1043", "1042 1043" }, { "1042\n1043", "1042 1043" }, { "1042", "" },
		{ "Factura, 1042", "" },	      { "1042, F-1042", "" },		 { "", "" },
		{ ",;|", "" },			      { "A-1 e B-2", "A-1 B-2" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(cells); i++) {
		Texts names = payments_cell(arena, cells[i][0]);
		is_str(texts_join(arena, &names, " "), cells[i][1], cells[i][0]);
	}
	is_i64((int64_t)payments_cell(arena, NULL).n, 0, "no cell");
	g_autoptr(GString) many = g_string_new(NULL);
	for (int i = 0; i < 1000; i++)
		g_string_append_printf(many, "%d,", i);
	is_i64((int64_t)payments_cell(arena, many->str).n, 0, "more than anybody means");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_pairs(arena);
	test_rounding(arena);
	test_names(arena);
	test_cell(arena);
	test_judge(arena);
	test_late(arena);
	test_undo(arena);
	return tap_done();
}
