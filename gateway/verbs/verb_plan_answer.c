#include "gateway/verbs/verb_plan_answer.h"

#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "ledger/approval.h"
#include "store/plan_rows.h"

/* Among the plans of today, the one that is meant: named, or the only one. */
static bool answer_choose(Arena *arena, const PlanByHand *wish, ShownPlan *plans, size_t n, const ShownPlan **ret,
			  GError **error)
{
	Texts names = { 0 };
	*ret = NULL;
	for (size_t i = 0; i < n; i++) {
		if (wish->person != NULL && !text_equal(wish->person, plans[i].person))
			continue;
		*ret = &plans[i];
		texts_addf(arena, &names, "--company %s --person '%s'", plans[i].company, plans[i].person);
	}
	if (names.n == 1)
		return true;
	if (names.n == 0)
		error_reject(error, "there is no such plan of today%s", n == 0 ? ": none was shown" : "");
	else
		error_reject(error, "there are several plans of today, name one: %s", texts_join(arena, &names, "; "));
	return false;
}

static bool answer_find(App *app, Arena *arena, const PlanByHand *wish, const ShownPlan **ret, GError **error)
{
	ShownPlan *all = NULL;
	size_t n_all = 0;
	for (size_t i = 0; i < app->settings->n_companies; i++) {
		const Company *company = &app->settings->companies[i];
		Date today = date_in_zone(clock_now(&app->clock), company->zone);
		ShownPlan *plans = NULL;
		size_t n = 0;
		if (wish->company != NULL && !text_equal(wish->company, company->name))
			continue;
		if (!plan_rows_of_day(app->store, arena, company->name, today, &plans, &n, error))
			return false;
		for (size_t k = 0; k < n; k++) {
			all = arena_grow(arena, all, n_all, sizeof *all);
			all[n_all++] = plans[k];
		}
	}
	return answer_choose(arena, wish, all, n_all, ret, error);
}

/* In the words of a mail, so that both are read by one reader. */
static PlanAnswer answer_words(Arena *arena, const PlanByHand *wish)
{
	Texts lines = { 0 };
	for (int i = 0; i < wish->n; i++)
		texts_add(arena, &lines, wish->lines[i]);
	const char *said = texts_join(arena, &lines, ", ");
	if (wish->n == 0)
		return plan_answer_read(arena, wish->approve ? "ok" : "none");
	return plan_answer_read(arena, arena_printf(arena, "%s %s", wish->approve ? "ok" : "no", said));
}

static bool answer_commit(App *app, Arena *arena, const ShownPlan *plan, const PlanByHand *wish, GError **error)
{
	int64_t now = clock_now(&app->clock);
	Outcome outcome = { .outcome = "act", .company = plan->company };
	const PlanAnswer answer = answer_words(arena, wish);
	const ApprovalAct act = { .plan = plan, .answer = &answer, .today = plan->day, .now = now,
				  .actor = wish->by != NULL ? wish->by : g_get_user_name() };
	const char *late = NULL;
	ApprovalVerdict verdict = approval_answer(arena, &act, &outcome, &late);
	if (verdict == APPROVAL_UNCLEAR || verdict == APPROVAL_NO_LINE) {
		error_reject(error, "lines of the plan are wanted: 7, 9, 3-5 (of 1 to %zu)", plan->n);
		return false;
	}
	if (!store_commit_act(app->store, &outcome, NULL, 0, now, error))
		return false;
	store_ring(app->store, "work");
	if (verdict == APPROVAL_LATE)
		error_reject(error, "too late for lines %s: they were handed over", late);
	return verdict != APPROVAL_LATE;
}

int verb_plan_answer(App *app, const PlanByHand *wish)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const ShownPlan *plan = NULL;
	int status = app_store(app);
	if (status != EXIT_OK)
		return status;
	if (!answer_find(app, arena, wish, &plan, &error) || !answer_commit(app, arena, plan, wish, &error))
		return app_fail(error);
	return EXIT_OK;
}
