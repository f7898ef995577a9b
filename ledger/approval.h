/*
 * Approval: the plan of the day is shown to who collects before it is done. What was shown is what leaves: a mail that a
 * payment made smaller may go, one that grew, goes to somebody else or is another step waits for the next plan. Pure.
 */
#ifndef LEDGER_APPROVAL_H
#define LEDGER_APPROVAL_H

#include "ledger/decide.h"
#include "ledger/facts.h"
#include "ledger/shown.h"
#include "parsers/replies/plan_answer.h"

/* Silence means consent only when the mail had been there for so long. */
#define APPROVAL_NOTICE_S ((int64_t)30 * 60)

ShownContent approval_content(Arena *arena, const Company *company, const Customer *customer, const Decision *decision,
			      int64_t now);
const char *approval_hash(Arena *arena, const ShownContent *content); /* SHA-256, hex */
/* Why now is not what was shown: "ana@x.cl was not among the recipients"; NULL: it is, or it is less of it. */
const char *approval_difference(Arena *arena, const ShownContent *shown, const ShownContent *now);

/* The hour at which silence is over for a plan that is made now. */
int64_t approval_until(const Company *company, int64_t now);
/* A plan is to be made: it is on, today is a business day, its hour has come and mails may still leave after it. */
bool approval_is_due(const Company *company, int64_t now);

typedef struct {
	const Company *company;
	const Customer *customer;
	const ShownPlan *plan; /* without its lines; NULL: the customer is in no plan of today */
	const ShownLine *line;
	bool made; /* there is a plan of today */
	int64_t now;
} ApprovalGate;

/* Turns a decision to send into a skip unless it was shown and may go. outcome (NULL: only looking) gets what becomes of
 * the line, with its events. */
void approval_apply(Arena *arena, const ApprovalGate *gate, Decision *decision, Outcome *outcome);

typedef enum {
	APPROVAL_DONE,
	APPROVAL_UNCLEAR, /* nothing was changed but that silence sends nothing any more */
	APPROVAL_NO_LINE, /* the same: a number of no line */
	APPROVAL_LATE,	  /* done but for lines that have left */
	APPROVAL_OVER,	  /* the day has passed: nothing was changed */
} ApprovalVerdict;

typedef struct {
	const ShownPlan *plan; /* with its lines */
	const PlanAnswer *answer;
	const char *actor, *evidence; /* evidence NULL: no mail */
	Date today;
	int64_t now;
} ApprovalAct;

/* What an answer does, with its events. ret_late: numbers of lines that had left, "7, 9". */
ApprovalVerdict approval_answer(Arena *arena, const ApprovalAct *act, Outcome *outcome, const char **ret_late);

/* The number of the plan's mail that this mail of ours is, or asks back about; 0: neither. */
int64_t approval_mail_of(const SentMail *sent);
/* The plan's mail came back from its only reader: silence is no consent. */
void approval_bounced(Arena *arena, const Facts *facts, const char *address, Outcome *outcome);
/* A person's answer by mail, from where the plan went to; the alert that asks back. True: the mail was one of a plan. */
bool approval_reply(Arena *arena, const Finding *finding, const Facts *facts, bool verified, Outcome *outcome);

#endif
