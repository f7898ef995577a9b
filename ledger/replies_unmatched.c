/* Answers that name no mail of ours: kept where a person looks; whose they may be is proposed, never applied. */
#include <string.h>

#include "base/text.h"
#include "ledger/replies_inner.h"

static bool replies_tagged(const Address *address, const Company *company)
{
	const char *tag = address->address != NULL ? strchr(address->address, '+') : NULL;
	const char *at = company->reply_to != NULL ? strrchr(company->reply_to, '@') : NULL;
	if (tag == NULL || at == NULL || strrchr(address->address, '@') == NULL)
		return false;
	size_t local = (size_t)(at - company->reply_to);
	return (size_t)(tag - address->address) == local &&
	       g_ascii_strncasecmp(address->address, company->reply_to, local) == 0 &&
	       g_ascii_strcasecmp(strrchr(address->address, '@'), at) == 0;
}

static const CodeRow replies_unmatched_row = { .tray = TRAY_UNMATCHED };

/* One whose contact wrote is named; of several, a person chooses. */
static void replies_propose(const Reply *reply)
{
	const Facts *facts = reply->facts;
	const Customer *customer = facts->n_proposed > 0 ? &facts->proposed[0] : NULL;
	Texts names = { 0 };
	for (size_t i = 0; i < facts->n_proposed; i++)
		texts_addf(reply->arena, &names, "%s %s", facts->proposed[i].tax_id,
			   facts->proposed[i].name != NULL ? facts->proposed[i].name : "");
	if (customer == NULL || facts->mail_sha256 == NULL)
		return;
	reply->outcome->reason = arena_printf(reply->arena, "no valid token of ours: perhaps of %s",
					      texts_join(reply->arena, &names, " or "));
	const Policy *policy = &reply->company->policy;
	Date today = date_in_zone(facts->now, reply->company->zone);
	Task task = { .company = customer->company, .kind = TASK_ASSIGN, .subject = facts->mail_sha256,
		      .customer_tax_id = facts->n_proposed == 1 ? customer->tax_id : NULL,
		      .due = calendar_add(&policy->calendar, today, task_row(TASK_ASSIGN)->days) };
	task.detail = arena_printf(reply->arena, "%s: valija mail assign %" G_GINT64_FORMAT " INVOICE",
				   replies_author(reply->arena, reply->finding->mail), facts->mail_id);
	outcome_open_task(reply->arena, reply->outcome, task);
}

/* Sent to a tagged address of ours, but with no token that holds: kept where a person looks, never guessed. */
void replies_unmatched(Reply *reply)
{
	const Mail *mail = reply->finding->mail;
	bool tagged = false;
	reply->outcome->reason = "no valid token of ours: not matched to an invoice";
	for (size_t i = 0; i < mail->n_to; i++)
		tagged = tagged || replies_tagged(&mail->to[i], &reply->facts->companies[0]);
	for (size_t i = 0; i < mail->delivered_to.n; i++)
		tagged = tagged || replies_tagged(&(Address){ .address = mail->delivered_to.items[i] },
						  &reply->facts->companies[0]);
	reply->company = &reply->facts->companies[0];
	reply->row = &replies_unmatched_row;
	if (!reply->outcome->muted)
		replies_propose(reply);
	if (tagged)
		replies_file(reply);
}

