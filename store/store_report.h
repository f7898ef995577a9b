/*
 * What the reports read: rows that the store has already summed up. Results live in the caller's Arena; a company's
 * name is never NULL. Days are inclusive on both sides.
 */
#ifndef STORE_STORE_REPORT_H
#define STORE_STORE_REPORT_H

#include "ledger/agenda.h"
#include "ledger/habit.h"
#include "ledger/report_mail.h"
#include "ledger/report_money.h"
#include "ledger/report_people.h"
#include "store/store.h"

/* by: "customer", "collector", "segment"; NULL: all together. */
bool store_report_open(Store *store, Arena *arena, const char *company, const char *by, ReportOpen **ret, size_t *ret_n,
		       GError **error);
bool store_report_sales(Store *store, Arena *arena, const char *company, Date from, Date until, ReportSales **ret,
			size_t *ret_n, GError **error);
bool store_report_paid(Store *store, Arena *arena, const char *company, Date from, Date until, ReportPaid **ret,
		       size_t *ret_n, GError **error);

/* A stretch of time, both ends in it. */
typedef struct {
	const char *company;
	int64_t from, until;
} ReportSpan;

/* What objections hold now (tasks 0), then those that were dealt with in that time (invoices 0). */
bool store_report_claims(Store *store, Arena *arena, const ReportSpan *span, ReportClaim **ret, size_t *ret_n,
			 GError **error);
/* What people did in that time, and how the promises of their customers ended. */
bool store_report_acts(Store *store, Arena *arena, const ReportSpan *span, ReportAct **ret, size_t *ret_n,
		       GError **error);

bool store_report_traffic(Store *store, Arena *arena, const ReportSpan *span, ReportTraffic *ret, GError **error);

/* A customer's credit in one currency, in parts: millionths. */
typedef struct {
	const char *customer, *currency;
	int64_t amount;
} ReportCredit;

bool store_report_credit(Store *store, Arena *arena, const char *company, ReportCredit **ret, size_t *ret_n,
			 GError **error);
/* How a customer paid and answered so far. */
bool store_habit(Store *store, Arena *arena, const Customer *customer, HabitRecord *ret, GError **error);

/* Bytes of the messages that spoke of an invoice, sorted, and of the mails that we made about it, each with its number. */
typedef struct {
	int64_t id; /* 0: it came in */
	const char *sha256;
} EvidenceMail;

bool store_evidence_mails(Store *store, Arena *arena, const Invoice *invoice, EvidenceMail **ret, size_t *ret_n,
			  GError **error);

/* Open tasks up to a day, those without a day too. */
bool store_agenda_tasks(Store *store, Arena *arena, const char *company, Date until, AgendaItem **ret, size_t *ret_n,
			GError **error);
/* Open issued invoices that have no next day, and those whose next day is not after that one. */
bool store_agenda_invoices(Store *store, Arena *arena, const char *company, Date until, AgendaItem **ret,
			   size_t *ret_n, GError **error);

#endif
