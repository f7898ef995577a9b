/* What the files of replies share: one message that speaks of a mail of ours. For ledger/replies*.c and reports.c
 * only. */
#ifndef LEDGER_REPLIES_INNER_H
#define LEDGER_REPLIES_INNER_H

#include "ledger/accounts.h"
#include "ledger/codes.h"
#include "ledger/facts.h"
#include "ledger/outcome.h"

typedef struct {
	Arena *arena;
	const Finding *finding;
	const Facts *facts;
	Outcome *outcome;
	const Company *company;
	const AnswerCode *code; /* the one that acts; NULL: none */
	const CodeRow *row;
	bool verified;
	bool own; /* of our own people, to an alert */
	Date today;
	AccountAlarm bank;
	bool bank_words; /* it says that an account changed, or names one that cannot be compared */
} Reply;

bool replies_same_address(const char *a, const char *b);
/* The address as our mail had it; NULL: it did not go there. */
const char *replies_recipient(const SentMail *sent, const char *address);
void replies_event(const Reply *reply, const char *invoice_key, const char *kind, const char *reason);

const char *replies_author(Arena *arena, const Mail *mail);

/* Where it goes, or where somebody has put it already. */
void replies_file(const Reply *reply);

/* ---- replies_bank.c ---- */

void replies_bank_look(Reply *reply);
const char *replies_bank_key(const Reply *reply, bool bank);
void replies_bank_facts(Arena *arena, Alert *alert, const AccountAlarm *alarm);

/* ---- replies_unmatched.c ---- */

void replies_unmatched(Reply *reply);

/* ---- replies_events.c ---- */

void replies_absent(const Reply *reply);
void replies_assigned(const Reply *reply);

/* ---- reports.c ---- */

void reports_bounce(const Reply *reply);
void reports_complaint(const Reply *reply);

#endif
