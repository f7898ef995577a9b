/*
 * Outcome: all that follows from one message (or one act of a person), computed without SQL and without a socket, and
 * committed by the store in one transaction.
 */
#ifndef LEDGER_OUTCOME_H
#define LEDGER_OUTCOME_H

#include "ledger/book.h"

/* Words for finance; the stage renders and freezes them in the same transaction. One alert per (company, key). */
typedef struct {
	const char *company;
	const char *key; /* what makes it the same alert: "hold:CL:…:33:12:PROMISE:<mail>" */
	const char *title, *summary;
	const char *(*facts)[2]; /* label, value */
	size_t n_facts;
	const char *quote;   /* what the client wrote; NULL for none */
	const char *command; /* how to look further: "valija invoice show …" */
	const char *invoice_key; /* NULL for none */
} Alert;

typedef struct {
	const char *company;
	const Document *document;
	const char *invoice_key;  /* the debt it created or duplicates; NULL when none */
	const char *disposition;  /* "invoice", "posting", "duplicate", "conflict", "not-ours", "test", "information" */
	const char *xml_sha256, *pdf_sha256;
} DocumentRow;

typedef struct {
	const char *address;
	ContactState state;
	const char *reason;
} ContactChange;

typedef struct {
	/* the message: "done" or "quarantined", the outcome word of the receipt book (a FindingKind word), why */
	bool quarantined;
	const char *outcome, *reason;
	const char *company;
	const char *move_to; /* folder of the account's mailbox that the message goes to; NULL: it stays */
	DocumentRow *documents;
	size_t n_documents;
	Customer *customers; /* inserted when (company, tax_id) is new; a known one is left as it is */
	size_t n_customers;
	Contact *contacts; /* parallel to contact_of: inserted when (customer, address) is new */
	const char **contact_of; /* tax id of the customer */
	size_t n_contacts;
	Invoice *invoices; /* id 0: insert (unless the key exists: then the commit is retried); else update by version */
	size_t n_invoices;
	Posting *postings; /* inserted when (company, source_key, source_index) is new */
	size_t n_postings;
	Event *events; /* appended, hash-chained by the store */
	size_t n_events;
	Note *notes; /* inserted when (message, invoice_key) is new */
	size_t n_notes;
	ContactChange *contact_changes;
	size_t n_contact_changes;
	Alert *alerts;
	size_t n_alerts;
} Outcome;

#endif
