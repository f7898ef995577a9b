#include "ledger/caps.h"

#include "ledger/events.h"
#include "ledger/pause.h"

#define CAPS_WEEK_DAYS 7
#define CAPS_MAILS_MIN 20	 /* fewer say nothing about a share */
#define CAPS_COMPLAINTS_MAX 2

CapWindow caps_window(const Company *company, const char *address, int64_t now)
{
	Date today = date_in_zone(now, company->zone);
	return (CapWindow){ .company = company->name, .address = address, .day = date_at(today, 0, 0, company->zone),
			    .week = date_at(date_add_days(today, 1 - CAPS_WEEK_DAYS), 0, 0, company->zone) };
}

bool caps_of_company(const Company *company)
{
	return company->caps.per_day > 0 || company->caps.first_per_day > 0;
}

bool caps_of_address(const Company *company)
{
	return company->caps.address_day > 0 || company->caps.address_week > 0;
}

static int64_t caps_company_day(const Company *company, Date today, bool *ret_first)
{
	const Caps *caps = &company->caps;
	*ret_first = caps->first_per_day > 0 && date_is_set(company->go_live) &&
		     date_diff(today, company->go_live) < caps->first_days &&
		     (caps->per_day == 0 || caps->first_per_day < caps->per_day);
	return *ret_first ? caps->first_per_day : caps->per_day;
}

static const char *caps_refusal(Arena *arena, const Company *company, const CapCounts *counts, Date today)
{
	const Caps *caps = &company->caps;
	bool first = false;
	int64_t most = caps_company_day(company, today, &first);
	if (most > 0 && counts->company_day >= most)
		return arena_printf(arena, "%" G_GINT64_FORMAT " mails of the company today: that is the most%s", most,
				    first ? " in the first days" : "");
	if (caps->address_day > 0 && counts->address_day >= caps->address_day)
		return arena_printf(arena, "%" G_GINT64_FORMAT " mails to this address today: that is the most",
				    counts->address_day);
	if (caps->address_week > 0 && counts->address_week >= caps->address_week)
		return arena_printf(arena, "%" G_GINT64_FORMAT " mails to this address in a week: that is the most",
				    counts->address_week);
	return NULL;
}

void caps_apply(Arena *arena, const DecideInput *input, const CapCounts *counts, Decision *decision)
{
	Date today = date_in_zone(input->now, input->company->zone);
	decision->skip = decision->skip != NULL ? decision->skip : caps_refusal(arena, input->company, counts, today);
	if (decision->skip != NULL && decision->skip_word == NULL)
		decision->skip_word = "cap";
	for (size_t i = 0; decision->skip != NULL && i < decision->n_items; i++)
		if (decision->items[i].skip == NULL) {
			decision->items[i].next = date_add_days(today, 1);
			decision->items[i].next_kind = "cap";
		}
}

bool caps_stop(Arena *arena, const Company *company, const CapRefusals *refusals, int64_t now, Outcome *outcome)
{
	bool judged = company->caps.bounce_percent > 0 && refusals->mails >= CAPS_MAILS_MIN;
	bool many = judged && refusals->refused * 100 > refusals->mails * company->caps.bounce_percent;
	if (!many && refusals->complaints < CAPS_COMPLAINTS_MAX)
		return false;
	const char *why = arena_printf(arena, "%" G_GINT64_FORMAT " of the last %" G_GINT64_FORMAT
				       " mails were refused for good, %" G_GINT64_FORMAT " complaints",
				       refusals->refused, refusals->mails, refusals->complaints);
	pause_all(arena, outcome, company->name, why, now);
	return true;
}
