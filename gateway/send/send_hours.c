#include "gateway/send/send_hours.h"

#include <glib.h>

#include "base/text.h"

static bool send_hours_asks(const char *kind)
{
	static const char *const kinds[] = { "reminder", "first-notice", "campaign" };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (text_equal(kind, kinds[i]))
			return true;
	return false;
}

/* "before-5 2026-11-30" and "due+0 2026-11-30" say how many days are left; later steps say how long it has been, which is
 * less than the truth at worst. */
static bool send_hours_is_dated(const char *step)
{
	return step != NULL && (g_str_has_prefix(step, "before") || g_str_has_prefix(step, "due"));
}

bool send_hours_look(Stage *stage, Arena *arena, const ClaimedJob *job, int64_t *ret_until, const char **ret_stale,
		     GError **error)
{
	const Company *company = settings_company(stage->settings, job->mail.company);
	const char *missing = NULL;
	Customer *customer = NULL;
	int64_t now = stage_now(stage);
	*ret_until = 0;
	*ret_stale = NULL;
	if (company == NULL || !send_hours_asks(job->mail.kind) || job->mail.customer_id == 0)
		return true;
	if (!store_customer_by_id(stage->store, arena, job->mail.customer_id, &customer, error))
		return false;
	const Policy *policy = customer != NULL ? company_policy(arena, company, customer, &missing) : NULL;
	if (policy == NULL)
		policy = &company->policy;
	Date queued = date_in_zone(job->mail.queued_at, policy->zone);
	if (send_hours_is_dated(job->mail.step) && date_compare(queued, date_in_zone(now, policy->zone)) < 0)
		*ret_stale = arena_printf(arena, "its words are of %s", date_text(arena, queued));
	int64_t at = policy_send_at(policy, now);
	*ret_until = at > now ? at : 0;
	return true;
}
