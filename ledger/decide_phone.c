/* Mails that nobody answers: after two of them somebody calls. */
#include "ledger/decide_inner.h"

#define PHONE_MAILS 2

Date decide_phone_day(const DecideInput *input, const Policy *policy, bool one_more)
{
	Date last = one_more ? date_in_zone(input->now, policy->zone) : (Date){ 0 };
	size_t unanswered = one_more;
	for (size_t i = 0; i < input->n_past; i++) {
		const PastReminder *past = &input->past[i];
		if (!past->left || past->queued_at <= input->contact_at)
			continue;
		if (unanswered++ == 0)
			last = date_in_zone(past->queued_at, policy->zone);
	}
	if (unanswered < PHONE_MAILS)
		return (Date){ 0 };
	return calendar_add(&policy->calendar, last, policy->min_interval);
}

static bool decide_is_late(const DecideInput *input, Date today)
{
	for (size_t i = 0; i < input->n_invoices; i++) {
		const Invoice *invoice = &input->invoices[i];
		if (invoice->hold_reason == NULL && date_is_set(invoice->due) && date_compare(invoice->due, today) < 0)
			return true;
	}
	return false;
}

void decide_phone(Arena *arena, const DecideInput *input, Outcome *outcome)
{
	const char *missing = NULL;
	const Policy *policy = company_policy(arena, input->company, input->customer, &missing);
	if (policy == NULL)
		return;
	Date today = date_in_zone(input->now, policy->zone);
	Date day = decide_phone_day(input, policy, false);
	if (!date_is_set(day) || date_compare(day, today) > 0 || !decide_is_late(input, today))
		return;
	Task task = { .company = input->company->name, .kind = TASK_PHONE, .subject = input->customer->tax_id,
		      .customer_tax_id = input->customer->tax_id, .detail = input->customer->name,
		      .due = calendar_add(&policy->calendar, today, task_row(TASK_PHONE)->days) };
	outcome_open_task(arena, outcome, task);
}
