/*
 * The figures of `report gateway`: what came in, how soon it was in the ledger, what went out and what came back. Pure.
 */
#ifndef LEDGER_REPORT_MAIL_H
#define LEDGER_REPORT_MAIL_H

#include "ledger/report_money.h"

/* Messages of one state and outcome that took so long: tenths of minutes from arrival to ledger, -1 not there yet.
 * Ordered by that. */
typedef struct {
	const char *state, *outcome;
	int64_t tenths, mails;
} ReportMail;

/* Documents of one disposition; mails of one kind and state of their job. */
typedef struct {
	const char *word, *state;
	int64_t n;
} ReportCount;

typedef struct {
	int64_t mails, waiting, quarantined, replies, bounces;
	int64_t minutes, minutes_95; /* mean, and what 95 of 100 stay below or at: tenths */
	int64_t documents, duplicates;
	int64_t sent, failed;		  /* to customers */
	int64_t bounce_rate, reply_rate; /* of sent: tenths of a percent */
} ReportGateway;

typedef struct {
	const ReportMail *mails;
	size_t n_mails;
	const ReportCount *documents, *sent;
	size_t n_documents, n_sent;
} ReportTraffic;

ReportGateway report_gateway(const ReportTraffic *traffic);

#endif
