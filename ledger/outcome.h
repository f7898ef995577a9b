/*
 * Outcome: all that follows from one message (or one act of a person), computed without SQL and without a socket, and
 * committed by the store in one transaction.
 */
#ifndef LEDGER_OUTCOME_H
#define LEDGER_OUTCOME_H

#include "ledger/book.h"
#include "ledger/feedback.h"
#include "ledger/shown.h"
#include "ledger/task.h"

/* What finance must hear of; templates/ has the words of each kind. One alert per (company, key). */
#define ALERT_KINDS(X)                                                                             \
	X(REPLY, "reply")	 /* subject: the customer; codes: what it says */                  \
	X(BANK_DETAILS, "bank-details") /* subject: the customer */                                \
	X(BOUNCE, "bounce")	 /* subject: the address; detail: status and words */              \
	X(CONFLICT, "conflict")	 /* subject: the document; detail: the other mail */               \
	X(ALTERED, "altered")	 /* subject: the document */                                       \
	X(QUARANTINE, "quarantine") /* subject: the mail's subject; detail: the reason */          \
	X(PROMISE_BROKEN, "promise-broken") /* subject: the invoice; detail: the promised day */   \
	X(ACCOUNT_STOPPED, "account-stopped") /* subject: the account; detail: the error */        \
	X(MAIL_FAILED, "mail-failed") /* subject: the mail; detail: the server's words */         \
	X(SAT_CANCELLED, "sat-cancelled") /* subject: the invoice; detail: what SAT says */       \
	X(MUTED, "muted")	 /* subject: the address; detail: the subject of its last mail */ \
	X(DOMAIN_PAUSED, "domain-paused") /* subject: the domain; detail: what it says */ \
	X(REMINDERS_STOPPED, "reminders-stopped") /* subject: the company; detail: the figures */ \
	X(REJECTED, "rejected") /* subject: the invoice; detail: who says so, and why */          \
	X(CEDED, "ceded")	/* subject: the invoice; detail: to whom */                        \
	X(DEADLINE, "deadline") /* subject: the task and what it is about; day: its day */ \
	X(NOTE, "note") /* subject: the invoice or customer; quote: the note; day: when an answer is wanted */ \
	X(RECEIPT_BOOK, "receipt-book") /* subject: account and folder; detail: the UIDs */ \
	X(BOX_SILENT, "box-silent") /* subject: the account; detail: hours */ \
	X(NOT_FILED, "not-filed") /* subject: the account; detail: the server's words */ \
	X(QUARANTINE_GROWS, "quarantine-grows") /* subject: how many in 24 hours */ \
	X(RELAY_CLOSED, "relay-closed") /* subject: the relay; detail: what it says */ \
	X(DISK_FULL, "disk-full") /* subject: what is free; detail: the folder */ \
	X(NOT_VERIFIED, "not-verified") /* subject: how many days */ \
	X(INBOUND_CAP, "inbound-cap") /* subject: the account; detail: how many wait */ \
	X(NOTES_CAP, "notes-cap") /* subject: the invoice; detail: the subject of the last answer */ \
	X(PLAN_UNCLEAR, "plan-unclear") /* quote: what was answered to the plan of the day */ \
	X(PLAN_STRANGER, "plan-stranger") /* subject: the address that answered to the plan */ \
	X(PLAN_LATE, "plan-late") /* subject: the plan's day; detail: its lines that had left */

#define ALERT_ENUM(symbol, word) ALERT_##symbol,
typedef enum { ALERT_KINDS(ALERT_ENUM) } AlertKind;
const char *alert_kind_word(AlertKind kind);

typedef struct {
	const char *company;
	AlertKind kind;
	const char *key; /* what makes it the same alert: "reply <mail sha256>" */
	const char *subject, *detail;
	const char *task; /* kind of the task that it is about, said before the subject; NULL */
	Texts codes; /* stand for detail, in words: "PROMISE 2026-12-04" */
	Date day;    /* stands for detail, by locale */
	const char *(*facts)[2]; /* word of templates/, value: "customer" "Comercial Uno SpA" */
	size_t n_facts;
	const char *quote;   /* what the client wrote; NULL for none */
	const char *command; /* how to look further: "valija invoice show …" */
	const char *invoice_key; /* NULL for none */
	const char *task_subject; /* of the task that it is about: it is over when that is done; NULL */
	/* who hears of it: ledger/hearers.h. What is not said follows from task and invoice_key */
	const char *area, *owner;
	const char *only_to; /* whoever else would hear of it: this address alone; NULL */
	Money amount;
	Texts to;    /* addresses that it went to */
	bool silent; /* not in the daily digest */
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

/* Of a contact: its last day away. */
typedef struct {
	const char *address;
	Date until;
} Absence;

typedef struct {
	/* the message: "done" or "quarantined", the outcome word of the receipt book (a FindingKind word), why */
	bool quarantined;
	bool muted; /* of a flood: it is on record and says nothing (ledger/mute.h) */
	const char *outcome, *reason;
	const char *message_id, *from, *subject; /* of the mail, for the receipt book; NULL for a bare document */
	int64_t own_mail; /* our mail that this message is the returned copy of: it was sent; 0: none */
	const char *company;
	const char *move_to; /* folder of the account's mailbox that the message goes to; NULL: it stays */
	Filing *filing; /* where the answer lies from now on; NULL: not a matter of folders */
	HoldBefore *before; /* holds that those of this message took the place of */
	size_t n_before;
	bool recode; /* the notes of filing->mail_id have these codes now */
	Texts codes;
	DocumentRow *documents;
	size_t n_documents;
	Customer *customers; /* inserted when (company, tax_id) is new; a known one is left as it is */
	size_t n_customers;
	Contact *contacts; /* parallel to contact_of: inserted when (customer, address) is new */
	const char **contact_of; /* tax id of the customer */
	size_t n_contacts;
	Invoice *invoices; /* id 0: insert (a key that exists: the commit is retried); else update by version */
	size_t n_invoices;
	Posting *postings; /* inserted when (company, source_key, source_index) is new */
	size_t n_postings;
	PaymentRow *payments; /* id 0: insert; else update by version */
	size_t n_payments;
	Event *events; /* appended, hash-chained by the store */
	size_t n_events;
	Note *notes; /* inserted when (message, invoice_key) is new */
	size_t n_notes;
	Declaration *declarations; /* inserted when (company, invoice, kind, said_by, day) is new */
	size_t n_declarations;
	Task *tasks; /* open: opened, or brought up to date; else closed with result, if it is open */
	size_t n_tasks;
	int64_t *told_tasks; /* of these somebody hears that their day has passed */
	size_t n_told_tasks;
	Feedback *feedback; /* inserted when (company, address, mail) is new */
	size_t n_feedback;
	StatedAccount *accounts; /* inserted when (company, party, account) is new */
	size_t n_accounts;
	Pause *pauses; /* one that lasts longer stays */
	size_t n_pauses;
	const Correspondent *correspondent; /* as it is counted now; NULL: not counted */
	ContactChange *contact_changes;
	size_t n_contact_changes;
	Absence *absences;
	size_t n_absences;
	Alert *alerts;
	size_t n_alerts;
	/* somebody has seen the alerts that this mail of ours told of, or those of these numbers, or of both these alone */
	int64_t seen_mail;
	const int64_t *seen;
	size_t n_seen;
	const char *seen_by; /* NULL: nobody has seen any */
	ShownChange *shown; /* what becomes of lines of the plan of the day */
	size_t n_shown;
	const ShownAnswered *answered; /* somebody answered to it; NULL: nobody */
} Outcome;

void outcome_add_document(Arena *arena, Outcome *outcome, DocumentRow row);
/* A customer and, when address is not NULL, a contact of that customer. */
void outcome_add_customer(Arena *arena, Outcome *outcome, Customer customer);
void outcome_add_contact(Arena *arena, Outcome *outcome, const char *tax_id, Contact contact);
/* The outcome's own copy of an invoice, to be changed in place: the one that is there already, else a new one. */
Invoice *outcome_invoice(Arena *arena, Outcome *outcome, const Invoice *invoice);
/* One that is there already only takes over "undone". */
void outcome_add_posting(Arena *arena, Outcome *outcome, Posting posting);
/* One that is there already is replaced. */
void outcome_add_payment(Arena *arena, Outcome *outcome, PaymentRow payment);
void outcome_add_event(Arena *arena, Outcome *outcome, Event event);
void outcome_add_note(Arena *arena, Outcome *outcome, Note note);
void outcome_add_declaration(Arena *arena, Outcome *outcome, Declaration declaration);
/* The store writes its event, and only when something changes. */
void outcome_open_task(Arena *arena, Outcome *outcome, Task task);
void outcome_close_task(Arena *arena, Outcome *outcome, Task task);
void outcome_told_task(Arena *arena, Outcome *outcome, int64_t id);
void outcome_add_account(Arena *arena, Outcome *outcome, StatedAccount account);
void outcome_add_feedback(Arena *arena, Outcome *outcome, Feedback feedback);
/* The invoice's hold, before another takes its place; the first of each invoice is kept. */
void outcome_displaced(Arena *arena, Outcome *outcome, const Invoice *invoice);
void outcome_add_contact_change(Arena *arena, Outcome *outcome, ContactChange change);
void outcome_add_absence(Arena *arena, Outcome *outcome, Absence absence);
/* False: its domain is there already. */
bool outcome_add_pause(Arena *arena, Outcome *outcome, Pause pause);
void outcome_add_shown(Arena *arena, Outcome *outcome, ShownChange change);
/* Returns the alert in place; add its facts with alert_fact() before adding another alert. */
Alert *outcome_add_alert(Arena *arena, Outcome *outcome, Alert alert);
void alert_fact(Arena *arena, Alert *alert, const char *label, const char *value);

#endif
