#include "ledger/decide.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/events.h"
#include "ledger/states.h"

typedef struct {
	Arena *arena;
	const DecideInput *input;
	const Policy *policy;
	Date today;
	Decision *decision;
	const PolicyStep *highest;
	Date highest_base;
} Decide;

/* The ladder stands on the due date; an invoice that came late gets some days of grace first (complaint C27). */
static Date decide_base(const Decide *decide, const Invoice *invoice)
{
	Date seen = date_in_zone(invoice->received_at, decide->policy->zone);
	if (date_compare(seen, invoice->due) <= 0)
		return invoice->due;
	return calendar_add(&decide->policy->calendar, seen, decide->policy->grace_days);
}

/* Reasons of the invoice itself, in the order in which a person would name them; NULL when it may be dunned. */
static const char *decide_refusal(const Decide *decide, const Invoice *invoice)
{
	const char *method = invoice->payment_method;
	bool said_paid = text_equal(method, "PUE") || text_equal(method, "1");
	if (invoice->environment != ENVIRONMENT_PRODUCTION)
		return arena_printf(decide->arena, "environment is %s", environment_word(invoice->environment));
	if (invoice->trust < decide->policy->minimum_trust || invoice->trust == VERDICT_ALTERED)
		return arena_printf(decide->arena, "trust is %s, policy wants %s", verdict_word(invoice->trust),
				    verdict_word(decide->policy->minimum_trust));
	if (said_paid && !decide->policy->dun_paid_at_once)
		return arena_printf(decide->arena, "paid at issue, says the document (%s)", method);
	if (!date_is_set(invoice->due))
		return "no due date";
	if (invoice->hold_reason != NULL)
		return date_is_set(invoice->hold_until) ?
			       arena_printf(decide->arena, "held until %s: %s",
					    date_text(decide->arena, invoice->hold_until), invoice->hold_reason) :
			       arena_printf(decide->arena, "held: %s", invoice->hold_reason);
	if (invoice->state == STATE_DISPUTED || invoice->state == STATE_PAYMENT_UNCONFIRMED)
		return arena_printf(decide->arena, "state is %s", invoice_state_word(invoice->state));
	return NULL;
}

static const char *decide_step_name(const Decide *decide, const PolicyStep *step, const Invoice *invoice)
{
	return arena_printf(decide->arena, "%s %s", step->name, date_text(decide->arena, invoice->due));
}

static bool decide_was_sent(const Decide *decide, const PolicyStep *step, const Invoice *invoice)
{
	const char *name = step->name;
	for (size_t i = 0; i < decide->input->n_past; i++) {
		const PastReminder *past = &decide->input->past[i];
		bool same = past->step != NULL && g_str_has_prefix(past->step, name) &&
			    past->step[strlen(name)] == ' ';
		if (past->left && same && texts_has(&past->invoice_keys, invoice->key))
			return true;
	}
	return false;
}

/* A higher step that went out closes the lower ones: nothing is caught up (promise P12). */
static bool decide_passed(const Decide *decide, const PolicyStep *step, const Invoice *invoice)
{
	for (size_t i = 0; i < decide->policy->n_steps; i++) {
		const PolicyStep *other = &decide->policy->steps[i];
		if (other->days >= step->days && decide_was_sent(decide, other, invoice))
			return true;
	}
	return false;
}

static void decide_next(const Decide *decide, DecideItem *item, Date base)
{
	Date date;
	const PolicyStep *after = policy_step_after(decide->policy, base, decide->today, &date);
	item->next_kind = after != NULL ? after->name : "formal-notice";
	if (after != NULL)
		item->next = date;
	/* The day after the due date changes the state, whether or not a step falls on it. */
	Date late = date_add_days(item->invoice->due, 1);
	bool sooner = after == NULL || date_compare(late, date) < 0;
	if (date_compare(late, decide->today) > 0 && sooner) {
		item->next_kind = "falls-due";
		item->next = late;
	}
}

static void decide_item_held(DecideItem *item)
{
	const Invoice *invoice = item->invoice;
	item->section = invoice->state == STATE_DISPUTED ? SECTION_DISPUTED : item->section;
	item->next_kind = invoice->next_kind;
	item->next = invoice->hold_reason != NULL && date_is_set(invoice->hold_until) ?
			     date_add_days(invoice->hold_until, 1) :
			     (Date){ 0 };
}

static void decide_item(Decide *decide, DecideItem *item)
{
	const Invoice *invoice = item->invoice;
	bool late = date_is_set(invoice->due) && date_compare(invoice->due, decide->today) < 0;
	item->section = late ? SECTION_OVERDUE : SECTION_DUE;
	item->skip = decide_refusal(decide, invoice);
	if (item->skip != NULL) {
		decide_item_held(item);
		return;
	}
	Date base = decide_base(decide, invoice);
	decide_next(decide, item, base);
	const PolicyStep *step = policy_step_on(decide->policy, base, decide->today);
	if (step == NULL)
		item->skip = item->next_kind != NULL && date_is_set(item->next) ?
				     arena_printf(decide->arena, "not yet: %s on %s", item->next_kind,
						  date_text(decide->arena, item->next)) :
				     "no step";
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
	if (!decide_role(decide, ROLE_PAYS, &decision->to, &decision->n_to))
		return;
	decide_role(decide, ROLE_APPROVES, &decision->cc, &decision->n_cc);
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
	decision->notice = decide->highest->notice;
	decision->send_at = policy_send_at(decide->policy, decide->input->now);
	decision->skip = decide_company_refusal(decide);
	if (decision->skip != NULL) {
		Date go_live = decide->input->company->go_live;
		decide_postpone(decide, date_is_set(go_live) ? go_live : date_add_days(decide->today, 1), "go-live");
	} else if (decision->n_to == 0) {
		decision->skip = "no contact with role pays";
		decide_postpone(decide, date_add_days(decide->today, 1), "find-contact");
	} else if ((decision->skip = decide_interval(decide, &free_on)) != NULL) {
		decide_postpone(decide, free_on, decide->highest->name);
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
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->state = states_after(invoice, STATE_EVENT_RELEASE, today);
	invoice->next_kind = "decide";
	invoice->next_date = today;
	Event event = { .at = now, .company = invoice->company, .invoice_key = invoice->key,
			.customer_tax_id = invoice->debtor_tax_id, .kind = EVENT_RELEASED, .actor = "valija",
			.reason = reason };
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
	}
}
