/*
 * Letters: mails to customers that are no reminders: what they paid, a document again, their account.
 */
#ifndef GATEWAY_LETTERS_H
#define GATEWAY_LETTERS_H

#include "gateway/outbound.h"
#include "ledger/confirm.h"

/* One mail for all that the input's items say, its payment receipts attached. */
bool letters_confirmation(Stage *stage, Arena *arena, const ConfirmInput *input, const Confirmation *confirmation,
			  Drafts *drafts, GError **error);

#endif
