/*
 * Hearers: who hears of an alert. The rules are the [alerts NAME] sections of the config: every rule that an alert meets
 * adds its people. An alert that meets none goes to the company's alerts_to and, when it is about a task, to the people
 * whose task it is. Nobody who is absent is written to while a stand-in is there. Pure.
 */
#ifndef LEDGER_HEARERS_H
#define LEDGER_HEARERS_H

#include "ledger/outcome.h"
#include "ledger/staff.h"

typedef struct {
	const char *name; /* of its section */
	Texts kinds, areas, companies; /* none: every one */
	Texts minimum; /* "CLP 1000000": an alert about less than that in its currency does not meet the rule */
	Texts to; /* addresses; names of people, groups or areas; "area": whose the alert is; "owner" */
	bool digest; /* listed every day until it is seen or over */
} AlertRule;

typedef struct {
	const AlertRule *rules;
	size_t n_rules;
	const Staff *staff;
	const Texts *alerts_to; /* of the company */
	Date today; /* in its zone */
} HearersFacts;

typedef struct {
	const char *address;
	const char *language; /* NULL: the company's */
} Hearer;

typedef struct {
	Hearer *items; /* no address twice */
	size_t n;
	bool digest;
} Hearers;

/* The area that an alert belongs to: its own, its task's, its kind's; "" for none. */
const char *hearers_area(const Alert *alert);
Hearers hearers_of(Arena *arena, const HearersFacts *facts, const Alert *alert);
/* Whom such words mean for a company, when it is about no alert: addresses, and people who are there. */
Hearers hearers_named(Arena *arena, const HearersFacts *facts, const char *company, const Texts *words);
/* "CLP 1000000"; false: it is not written so. */
bool hearers_parse_minimum(const char *text, Money *ret);
bool hearers_kind_known(const char *word);

#endif
