/*
 * The figures of `report` about people and claims: what objections hold and how long they take, who did what. Pure;
 * docs/OPERATIONS.md has each with an example.
 */
#ifndef LEDGER_REPORT_PEOPLE_H
#define LEDGER_REPORT_PEOPLE_H

#include "ledger/report_money.h"

typedef struct {
	const char *reason, *currency; /* currency NULL: nothing is held any more */
	int64_t invoices;
	Wide held;
	int64_t tasks, seconds; /* dealt with in the time asked for, and how long they were open in all */
	int64_t days;		/* mean of those: tenths; REPORT_NONE without any */
} ReportClaim;

/* Rows of what is held (by reason and currency) and rows of what was dealt with (by reason, currency NULL) as one list:
 * each held row has the days of its reason. Ordered by reason, then by currency. */
ReportClaim *report_claims(Arena *arena, const ReportClaim *rows, size_t n, size_t *ret_n);

typedef struct {
	const char *person; /* NULL: nobody is named */
	const char *act;    /* the kind of event; "promise" for those of the person's customers */
	const char *result; /* of a closed task: "phone: reached"; of a promise: how its task ended; NULL */
	int64_t count;
	int64_t share; /* of the person's acts of that kind (of tasks: of that kind of task): tenths of a percent */
} ReportAct;

/* Acts by person, kind and result: a promise ends as "kept", "broken" or "withdrawn" (something else took its place),
 * a task's kind is said with the act ("task-closed phone"). Acts of customers and of mailboxes are left out. */
ReportAct *report_acts(Arena *arena, const ReportAct *rows, size_t n, size_t *ret_n);

#endif
