/* The figures of `report` about people and claims: the worked examples of docs/OPERATIONS.md. */
#include "ledger/report_people.h"

#include "ledger/events.h"
#include "tests/tap.h"

static void test_claims(Arena *arena)
{
	const ReportClaim rows[] = {
		{ .reason = "DISP_QTY", .currency = "CLP", .invoices = 2, .held = report_wide(300000, 0) },
		{ .reason = "DISP_PRICE", .currency = "USD", .invoices = 1, .held = report_wide(10, 0) },
		{ .reason = "DISP_PRICE", .currency = "CLP", .invoices = 1, .held = report_wide(600000, 0) },
		{ .reason = "DISP_PRICE", .tasks = 2, .seconds = 6 * 86400 },
		{ .reason = "REJECTED", .tasks = 1, .seconds = 3600 },
	};
	size_t n = 0;
	const ReportClaim *claims = report_claims(arena, rows, G_N_ELEMENTS(rows), &n);
	is_i64((int64_t)n, 4, "a row for each reason and currency, and one for what is over");
	is_str(claims[0].currency, "CLP", "in order");
	is_str(report_tenths_text(arena, claims[0].days), "3.0", "1.5 and 4.5 days: 3.0 on average");
	is_str(report_tenths_text(arena, claims[1].days), "3.0", "said with each currency of the reason");
	ok(claims[2].days == REPORT_NONE && claims[2].invoices == 2, "none of a reason was dealt with: no figure");
	ok(claims[3].currency == NULL && claims[3].held == 0, "dealt with, and nothing is held any more");
	is_str(report_tenths_text(arena, claims[3].days), "0.0", "within the hour");
}

static const ReportAct *act_of(const ReportAct *acts, size_t n, const char *act, const char *result)
{
	for (size_t i = 0; i < n; i++)
		if (g_strcmp0(acts[i].act, act) == 0 && g_strcmp0(acts[i].result, result) == 0)
			return &acts[i];
	static const ReportAct none = { .count = -1 };
	return &none;
}

static void test_acts(Arena *arena)
{
	const ReportAct rows[] = {
		{ .person = "ana", .act = "promise", .result = "paid", .count = 3 },
		{ .person = "ana", .act = "promise", .result = "overdue", .count = 1 },
		{ .person = "eva", .act = "promise", .result = "LEGAL", .count = 1 },
		{ .person = "ana", .act = EVENT_TASK_CLOSED, .result = "phone: reached", .count = 2 },
		{ .person = "ana", .act = EVENT_TASK_CLOSED, .result = "phone", .count = 2 },
		{ .person = "ana", .act = EVENT_TASK_CLOSED, .result = "reply: done", .count = 5 },
		{ .person = "ana", .act = EVENT_STATE, .count = 9 },
		{ .person = "customer luz@cliente.test", .act = EVENT_NOTE, .count = 9 },
		{ .person = "mailbox:ventas", .act = EVENT_HELD, .count = 9 },
		{ .person = "76192083-9", .act = EVENT_HELD, .count = 9 },
		{ .person = NULL, .act = "promise", .result = NULL, .count = 1 },
	};
	size_t n = 0;
	const ReportAct *acts = report_acts(arena, rows, G_N_ELEMENTS(rows), &n);
	is_i64((int64_t)n, 7, "customers, mailboxes, tax offices and what follows by itself are left out");
	is_i64(act_of(acts, n, "promise", "kept")->share, 750, "3 of 4 promises are kept: 75.0");
	is_i64(act_of(acts, n, "promise", "broken")->share, 250, "one is broken: 25.0");
	is_i64(act_of(acts, n, "promise", "withdrawn")->count, 1, "what something graver took the place of is neither");
	is_i64(act_of(acts, n, "task-closed phone", "reached")->share, 500, "half of her phone calls");
	is_i64(act_of(acts, n, "task-closed reply", "done")->share, 1000, "each kind of task for itself");
	ok(acts[n - 1].person == NULL, "nobody comes last");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_claims(arena);
	test_acts(arena);
	return tap_done();
}
