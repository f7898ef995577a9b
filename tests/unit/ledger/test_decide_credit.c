/* A customer is not asked for what it has to its credit. */
#include "ledger/decide.h"

#include "base/text.h"
#include "tests/tap.h"

static const Date today = { 2026, 11, 20 };

/* "c" has its reason not to be asked for. */
static Decision decision(DecideItem *items, const Invoice *invoices, size_t n)
{
	for (size_t i = 0; i < n; i++)
		items[i] = (DecideItem){ .invoice = &invoices[i], .next_kind = "overdue+8",
					 .skip = text_equal(invoices[i].key, "c") ? "held" : NULL };
	return (Decision){ .items = items, .n_items = n };
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	const Invoice invoices[] = {
		{ .key = "a", .total = money_make(100, "CLP") },
		{ .key = "b", .total = money_make(80, "CLP"), .paid = 30 },
		{ .key = "c", .total = money_make(1000, "CLP") },
		{ .key = "d", .total = money_make(5, "USD") },
	};
	static const struct {
		int64_t credit;
		const char *currency;
		size_t first, n;
		bool asks;
		const char *what;
	} rows[] = {
		{ 0, "CLP", 0, 3, true, "no credit" },
		{ 149, "CLP", 0, 3, true, "less than what is asked for" },
		{ 150, "CLP", 0, 3, false, "as much; what is held does not count" },
		{ 150, "CLP", 0, 4, true, "another currency is asked for, too" },
		{ 150, "CLP", 3, 1, true, "in another currency" },
		{ 5, "USD", 3, 1, false, "in that one" },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		DecideItem items[4];
		Decision made = decision(items, &invoices[rows[i].first], rows[i].n);
		const Money credit = money_make(rows[i].credit, rows[i].currency);
		decide_credit(arena, &credit, today, &made);
		ok((made.skip == NULL) == rows[i].asks, "%s", rows[i].what);
		is_str(date_text(arena, items[0].next), rows[i].asks ? date_text(arena, (Date){ 0 }) : "2026-11-21",
		       "the clock looks again tomorrow when it was skipped");
	}
	return tap_done();
}
