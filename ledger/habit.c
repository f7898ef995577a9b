#include "ledger/habit.h"

#include "base/text.h"

#define HABIT_TENTHS 10

static bool habit_counts(const HabitPayment *payment)
{
	return date_is_set(payment->due) && date_is_set(payment->paid);
}

static int64_t habit_root(Wide square)
{
	Wide root = 0;
	for (Wide bit = (Wide)1 << 40; bit > 0; bit >>= 1)
		if ((root + bit) * (root + bit) <= square)
			root += bit;
	return (int64_t)root;
}

static void habit_delay(const HabitRecord *record, Habit *habit)
{
	Wide sum = 0;
	Wide squares = 0;
	for (size_t i = 0; i < record->n_payments; i++) {
		const HabitPayment *payment = &record->payments[i];
		if (!habit_counts(payment))
			continue;
		Wide late = (Wide)date_diff(payment->paid, payment->due) * HABIT_TENTHS;
		habit->payments++;
		sum += late;
		squares += late * late;
	}
	Wide n = (Wide)habit->payments;
	habit->delay = habit->spread = REPORT_NONE;
	if (habit->payments < HABIT_PAYMENTS_MIN)
		return;
	habit->delay = report_ratio(sum, n, 1);
	habit->spread = MAX(HABIT_TENTHS, habit_root((squares * n - sum * sum) / (n * n)));
}

static void habit_method(const HabitRecord *record, Habit *habit)
{
	const char *method = record->n_payments >= HABIT_PAYMENTS_MIN ? record->payments[0].method : NULL;
	for (size_t i = 0; i < record->n_payments; i++)
		if (!text_equal(record->payments[i].method, method))
			method = NULL;
	habit->method = method;
}

/* ---- the day of payment ---- */

static int habit_day_of(Date day)
{
	return date_compare(day, date_month_end(day)) == 0 ? 31 : day.day;
}

static bool habit_all(const HabitRecord *record, bool (*same)(Date a, Date b))
{
	for (size_t i = 1; i < record->n_payments; i++)
		if (!habit_counts(&record->payments[i]) || !same(record->payments[0].paid, record->payments[i].paid))
			return false;
	return record->n_payments >= HABIT_DAY_MIN && habit_counts(&record->payments[0]);
}

static bool habit_same_weekday(Date a, Date b)
{
	return date_weekday(a) == date_weekday(b);
}

static bool habit_same_month_day(Date a, Date b)
{
	return habit_day_of(a) == habit_day_of(b);
}

Date habit_next(const Habit *habit, Date day)
{
	if (habit->weekday != 0)
		return date_add_days(day, (habit->weekday - date_weekday(day) + 7) % 7);
	for (int i = 0; habit->month_day != 0 && i < 62; i++)
		if (habit_day_of(date_add_days(day, i)) == habit->month_day)
			return date_add_days(day, i);
	return day;
}

const char *habit_day_text(Arena *arena, const Habit *habit)
{
	if (habit->weekday != 0)
		return arena_printf(arena, "weekday %d", habit->weekday);
	return habit->month_day != 0 ? arena_printf(arena, "day %d", habit->month_day) : NULL;
}

/* ---- answers ---- */

/* An answer belongs to the last mail before it; the first answer to a mail counts. */
static void habit_answers(const HabitRecord *record, Habit *habit)
{
	Wide seconds = 0;
	habit->mails = record->n_sent;
	for (size_t mail = 0, answer = 0; mail < record->n_sent; mail++) {
		bool last = mail + 1 == record->n_sent;
		while (answer < record->n_answers && record->answers[answer] < record->sent[mail])
			answer++;
		if (answer == record->n_answers || (!last && record->answers[answer] >= record->sent[mail + 1]))
			continue;
		habit->answered++;
		seconds += record->answers[answer] - record->sent[mail];
	}
	habit->answer_hours = report_ratio(seconds, (Wide)habit->answered * 3600, HABIT_TENTHS);
}

Habit habit_of(const HabitRecord *record)
{
	Habit habit = { 0 };
	habit_delay(record, &habit);
	habit_method(record, &habit);
	habit_answers(record, &habit);
	if (habit_all(record, habit_same_weekday))
		habit.weekday = date_weekday(record->payments[0].paid);
	else if (habit_all(record, habit_same_month_day))
		habit.month_day = habit_day_of(record->payments[0].paid);
	return habit;
}

bool habit_is_odd(const Habit *habit, const Invoice *invoice, Date today, HabitOddity oddity)
{
	if (oddity == HABIT_METHOD)
		return habit->method != NULL && invoice->payment_method != NULL &&
		       !text_equal(habit->method, invoice->payment_method);
	return habit->delay != REPORT_NONE && date_is_set(invoice->due) &&
	       date_diff(today, invoice->due) * HABIT_TENTHS > MAX(habit->delay, 0) + habit->spread;
}
