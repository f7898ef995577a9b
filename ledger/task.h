/*
 * Task: something that a person must do by a day. The other half of what a mail cannot do: mail and dates open tasks,
 * a person or a later fact closes them. One row for each (company, kind, subject); the same matter that comes up again
 * opens it anew.
 *
 * Who does it: its owner; without one, the people of its area (ledger/staff.h); without an area, the customer's
 * collector. Its kind is also the next_kind of an open invoice that waits for it.
 */
#ifndef LEDGER_TASK_H
#define LEDGER_TASK_H

#include "base/arena.h"
#include "base/date.h"

/* kind, area ("" is the collector's), business days from the day it is opened when nothing dates it (0: that day) */
#define TASK_KINDS(X)                                                                                       \
	X(REPLY, "reply", "", 1)		       /* an answer that nobody has looked at */            \
	X(PROMISE, "promise", "", 0)		       /* a payment is promised: kept when it ends as paid */ \
	X(PHONE, "phone", "", 1)		       /* two mails without an answer; "call me" */         \
	X(DISPUTE, "dispute", "", 3)		       /* an objection, on its owner */                     \
	X(CONFIRM_PAYMENT, "confirm-payment", "treasury", 2) /* said to be paid, not seen yet */            \
	X(FIND_CONTACT, "find-contact", "", 1)	       /* nobody is left to write to */                     \
	X(STOP, "stop", "manager", 0)		       /* asked not to be written to */                     \
	X(COMPLAINT, "complaint", "manager", 0)                                                             \
	X(LEGAL, "legal", "legal", 0)                                                                       \
	X(BANK_CHANGE, "bank-change", "treasury", 0)                                                        \
	X(FORMAL_NOTICE, "formal-notice", "", 1)       /* the ladder is over: a draft for a person */       \
	X(PORTAL, "portal", "billing", 2)	       /* a step that goes by the client's portal */        \
	X(LETTER, "letter", "", 2)		       /* a step that goes as a letter */                    \
	X(CLAIM_WINDOW, "claim-window", "billing", 0)  /* Chile: the receiver may still claim */            \
	X(REP, "rep", "billing", 0)		       /* Mexico: a payment receipt is owed by a day */     \
	X(PUE, "pue", "billing", 0)		       /* Mexico: issued as paid at once, and not paid */      \
	X(PAY_SUPPLIER, "pay-supplier", "payables", 0) /* a received invoice falls due */                   \
	X(REJECTED, "rejected", "billing", 0)	       /* a claim, a rejection, a cancellation */           \
	X(ASSIGN, "assign", "", 0)		       /* an answer that names no mail of ours; subject: its hash */ \
	X(NOTE, "note", "", 2)			       /* a note addressed to an area */

#define TASK_ENUM(symbol, word, area, days) TASK_##symbol,
typedef enum { TASK_KINDS(TASK_ENUM) } TaskKind;

typedef struct {
	const char *word, *area; /* area "": the collector's */
	int64_t days;
} TaskRow;

const TaskRow *task_row(TaskKind kind); /* never NULL */
bool task_kind_from_word(const char *word, TaskKind *ret);

typedef struct {
	int64_t id; /* 0: not stored yet */
	const char *company;
	TaskKind kind;
	const char *subject;	     /* what makes it the same task: an invoice's key, a tax id, a posting's source */
	const char *invoice_key;     /* NULL: of the customer or the company */
	const char *customer_tax_id; /* NULL: unknown */
	const char *area, *owner;    /* NULL: see above */
	Date due;
	const char *detail; /* one line for who does it; NULL */
	int64_t opened_at;
	bool open;
	const char *result; /* how it ended, once closed */
	const char *actor;  /* who opened or closed it, for the event; NULL: valija */
} Task;

#endif
