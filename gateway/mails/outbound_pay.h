/*
 * How a mail says to be paid: lines and links of the config, the QR codes of the first links, and the logo; pictures
 * are shown from the mail itself. Only outbound's own files use it.
 */
#ifndef GATEWAY_OUTBOUND_PAY_H
#define GATEWAY_OUTBOUND_PAY_H

#include "gateway/mails/outbound_parts.h"

/* The company's link for one document that is asked for; NULL: none for its currency. */
const char *outbound_pay_link(const Desk *desk, const Invoice *invoice);
/* view->payment_note, its codes and its logo, from view->invoices and the config; pictures go to attached, where there is
 * one: without it (a PDF alone) the codes are in the view all the same. */
void outbound_pay(const Desk *desk, ReminderView *view, Attached *attached);
/* The logo of the config; NULL: there is none, or it cannot be read any more. Own it. */
GBytes *outbound_pay_logo(const Desk *desk);

#endif
