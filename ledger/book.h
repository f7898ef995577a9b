/*
 * The ledger's rows as plain values: what is owed, by whom, and everything that happened to it. The store turns them
 * into rows and back; the rules that make and change them are beside this file. Everything lives in one Arena.
 *
 * An Invoice row is a debt (effect debt or reversed-debt). Credit notes and payment receipts are documents with
 * postings: a posting names its target by key and may arrive before it. paid and credited are always the sums of the
 * postings, so that any order of arrival gives the same balance.
 */
#ifndef LEDGER_BOOK_H
#define LEDGER_BOOK_H

#include "base/date.h"
#include "base/money.h"
#include "parsers/finding.h"

#define INVOICE_STATES(X)                               \
	X(NEW, "new")                                   \
	X(WAITING, "waiting")                           \
	X(OVERDUE, "overdue")                           \
	X(DISPUTED, "disputed")                         \
	X(REJECTED, "rejected")                         \
	X(PAYMENT_UNCONFIRMED, "payment-unconfirmed")   \
	X(PART_PAID, "part-paid")                       \
	X(PAID, "paid")                                 \
	X(VOID, "void")                                 \
	X(REPLACED, "replaced")                         \
	X(CEDED, "ceded")

#define DIRECTIONS(X) X(ISSUED, "issued") X(RECEIVED, "received") X(OTHER, "other")
#define CONTACT_STATES(X) X(OK, "ok") X(BOUNCED, "bounced") X(STOPPED, "stopped") X(PROPOSED, "proposed")
#define CONTACT_ROLES(X) \
	X(PAYS, "pays") X(APPROVES, "approves") X(ESCALATES, "escalates") X(SALESPERSON, "salesperson")
#define POSTING_KINDS(X) \
	X(RECEIPT, "receipt") X(CREDIT, "credit") X(FILE, "file") X(MANUAL, "manual") X(DEBIT, "debit")

/* Refused: the receiver's system did not take it in. Rejected, office-rejected: the receiver, the SII says no. */
#define DECLARATION_KINDS(X)                                                                        \
	X(RECEIVED, "received") X(REFUSED, "refused") X(ACCEPTED, "accepted")                       \
	X(REMARKS, "accepted-with-remarks") X(GOODS, "goods-received") X(REJECTED, "rejected")      \
	X(OFFICE, "office-rejected") X(CEDED, "ceded")
#define PAYMENT_STATES(X) X(MATCHED, "matched") X(WAITING, "waiting") X(AMBIGUOUS, "ambiguous") X(UNDONE, "undone")

#define STATE_ENUM(symbol, word) STATE_##symbol,
#define DIRECTION_ENUM(symbol, word) DIRECTION_##symbol,
#define CONTACT_STATE_ENUM(symbol, word) CONTACT_##symbol,
#define CONTACT_ROLE_ENUM(symbol, word) ROLE_##symbol,
#define POSTING_KIND_ENUM(symbol, word) POSTING_##symbol,
#define DECLARATION_ENUM(symbol, word) DECLARATION_##symbol,
#define PAYMENT_STATE_ENUM(symbol, word) PAYMENT_##symbol,
typedef enum { INVOICE_STATES(STATE_ENUM) } InvoiceState;
typedef enum { DIRECTIONS(DIRECTION_ENUM) } Direction;
typedef enum { CONTACT_STATES(CONTACT_STATE_ENUM) } ContactState;
typedef enum { CONTACT_ROLES(CONTACT_ROLE_ENUM) } ContactRole;
typedef enum { POSTING_KINDS(POSTING_KIND_ENUM) } PostingKind;
typedef enum { DECLARATION_KINDS(DECLARATION_ENUM) } DeclarationKind;
typedef enum { PAYMENT_STATES(PAYMENT_STATE_ENUM) } PaymentState;

const char *invoice_state_word(InvoiceState state);
const char *direction_word(Direction direction);
const char *contact_state_word(ContactState state);
const char *contact_role_word(ContactRole role);
const char *posting_kind_word(PostingKind kind);
const char *declaration_kind_word(DeclarationKind kind);
const char *payment_state_word(PaymentState state);
/* False when the word is none of the list. */
bool invoice_state_from_word(const char *word, InvoiceState *ret);
bool direction_from_word(const char *word, Direction *ret);
bool contact_state_from_word(const char *word, ContactState *ret);
bool contact_role_from_word(const char *word, ContactRole *ret);
bool posting_kind_from_word(const char *word, PostingKind *ret);
bool declaration_kind_from_word(const char *word, DeclarationKind *ret);
bool payment_state_from_word(const char *word, PaymentState *ret);
bool due_rule_from_word(const char *word, DueRule *ret);
bool verdict_from_word(const char *word, TrustVerdict *ret);
bool environment_from_word(const char *word, DocumentEnvironment *ret);

typedef struct {
	int64_t id;	 /* 0: not stored yet */
	int64_t version; /* of the row that was read; a write of another version is refused by the store */
	const char *company, *key;
	Direction direction;
	const char *format, *type, *series, *number, *uuid;
	InvoiceState state;
	const char *hold_reason; /* NULL: no hold */
	Date hold_until;	 /* unset: until a person lifts it */
	const char *debtor_tax_id, *debtor_name, *creditor_tax_id, *creditor_name;
	const char *holder_tax_id, *holder_name; /* to whom the creditor ceded it; NULL: nobody */
	Date issued, due;
	DueRule due_rule;
	Money total; /* of the debt; its currency is the invoice's */
	int64_t paid, credited; /* millionths of the same currency */
	const char *customer_key; /* who its debtor is (sides_identity); NULL: nobody yet */
	const char *collector;	/* NULL: the customer's */
	const char *next_kind;	/* NULL: nothing comes next */
	Date next_date;
	TrustVerdict trust;
	DocumentEnvironment environment;
	const char *payment_method;
	const char *seal;
	int64_t customer_id; /* 0: none (received, or not stored yet) */
	/* where its bytes are: raw mail and, inside it, the XML and the PDF (NULL when there is none) */
	const char *mail_sha256, *xml_sha256, *pdf_sha256;
	int64_t received_at; /* UNIX seconds: when we first saw it */
	int64_t declared;    /* declarations about it that were taken in */
	/* Of settle_invoice(), not stored: money that a bank or a person told of and no receipt yet, and its last day. */
	bool settled;
	int64_t unreceipted;
	Date banked;
} Invoice;

int64_t invoice_balance(const Invoice *invoice); /* total - paid - credited, millionths */
bool invoice_is_open(const Invoice *invoice);	 /* a state in which money is still expected */

typedef struct {
	int64_t id;
	const char *company;
	const char *target_key; /* the invoice it changes; NULL: a credit of the customer without target */
	const char *source_key; /* document that caused it, or "file:REF", "manual:UUID" */
	int64_t source_index;	/* several postings of one source: 0, 1, … */
	PostingKind kind;
	Money amount; /* positive lowers the balance */
	bool whole;   /* CREDIT: cancels all that is left of the target (DTE CodRef 1) */
	Date date;
	const char *reference;
	const char *customer; /* tax id of whose credit it is when it has no target */
	bool undone;
} Posting;

/* Where a customer's credit lies (ledger/credit.h). */
typedef struct {
	const Invoice *invoice; /* that was paid too much; NULL: credit without target */
	int64_t amount;		/* millionths that may be taken */
} CreditSource;

/* What a party or the tax office declared about an invoice, which may come later: ledger/fiscal.h. */
typedef struct {
	const char *company, *invoice_key;
	DeclarationKind kind;
	const char *said_by; /* tax id; of a cession: who cedes */
	Date day;	     /* as stated; unset: not stated */
	const char *detail;  /* their words; NULL */
	bool proven;	     /* a signature holds */
	const char *holder_tax_id, *holder_name; /* CEDED: who holds the debt now */
	const char *mail_sha256;
} Declaration;
/* A row of a bank's or ERP's file. While it waits it has no posting. */
typedef struct {
	int64_t id;	 /* 0: not stored yet */
	int64_t version; /* as Invoice.version */
	const char *company;	/* "": of one of ours, not known yet which */
	const char *source_key; /* "file:REFERENCE": of its postings */
	const char *reference;
	Date date;
	const char *name;     /* the invoice as it names it, in one spelling (payments_name); NULL: it names none */
	const char *customer; /* tax id or name, as written; NULL: none */
	Money amount;
	PaymentState state;
	const char *matched_by;	 /* "key", "uuid", "folio", "reference", "amount", "person"; NULL: not matched */
	const char *invoice_key; /* when matched */
	const char *reason;	 /* why it is not matched, or who undid it */
	const char *file;
	int64_t line;
	const char *more;   /* the row's other columns, a JSON object; NULL: none */
	int64_t postings;   /* source_index of the next posting */
	int64_t candidates; /* how many invoices had that name when it was judged */
} PaymentRow;

typedef struct {
	int64_t id; /* 0: not stored yet */
	const char *company, *tax_id, *name;
	const char *language; /* NULL: the company's */
	const char *tone;     /* register: "formal", "friendly"; NULL: its policy's */
	const char *segment, *policy, *collector;
	const char *country, *timezone; /* where it is, when that is not the company's; NULL: by its tax id */
	int64_t merged_into; /* the customer that a person said it is; 0: none */
} Customer;

typedef struct {
	int64_t id;
	int64_t customer_id;
	const char *name, *address;
	ContactRole role;
	const char *language; /* NULL: the customer's */
	const char *tone;     /* register; NULL: the customer's */
	ContactState state;
	const char *source; /* "document", "person", "reply" … */
	Date absent_until;  /* its last day away, as its absence note said; unset: there */
} Contact;

typedef struct {
	int64_t at; /* UNIX seconds */
	const char *company;
	const char *invoice_key;     /* NULL: of the customer or the company */
	const char *customer_tax_id; /* NULL: unknown */
	const char *kind;	     /* EVENT_* words of ledger/events.h */
	const char *actor;	     /* "valija", a person's name, "customer <address>" */
	const char *reason;
	const char *evidence; /* sha256 of a mail, a job id, a file and row */
} Event;

typedef struct {
	const char *company, *invoice_key, *customer_tax_id;
	const char *author; /* "Ana Pérez <ana@cliente.cl>" */
	const char *text;
	Texts codes; /* "PROMISE 2026-12-04" */
	const char *area;
	Date due;
	bool verified;
} Note;

/* Whose automatic messages are counted, and when the last of them came (ledger/mute.h). */
#define CORRESPONDENT_KEPT 3
typedef struct {
	const char *company, *address;
	int64_t version; /* of the row that was read, 0: not on record yet; a write of another version is refused */
	int64_t at[CORRESPONDENT_KEPT]; /* UNIX seconds, the last first; 0: none */
	int64_t muted_since;		/* 0: not muted */
} Correspondent;

/* A bank account that somebody named (ledger/accounts.h). Nothing is ever paid to it by us. */
typedef struct {
	const char *company;
	const char *party;   /* a tax id, or an address in lower case */
	const char *account; /* as parsers/replies/bank.h writes it */
	bool alarmed;	     /* it was told as a change: never what others are compared with */
	int64_t at;
	const char *mail_sha256;
} StatedAccount;

/* Mail to a domain that waits (ledger/pause.h). */
typedef struct {
	const char *company, *domain;
	int64_t until; /* UNIX seconds */
	const char *reason;
} Pause;

/* One of our mails, as a reply's token or Message-ID names it. */
typedef struct {
	int64_t id;
	const char *company, *kind, *message_id;
	const char *step; /* of an alert: its key */
	int64_t customer_id;
	Texts recipients;   /* bare addresses */
	Texts invoice_keys;
} SentMail;
/* kind of no mail at all: a person named the invoice that an answer is about; step is who did */
#define SENT_ASSIGNED "assigned"

/* The hold that another one took the place of. */
typedef struct {
	const char *invoice_key, *reason;
	Date until;
} HoldBefore;

/* An answer that lies in a folder of the mailbox that people work with. Its folder is where we believe it is; when it
 * shows up in another one, a person moved it. */
typedef struct {
	int64_t mail_id; /* the row it was first seen as; 0: the message at hand */
	int64_t version; /* of the row that was read; 0: not stored yet */
	const char *account, *sha256, *message_id;
	const char *folder; /* where it lies or is being moved to */
	const char *tray;   /* the folder whose meaning holds */
	bool arrived;	    /* it was seen in folder */
	HoldBefore *before;
	size_t n_before;
} Filing;

#endif
