/*
 * Payments as their payers hear of them: what they were not told yet (ledger/confirm.h), and what a statement lists.
 */
#ifndef STORE_THANKS_H
#define STORE_THANKS_H

#include "store/store.h"

typedef struct {
	Posting posting;
	int64_t posted_at;
	int64_t customer_id; /* of the invoice that it names; 0: that is not on record, or nobody's */
} Thanks;

/* Those to be looked at by then, the first limit. */
bool thanks_due(Store *store, Arena *arena, const char *company, int64_t now, size_t limit, Thanks **ret,
		  size_t *ret_n, GError **error);
/* When the last confirmation to a customer was queued; 0: never. */
bool thanks_last(Store *store, int64_t customer_id, int64_t *ret, GError **error);

typedef struct {
	int64_t posting;
	int64_t due_at; /* to be looked at again; 0: it was said, or never will be */
	bool said;	/* by the mail of this commit, … */
	int64_t balance; /* … with so much left of its invoice, millionths */
} ThanksChange;
typedef struct {
	ThanksChange *items;
	size_t n;
} ThanksChanges;

/* One transaction; RETRY when another process did the same meanwhile. outcome: events; mails may be none. */
bool thanks_commit(Store *store, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
			 const ThanksChanges *changes, int64_t now, GError **error);

/* Where the bytes of a payment receipt of that key are. *ret_known false: it came without a document. */
typedef struct {
	const char *mail_sha256, *xml_sha256, *pdf_sha256, *number, *uuid;
} ReceiptBytes;
bool thanks_receipt(Store *store, Arena *arena, const char *company, const char *key, ReceiptBytes *ret,
			 bool *ret_known, GError **error);

/* Money that came in for invoices of a debtor (customer_key) since a day, newest first, at most 500. */
typedef struct {
	const char *type, *series, *number, *uuid, *reference;
	Date date;
	Money amount;
} PaidInvoice;
bool thanks_paid(Store *store, Arena *arena, const Customer *customer, Date since, PaidInvoice **ret,
			 size_t *ret_n, GError **error);

#endif
