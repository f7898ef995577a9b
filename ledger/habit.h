/*
 * Habit: how a customer pays and answers, as plain statistics over what is on record: nothing is guessed, and each
 * figure can be checked by hand (docs/OPERATIONS.md). Pure.
 */
#ifndef LEDGER_HABIT_H
#define LEDGER_HABIT_H

#include "ledger/book.h"
#include "ledger/report_money.h"

/* The last so many paid invoices count, and fewer than so many say nothing. */
#define HABIT_PAYMENTS 24
#define HABIT_PAYMENTS_MIN 3
/* A day counts as the customer's own when so many payments in a row fell on it. */
#define HABIT_DAY_MIN 4

typedef struct {
	Date due, paid;
	const char *method; /* of the invoice: "PPD"; NULL */
} HabitPayment;

typedef struct {
	size_t payments; /* with a due day and a day of payment */
	int64_t delay;	 /* mean of payment - due: tenths of days; REPORT_NONE below HABIT_PAYMENTS_MIN */
	int64_t spread;	 /* standard deviation of the same, at least 1.0 */
	const char *method; /* of all of them; NULL: they differ, or there are too few */
	int weekday;	    /* ISO: the last HABIT_DAY_MIN payments or more were all on it; 0: none */
	int month_day;	    /* … on that day of the month; 31: its last day */
	size_t mails, answered; /* reminders that left, and those that an answer came to before the next one */
	int64_t answer_hours;	/* mean of those: tenths */
} Habit;

/* payments: newest first. sent and answers: UNIX seconds, ascending. */
typedef struct {
	const HabitPayment *payments;
	size_t n_payments;
	const int64_t *sent, *answers;
	size_t n_sent, n_answers;
} HabitRecord;

Habit habit_of(const HabitRecord *record);
/* The first day from `day` on, that day included, on which this customer pays; `day` itself without such a habit. */
Date habit_next(const Habit *habit, Date day);
/* "weekday 5", "day 30": for plan; NULL without such a habit. */
const char *habit_day_text(Arena *arena, const Habit *habit);

/* What is out of the ordinary for this customer. */
typedef enum { HABIT_LATE, HABIT_METHOD } HabitOddity;
/* Later than delay (at least 0) + spread; another method than always. False: as usual, or nothing is usual. */
bool habit_is_odd(const Habit *habit, const Invoice *invoice, Date today, HabitOddity oddity);

#endif
