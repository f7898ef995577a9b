/*
 * What the ledger must know of a company of ours. From the config; const.
 */
#ifndef LEDGER_COMPANY_H
#define LEDGER_COMPANY_H

#include "base/texts.h"
#include "ledger/book.h"
#include "ledger/policy.h"

/* A country's public holidays and the zone of its capital. */
typedef struct {
	const char *country, *zone;
	const Date *holidays; /* sorted */
	size_t n_holidays;
} CountryDays;

/* How much may leave, and when it stops (facts on reliability, section 4). 0: no limit. */
typedef struct {
	int64_t per_day;	    /* reminders of the company in one day of its zone */
	int64_t first_per_day;	    /* the same in the first first_days days from go_live on */
	int64_t first_days;
	int64_t address_day, address_week; /* reminders to one address */
	int64_t bounce_percent;	    /* of the last 200 mails: more than that were refused for good: all stop */
} Caps;

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
	bool shows_plan;    /* who collects is shown the plan of the day before it is done, … */
	int64_t plan_hour;  /* … from this local hour on */
	int64_t plan_send_hour; /* until then answers are waited for … */
	bool plan_silence_sends; /* … and what nobody answered leaves, or stays */
	Texts accounts;	      /* its own bank accounts, as its payment instructions name them (parsers/replies/bank.h) */
	const char *reply_to; /* bare address; the token goes in as +tag */
	Policy policy; /* of customers that have none of their own */
	const Policy *policies; /* every one of the config, for customers and segments that name it */
	size_t n_policies;
	const CountryDays *countries;
	size_t n_countries;
	Caps caps;
} Company;

/* The policy of a customer: its own, else that of its segment, else the company's; in the customer's country and zone,
 * where they are others than the company's. NULL when the customer's own is not in the config: *ret_missing. */
const Policy *company_policy(Arena *arena, const Company *company, const Customer *customer, const char **ret_missing);
/* Country of a customer: as set, else by the form of its tax id (RUT: CL, RFC: MX), else the company's. */
const char *company_customer_country(Arena *arena, const Company *company, const Customer *customer);

#endif
