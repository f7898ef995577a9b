#include "ledger/decide_inner.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/duties.h"
#include "ledger/pause.h"
#include "ledger/recipients.h"

typedef struct {
	Arena *arena;
	const DecideInput *input;
	const Policy *policy;
	Date today;
	Decision *decision;
	Recipients recipients;
	const PolicyStep *highest;
} Decide;

static Ladder decide_ladder(const Decide *decide, const Invoice *invoice)
{
	Date seen = date_in_zone(invoice->received_at, decide->policy->zone);
	Ladder ladder = policy_ladder(decide->policy, invoice->due, seen);
	Date learnt = decide_learnt_day(decide->input, decide->policy, invoice->due);
	if (date_is_set(learnt) && date_compare(learnt, ladder.start) > 0)
		ladder.start = learnt;
	return ladder;
}

#define DECIDE_PERSON "person"
#define DECIDE_CHECK_ENVIRONMENT "check-environment"
#define DECIDE_CHECK_TRUST "check-trust"
#define DECIDE_CONFIRM_PAYMENT "confirm-payment"
#define DECIDE_SET_DUE_DATE "set-due-date"
#define DECIDE_RESOLVE "resolve-dispute"
#define DECIDE_FORMAL_NOTICE "formal-notice"
#define DECIDE_FIND_DEBTOR "find-debtor"

bool decide_waits_for_person(const char *next_kind)
{
	static const char *const kinds[] = { DECIDE_PERSON,	     DECIDE_CHECK_ENVIRONMENT, DECIDE_CHECK_TRUST,
					     DECIDE_CONFIRM_PAYMENT, DECIDE_SET_DUE_DATE,      DECIDE_RESOLVE,
					     DECIDE_FORMAL_NOTICE,   DECIDE_FIND_DEBTOR };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (text_equal(kinds[i], next_kind))
			return true;
	return false;
}

/* Sets why an invoice is not dunned and what a person has to do about it. */
static bool decide_refuse(DecideItem *item, const char *skip, const char *next_kind)
{
	item->skip = skip;
	item->next_kind = next_kind;
	return true;
}

static bool decide_refuse_held(const Decide *decide, DecideItem *item)
{
	const Invoice *invoice = item->invoice;
	if (!date_is_set(invoice->hold_until))
		return decide_refuse(item, arena_printf(decide->arena, "held: %s", invoice->hold_reason), DECIDE_PERSON);
	item->next = date_add_days(invoice->hold_until, 1);
	return decide_refuse(item,
			     arena_printf(decide->arena, "held until %s: %s",
					  date_text(decide->arena, invoice->hold_until), invoice->hold_reason),
			     "hold-ends");
}

/* Reasons of the invoice itself, in the order in which a person would name them; false when it may be dunned. */
static bool decide_is_refused(const Decide *decide, DecideItem *item)
{
	const Invoice *invoice = item->invoice;
	const char *method = invoice->payment_method;
	bool said_paid = text_equal(method, "PUE") || text_equal(method, "1");
	if (invoice->hold_reason != NULL)
		return decide_refuse_held(decide, item);
	if (invoice->environment != ENVIRONMENT_PRODUCTION)
		return decide_refuse(item,
				     arena_printf(decide->arena, "environment is %s",
						  environment_word(invoice->environment)),
				     DECIDE_CHECK_ENVIRONMENT);
	if (invoice->trust < decide->policy->minimum_trust || invoice->trust == VERDICT_ALTERED)
		return decide_refuse(item,
				     arena_printf(decide->arena, "trust is %s, policy wants %s",
						  verdict_word(invoice->trust),
						  verdict_word(decide->policy->minimum_trust)),
				     DECIDE_CHECK_TRUST);
	if (said_paid && !decide->policy->dun_paid_at_once)
		return decide_refuse(item,
				     arena_printf(decide->arena, "paid at issue, says the document (%s)", method),
				     DECIDE_CONFIRM_PAYMENT);
	if (!date_is_set(invoice->due))
		return decide_refuse(item, "no due date", DECIDE_SET_DUE_DATE);
	if (invoice->state == STATE_DISPUTED)
		return decide_refuse(item, "state is disputed", DECIDE_RESOLVE);
	return invoice->state == STATE_PAYMENT_UNCONFIRMED &&
	       decide_refuse(item, "state is payment-unconfirmed", DECIDE_CONFIRM_PAYMENT);
}

static const char *decide_step_name(const Decide *decide, const PolicyStep *step, const Invoice *invoice)
{
	return arena_printf(decide->arena, "%s %s", step->name, date_text(decide->arena, invoice->due));
}

/* Each invoice has its own count: any reminder that asked for it on or after the day of its step was that step, and so
 * was one of that name, whatever day the step has moved to since. What was missed before is not caught up (promise P12),
 * and a mail at another invoice's higher step hides none of its own. */
static const PastReminder *decide_passed(const Decide *decide, const PolicyStep *step, const Invoice *invoice)
{
	Date day = policy_step_day(decide->policy, step, decide_ladder(decide, invoice));
	const char *name = decide_step_name(decide, step, invoice);
	for (size_t i = 0; i < decide->input->n_past; i++) {
		const PastReminder *past = &decide->input->past[i];
		bool counts = (past->left || past->lost != NULL) && texts_has(&past->invoice_keys, invoice->key);
		if (counts && (text_equal(past->step, name) ||
			       date_compare(date_in_zone(past->queued_at, decide->policy->zone), day) >= 0))
			return past;
	}
	return NULL;
}

/* The day after the due date changes the state, whether or not a step falls on it. */
static void decide_falls_due(const Decide *decide, DecideItem *item)
{
	if (!date_is_set(item->invoice->due))
		return;
	Date late = date_add_days(item->invoice->due, 1);
	bool sooner = !date_is_set(item->next) || date_compare(late, item->next) < 0;
	if (date_compare(late, decide->today) <= 0 || !sooner)
		return;
	item->next_kind = "falls-due";
	item->next = late;
}

/* Somebody calls before the next step. */
static void decide_call(const Decide *decide, DecideItem *item, bool one_more)
{
	Date day = decide_phone_day(decide->input, decide->policy, one_more);
	bool sooner = !date_is_set(item->next) || date_compare(day, item->next) < 0;
	if (!date_is_set(day) || date_compare(day, decide->today) <= 0 || !sooner)
		return;
	item->next_kind = "phone";
	item->next = day;
}

static void decide_next(const Decide *decide, DecideItem *item, Ladder ladder)
{
	const PolicyStep *after = policy_step_after(decide->policy, ladder, decide->today, &item->next);
	item->next_kind = after != NULL ? after->name : DECIDE_FORMAL_NOTICE;
	decide_falls_due(decide, item);
	decide_call(decide, item, false);
}

static const char *decide_not_yet(const Decide *decide, const DecideItem *item)
{
	if (!date_is_set(item->next))
		return "no step is left";
	Date learnt = decide_learnt_day(decide->input, decide->policy, item->invoice->due);
	if (!date_is_set(learnt))
		return arena_printf(decide->arena, "not yet: %s on %s", item->next_kind,
				    date_text(decide->arena, item->next));
	return arena_printf(decide->arena, "not yet: %s on %s; always pays on %s, so counted from %s", item->next_kind,
			    date_text(decide->arena, item->next), habit_day_text(decide->arena, decide->input->habit),
			    date_text(decide->arena, learnt));
}

static const char *decide_passed_words(const Decide *decide, const PolicyStep *step, const PastReminder *past)
{
	if (past->lost != NULL)
		return arena_printf(decide->arena, "step %s %s", step->name, past->lost);
	if (!past->task)
		return arena_printf(decide->arena, "step %s was sent", step->name);
	return arena_printf(decide->arena, "step %s is a person's since %s", step->name,
			    date_text(decide->arena, date_in_zone(past->queued_at, decide->policy->zone)));
}

static const char *decide_company_refusal(const Decide *decide)
{
	Date go_live = decide->input->company->go_live;
	if (!date_is_set(go_live))
		return "not live: go_live is not set";
	if (date_compare(decide->today, go_live) < 0)
		return arena_printf(decide->arena, "not live before %s", date_text(decide->arena, go_live));
	return NULL;
}

/* Nobody is told to act on a client before the company writes to clients at all. */
static void decide_hand_over(const Decide *decide, DecideItem *item, const PolicyStep *step)
{
	Date go_live = decide->input->company->go_live;
	item->skip = decide_company_refusal(decide);
	if (item->skip != NULL) {
		item->next = date_is_set(go_live) ? go_live : date_add_days(decide->today, 1);
		item->next_kind = "go-live";
		return;
	}
	item->task = step;
	item->skip = arena_printf(decide->arena, "step %s is for a person: task %s", step->name,
				  task_row(duties_step_kind(step->channel))->word);
}

static void decide_reminder(Decide *decide, DecideItem *item)
{
	Ladder ladder = decide_ladder(decide, item->invoice);
	const PolicyStep *step = policy_step_on(decide->policy, ladder, decide->today);
	const PastReminder *past = NULL;
	decide_next(decide, item, ladder);
	if (step == NULL || policy_step_lapsed(decide->policy, step, ladder, decide->today)) {
		item->skip = decide_not_yet(decide, item);
	} else if ((past = decide_passed(decide, step, item->invoice)) != NULL) {
		item->skip = decide_passed_words(decide, step, past);
	} else if (step->channel != CHANNEL_MAIL) {
		decide_hand_over(decide, item, step);
	} else if (decide->highest == NULL || step > decide->highest) {
		decide->highest = step;
		decide->decision->step = decide_step_name(decide, step, item->invoice);
	}
}

/* The first business day of a month; words and table are those of the statement, whatever the steps say. */
static const PolicyStep decide_statement_step = { .name = "statement", .notice = "statement" };

static const char *decide_statement_name(const Decide *decide)
{
	return arena_printf(decide->arena, "statement %04d-%02d", decide->today.year, decide->today.month);
}

static bool decide_statement_was(const Decide *decide)
{
	const char *name = decide_statement_name(decide);
	for (size_t i = 0; i < decide->input->n_past; i++) {
		const PastReminder *past = &decide->input->past[i];
		if ((past->left || past->lost != NULL) && text_equal(past->step, name))
			return true;
	}
	return false;
}

static void decide_statement(Decide *decide, DecideItem *item)
{
	const Calendar *calendar = &decide->policy->calendar;
	Date day = calendar_roll(calendar, date_make(decide->today.year, decide->today.month, 1));
	Date next = calendar_roll(calendar, date_add_days(date_month_end(decide->today), 1));
	item->next = date_compare(decide->today, day) < 0 ? day : next;
	item->next_kind = decide_statement_step.name;
	decide_falls_due(decide, item);
	if (date_compare(decide->today, day) != 0 || decide_statement_was(decide)) {
		item->skip = arena_printf(decide->arena, "policy %s: a statement on %s instead of reminders",
					  decide->policy->name,
					  date_text(decide->arena, date_compare(decide->today, day) < 0 ? day : next));
		return;
	}
	decide->highest = &decide_statement_step;
	decide->decision->statement = true;
	decide->decision->step = decide_statement_name(decide);
}

static void decide_item(Decide *decide, DecideItem *item)
{
	const Invoice *invoice = item->invoice;
	bool late = date_is_set(invoice->due) && date_compare(invoice->due, decide->today) < 0;
	item->section = late ? SECTION_OVERDUE : SECTION_DUE;
	if (invoice->state == STATE_DISPUTED)
		item->section = SECTION_DISPUTED;
	if (decide_is_refused(decide, item)) {
		if (invoice->hold_reason == NULL)
			decide_falls_due(decide, item);
		return;
	}
	item->dunned = true;
	if (decide->policy->statement_only)
		decide_statement(decide, item);
	else
		decide_reminder(decide, item);
}

static const char *decide_interval(const Decide *decide, Date *ret_free)
{
	for (size_t i = 0; i < decide->input->n_past; i++) {
		const PastReminder *past = &decide->input->past[i];
		if (!past->left || past->task)
			continue;
		Date last = date_in_zone(past->queued_at, decide->policy->zone);
		*ret_free = calendar_add(&decide->policy->calendar, last, decide->policy->min_interval);
		if (date_compare(decide->today, *ret_free) >= 0)
			return NULL;
		return arena_printf(decide->arena, "a mail went out on %s: the next may on %s",
				    date_text(decide->arena, last), date_text(decide->arena, *ret_free));
	}
	return NULL;
}

static void decide_recipients(Decide *decide)
{
	Decision *decision = decide->decision;
	const RecipientsInput input = { .contacts = decide->input->contacts, .n = decide->input->n_contacts,
					.today = decide->today,
					.escalates = decide->highest != NULL && decide->highest->escalates };
	recipients_of(decide->arena, &input, &decide->recipients);
	decision->to = decide->recipients.to;
	decision->n_to = decide->recipients.n_to;
	decision->cc = decide->recipients.cc;
	decision->n_cc = decide->recipients.n_cc;
}

static int decide_compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void decide_reasons(Decide *decide)
{
	Decision *decision = decide->decision;
	for (size_t i = 0; i < decision->n_items; i++)
		if (decision->items[i].skip == NULL)
			texts_add(decide->arena, &decision->invoice_keys, decision->items[i].invoice->key);
	if (decision->invoice_keys.n > 1)
		qsort(decision->invoice_keys.items, decision->invoice_keys.n, sizeof(char *), decide_compare_keys);
}

static void decide_postpone(Decide *decide, Date date, const char *kind)
{
	for (size_t i = 0; i < decide->decision->n_items; i++) {
		DecideItem *item = &decide->decision->items[i];
		if (item->skip != NULL)
			continue;
		item->next = date;
		item->next_kind = kind;
	}
}

static int64_t decide_owed(const Decision *decision, const char *currency)
{
	int64_t sum = 0;
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (item->dunned && text_equal(item->invoice->total.currency, currency))
			sum += invoice_balance(item->invoice);
	}
	return sum;
}

/* Too little in every currency: the next step looks again. */
static const char *decide_too_little(const Decide *decide)
{
	const Decision *decision = decide->decision;
	const char *words = NULL;
	for (size_t i = 0; decide->policy->n_minimum > 0 && i < decision->n_items; i++) {
		const char *currency = decision->items[i].invoice->total.currency;
		int64_t owed = decide_owed(decision, currency);
		if (!decision->items[i].dunned)
			continue;
		if (owed >= policy_minimum(decide->policy, currency))
			return NULL;
		words = arena_printf(decide->arena, "less than the minimum of policy %s: %s %s", decide->policy->name,
				     money_micro_text(decide->arena, owed), currency);
	}
	return words;
}

static void decide_outcome(Decide *decide)
{
	Decision *decision = decide->decision;
	Date free_on = { 0 };
	const Pause *pause = recipients_pause(decide->arena, &decide->recipients, decide->input->pauses,
					      decide->input->n_pauses);
	decision->notice = decide->highest->notice;
	decision->attach = decide->highest->attach;
	decision->send_at = policy_step_send_at(decide->policy, decide->highest, decide->input->now);
	decision->skip = decide_company_refusal(decide);
	if (decision->skip != NULL) {
		decision->skip_word = "go-live";
		Date go_live = decide->input->company->go_live;
		decide_postpone(decide, date_is_set(go_live) ? go_live : date_add_days(decide->today, 1), "go-live");
	} else if ((decision->skip = decide_too_little(decide)) != NULL) {
		decision->skip_word = "too-little";
	} else if (decision->n_to == 0) {
		decision->skip = "no contact who pays or approves";
		decision->skip_word = "no-contact";
		decision->find_contact = true;
		decide_postpone(decide, date_add_days(decide->today, 1), "find-contact");
	} else if ((decision->skip = decide_interval(decide, &free_on)) != NULL) {
		decision->skip_word = "interval";
		decide_postpone(decide, free_on, decide->highest->name);
	} else if (pause != NULL) {
		decision->skip = pause_words(decide->arena, pause);
		decision->skip_word = "paused";
		decide_postpone(decide, pause_is_of_all(pause) ? date_add_days(decide->today, 1) :
					date_in_zone(pause->until, decide->policy->zone), decide->highest->name);
	} else if (decision->send_at > decide->input->now) {
		decision->skip_word = "hours";
		decision->skip = arena_printf(decide->arena, "outside sending hours: %s",
					      instant_text(decide->arena, decision->send_at));
		decide_postpone(decide, date_in_zone(decision->send_at, decide->policy->zone), decide->highest->name);
	}
}

/* Nothing leaves by a policy that nobody chose. */
static void decide_unknown_policy(Decide *decide, const char *name)
{
	Decision *decision = decide->decision;
	decision->skip = arena_printf(decide->arena, "policy %s is not in the config", name);
	decision->skip_word = "policy";
	decide_postpone(decide, date_add_days(decide->today, 1), "policy");
	for (size_t i = 0; i < decision->n_items; i++)
		decision->items[i].task = NULL;
}

/* A mail that leaves now is the one that a call may follow. */
static void decide_calls(const Decide *decide)
{
	Decision *decision = decide->decision;
	for (size_t i = 0; decide->highest != NULL && decision->skip == NULL && i < decision->n_items; i++)
		if (decision->items[i].skip == NULL)
			decide_call(decide, &decision->items[i], true);
}

void decide_customer(Arena *arena, const DecideInput *input, Decision *ret)
{
	*ret = (Decision){ .n_items = input->n_invoices };
	ret->items = arena_array(arena, DecideItem, input->n_invoices + 1);
	Decide decide = { .arena = arena, .input = input, .decision = ret };
	const char *missing = NULL;
	decide.policy = company_policy(arena, input->company, input->customer, &missing);
	if (decide.policy == NULL)
		decide.policy = &input->company->policy;
	ret->policy = decide.policy;
	decide.today = date_in_zone(input->now, decide.policy->zone);
	for (size_t i = 0; i < input->n_invoices; i++) {
		ret->items[i].invoice = &input->invoices[i];
		decide_item(&decide, &ret->items[i]);
	}
	decide_recipients(&decide);
	decide_reasons(&decide);
	if (missing != NULL)
		decide_unknown_policy(&decide, missing);
	else if (decide.highest != NULL)
		decide_outcome(&decide);
	decide_calls(&decide);
	if (missing == NULL && decide.highest == NULL)
		ret->skip = ret->n_items == 1 ? ret->items[0].skip : "no step is due today";
}

bool decide_lists(const Policy *policy, const DecideItem *item, Date today)
{
	const Invoice *invoice = item->invoice;
	bool soon = policy->statement_only ||
		    (date_is_set(invoice->due) && date_diff(invoice->due, today) <= policy->upcoming_days);
	return item->skip == NULL || invoice->state == STATE_DISPUTED || (item->dunned && soon);
}

const char *decide_tone(const Policy *policy, const Customer *customer, const Contact *contact)
{
	if (contact != NULL && contact->tone != NULL)
		return contact->tone;
	return customer->tone != NULL ? customer->tone : policy->tone;
}

const char *decide_language(const Company *company, const Customer *customer, const Contact *contact)
{
	if (contact != NULL && contact->language != NULL)
		return contact->language;
	return customer->language != NULL ? customer->language : company->language;
}
