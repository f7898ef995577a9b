/*
 * Decide: at most the one reminder that is right today for one customer, or why none. Pure. `plan` shows what this says
 * and `work` does it.
 */
#ifndef LEDGER_DECIDE_H
#define LEDGER_DECIDE_H

#include "ledger/outcome.h"
#include "ledger/company.h"
#include "ledger/habit.h"

typedef struct {
	const char *step; /* "overdue+8 2026-11-30" */
	int64_t contact_id;
	Texts invoice_keys;
	int64_t queued_at;
	bool left; /* queued, held or sent: counts for the interval; false when cancelled or failed */
	bool task; /* a person's, not a mail: counts for its step and for no interval */
	const char *lost; /* it did not leave and is not to be written again: "was cancelled"; counts for its step alone. NULL */
} PastReminder;

typedef struct {
	const Company *company;
	const Customer *customer;
	const Contact *contacts;
	size_t n_contacts;
	const Invoice *invoices; /* open issued ones of the customer */
	size_t n_invoices;
	const PastReminder *past; /* newest first */
	size_t n_past;
	const Pause *pauses; /* of its contacts' domains, and of all (PAUSE_ALL) */
	size_t n_pauses;
	const Habit *habit; /* how the customer pays, where the policy learns; NULL */
	int64_t contact_at; /* UNIX seconds: the last answer of theirs, or talk with them; 0: none on record */
	int64_t now;
} DecideInput;

typedef enum { SECTION_OVERDUE, SECTION_DUE, SECTION_DISPUTED } DecideSection;

typedef struct {
	const Invoice *invoice;
	DecideSection section; /* where the mail lists it */
	const char *skip;      /* why it is no reason for a reminder today; NULL: it is one */
	bool dunned;	       /* it is on the ladder: the mail lists it even when it is no reason today */
	const PolicyStep *task; /* today's step is a person's: a task is to be opened; NULL: none */
	Date next;	       /* when the clock looks at it again; unset: a person must act, next_kind says how */
	const char *next_kind; /* never NULL */
} DecideItem;

typedef struct {
	const char *skip;    /* why nothing is sent today; NULL: send */
	const char *skip_word; /* the same as a word: "interval", "no-contact" …; NULL: no step is due, or no word */
	const char *step;    /* "overdue+8 2026-11-30": name of the step and the due day it counts from */
	const char *notice;  /* template */
	unsigned attach;     /* PolicyAttach */
	const Contact **to;  /* who pays; when nobody is left of them, who approves */
	size_t n_to;
	const Contact **cc;  /* who approves, from the firm step on who escalates, our salesperson */
	size_t n_cc;
	const Policy *policy; /* that of the customer, in its country and zone; never NULL */
	bool statement;	    /* the month's statement instead of a reminder */
	bool find_contact; /* it would go, if there were somebody to write to */
	int64_t send_at;
	Texts invoice_keys; /* sorted; those that are the reason */
	DecideItem *items;  /* one for each invoice of the input */
	size_t n_items;
} Decision;

/* Two reminders that nobody answered, and business days enough to do so: somebody calls. Opens that task. */
void decide_phone(Arena *arena, const DecideInput *input, Outcome *outcome);
/* A decision to ask, in one currency, for no more than the customer has to its credit in that one becomes a skip. */
void decide_credit(Arena *arena, const Money *credit, Date today, Decision *decision);
/* An open invoice without a next day must have one of these kinds: "person", "check-trust", "formal-notice" … */
bool decide_waits_for_person(const char *next_kind);
void decide_customer(Arena *arena, const DecideInput *input, Decision *ret);
/* The mail lists this invoice: what is asked for, what falls due soon, what is in dispute. Held for another reason, paid
 * at issue, not proven: not a client's business. */
bool decide_lists(const Policy *policy, const DecideItem *item, Date today);
/* Language of a contact: its own, the customer's, the company's. */
const char *decide_language(const Company *company, const Customer *customer, const Contact *contact);
/* Register of a contact: its own, the customer's, the policy's. NULL: formal. */
const char *decide_tone(const Policy *policy, const Customer *customer, const Contact *contact);

/* What the passing of days alone does: a hold whose last day is over is lifted and a broken promise alerted; an invoice
 * past its due date becomes overdue. Appends to outcome. */
void decide_clock(Arena *arena, const Company *company, const Invoice *invoices, size_t n, int64_t now,
		  Outcome *outcome);

#endif
