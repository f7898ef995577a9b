/*
 * Shown: the plan of a day as its readers got it by mail, and what became of each of its lines. Rows of the store; what
 * follows from them: ledger/approval.h.
 */
#ifndef LEDGER_SHOWN_H
#define LEDGER_SHOWN_H

#include "base/date.h"
#include "base/money.h"
#include "base/texts.h"

/* SHOWN waits for an answer or the hour; QUEUED: its mail was written; CHANGED: it was not what was shown any more. */
#define SHOWN_STATES(X) \
	X(SHOWN, "shown") X(APPROVED, "approved") X(DROPPED, "dropped") X(QUEUED, "queued") X(CHANGED, "changed")
#define SHOWN_ENUM(symbol, word) SHOWN_##symbol,
typedef enum { SHOWN_STATES(SHOWN_ENUM) } ShownState;
const char *shown_state_word(ShownState state);
bool shown_state_from_word(const char *word, ShownState *ret);

/* What an answer made of the plan as a whole. READ: what is not left out goes at the hour; PART: only what was approved
 * goes; UNCLEAR: asked back, nothing goes by itself; UNREAD: nor here, since the plan came back undelivered. */
#define SHOWN_ANSWERS(X) \
	X(SILENT, "silent") X(READ, "read") X(PART, "part") X(UNCLEAR, "unclear") X(UNREAD, "unread")
#define SHOWN_ANSWER_ENUM(symbol, word) SHOWN_ANSWER_##symbol,
typedef enum { SHOWN_ANSWERS(SHOWN_ANSWER_ENUM) } ShownAnswer;
const char *shown_answer_word(ShownAnswer answer);
bool shown_answer_from_word(const char *word, ShownAnswer *ret);

typedef struct {
	const char *key;
	Money balance;
	bool asked; /* a reason of the mail; else it is only listed */
} ShownInvoice;

/* All that makes a mail the one that was shown. */
typedef struct {
	Texts to, cc; /* addresses in small letters, sorted */
	const char *step, *notice, *language;
	ShownInvoice *invoices; /* by key */
	size_t n_invoices;
} ShownContent;

typedef struct {
	int64_t number;
	int64_t customer_id;
	const char *customer; /* tax id */
	ShownState state;
	const char *hash; /* of the content */
	ShownContent content;
	const char *by, *reason; /* of the state; NULL: nobody's */
	int64_t at;
	int64_t became; /* the number of its mail; 0: none */
	bool waits;	/* that mail was not announced yet: it may still be taken back */
} ShownLine;

typedef struct {
	const char *company, *person; /* person: word of the customers' collector; "": customers that have none */
	Date day;
	int64_t mail_id;
	int64_t until; /* the hour at which silence is over */
	bool silence_sends;
	ShownAnswer answer;
	const char *answered_by; /* NULL: nobody */
	int64_t answered_at;
	int64_t sent_at; /* when the mail left; 0: nobody has it yet */
	ShownLine *lines; /* by number */
	size_t n;
} ShownPlan;

/* A line's state as it was read, and as it is now: refused when it is another one meanwhile. */
typedef struct {
	const char *company;
	Date day;
	int64_t customer_id;
	ShownState from, to;
	const char *by, *reason;
	int64_t mail_id; /* to QUEUED: its mail; from QUEUED: the one that is taken back, if it still waits */
} ShownChange;

/* The same for the answer to a whole plan. */
typedef struct {
	const char *company, *person;
	Date day;
	int64_t mail_id;
	ShownAnswer from, to;
	const char *by;
} ShownAnswered;

#endif
