/*
 * Who signs a mail to a customer: the person of the config who looks after it, with telephone, and our tax id as people
 * of our country write it. Only outbound's own files use it.
 */
#ifndef GATEWAY_OUTBOUND_SIGN_H
#define GATEWAY_OUTBOUND_SIGN_H

#include "gateway/mails/outbound_desk.h"

/* "RUT 76.192.083-9", as the config has it; NULL: it has none. In the arena. */
const char *outbound_sign_tax_id(const Desk *desk);
/* The paper that people of the company's country print on is letter, not A4. */
bool outbound_sign_on_letter(const Desk *desk);
/* view->sender, phone and tax_id; who is absent is signed for by who stands in. Nobody: the company alone signs. */
void outbound_sign(const Desk *desk, const Customer *customer, ReminderView *view);

#endif
