/*
 * The figures about money of `report`: ageing, DSO, PPC, the average age. Pure formulas over rows that the store has
 * summed up; docs/OPERATIONS.md has each with an example. Sums are exact in 128 bits, days are tenths, shares are tenths
 * of a percent; currencies are never added.
 */
#ifndef LEDGER_REPORT_MONEY_H
#define LEDGER_REPORT_MONEY_H

#include <stdbool.h>

#include "base/date.h"

typedef __int128 Wide; /* millionths */
#define REPORT_NONE INT64_MIN /* there is nothing to divide by */

/* A sum that came as whole units and the millionths beside them. */
Wide report_wide(int64_t units, int64_t micro);
/* "1160.5", as money_micro_text(). */
const char *report_amount_text(Arena *arena, Wide micro);
/* part * scale / whole, rounded half away from zero. REPORT_NONE when whole is 0 or the result leaves int64_t. */
int64_t report_ratio(Wide part, Wide whole, int64_t scale);
/* 453 -> "45.3"; NULL for REPORT_NONE. */
const char *report_tenths_text(Arena *arena, int64_t tenths);

/* Open invoices of one group, currency, due and issue day. Ordered by group and currency. */
typedef struct {
	const char *group; /* tax id, collector, segment; NULL: all, or those without one */
	const char *currency;
	Date due, issued; /* unset: not stated */
	int64_t invoices;
	Wide amount;
} ReportOpen;

/* not due (or without a due day), 1-30, 31-60, 61-90, 91-120, more than 120 days late */
#define REPORT_BUCKETS 6
typedef struct {
	const char *group, *currency;
	int64_t invoices;
	Wide buckets[REPORT_BUCKETS];
	Wide total;
	int64_t at_risk; /* more than 90 days late, of the total: tenths of a percent */
	int64_t age;	 /* mean days since issue, of invoices: tenths */
} ReportAgeing;

ReportAgeing *report_ageing(Arena *arena, const ReportOpen *rows, size_t n, Date today, size_t *ret_n);

/* What was invoiced in one currency on one day, less what was credited. Ordered by currency and day. */
typedef struct {
	const char *currency;
	Date day;
	Wide amount;
} ReportSales;

typedef struct {
	Wide open, sales; /* sales of the last `days` days, today included */
	int64_t simple;	  /* open / sales * days: tenths of days */
	int64_t countback; /* tenths; REPORT_NONE: the sales on record do not reach back so far */
} ReportDso;

/* rows: of that currency, from the first of a month on; `from` is that day. */
ReportDso report_dso(Wide open, const ReportSales *rows, size_t n, Date from, Date today, int64_t days);

/* Invoices that are paid, of one currency, issue day and day of their last payment. */
typedef struct {
	const char *currency;
	Date issued, paid;
	int64_t invoices;
	Wide amount;
} ReportPaid;

typedef struct {
	const char *currency;
	int64_t invoices;
	Wide amount;
	int64_t mean, weighted; /* days from issue to payment, of invoices and of money: tenths */
} ReportPpc;

/* rows ordered by currency; those without either day are left out. */
ReportPpc *report_ppc(Arena *arena, const ReportPaid *rows, size_t n, size_t *ret_n);

#endif
