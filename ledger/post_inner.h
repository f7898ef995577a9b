/* What the files of post share: one document on its way into the ledger. For ledger/post*.c only. */
#ifndef LEDGER_POST_INNER_H
#define LEDGER_POST_INNER_H

#include "ledger/facts.h"
#include "ledger/outcome.h"
#include "ledger/sides.h"

typedef struct {
	Arena *arena;
	const Finding *finding;
	const Facts *facts;
	Outcome *outcome;
	const Document *document;
	Sides sides;
	const char *xml_sha256, *pdf_sha256;
} Post;

Date post_today(const Post *post);
void post_event(const Post *post, const char *invoice_key, const char *kind, const char *reason);
void post_row(const Post *post, const char *invoice_key, const char *disposition);
/* Adds to the reason that the receipt book shows; returns it. */
const char *post_say(const Post *post, const char *reason);
/* Sets the mail aside for a person, with the reason. */
void post_set_aside(const Post *post, const char *disposition, const char *reason);
/* The same key with other content than what is on record: alarm, nothing changes. */
void post_conflict(const Post *post, const char *key, const char *reason);
/* As it stands now, only to be looked at; NULL when it is not known. */
const Invoice *post_at_hand(const Post *post, const char *key);
/* The outcome's own copy of an invoice that is on record or new in this outcome; NULL when there is none. */
Invoice *post_invoice(const Post *post, const char *key);
void post_state_event(const Post *post, const Invoice *invoice, InvoiceState before);

/* ---- post_credit.c ---- */

void post_credit(const Post *post);
void post_payments(const Post *post);
/* This document annuls or replaces the one of that key (see ledger/settle.h). False: it is on record already. */
bool post_annul(const Post *post, const char *key);
/* CFDI relation 04: what this document replaces. */
void post_annul_replaced(const Post *post);
/* The key of the credit note that a debit note annuls (DTE 56 or 111 with CodRef 1); NULL for any other document. */
const char *post_annulled_note(const Post *post);
/* What waited for an invoice that is new: postings of strangers are undone (before it is settled) … */
void post_refuse_strangers(const Post *post, const Invoice *invoice);
/* … and split credits and payments of what it replaces hold it (after). */
void post_meet(const Post *post, Invoice *invoice);
/* The invoice of that key anew from its postings, with its events; nothing when it is not at hand. */
void post_settle_target(const Post *post, const char *key);

/* ---- post_bank.c ---- */

/* Rows of files that name an invoice that is new in this outcome. */
void post_bank_payments(const Post *post, const Invoice *invoice);

#endif
