/*
 * The statement of account: its ageing, and the PDF that goes with the mail. Only outbound's own files use it.
 */
#ifndef GATEWAY_OUTBOUND_STATEMENT_H
#define GATEWAY_OUTBOUND_STATEMENT_H

#include "gateway/mails/outbound_parts.h"
#include "store/thanks.h"

/* Payments of so many days are listed. */
#define OUTBOUND_STATEMENT_DAYS 90

/* view->ageing from view->invoices. */
void outbound_statement_ageing(const Desk *desk, ReminderView *view);
/* view->payments, those in the currency; NULL: all. */
void outbound_statement_paid(const Desk *desk, const PaidInvoice *paid, size_t n, const char *currency,
			     ReminderView *view);
/* Own the bytes. The logo of the config is left out when it cannot be read any more. */
GBytes *outbound_statement_pdf(const Desk *desk, const Customer *customer, const ReminderView *view, GError **error);
/* A notice of that view as a letter on paper; own the bytes. */
GBytes *outbound_statement_letter(const Desk *desk, const Customer *customer, const ReminderView *view,
				  const RenderedNotice *notice, GError **error);
/* The statement as an attachment, and view->attached says so; left out when it is too large for a mail. */
bool outbound_statement_attach(const Desk *desk, const Customer *customer, ReminderView *view, Attached *attached,
			       GError **error);

#endif
