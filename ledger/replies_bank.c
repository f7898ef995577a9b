/* Bank accounts in answers and other mails: who hears of them. */
#include "base/text.h"
#include "ledger/replies.h"
#include "ledger/replies_inner.h"

void replies_bank_look(Reply *reply)
{
	const Finding *finding = reply->finding;
	bool flagged = texts_has(&finding->flags, "bank-details");
	bool change = reply->code != NULL && text_equal(reply->code->code, "BANKCHANGE");
	reply->bank = accounts_look(reply->arena, finding, reply->facts, flagged || change, reply->outcome);
	reply->bank_words = (change || flagged) && finding->accounts.n == 0;
}

/* Of what is muted only bank details are told, once a day; an account is told once for each client. */
const char *replies_bank_key(const Reply *reply, bool bank)
{
	if (reply->outcome->muted)
		return arena_printf(reply->arena, "bank-details %s %s", reply->facts->correspondent->address,
				    date_text(reply->arena, reply->today));
	if (bank && reply->bank.stated != NULL)
		return accounts_alarm_key(reply->arena, &reply->bank);
	return arena_printf(reply->arena, "reply %s", reply->facts->mail_sha256);
}

void replies_bank_facts(Arena *arena, Alert *alert, const AccountAlarm *alarm)
{
	if (alarm->stated == NULL)
		return;
	alert_fact(arena, alert, "account", accounts_masked(arena, alarm->stated));
	if (alarm->known != NULL)
		alert_fact(arena, alert, "known-account", accounts_masked(arena, alarm->known));
}

void replies_warn_bank(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	if (finding->mail == NULL || facts->sent != NULL || facts->n_companies == 0 ||
	    finding->kind == FINDING_QUARANTINE)
		return;
	bool claims = texts_has(&finding->flags, "bank-details");
	AccountAlarm alarm = accounts_look(arena, finding, facts, claims, outcome);
	if (alarm.stated == NULL)
		return;
	const Company *company = &facts->companies[0];
	const char *from = finding->mail->from.address != NULL ? finding->mail->from.address : "(unknown sender)";
	Alert alert = { .company = company->name, .kind = ALERT_BANK_DETAILS, .subject = from,
			.key = accounts_alarm_key(arena, &alarm), .detail = finding->mail->subject,
			.quote = finding->mail->reply,
			.command = arena_printf(arena, "valija mail show %" G_GINT64_FORMAT, facts->mail_id) };
	Alert *added = outcome_add_alert(arena, outcome, alert);
	replies_bank_facts(arena, added, &alarm);
}
