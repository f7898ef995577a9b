/*
 * Confirm: what a customer is told of the money that came in. Everything of one day goes in one mail, from the policy's
 * hour on; what a bank's row and a payment receipt (CFDI type P) both tell of is thanked for once, and the receipt is sent
 * along once, with the first thanks or after them. Pure.
 */
#ifndef LEDGER_CONFIRM_H
#define LEDGER_CONFIRM_H

#include "ledger/company.h"
#include "ledger/outcome.h"
#include "ledger/recipients.h"

/* News that is older than this is none: a history that was imported thanks nobody. A receipt may come in the month after
 * the payment. */
#define CONFIRM_DAYS_MAX 45

typedef struct {
	const Posting *posting;
	const Invoice *invoice; /* that it names; NULL: not on record yet */
	int64_t posted_at;
	/* of the decision */
	const char *drop; /* why nothing will be said of it; NULL: it waits or goes */
	bool thanked;	  /* a receipt of money that was thanked for before */
} ConfirmItem;

typedef struct {
	const Company *company;
	const Customer *customer;
	const Contact *contacts;
	size_t n_contacts;
	const Pause *pauses; /* of its contacts' domains */
	size_t n_pauses;
	ConfirmItem *items; /* of one customer, none said yet */
	size_t n_items;
	const Posting *postings; /* all of the invoices that items name */
	size_t n_postings;
	int64_t last_at; /* when the last confirmation to this customer was queued; 0: never */
	int64_t now;
} ConfirmInput;

typedef struct {
	const char *skip;   /* why nothing goes now; NULL: send. "nothing to say": every item is dropped */
	int64_t again;	    /* with skip: when to look again */
	const char *step;   /* "paid 2026-11-30 812": the day and the lowest posting */
	const char *notice; /* template */
	const Policy *policy; /* that of the customer */
	Recipients recipients;
	Date receipt_by;    /* Mexico, PPD: by when the receipt follows; unset: none is due */
	Texts invoice_keys; /* sorted */
} Confirmation;

void confirm_decide(Arena *arena, ConfirmInput *input, Confirmation *ret);
/* Listed in the mail: not dropped, and not thanked for before, unless all are that. */
bool confirm_is_listed(const ConfirmInput *input, const ConfirmItem *item);

#endif
