/*
 * What the parties and the tax office declare about a DTE by mail: received, accepted, rejected, goods received, ceded
 * (RespuestaDTE, EnvioRecibos, RESULTADO_ENVIO, AEC; dte facts, sections 5, 6 and 8). Each is a row of its own and may
 * come before the invoice that it speaks of: the same rows give the same invoice in any order.
 *
 * By mail it is a signal: it disputes, rejects or holds, and a person hears of it; it never changes what is owed. Only a
 * signed AEC names another holder of the debt.
 */
#ifndef LEDGER_FISCAL_H
#define LEDGER_FISCAL_H

#include "ledger/post_inner.h"

bool fiscal_claims(const Document *document);
/* Sets post->sides.company when what it speaks of is of a company of ours. */
void fiscal_document(Post *post);
/* What was declared about an invoice that comes only now. */
void fiscal_meet(const Post *post, Invoice *invoice);

#endif
