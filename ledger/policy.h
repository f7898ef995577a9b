/*
 * Policy: which reminder, how many business days from the due date, and when it may leave. From the config; const.
 */
#ifndef LEDGER_POLICY_H
#define LEDGER_POLICY_H

#include "base/calendar.h"
#include "base/money.h"
#include "base/texts.h"
#include "parsers/finding.h"

/* How a step reaches the client. All but mail are tasks of a person: nothing leaves by itself. */
#define POLICY_CHANNELS(X) X(MAIL, "mail") X(PORTAL, "portal") X(PHONE, "phone") X(LETTER, "letter") X(FORMAL, "formal")
#define POLICY_CHANNEL_ENUM(symbol, word) CHANNEL_##symbol,
typedef enum { POLICY_CHANNELS(POLICY_CHANNEL_ENUM) } PolicyChannel;

/* What goes with a step's mail. */
typedef enum { ATTACH_NONE = 0, ATTACH_PDF = 1, ATTACH_XML = 2, ATTACH_STATEMENT = 4 } PolicyAttach;

typedef struct {
	int64_t days;	    /* business days from the due date; negative: before. From when it came in, where arrival is */
	const char *name;   /* "overdue+8": what makes the step the same step */
	const char *notice; /* template: first-notice, reminder-before, reminder-due … reminder-firm; NULL: formal */
	PolicyChannel channel;
	bool escalates; /* firm and later: who escalates is in copy */
	bool arrival;	/* the first contact: that the document was issued */
	unsigned attach; /* PolicyAttach */
} PolicyStep;

typedef struct {
	const char *name;
	const char *version; /* as its author counts; NULL: not said */
	Date since;	     /* from when it holds; unset: not said */
	Texts segments;	     /* customers of these have it, unless one was set for them */
	const char *tone;    /* register of its mails: "formal", "friendly"; NULL: formal */
	bool statement_only; /* key accounts: a monthly statement instead of reminders */
	unsigned preferred;  /* weekdays, as of Calendar, on which mails of overdue steps leave; 0: on all */
	Money *minimum;	     /* less than this is not asked for by mail, one for each currency */
	size_t n_minimum;
	PolicyStep *steps; /* first contacts, then ascending days */
	size_t n_steps;
	int64_t attach_bytes; /* of all documents of a mail; what is more is left out, and the mail says so */
	int64_t min_interval;	 /* business days between two reminders to one contact */
	int64_t upcoming_days;	 /* invoices due within so many days are listed too */
	int64_t grace_days;	 /* business days from when we first saw an invoice to the day its ladder may begin */
	int64_t hour_from, hour_until; /* local hours in which mails may leave */
	Calendar calendar;
	TrustVerdict minimum_trust; /* UNSIGNED < UNVERIFIABLE < SIGNED < PROVEN */
	bool learn; /* who always pays on one day is first reminded after that day */
	bool dun_paid_at_once;	    /* CFDI PUE and DTE FmaPago 1: said to be paid at issue */
	int64_t default_days;	    /* due date of a document that states none: so many days from issue */
	int64_t payment_window;	    /* days between a payment and an invoice's dates (ledger/payments.h) */
	int64_t receipt_days;	    /* days between the bank's day and the receipt's (ledger/pairs.h) */
	Money *rounding;	    /* what is left of an invoice and is not asked for, one for each currency */
	size_t n_rounding;
	bool confirm;		    /* customers are told what they paid */
	int64_t confirm_hour;	    /* local hour from which what came in that day is confirmed */
	const char *zone;
	const char *own_calendar; /* of the config; NULL: the holidays of a country, the customer's if it is another one */
} Policy;

/* "1 first; -5 before; 0 due; 3 overdue; 5 overdue phone; 15 firm; 30 formal". False with the word that is wrong in
 * *ret_fault. */
bool policy_parse_steps(Arena *arena, const Texts *steps, Policy *policy, const char **ret_fault);
/* "pdf xml; first pdf; overdue+8 pdf statement; before none": of all steps, of those of a word, of one. After the steps. */
bool policy_parse_attach(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault);
/* The steps that serve when none are written, by language (docs/OPERATIONS.md names the sources). */
const char *policy_default_steps(const char *language);
/* What an invoice's steps are counted from: first contacts from seen, others up to the due day from due, later ones from
 * start, which is due or, when we first saw the invoice too late for that, the day on which its ladder may begin. */
typedef struct {
	Date due, start, seen;
} Ladder;

Ladder policy_ladder(const Policy *policy, Date due, Date seen);
Date policy_step_day(const Policy *policy, const PolicyStep *step, Ladder ladder);
/* The highest step reached on a day; NULL before the first. */
const PolicyStep *policy_step_on(const Policy *policy, Ladder ladder, Date today);
/* Its words no longer fit: "before" and "due" lapse when their day is over, a first contact after a week of business days. */
bool policy_step_lapsed(const Policy *policy, const PolicyStep *step, Ladder ladder, Date today);
/* The first step whose day is after today; *ret_date its day. NULL when the ladder ends. */
const PolicyStep *policy_step_after(const Policy *policy, Ladder ladder, Date today, Date *ret_date);
/* What may be left of a debt in that currency once something was paid or credited: it is closed. 0 without a rule. */
int64_t policy_rounding(const Policy *policy, const char *currency);
/* "MXN 1; CLP 5". False with the word that is wrong in *ret_fault. */
bool policy_parse_rounding(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault);
bool policy_parse_minimum(Arena *arena, const Texts *rules, Policy *policy, const char **ret_fault);
/* 0 without a rule. */
int64_t policy_minimum(const Policy *policy, const char *currency);
/* "normal", "normal 3", "normal 3 of 2026-11-01": which one, and which state of it. */
const char *policy_label(Arena *arena, const Policy *policy);
/* now itself inside the sending hours of a business day, else the next instant that is. */
int64_t policy_send_at(const Policy *policy, int64_t now);
/* The same for a step that may wait for a preferred weekday: those before and on the due date may not, since their words
 * would no longer fit. */
int64_t policy_step_send_at(const Policy *policy, const PolicyStep *step, int64_t now);

#endif
