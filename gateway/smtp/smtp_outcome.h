/*
 * SmtpOutcome: what became of one mail and of each of its recipients, while it is being sent. A recipient
 * is open until it is decided; who is open at the dot gets the mail. Pure: it writes into a SinkResult and
 * nothing else.
 */
#ifndef GATEWAY_SMTP_OUTCOME_H
#define GATEWAY_SMTP_OUTCOME_H

#include "gateway/sink.h"

typedef struct {
	const SinkMail *mail;
	SinkResult *ret;
	bool *open; /* per recipient */
} SmtpOutcome;

/* Everybody open; arrays of ret in the arena. */
SmtpOutcome smtp_outcome_begin(Arena *arena, const SinkMail *mail, SinkResult *ret);
/* text: in the arena or static. */
void smtp_outcome_decide_one(SmtpOutcome *all, size_t i, SinkOutcome outcome, int code, const char *text);
/* The outcome of the mail, and of every recipient that is still open. */
void smtp_outcome_decide(SmtpOutcome *all, SinkOutcome outcome, int code, const char *text);
bool smtp_outcome_any_open(const SmtpOutcome *all);
/* Nobody is open: the mail fares as the best of those whom it is for (SinkMail.n_required; all when it is
 * 0). */
void smtp_outcome_decide_refused(SmtpOutcome *all);
/* True when those whom the mail is for are not served by sending it now; then everybody is decided. */
bool smtp_outcome_withdraw(SmtpOutcome *all);

#endif
