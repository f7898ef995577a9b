/*
 * Accounts: bank accounts that a message names, against those that are known: our own (the config's payment
 * instructions), and what the same party's earlier mails and documents named. A known one is no news; another one is told,
 * once for each party and account, with the known one beside it, both masked. Nothing is taken over: one that was told as
 * a change is remembered as such, and nothing is compared with it.
 *
 * A party is whose documents the message brings, whom our mail went to, and the address that wrote.
 */
#ifndef LEDGER_ACCOUNTS_H
#define LEDGER_ACCOUNTS_H

#include "ledger/facts.h"
#include "ledger/outcome.h"

typedef struct {
	const char *stated; /* the account that is told; NULL: nothing is to be told */
	const char *known;  /* the one it differs from; NULL: none was known */
	const char *party;  /* whose account it is said to be */
} AccountAlarm;

/* Whose accounts must be at hand before accounts_look(); none when the message names no account. */
void accounts_parties(Arena *arena, const Finding *finding, const Facts *facts, Texts *ret);
/* The company whose books hold them. */
const char *accounts_company(const Facts *facts);
/* Puts what is new on record. claims: what has no known account beside it is told too (an answer, words of a change). */
AccountAlarm accounts_look(Arena *arena, const Finding *finding, const Facts *facts, bool claims, Outcome *outcome);
/* "…6789". */
const char *accounts_masked(Arena *arena, const char *account);
/* What makes it the same alarm: the party and the account, which is not legible in it. */
const char *accounts_alarm_key(Arena *arena, const AccountAlarm *alarm);

#endif
