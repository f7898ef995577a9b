/*
 * Plan rows: the plan of each day as it was shown (ledger/shown.h), once a company and day. What becomes of its lines is
 * written with the outcome that says so.
 */
#ifndef STORE_PLAN_ROWS_H
#define STORE_PLAN_ROWS_H

#include "store/store.h"

bool plan_rows_made(Store *store, const char *company, Date day, bool *ret, GError **error);

typedef struct {
	const char *company;
	Date day;
	const ShownPlan *plans; /* parallel to mails */
	const OutboundMail *mails;
	size_t n;
} PlanCommit;

/* All of a company's plan of a day: the mails and their jobs, their lines, the outcome's events. RETRY when it was made
 * meanwhile; without mails only the day is on record. One transaction. */
bool plan_rows_commit(Store *store, const PlanCommit *commit, const Outcome *outcome, int64_t now, GError **error);

/* By its mail; with its lines. Absent: NULL. */
bool plan_rows_of_mail(Store *store, Arena *arena, int64_t mail_id, ShownPlan **ret, GError **error);
/* All of a day, with their lines. */
bool plan_rows_of_day(Store *store, Arena *arena, const char *company, Date day, ShownPlan **ret, size_t *ret_n,
		      GError **error);
/* The line of a customer and the plan that it stands in, without the others. Absent: NULL. */
bool plan_rows_line(Store *store, Arena *arena, const Customer *customer, Date day, ShownPlan **ret_plan,
		    ShownLine **ret_line, GError **error);

/* What became of a customer's line in the last plan of the week before that day. *ret NULL: there was none, or it was
 * sent. */
bool plan_rows_before(Store *store, Arena *arena, const Customer *customer, Date day, ShownLine **ret, GError **error);

#endif
