/* What an answer does to the lines of a plan. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/approval.h"
#include "ledger/events.h"

#define APPROVAL_MAIL "plan"
#define APPROVAL_ALERT "plan-unclear "

/* A number that is no line of the plan. */
static bool approval_has(const ShownPlan *plan, const PlanRange *range)
{
	for (int64_t number = range->first; number <= range->last; number++) {
		bool found = false;
		for (size_t i = 0; i < plan->n && !found; i++)
			found = plan->lines[i].number == number;
		if (!found)
			return false;
	}
	return true;
}

static bool approval_has_all(const ShownPlan *plan, const PlanAnswer *answer)
{
	for (size_t i = 0; i < answer->n_go; i++)
		if (!approval_has(plan, &answer->go[i]))
			return false;
	for (size_t i = 0; i < answer->n_out; i++)
		if (!approval_has(plan, &answer->out[i]))
			return false;
	return true;
}

static void approval_event(Arena *arena, const ApprovalAct *act, const ShownLine *line, ShownState to,
			   Outcome *outcome)
{
	const char *reason = arena_printf(arena, "line %" G_GINT64_FORMAT " of the plan of %s", line->number,
					  date_text(arena, act->plan->day));
	Event event = { .at = act->now, .company = act->plan->company, .customer_tax_id = line->customer,
			.kind = to == SHOWN_DROPPED ? EVENT_PLAN_DROPPED : EVENT_PLAN_APPROVED, .actor = act->actor,
			.reason = reason, .evidence = act->evidence };
	for (size_t i = 0; i < line->content.n_invoices; i++) {
		event.invoice_key = line->content.invoices[i].key;
		if (line->content.invoices[i].asked)
			outcome_add_event(arena, outcome, event);
	}
}

/* What the answer wants of a line; its state when it says nothing of it. */
static ShownState approval_wanted(const PlanAnswer *answer, const ShownLine *line)
{
	if (answer->none || plan_answer_names(answer->out, answer->n_out, line->number))
		return SHOWN_DROPPED;
	if (plan_answer_names(answer->go, answer->n_go, line->number))
		return SHOWN_APPROVED;
	if (answer->only)
		return SHOWN_DROPPED;
	return answer->rest && line->state == SHOWN_SHOWN ? SHOWN_APPROVED : line->state;
}

static bool approval_is_named(const PlanAnswer *answer, const ShownLine *line)
{
	return plan_answer_names(answer->out, answer->n_out, line->number) ||
	       plan_answer_names(answer->go, answer->n_go, line->number);
}

static void approval_line(Arena *arena, const ApprovalAct *act, const ShownLine *line, Outcome *outcome, Texts *late)
{
	ShownState to = approval_wanted(act->answer, line);
	bool taken_back = line->state == SHOWN_QUEUED && line->waits && to == SHOWN_DROPPED;
	bool over = (line->state == SHOWN_QUEUED && !taken_back) || line->state == SHOWN_CHANGED;
	if (to == line->state)
		return;
	if (over && line->state == SHOWN_QUEUED && to == SHOWN_DROPPED)
		texts_addf(arena, late, "%" G_GINT64_FORMAT, line->number);
	if (over || (line->state == SHOWN_DROPPED && to == SHOWN_APPROVED && !approval_is_named(act->answer, line)))
		return;
	outcome_add_shown(arena, outcome,
			  (ShownChange){ .company = act->plan->company, .day = act->plan->day,
					 .customer_id = line->customer_id, .from = line->state, .to = to,
					 .by = act->actor, .mail_id = line->became });
	approval_event(arena, act, line, to, outcome);
}

static void approval_answered(Arena *arena, const ApprovalAct *act, ShownAnswer to, Outcome *outcome)
{
	const ShownAnswered answered = { .company = act->plan->company, .person = act->plan->person,
					 .day = act->plan->day, .mail_id = act->plan->mail_id,
					 .from = act->plan->answer, .to = to, .by = act->actor };
	outcome->answered = arena_memdup(arena, &answered, sizeof answered);
}

ApprovalVerdict approval_answer(Arena *arena, const ApprovalAct *act, Outcome *outcome, const char **ret_late)
{
	Texts late = { 0 };
	const PlanAnswer *answer = act->answer;
	*ret_late = NULL;
	if (date_compare(act->plan->day, act->today) != 0)
		return APPROVAL_OVER;
	if (!answer->clear || !approval_has_all(act->plan, answer)) {
		approval_answered(arena, act, SHOWN_ANSWER_UNCLEAR, outcome);
		return answer->clear ? APPROVAL_NO_LINE : APPROVAL_UNCLEAR;
	}
	for (size_t i = 0; i < act->plan->n; i++)
		approval_line(arena, act, &act->plan->lines[i], outcome, &late);
	bool part = answer->n_go > 0 && !answer->rest;
	approval_answered(arena, act, part ? SHOWN_ANSWER_PART : SHOWN_ANSWER_READ, outcome);
	*ret_late = late.n > 0 ? texts_join(arena, &late, ", ") : NULL;
	return late.n > 0 ? APPROVAL_LATE : APPROVAL_DONE;
}

/* ---- by mail ---- */

int64_t approval_mail_of(const SentMail *sent)
{
	if (text_equal(sent->kind, APPROVAL_MAIL))
		return sent->id;
	if (!text_equal(sent->kind, "alert") || sent->step == NULL || !g_str_has_prefix(sent->step, APPROVAL_ALERT))
		return 0;
	return g_ascii_strtoll(sent->step + strlen(APPROVAL_ALERT), NULL, 10);
}

static void approval_ask_back(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	const ShownPlan *plan = facts->plan;
	Alert alert = { .company = plan->company, .kind = ALERT_PLAN_UNCLEAR,
			.key = arena_printf(arena, APPROVAL_ALERT "%" G_GINT64_FORMAT, plan->mail_id),
			.subject = date_text(arena, plan->day), .quote = finding->mail->reply,
			.only_to = finding->mail->from.address, .command = "valija plan" };
	outcome_add_alert(arena, outcome, alert);
}

static void approval_say_late(Arena *arena, const Finding *finding, const Facts *facts, const char *late,
			      Outcome *outcome)
{
	const ShownPlan *plan = facts->plan;
	Alert alert = { .company = plan->company, .kind = ALERT_PLAN_LATE,
			.key = arena_printf(arena, "plan-late %" G_GINT64_FORMAT, plan->mail_id),
			.subject = date_text(arena, plan->day), .detail = late, .quote = finding->mail->reply,
			.only_to = finding->mail->from.address, .command = "valija plan" };
	if (alert.detail == NULL)
		alert.detail = arena_printf(arena, "1-%zu", plan->n);
	outcome_add_alert(arena, outcome, alert);
}

/* The plan was not sent there: whom it was sent to hears of it. */
static void approval_say_stranger(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	const ShownPlan *plan = facts->plan;
	const char *from = finding->mail->from.address != NULL ? finding->mail->from.address : "(unknown sender)";
	Alert alert = { .company = plan->company, .kind = ALERT_PLAN_STRANGER,
			.key = arena_printf(arena, "plan-stranger %" G_GINT64_FORMAT " %s", plan->mail_id, from),
			.subject = from, .quote = finding->mail->reply, .only_to = facts->sent->recipients.items[0],
			.command = arena_printf(arena, "valija mail show %" G_GINT64_FORMAT, facts->mail_id) };
	outcome_add_alert(arena, outcome, alert);
}

void approval_bounced(Arena *arena, const Facts *facts, const char *address, Outcome *outcome)
{
	const ShownPlan *plan = facts->plan;
	if (plan == NULL || plan->answer != SHOWN_ANSWER_SILENT || facts->sent->recipients.n != 1)
		return;
	const ApprovalAct act = { .plan = plan, .actor = address };
	approval_answered(arena, &act, SHOWN_ANSWER_UNREAD, outcome);
	Alert alert = { .company = plan->company, .kind = ALERT_BOUNCE, .subject = address,
			.key = arena_printf(arena, "bounce %s", address), .command = "valija plan" };
	outcome_add_alert(arena, outcome, alert);
}

static bool approval_is_answer(const Finding *finding)
{
	return finding->mail != NULL && !finding->mail->automatic &&
	       (finding->kind == FINDING_REPLY || finding->kind == FINDING_OTHER);
}

bool approval_reply(Arena *arena, const Finding *finding, const Facts *facts, bool verified, Outcome *outcome)
{
	const ShownPlan *plan = facts->plan;
	if (plan == NULL)
		return false;
	if (!approval_is_answer(finding))
		return true;
	if (!verified) {
		if (facts->sent->recipients.n > 0)
			approval_say_stranger(arena, finding, facts, outcome);
		return true;
	}
	const char *zone = facts->companies[0].zone;
	for (size_t i = 0; i < facts->n_companies; i++)
		if (text_equal(facts->companies[i].name, plan->company))
			zone = facts->companies[i].zone;
	const PlanAnswer answer = plan_answer_read(arena, finding->mail->reply);
	const ApprovalAct act = { .plan = plan, .answer = &answer, .actor = finding->mail->from.address,
				  .evidence = facts->mail_sha256, .now = facts->now,
				  .today = date_in_zone(facts->now, zone) };
	const char *late = NULL;
	switch (approval_answer(arena, &act, outcome, &late)) {
	case APPROVAL_DONE:
		break;
	case APPROVAL_UNCLEAR:
	case APPROVAL_NO_LINE:
		approval_ask_back(arena, finding, facts, outcome);
		break;
	case APPROVAL_LATE:
	case APPROVAL_OVER:
		approval_say_late(arena, finding, facts, late, outcome);
		break;
	}
	return true;
}
