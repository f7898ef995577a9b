/*
 * The day on which a report that is sent again and again was due last: daily, weekly or monthly, on business days of the
 * company. A day that is none moves to the next one. Pure.
 */
#ifndef LEDGER_REPORT_DAY_H
#define LEDGER_REPORT_DAY_H

#include "base/calendar.h"

typedef enum { REPORT_DAILY, REPORT_WEEKLY, REPORT_MONTHLY } ReportRhythm;

typedef struct {
	ReportRhythm rhythm;
	int64_t weekday;   /* of a weekly one: 1 Monday .. 7 */
	int64_t month_day; /* of a monthly one: 1 .. 28 */
} ReportTurn;

/* The day of the report that is the current one today: today, or the last time's when today is another day. Unset when
 * today is no business day: then none is sent, and a daily one lapses. What was missed before that day has lapsed too. */
Date report_day_current(const ReportTurn *turn, const Calendar *calendar, Date today);

#endif
