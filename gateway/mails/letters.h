/*
 * Letters: mails to customers that are no reminders: what they paid, a document again, their account.
 */
#ifndef GATEWAY_LETTERS_H
#define GATEWAY_LETTERS_H

#include "gateway/mails/outbound.h"
#include "ledger/confirm.h"
#include "store/thanks.h"

/* One mail for all that the input's items say, its payment receipts attached. */
bool letters_confirmation(Stage *stage, Arena *arena, const ConfirmInput *input, const Confirmation *confirmation,
			  Drafts *drafts, GError **error);

/* A mail that a person asks for, during a call: first in the queue. */
typedef struct {
	const Company *company;
	const Customer *customer;
	const Contact *contacts;
	size_t n_contacts;
	const char *to; /* address; NULL: whom a reminder would go to */
	const char *actor;
	const char *unique; /* what makes it another mail than the last one */
} LetterCall;

/* The invoice's XML and PDF. REJECT: there is nobody to write to, or the address is none. */
bool letters_resend(Stage *stage, Arena *arena, const LetterCall *call, const Invoice *invoice, Drafts *drafts,
		    GError **error);

/* What a customer owes and paid, as of now. */
typedef struct {
	const Invoice *invoices; /* open issued ones, oldest due first */
	size_t n_invoices;
	const PaidInvoice *paid; /* of late, newest first */
	size_t n_paid;
	const char *currency; /* only this one; NULL: all */
} Account;

bool letters_statement(Stage *stage, Arena *arena, const LetterCall *call, const Account *account, Drafts *drafts,
		       GError **error);
/* The same as the PDF alone, for nobody in particular when the customer has no contact; own the bytes. */
GBytes *letters_statement_pdf(Stage *stage, Arena *arena, const LetterCall *call, const Account *account,
			      GError **error);
/* The draft of a letter about what is overdue, which a person reads, signs and sends; own the bytes. REJECT: nothing is
 * overdue. */
typedef struct {
	const char *notice; /* formal-notice, reminder-firm */
	Date until;	    /* its deadline; unset: none */
} LetterDraft;
GBytes *letters_draft_pdf(Stage *stage, Arena *arena, const LetterCall *call, const Account *account,
			  const LetterDraft *draft, GError **error);
/* The events of the mails of a call, one for each document. */
void letters_events(Arena *arena, const LetterCall *call, const Drafts *drafts, int64_t now, Outcome *outcome);

#endif
