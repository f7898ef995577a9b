#include "gateway/smtp/smtp_outcome.h"

SmtpOutcome smtp_outcome_begin(Arena *arena, const SinkMail *mail, SinkResult *ret)
{
	*ret = (SinkResult){
		.per_recipient = arena_array(arena, SinkOutcome, mail->n_recipients),
		.recipient_replies = arena_array(arena, SinkReply, mail->n_recipients),
	};
	SmtpOutcome all = { .mail = mail,
			    .ret = ret,
			    .open = arena_array(arena, bool, mail->n_recipients) };
	for (size_t i = 0; i < mail->n_recipients; i++)
		all.open[i] = true;
	return all;
}

void smtp_outcome_decide_one(SmtpOutcome *all, size_t i, SinkOutcome outcome, int code, const char *text)
{
	all->open[i] = false;
	all->ret->per_recipient[i] = outcome;
	all->ret->recipient_replies[i] = (SinkReply){ code, text };
}

void smtp_outcome_decide(SmtpOutcome *all, SinkOutcome outcome, int code, const char *text)
{
	all->ret->outcome = outcome;
	all->ret->reply = (SinkReply){ code, text };
	all->ret->of_mail = true;
	for (size_t i = 0; i < all->mail->n_recipients; i++) {
		if (all->open[i])
			smtp_outcome_decide_one(all, i, outcome, code, text);
	}
}

/* How many recipients decide about the mail, from the first. */
static size_t deciding(const SinkMail *mail)
{
	return mail->n_required > 0 ? MIN(mail->n_required, mail->n_recipients) : mail->n_recipients;
}

void smtp_outcome_decide_refused(SmtpOutcome *all)
{
	SinkResult *ret = all->ret;
	size_t best = 0;
	for (size_t i = 1; i < deciding(all->mail); i++) {
		if (ret->per_recipient[i] == SINK_RETRY && ret->per_recipient[best] != SINK_RETRY)
			best = i;
	}
	ret->outcome = ret->per_recipient[best];
	ret->reply = ret->recipient_replies[best];
}

bool smtp_outcome_any_open(const SmtpOutcome *all)
{
	for (size_t i = 0; i < all->mail->n_recipients; i++) {
		if (all->open[i])
			return true;
	}
	return false;
}

/* The copies: they share the fate of a mail that is not sent. */
static void decide_copies(SmtpOutcome *all, SinkOutcome outcome)
{
	for (size_t i = 0; i < all->mail->n_recipients; i++) {
		if (all->open[i])
			smtp_outcome_decide_one(all, i, outcome, 0,
						"not sent: another recipient was refused");
	}
}

bool smtp_outcome_withdraw(SmtpOutcome *all)
{
	size_t n = deciding(all->mail);
	size_t accepted = 0;
	size_t later = n;
	for (size_t i = n; i-- > 0;) {
		accepted += all->open[i];
		if (!all->open[i] && all->ret->per_recipient[i] == SINK_RETRY)
			later = i;
	}
	if (all->mail->n_required == 0 || (accepted > 0 && later == n))
		return false;
	smtp_outcome_decide_refused(all);
	if (later < n) {
		all->ret->outcome = SINK_RETRY;
		all->ret->reply = all->ret->recipient_replies[later];
	}
	decide_copies(all, all->ret->outcome);
	return true;
}
