/*
 * RoundTrip: three mails of a company to itself, out by its relay and back to a mailbox of ours: to reply_to, to reply_to
 * with a +tag as answers will come, and there again without a sender, as bounces come. What came back is removed; before
 * that it is read what its server saw of SPF, DKIM and DMARC.
 */
#ifndef GATEWAY_ROUND_TRIP_H
#define GATEWAY_ROUND_TRIP_H

#include "gateway/app.h"
#include "gateway/online/online_say.h"
#include "gateway/work/reader.h"

typedef struct {
	const Settings *settings;
	Clock clock;
	const TokenKey *key;
	ReaderClient *reader;
	unsigned number; /* of the company, so that no two have the same tokens */
	int wait_s;	 /* for all three mails */
	bool progress; /* on stderr */
	OnlineTally *tally;
} RoundTrip;

/* Nothing is said when the company has no SMTP relay, or nobody an IMAP account. */
void round_trip_company(const RoundTrip *trip, const CompanySettings *company);

#endif
