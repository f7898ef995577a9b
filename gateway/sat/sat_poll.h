/*
 * SAT poll: asks SAT's status service about CFDI of ours, keeps the answer, and does what follows from it (acts_sat.h)
 * in one transaction. Its own trouble never stops a mail: while the service is away a breaker keeps it from being asked.
 */
#ifndef GATEWAY_SAT_POLL_H
#define GATEWAY_SAT_POLL_H

#include "gateway/stage.h"
#include "queue/breaker.h"

typedef struct {
	Stage *stage;
	Breaker breaker;
	int64_t next; /* look for invoices that were not checked for long */
	bool said;    /* its trouble was logged */
} SatPoll;

/* An invoice that SAT can be asked about: a CFDI with all that its printed expression needs. */
bool sat_poll_may_ask(const Invoice *invoice);
/* Asks now and writes what follows. RETRY when the service is away. */
bool sat_poll_ask(Stage *stage, Arena *arena, const Invoice *invoice, SatRow *ret, GError **error);

/* Open issued CFDI that were not checked for a week, some of them in each pass. Errors are logged. */
void sat_poll_pass(SatPoll *poll);
/* Before a reminder goes: those of its invoices that were not checked for a day. */
void sat_poll_mail(SatPoll *poll, const OutboundMail *mail);

#endif
