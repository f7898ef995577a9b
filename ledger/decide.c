#include "ledger/decide.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/duties.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "ledger/states.h"

typedef struct {
	Arena *arena;
	const DecideInput *input;
	const Policy *policy;
	Date today;
	Decision *decision;
	const PolicyStep *highest;
} Decide;

static Ladder decide_ladder(const Decide *decide, const Invoice *invoice)
{
	Date seen = date_in_zone(invoice->received_at, decide->policy->zone);
	return policy_ladder(decide->policy, invoice->due, seen);
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

/* Each invoice has its own count: any reminder that asked for it on or after the day of its step was that step. What was
 * missed before is not caught up (promise P12), and a mail at another invoice's higher step hides none of its own. */
static bool decide_passed(const Decide *decide, const PolicyStep *step, const Invoice *invoice)
{
	Date day = policy_step_day(decide->policy, step, decide_ladder(decide, invoice));
	for (size_t i = 0; i < decide->input->n_past; i++) {
		const PastReminder *past = &decide->input->past[i];
		if (past->left && texts_has(&past->invoice_keys, invoice->key) &&
		    date_compare(date_in_zone(past->queued_at, decide->policy->zone), day) >= 0)
			return true;
	}
	return false;
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

static void decide_next(const Decide *decide, DecideItem *item, Ladder ladder)
{
	const PolicyStep *after = policy_step_after(decide->policy, ladder, decide->today, &item->next);
	item->next_kind = after != NULL ? after->name : DECIDE_FORMAL_NOTICE;
	decide_falls_due(decide, item);
}

static const char *decide_not_yet(const Decide *decide, const DecideItem *item)
{
	if (!date_is_set(item->next))
		return "no step is left";
	return arena_printf(decide->arena, "not yet: %s on %s", item->next_kind, date_text(decide->arena, item->next));
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
	Ladder ladder = decide_ladder(decide, invoice);
	decide_next(decide, item, ladder);
	const PolicyStep *step = policy_step_on(decide->policy, ladder, decide->today);
	if (step == NULL || policy_step_lapsed(decide->policy, step, ladder, decide->today))
		item->skip = decide_not_yet(decide, item);
	else if (decide_passed(decide, step, invoice))
		item->skip = arena_printf(decide->arena, "step %s was sent", step->name);
	else if (decide->highest == NULL || step->days > decide->highest->days) {
		decide->highest = step;
		decide->decision->step = decide_step_name(decide, step, invoice);
	}
}

static bool decide_role(const Decide *decide, ContactRole role, const Contact ***list, size_t *n)
{
	for (size_t i = 0; i < decide->input->n_contacts; i++) {
		const Contact *contact = &decide->input->contacts[i];
		if (contact->role != role || contact->state != CONTACT_OK || contact->address == NULL)
			continue;
		*list = arena_grow(decide->arena, *list, *n, sizeof **list);
		(*list)[(*n)++] = contact;
	}
	return *n > 0;
}

static void decide_recipients(Decide *decide)
{
	Decision *decision = decide->decision;
	/* Whose address bounced is not replaced by the boss or by our own salesperson: that is for a person to do. */
	if (decide_role(decide, ROLE_PAYS, &decision->to, &decision->n_to))
		decide_role(decide, ROLE_APPROVES, &decision->cc, &decision->n_cc);
	else if (!decide_role(decide, ROLE_APPROVES, &decision->to, &decision->n_to))
		return;
	decide_role(decide, ROLE_SALESPERSON, &decision->cc, &decision->n_cc);
}

static const char *decide_interval(const Decide *decide, Date *ret_free)
{
	for (size_t i = 0; i < decide->input->n_past; i++) {
		const PastReminder *past = &decide->input->past[i];
		if (!past->left)
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

static const char *decide_company_refusal(const Decide *decide)
{
	Date go_live = decide->input->company->go_live;
	if (!date_is_set(go_live))
		return "not live: go_live is not set";
	if (date_compare(decide->today, go_live) < 0)
		return arena_printf(decide->arena, "not live before %s", date_text(decide->arena, go_live));
	return NULL;
}

static const Pause *decide_pause_of(const Decide *decide, const Contact **contacts, size_t n)
{
	for (size_t i = 0; i < n; i++)
		for (size_t p = 0; p < decide->input->n_pauses; p++)
			if (text_equal(pause_domain(decide->arena, contacts[i]->address),
				       decide->input->pauses[p].domain))
				return &decide->input->pauses[p];
	return NULL;
}

static const Pause *decide_pause(const Decide *decide)
{
	const Decision *decision = decide->decision;
	const Pause *pause = decide_pause_of(decide, decision->to, decision->n_to);
	return pause != NULL ? pause : decide_pause_of(decide, decision->cc, decision->n_cc);
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

static void decide_outcome(Decide *decide)
{
	Decision *decision = decide->decision;
	Date free_on = { 0 };
	const Pause *pause = decide_pause(decide);
	decision->notice = decide->highest->notice;
	decision->send_at = policy_send_at(decide->policy, decide->input->now);
	decision->skip = decide_company_refusal(decide);
	if (decision->skip != NULL) {
		Date go_live = decide->input->company->go_live;
		decide_postpone(decide, date_is_set(go_live) ? go_live : date_add_days(decide->today, 1), "go-live");
	} else if (decision->n_to == 0) {
		decision->skip = "no contact who pays or approves";
		decision->find_contact = true;
		decide_postpone(decide, date_add_days(decide->today, 1), "find-contact");
	} else if ((decision->skip = decide_interval(decide, &free_on)) != NULL) {
		decide_postpone(decide, free_on, decide->highest->name);
	} else if (pause != NULL) {
		decision->skip = pause_words(decide->arena, pause);
		decide_postpone(decide, date_in_zone(pause->until, decide->policy->zone), decide->highest->name);
	} else if (decision->send_at > decide->input->now) {
		decision->skip = arena_printf(decide->arena, "outside sending hours: %s",
					      instant_text(decide->arena, decision->send_at));
		decide_postpone(decide, date_in_zone(decision->send_at, decide->policy->zone), decide->highest->name);
	}
}

void decide_customer(Arena *arena, const DecideInput *input, Decision *ret)
{
	*ret = (Decision){ .n_items = input->n_invoices };
	ret->items = arena_array(arena, DecideItem, input->n_invoices + 1);
	Decide decide = { .arena = arena, .input = input, .policy = &input->company->policy, .decision = ret };
	decide.today = date_in_zone(input->now, input->company->zone);
	for (size_t i = 0; i < input->n_invoices; i++) {
		ret->items[i].invoice = &input->invoices[i];
		decide_item(&decide, &ret->items[i]);
	}
	decide_recipients(&decide);
	decide_reasons(&decide);
	if (decide.highest == NULL)
		ret->skip = ret->n_items == 1 ? ret->items[0].skip : "no step is due today";
	else
		decide_outcome(&decide);
}

const char *decide_language(const Company *company, const Customer *customer, const Contact *contact)
{
	if (contact != NULL && contact->language != NULL)
		return contact->language;
	return customer->language != NULL ? customer->language : company->language;
}

static void decide_broken_promise(Arena *arena, const Invoice *invoice, Outcome *outcome)
{
	bool promised = text_equal(invoice->hold_reason, "PROMISE") || text_equal(invoice->hold_reason, "SCHEDULED");
	if (!promised)
		return;
	Alert alert = { .company = invoice->company, .kind = ALERT_PROMISE_BROKEN,
			.key = arena_printf(arena, "promise %s %s", invoice->key, date_text(arena, invoice->hold_until)),
			.subject = invoice->key, .detail = date_text(arena, invoice->hold_until),
			.day = invoice->hold_until,
			.invoice_key = invoice->key,
			.command = arena_printf(arena, "valija invoice show %s", invoice->key) };
	Alert *added = outcome_add_alert(arena, outcome, alert);
	alert_fact(arena, added, "customer", invoice->debtor_name);
}

static void decide_release_one(Arena *arena, const Invoice *held, Date today, int64_t now, Outcome *outcome)
{
	Invoice *invoice = outcome_invoice(arena, outcome, held);
	decide_broken_promise(arena, invoice, outcome);
	const char *reason = arena_printf(arena, "%s: its day %s has passed", invoice->hold_reason,
					  date_text(arena, invoice->hold_until));
	InvoiceState before = invoice->state;
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->state = states_after(invoice, STATE_EVENT_RELEASE, today);
	invoice->next_kind = "decide";
	invoice->next_date = today;
	Event event = { .at = now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = EVENT_RELEASED, .actor = "valija",
			.reason = reason };
	outcome_add_event(arena, outcome, event);
	if (invoice->state == before)
		return;
	event.kind = EVENT_STATE;
	event.reason = arena_printf(arena, "%s -> %s", invoice_state_word(before), invoice_state_word(invoice->state));
	outcome_add_event(arena, outcome, event);
}

static void decide_fall_due(Arena *arena, const Invoice *due, Date today, int64_t now, Outcome *outcome)
{
	Invoice *invoice = outcome_invoice(arena, outcome, due);
	invoice->state = states_after(invoice, STATE_EVENT_BALANCE, today);
	Event event = { .at = now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = EVENT_STATE, .actor = "valija",
			.reason = arena_printf(arena, "%s -> %s: due %s", invoice_state_word(due->state),
					       invoice_state_word(invoice->state), date_text(arena, invoice->due)) };
	outcome_add_event(arena, outcome, event);
}

void decide_clock(Arena *arena, const Company *company, const Invoice *invoices, size_t n, int64_t now,
		  Outcome *outcome)
{
	Date today = date_in_zone(now, company->zone);
	for (size_t i = 0; i < n; i++) {
		const Invoice *invoice = &invoices[i];
		bool passed = invoice->hold_reason != NULL && date_is_set(invoice->hold_until) &&
			      date_compare(invoice->hold_until, today) < 0;
		bool late = invoice->hold_reason == NULL && invoice->state == STATE_NEW &&
			    date_is_set(invoice->due) && date_compare(invoice->due, today) < 0;
		if (passed)
			decide_release_one(arena, invoice, today, now, outcome);
		else if (late)
			decide_fall_due(arena, invoice, today, now, outcome);
		if (passed || late)
			duties_follow(arena, company, invoice, outcome_invoice(arena, outcome, invoice), now, outcome);
	}
}
