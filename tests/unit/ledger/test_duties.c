/* The tasks that follow from how an invoice stands. */
#include "ledger/duties.h"

#include "ledger/acts.h"
#include "tests/unit/ledger/book_maker.h"

#define SUPPLY "CL:" CLIENT ":33:1"

/* One without a company: there is none of that kind. */
static Task task_in(const Outcome *outcome, TaskKind kind)
{
	for (size_t i = 0; i < outcome->n_tasks; i++)
		if (outcome->tasks[i].kind == kind)
			return outcome->tasks[i];
	return (Task){ 0 };
}

static Invoice issued(const char *hold, InvoiceState state)
{
	return (Invoice){ .company = "andes", .key = "CL:" OURS ":33:1", .direction = DIRECTION_ISSUED, .state = state,
			  .debtor_tax_id = CLIENT, .hold_reason = hold, .hold_until = day("2026-11-20"),
			  .total = money_make(1000, "CLP") };
}

/* 2 November 2026 is a Monday. */
static const struct {
	const char *hold;
	InvoiceState state;
	int kind; /* -1: none */
	const char *area, *due;
} rows[] = {
	{ "PAID_PROOF", STATE_PAYMENT_UNCONFIRMED, TASK_CONFIRM_PAYMENT, "treasury", "2026-11-04" },
	{ "PAID_CLAIM", STATE_PAYMENT_UNCONFIRMED, TASK_CONFIRM_PAYMENT, NULL, "2026-11-05" },
	{ "DISP_NOTRECEIVED", STATE_DISPUTED, TASK_DISPUTE, "logistics", "2026-11-04" },
	{ "the price is wrong", STATE_DISPUTED, TASK_DISPUTE, NULL, "2026-11-05" },
	{ "LEGAL", STATE_OVERDUE, TASK_LEGAL, "legal", "2026-11-02" },
	{ "REJECTED", STATE_REJECTED, TASK_REJECTED, "billing", "2026-11-02" },
	{ "OTHER", STATE_OVERDUE, TASK_REPLY, NULL, "2026-11-03" },
	{ "PROMISE", STATE_WAITING, TASK_PROMISE, NULL, "2026-11-20" },
	{ "CUSTOM", STATE_WAITING, -1, NULL, NULL },
	{ NULL, STATE_OVERDUE, -1, NULL, NULL },
	{ "LEGAL", STATE_PAID, -1, NULL, NULL },
};

static void test_rows(Arena *arena, const Book *book)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Outcome outcome = { 0 };
		Invoice before = issued(NULL, STATE_OVERDUE);
		Invoice after = issued(rows[i].hold, rows[i].state);
		duties_follow(arena, &book->companies[0], &before, &after, book->now, &outcome);
		is_i64((int64_t)outcome.n_tasks, rows[i].kind >= 0, rows[i].hold != NULL ? rows[i].hold : "no hold");
		if (outcome.n_tasks != 1)
			continue;
		const Task *task = &outcome.tasks[0];
		ok(task->open && (int)task->kind == rows[i].kind, "%s opens its task", rows[i].hold);
		is_str(task->area, rows[i].area, "of its area");
		is_str(date_text(arena, task->due), rows[i].due, "by its day");
	}
}

static void test_changes(Arena *arena, const Book *book)
{
	Outcome outcome = { 0 };
	Invoice before = issued("DISP_PRICE", STATE_DISPUTED);
	Invoice after = issued("DISP_PRICE", STATE_DISPUTED);
	duties_follow(arena, &book->companies[0], &before, &after, book->now, &outcome);
	is_i64((int64_t)outcome.n_tasks, 0, "what stays as it is opens nothing");
	after = issued("LEGAL", STATE_DISPUTED);
	duties_follow(arena, &book->companies[0], &before, &after, book->now, &outcome);
	ok(outcome.n_tasks == 2 && !task_in(&outcome, TASK_DISPUTE).open && task_in(&outcome, TASK_LEGAL).open,
	   "a graver matter closes the one and opens the other");
	is_str(task_in(&outcome, TASK_DISPUTE).result, "LEGAL", "and says why");
	outcome = (Outcome){ 0 };
	after = issued(NULL, STATE_PAID);
	duties_follow(arena, &book->companies[0], &before, &after, book->now, &outcome);
	ok(outcome.n_tasks == 1 && !outcome.tasks[0].open, "paid: nothing is left to do");
	is_str(outcome.tasks[0].result, "paid", "because of that");
	outcome = (Outcome){ 0 };
	before = issued(NULL, STATE_OVERDUE);
	after = issued(NULL, STATE_PAID);
	before.due = after.due = day("2026-10-01");
	duties_follow(arena, &book->companies[0], &before, &after, book->now, &outcome);
	Task formal = task_in(&outcome, TASK_FORMAL_NOTICE);
	ok(!formal.open && text_equal(formal.result, "paid"), "no formal notice for what is paid");
	ok(!task_in(&outcome, TASK_PHONE).open && !task_in(&outcome, TASK_LETTER).open, "nor another step of a person");
}

static void test_act(Arena *arena, const Book *book)
{
	Outcome outcome = { 0 };
	Invoice invoice = issued(NULL, STATE_OVERDUE);
	Act act = { .company = &book->companies[0], .invoice = &invoice, .actor = "ana", .now = book->now };
	act.text = "they never ordered it";
	ok(acts_dispute(arena, &act, &outcome, NULL) && task_in(&outcome, TASK_DISPUTE).open,
	   "a person's dispute has an owner too");
	is_str(task_in(&outcome, TASK_DISPUTE).detail, "they never ordered it", "in the person's words");
}

static Document supply(Arena *arena, const char *due)
{
	Document document = dte(arena, "33", "1", "1000");
	document.key = SUPPLY;
	document.issuer = (Party){ .tax_id = CLIENT, .name = "Comercial Uno" };
	document.receiver = (Party){ .tax_id = OURS, .name = "Viña Andes" };
	document.due_date = due;
	return document;
}

static void test_received(Arena *arena)
{
	Book *book = book_new(arena);
	const Outcome *outcome = book_take(book, supply(arena, "2026-12-01"));
	Task claim = task_in(outcome, TASK_CLAIM_WINDOW);
	Task pay = task_in(outcome, TASK_PAY_SUPPLIER);
	ok(claim.open && pay.open && outcome->n_tasks == 2, "a supplier's invoice is claimed or paid in time");
	is_str(date_text(arena, claim.due), "2026-11-10", "eight days from reception");
	is_str(date_text(arena, pay.due), "2026-12-01", "and its due date");
	outcome = book_take(book, supply(arena, "2026-12-01"));
	is_i64((int64_t)outcome->n_tasks, 0, "the same invoice again opens nothing");

	book = book_new(arena);
	book->companies[0].go_live = day("2026-11-03");
	outcome = book_take(book, supply(arena, "2026-12-01"));
	is_i64((int64_t)outcome->n_tasks, 0, "what came before we went live is history");
}

#define PPD "AAAAAAAA-0000-4000-8000-000000000001"

/* 20 November paid by bank: the receipt is due on 5 December; the receipt ends it, in any order. */
static void test_receipt(Arena *arena)
{
	Book *book = book_new(arena);
	book_take(book, cfdi(arena, "I", PPD, "1000"));
	Invoice invoice = *book_invoice(book, "MX:" PPD);
	Act act = { .company = &book->companies[1], .invoice = &invoice, .actor = "ana", .now = book->now,
		    .amount = 1000 * MONEY_SCALE, .date = day("2026-11-20"), .unique = "1" };
	Outcome outcome = { 0 };
	ok(acts_pay(arena, &act, &outcome, NULL), "a payment that the bank shows");
	Task task = task_in(&outcome, TASK_REP);
	ok(task.open, "wants its receipt");
	is_str(date_text(arena, task.due), "2026-12-05", "by the fifth of the next month");
	book_commit(book, &outcome);
	const Outcome *receipt =
		book_take(book, pays(arena, cfdi(arena, "P", "BBBBBBBB-0000-4000-8000-000000000002", "0"), PPD, "MXN",
				     "1000"));
	task = task_in(receipt, TASK_REP);
	ok(task.company != NULL && !task.open, "which ends the task");
	is_str(stands(book, "MX:" PPD), "paid 0", "and pays nothing twice");
}

static void test_pue(Arena *arena)
{
	Book *book = book_new(arena);
	Document document = cfdi(arena, "I", PPD, "1000");
	document.payment_method = "PUE";
	is_i64((int64_t)book_take(book, document)->n_tasks, 0, "PUE is believed to be paid");
	book = book_new(arena);
	book->companies[1].policy.dun_paid_at_once = true;
	Task task = task_in(book_take(book, document), TASK_PUE);
	ok(task.open, "unless the policy reminds of it");
	is_str(date_text(arena, task.due), "2026-11-30", "then by the end of its month");
}

static void test_broken(Arena *arena, const Book *book)
{
	Task tasks[5];
	for (size_t i = 0; i < G_N_ELEMENTS(tasks); i++)
		tasks[i] = (Task){ .id = (int64_t)i + 1, .company = "andes", .kind = TASK_DISPUTE, .due = day("2026-11-01"),
				   .subject = arena_printf(arena, "CL:%zu", i), .open = true };
	tasks[1].kind = TASK_CLAIM_WINDOW;
	Outcome outcome = { 0 };
	duties_broken(arena, &book->companies[0], tasks, 3, book->now, &outcome);
	ok(outcome.n_alerts == 2 && outcome.n_told_tasks == 3, "a few are told one by one, each once");
	ok(outcome.n_tasks == 1 && !outcome.tasks[0].open, "a claim whose days are over is closed by law");
	outcome = (Outcome){ 0 };
	duties_broken(arena, &book->companies[0], tasks, 5, book->now, &outcome);
	ok(outcome.n_alerts == 1 && outcome.alerts[0].n_facts == 4, "many are told in one alert that lists them");
}

/* Two mails had no answer, somebody was to call, and then money came: the customer's call is over. */
static void test_paid_call(Arena *arena, const Book *book)
{
	Invoice before = issued(NULL, STATE_OVERDUE);
	Invoice after = issued(NULL, STATE_PART_PAID);
	Outcome none = { 0 };
	Outcome outcome = { 0 };
	after.credited = 400 * MONEY_SCALE;
	duties_follow(arena, &book->companies[0], &before, &after, book->now, &none);
	is_i64((int64_t)none.n_tasks, 0, "a credit note is no answer");
	after.paid = 1;
	duties_follow(arena, &book->companies[0], &before, &after, book->now, &outcome);
	Task task = task_in(&outcome, TASK_PHONE);
	is_str(task.subject, CLIENT, "money closes the customer's call");
	ok(!task.open, "it is closed");
	is_str(task.result, "paid", "and says why");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Book *book = book_new(arena);
	test_rows(arena, book);
	test_changes(arena, book);
	test_act(arena, book);
	test_received(arena);
	test_receipt(arena);
	test_pue(arena);
	test_broken(arena, book);
	test_paid_call(arena, book);
	return tap_done();
}
