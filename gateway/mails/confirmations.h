/*
 * Confirmations: customers are told what they paid. Money is noted with the posting that says it (store/store.h, Thanks);
 * the due part of `work` asks ledger/confirm.h what is to be said of it, and commits mail, event and note together.
 */
#ifndef GATEWAY_CONFIRMATIONS_H
#define GATEWAY_CONFIRMATIONS_H

#include "gateway/stage.h"
#include "ledger/confirm.h"

/* Everything that is due, of every company; *ret_queued grows by the mails. */
bool confirmations_pass(Stage *stage, size_t *ret_queued, GError **error);

/* What would be said at that instant, to `each` customer of a company in turn; writes nothing. */
typedef void (*ConfirmationsEach)(void *context, Arena *arena, const ConfirmInput *input,
				  const Confirmation *confirmation);
bool confirmations_plan(Stage *stage, const Company *company, int64_t now, ConfirmationsEach each, void *context,
			GError **error);

#endif
