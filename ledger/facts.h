/*
 * Facts: what the store knows of the things one message speaks of, loaded before the ledger computes. Absent rows are
 * simply not there. ledger_keys() says which to load.
 */
#ifndef LEDGER_FACTS_H
#define LEDGER_FACTS_H

#include "ledger/book.h"
#include "ledger/company.h"
#include "ledger/feedback.h"
#include "ledger/shown.h"
#include "ledger/task.h"

typedef struct {
	/* the message */
	int64_t mail_id;
	const char *mail_sha256;
	int64_t received; /* when the mailbox got it; when we staged it, if that is unknown */
	int64_t first_same; /* an earlier row with the same bytes; 0 for none */
	bool in_mailbox;    /* it can be moved */
	const char *account, *folder; /* of the mailbox it lies in; NULL: none */
	bool in_tray; /* the folder is one of those that people sort answers into */
	const Filing *filing; /* the same answer was seen before, in another place; NULL: it was not */
	Texts held; /* invoices whose hold is of the answer of filing */
	const char *authserv_id; /* of the mail server whose Authentication-Results count; NULL: none does */
	bool dkim_refuted; /* a signature of the sender's own domain is broken */
	int64_t now;
	/* ours */
	const Company *companies; /* all of them; the account's own first */
	size_t n_companies;
	/* rows */
	const Invoice *invoices;
	size_t n_invoices;
	const Posting *postings; /* those that name a key as target or as source; one may be there twice */
	size_t n_postings;
	const Declaration *declarations; /* about those keys */
	size_t n_declarations;
	const PaymentRow *payments; /* of files, that name an invoice of the message or one of its namesakes */
	size_t n_payments;
	bool probe;	  /* a mail of our own check, or an echo of one */
	int64_t own_mail; /* our mail that this one is the returned copy of; 0: none */
	const SentMail *sent; /* our mail that this one answers or bounces, proven by its token; NULL */
	const ShownPlan *plan; /* of the day that sent showed, or asks back about; NULL: it did neither */
	const Task *sent_task; /* of the note that it mailed; NULL: it is of none */
	Texts full; /* invoices of sent that have as many notes of a day as they may */
	const Customer *sent_customer;
	const Contact *contacts; /* of sent_customer */
	size_t n_contacts;
	const Feedback *feedback; /* of sent's recipients, when this is a bounce or a complaint */
	size_t n_feedback;
	const StatedAccount *accounts; /* that the parties of this message named before (accounts_parties) */
	size_t n_accounts;
	const Customer *proposed; /* whose contact wrote an answer that names no mail of ours */
	size_t n_proposed;
	const Correspondent *correspondent; /* of an automatic message that mute_address() counts; NULL: none */
} Facts;

/* Keys of all invoices that a finding names: its documents, what they refer to, what they pay. */
void facts_keys(Arena *arena, const Finding *finding, Texts *ret);
/* The key that a reference of this document means; NULL when it names no invoice. */
const char *facts_reference_key(Arena *arena, const Document *document, const Reference *reference);
/* The names that a file's payment may call a debt of this message by (ledger/payments.h). */
void facts_payment_names(Arena *arena, const Finding *finding, Texts *ret);
/* A posting leads to another key whose rows must be at hand with it: the invoice that its source also changes, or the one
 * that replaces it. NULL when it leads nowhere new. */
const char *facts_follow(const Posting *posting, const char *key);
/* For people: "33 1234 of 76192083-9", "I A-12 of AAA010101AAA". */
const char *facts_label(Arena *arena, const Document *document);
const Invoice *facts_invoice(const Facts *facts, const char *company, const char *key);

#endif
