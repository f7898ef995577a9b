/*
 * Caps: how many reminders may leave in a day, and when all of them stop because too many are refused (facts on
 * reliability, section 4). Pure; the store counts.
 */
#ifndef LEDGER_CAPS_H
#define LEDGER_CAPS_H

#include "ledger/decide.h"

/* What is to be counted: the company's reminders since day, and those to an address since day and since week. */
typedef struct {
	const char *company, *address;
	int64_t day, week; /* UNIX seconds */
} CapWindow;

typedef struct {
	int64_t company_day, address_day, address_week;
} CapCounts;

/* Of the last mails that were sent or refused, since a person last let reminders go on. */
typedef struct {
	int64_t mails, refused, complaints;
} CapRefusals;

/* Whether the company has a cap of its day, and of an address. */
bool caps_of_company(const Company *company);
bool caps_of_address(const Company *company);
CapWindow caps_window(const Company *company, const char *address, int64_t now);
/* Turns a decision to send into a skip, looked at again tomorrow, when a cap is reached. */
void caps_apply(Arena *arena, const DecideInput *input, const CapCounts *counts, Decision *decision);
/* True: the company's reminders stop until a person lets them go on; the pause, its event and its alert are in outcome. */
bool caps_stop(Arena *arena, const Company *company, const CapRefusals *refusals, int64_t now, Outcome *outcome);

#endif
