/* How a customer pays and answers: the worked examples of docs/OPERATIONS.md. */
#include "ledger/habit.h"

#include "tests/unit/ledger/book_maker.h"

static void test_delay(Arena *arena)
{
	const HabitPayment payments[] = {
		{ day("2026-03-01"), day("2026-03-13"), "PPD" },
		{ day("2026-02-01"), day("2026-02-09"), "PPD" },
		{ day("2026-01-01"), day("2026-01-05"), "PPD" },
	};
	Habit habit = habit_of(&(HabitRecord){ .payments = payments, .n_payments = 3 });
	is_str(report_tenths_text(arena, habit.delay), "8.0", "12, 8 and 4 days late: 8.0");
	is_str(report_tenths_text(arena, habit.spread), "3.2", "spread 3.2 (the root of 32 / 3 is 3.27)");
	is_str(habit.method, "PPD", "always the same way");
	ok(habit.weekday == 0 && habit.month_day == 0, "three payments make no day");
	Invoice invoice = { .due = day("2026-04-01"), .payment_method = "PUE" };
	ok(!habit_is_odd(&habit, &invoice, day("2026-04-12"), HABIT_LATE), "11 days late: as usual");
	ok(habit_is_odd(&habit, &invoice, day("2026-04-13"), HABIT_LATE), "12 days late: more than 8.0 + 3.2");
	ok(habit_is_odd(&habit, &invoice, day("2026-04-01"), HABIT_METHOD), "another method is odd");
	habit = habit_of(&(HabitRecord){ .payments = payments, .n_payments = 2 });
	ok(habit.delay == REPORT_NONE && habit.method == NULL, "two payments say nothing");
	ok(!habit_is_odd(&habit, &invoice, day("2027-01-01"), HABIT_LATE), "and nothing is odd then");
}

static void test_days(Arena *arena)
{
	/* 6 March 2026 is a Friday. */
	HabitPayment payments[] = {
		{ day("2026-03-01"), day("2026-03-06"), NULL },
		{ day("2026-02-01"), day("2026-02-20"), NULL },
		{ day("2026-01-01"), day("2026-01-09"), NULL },
		{ day("2025-12-01"), day("2025-12-05"), NULL },
	};
	const HabitRecord record = { .payments = payments, .n_payments = 4 };
	Habit habit = habit_of(&record);
	is_i64(habit.weekday, 5, "always on a Friday");
	is_str(habit_day_text(arena, &habit), "weekday 5", "in words");
	is_str(date_text(arena, habit_next(&habit, day("2026-03-07"))), "2026-03-13", "the next one");
	is_str(date_text(arena, habit_next(&habit, day("2026-03-13"))), "2026-03-13", "that day itself");
	payments[2].paid = day("2026-01-31");
	payments[0].paid = day("2026-04-30");
	payments[1].paid = day("2026-02-28");
	payments[3].paid = day("2025-12-31");
	habit = habit_of(&record);
	is_i64(habit.month_day, 31, "always on the month's last day");
	is_str(date_text(arena, habit_next(&habit, day("2026-02-03"))), "2026-02-28", "however long it is");
	payments[3].paid = day("2025-12-30");
	habit = habit_of(&record);
	ok(habit_day_text(arena, &habit) == NULL, "once is enough to have none");
	is_str(date_text(arena, habit_next(&habit, day("2026-02-03"))), "2026-02-03", "then any day will do");
}

static void test_answers(Arena *arena)
{
	static const int64_t sent[] = { 0, 100 * 3600, 200 * 3600 };
	static const int64_t answers[] = { 3 * 3600, 4 * 3600, 205 * 3600 };
	const HabitRecord record = { .sent = sent, .n_sent = 3, .answers = answers, .n_answers = 3 };
	Habit habit = habit_of(&record);
	ok(habit.mails == 3 && habit.answered == 2, "two of three mails were answered");
	is_str(report_tenths_text(arena, habit.answer_hours), "4.0", "after 3 and 5 hours: 4.0");
	habit = habit_of(&(HabitRecord){ .sent = sent, .n_sent = 1 });
	ok(habit.answered == 0 && habit.answer_hours == REPORT_NONE, "or none");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	test_delay(arena);
	test_days(arena);
	test_answers(arena);
	return tap_done();
}
