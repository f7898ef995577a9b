/* A policy that learns: who always pays on one day is reminded after it. */
#include "ledger/decide_inner.h"

#include "tests/unit/ledger/book_maker.h"

static const struct {
	const char *name;
	Habit habit;
	bool learn;
	const char *due, *want;
} rows[] = {
	{ "a Friday after a Monday", { .weekday = 5 }, true, "2026-11-02", "2026-11-06" },
	{ "due on the day itself", { .weekday = 1 }, true, "2026-11-02", NULL },
	{ "the last of the month", { .month_day = 31 }, true, "2026-11-02", "2026-11-30" },
	{ "no habit", { 0 }, true, "2026-11-02", NULL },
	{ "a policy that does not learn", { .weekday = 5 }, false, "2026-11-02", NULL },
	{ "no due day", { .weekday = 5 }, true, NULL, NULL },
};

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	Book *book = book_new(arena);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const DecideInput input = { .habit = &rows[i].habit };
		Policy policy = book->companies[0].policy;
		policy.learn = rows[i].learn;
		Date due = rows[i].due != NULL ? day(rows[i].due) : (Date){ 0 };
		is_str(date_text(arena, decide_learnt_day(&input, &policy, due)), rows[i].want, rows[i].name);
	}
	DecideInput none = { .habit = NULL };
	Policy policy = { .learn = true };
	ok(!date_is_set(decide_learnt_day(&none, &policy, day("2026-11-02"))), "nothing is known of the customer");
	return tap_done();
}
