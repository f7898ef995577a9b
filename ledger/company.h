/*
 * What the ledger must know of a company of ours. From the config; const.
 */
#ifndef LEDGER_COMPANY_H
#define LEDGER_COMPANY_H

#include "base/texts.h"
#include "ledger/policy.h"

typedef struct {
	const char *name;	/* of its [company NAME] section: the company word of every row */
	const char *legal_name;
	const char *country;
	Texts tax_ids;		/* canonical */
	const char *language, *zone;
	Date go_live;		/* unset: archive only, nothing is sent to clients */
	const char *folder;	/* "Cobranza" */
	const char *folder_replies, *folder_promises, *folder_disputes, *folder_payments, *folder_unmatched,
		*folder_sent, *folder_quarantine; /* below folder */
	int64_t claim_days; /* Chile: days from reception in which a bill may be claimed */
	int64_t rep_day;    /* Mexico: day of the next month by which a payment receipt is due */
	const char *reply_to; /* bare address; the token goes in as +tag */
	Policy policy;
} Company;

#endif
