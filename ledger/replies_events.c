/* What an answer tells of besides its codes: who is absent, and who said which invoice it is about. */
#include "base/text.h"
#include "ledger/events.h"
#include "ledger/replies_inner.h"

/* An absence may say a day that is long past or never comes. */
#define REPLIES_ABSENT_DAYS_MAX 120

/* Until then reminders go to the next one who pays or approves. The stated day is the one on which they are back. */
static void replies_mark_absent(const Reply *reply, const char *address, const char *stated)
{
	Date back;
	if (address == NULL || stated == NULL || !date_parse(stated, &back) ||
	    date_compare(back, reply->today) <= 0 || date_diff(back, reply->today) > REPLIES_ABSENT_DAYS_MAX)
		return;
	outcome_add_absence(reply->arena, reply->outcome,
			    (Absence){ .address = address, .until = date_add_days(back, -1) });
}

/* When somebody is back, and who stands in: for a person, who may set the stand-in as a contact. */
void replies_absent(const Reply *reply)
{
	const Answer *answer = reply->finding->answer;
	const Address *delegate = answer != NULL ? &answer->delegate : NULL;
	if (answer == NULL || (answer->return_date == NULL && delegate->address == NULL))
		return;
	const char *words = arena_printf(reply->arena, "%s is absent%s%s%s%s", replies_author(reply->arena, reply->finding->mail),
					 answer->return_date != NULL ? " until " : "",
					 answer->return_date != NULL ? answer->return_date : "",
					 delegate->address != NULL ? "; instead: " : "",
					 delegate->address != NULL ? delegate->address : "");
	replies_event(reply, NULL, EVENT_ABSENT, words);
	replies_mark_absent(reply, reply->finding->mail->from.address, answer->return_date);
	reply->outcome->reason = words;
}

void replies_assigned(const Reply *reply)
{
	const SentMail *sent = reply->facts->sent;
	const Customer *customer = reply->facts->sent_customer;
	if (!text_equal(sent->kind, SENT_ASSIGNED))
		return;
	Event event = { .at = reply->facts->now, .company = reply->company->name,
			.invoice_key = sent->invoice_keys.items[0], .kind = EVENT_REPLY_ASSIGNED, .actor = sent->step,
			.customer_tax_id = customer != NULL ? customer->tax_id : NULL,
			.reason = arena_printf(reply->arena, "mail %" G_GINT64_FORMAT " of %s", reply->facts->mail_id,
					       replies_author(reply->arena, reply->finding->mail)),
			.evidence = reply->facts->mail_sha256 };
	outcome_add_event(reply->arena, reply->outcome, event);
	outcome_close_task(reply->arena, reply->outcome,
			   (Task){ .company = reply->company->name, .kind = TASK_ASSIGN, .result = "assigned",
				   .subject = reply->facts->mail_sha256, .actor = sent->step });
}
