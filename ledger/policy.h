/*
 * Policy: which reminder, how many business days from the due date, and when it may leave. From the config; const.
 */
#ifndef LEDGER_POLICY_H
#define LEDGER_POLICY_H

#include "base/calendar.h"
#include "base/money.h"
#include "base/texts.h"
#include "parsers/finding.h"

typedef struct {
	int64_t days;	    /* business days from the due date; negative: before */
	const char *name;   /* "overdue+8": what makes the step the same step */
	const char *notice; /* template: reminder-before, reminder-due, reminder-overdue, reminder-firm */
} PolicyStep;

typedef struct {
	const char *name;
	PolicyStep *steps; /* ascending days */
	size_t n_steps;
	int64_t min_interval;	 /* business days between two reminders to one contact */
	int64_t upcoming_days;	 /* invoices due within so many days are listed too */
	int64_t grace_days;	 /* business days from when we first saw an invoice to the day its ladder may begin */
	int64_t hour_from, hour_until; /* local hours in which mails may leave */
	Calendar calendar;
	TrustVerdict minimum_trust; /* UNSIGNED < UNVERIFIABLE < SIGNED < PROVEN */
	bool dun_paid_at_once;	    /* CFDI PUE and DTE FmaPago 1: said to be paid at issue */
	int64_t default_days;	    /* due date of a document that states none: so many days from issue */
	int64_t payment_window;	    /* days between a payment and an invoice's dates (ledger/payments.h) */
	int64_t receipt_days;	    /* days between the bank's day and the receipt's (ledger/pairs.h) */
	Money *rounding;	    /* what is left of an invoice and is not asked for, one for each currency */
	size_t n_rounding;
	const char *zone;
} Policy;

/* "-5 before; 0 due; 3 overdue; 15 firm". False with the word that is wrong in *ret_fault. */
bool policy_parse_steps(Arena *arena, const Texts *steps, Policy *policy, const char **ret_fault);
/* The steps that serve when none are written, by language (docs/OPERATIONS.md names the sources). */
const char *policy_default_steps(const char *language);
/* What an invoice's steps are counted from: up to the due day from due, later ones from start, which is due or, when we
 * first saw the invoice too late for that, the day on which its ladder may begin. */
typedef struct {
	Date due, start;
} Ladder;

Ladder policy_ladder(const Policy *policy, Date due, Date seen);
Date policy_step_day(const Policy *policy, const PolicyStep *step, Ladder ladder);
/* The highest step reached on a day; NULL before the first. */
const PolicyStep *policy_step_on(const Policy *policy, Ladder ladder, Date today);
/* Its words no longer fit: "before" and "due" lapse when their day is over. */
bool policy_step_lapsed(const Policy *policy, const PolicyStep *step, Ladder ladder, Date today);
/* The first step whose day is after today; *ret_date its day. NULL when the ladder ends. */
const PolicyStep *policy_step_after(const Policy *policy, Ladder ladder, Date today, Date *ret_date);
/* What may be left of a debt in that currency once something was paid or credited: it is closed. 0 without a rule. */
int64_t policy_rounding(const Policy *policy, const char *currency);
/* "MXN 1; CLP 5". False with the word that is wrong in *ret_fault. */
bool policy_parse_rounding(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault);
/* now itself inside the sending hours of a business day, else the next instant that is. */
int64_t policy_send_at(const Policy *policy, int64_t now);

#endif
