#include "ledger/approval.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/events.h"

/* ---- what a line is ---- */

static int approval_by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int approval_by_key(const void *a, const void *b)
{
	return strcmp(((const ShownInvoice *)a)->key, ((const ShownInvoice *)b)->key);
}

static Texts approval_addresses(Arena *arena, const Contact *const *contacts, size_t n)
{
	Texts addresses = { 0 };
	for (size_t i = 0; i < n; i++) {
		g_autofree char *small = g_ascii_strdown(contacts[i]->address, -1);
		texts_add(arena, &addresses, small);
	}
	if (n > 1)
		qsort(addresses.items, addresses.n, sizeof(char *), approval_by_text);
	return addresses;
}

ShownContent approval_content(Arena *arena, const Company *company, const Customer *customer, const Decision *decision,
			      int64_t now)
{
	ShownContent content = { .step = decision->step, .notice = decision->notice,
				 .to = approval_addresses(arena, decision->to, decision->n_to),
				 .cc = approval_addresses(arena, decision->cc, decision->n_cc) };
	Date today = date_in_zone(now, decision->policy->zone);
	content.language = decide_language(company, customer, decision->n_to > 0 ? decision->to[0] : NULL);
	content.invoices = arena_array(arena, ShownInvoice, decision->n_items + 1);
	for (size_t i = 0; i < decision->n_items; i++) {
		const DecideItem *item = &decision->items[i];
		if (!decide_lists(decision->policy, item, today))
			continue;
		content.invoices[content.n_invoices++] = (ShownInvoice){
			.key = item->invoice->key, .asked = texts_has(&decision->invoice_keys, item->invoice->key),
			.balance = money_make(invoice_balance(item->invoice), item->invoice->total.currency)
		};
	}
	if (content.n_invoices > 1)
		qsort(content.invoices, content.n_invoices, sizeof *content.invoices, approval_by_key);
	return content;
}

/* Each field with its end, so that no two contents read the same. */
static void approval_hash_field(GChecksum *sum, const char *text)
{
	g_checksum_update(sum, (const guchar *)(text != NULL ? text : "-"), -1);
	g_checksum_update(sum, (const guchar *)"\n", 1);
}

static void approval_hash_texts(GChecksum *sum, const char *name, const Texts *texts)
{
	approval_hash_field(sum, name);
	for (size_t i = 0; i < texts->n; i++)
		approval_hash_field(sum, texts->items[i]);
}

const char *approval_hash(Arena *arena, const ShownContent *content)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	approval_hash_field(sum, content->step);
	approval_hash_field(sum, content->notice);
	approval_hash_field(sum, content->language);
	approval_hash_texts(sum, "to", &content->to);
	approval_hash_texts(sum, "cc", &content->cc);
	for (size_t i = 0; i < content->n_invoices; i++) {
		const ShownInvoice *invoice = &content->invoices[i];
		approval_hash_field(sum, invoice->asked ? "asks" : "lists");
		approval_hash_field(sum, invoice->key);
		approval_hash_field(sum, money_micro_text(arena, invoice->balance.micro));
		approval_hash_field(sum, invoice->balance.currency);
	}
	return arena_strdup(arena, g_checksum_get_string(sum));
}

static const char *approval_stranger(Arena *arena, const Texts *shown, const Texts *now, const char *place)
{
	for (size_t i = 0; i < now->n; i++)
		if (!texts_has(shown, now->items[i]))
			return arena_printf(arena, "%s %s was not shown", now->items[i], place);
	return NULL;
}

static const ShownInvoice *approval_invoice(const ShownContent *content, const char *key)
{
	const ShownInvoice wanted = { .key = key };
	return content->n_invoices > 0 ? bsearch(&wanted, content->invoices, content->n_invoices, sizeof wanted,
						 approval_by_key) :
					 NULL;
}

static const char *approval_more(Arena *arena, const ShownContent *shown, const ShownInvoice *now)
{
	const ShownInvoice *was = approval_invoice(shown, now->key);
	if (was == NULL)
		return arena_printf(arena, "%s was not shown", now->key);
	if (now->asked && !was->asked)
		return arena_printf(arena, "%s is asked for, and was only listed", now->key);
	if (!text_equal(was->balance.currency, now->balance.currency) || now->balance.micro > was->balance.micro)
		return arena_printf(arena, "%s asks for %s %s, shown was %s %s", now->key,
				    money_micro_text(arena, now->balance.micro), now->balance.currency,
				    money_micro_text(arena, was->balance.micro), was->balance.currency);
	return NULL;
}

const char *approval_difference(Arena *arena, const ShownContent *shown, const ShownContent *now)
{
	const char *why = NULL;
	if (!text_equal(shown->step, now->step))
		return arena_printf(arena, "it is step %s now, shown was %s", now->step, shown->step);
	if (!text_equal(shown->notice, now->notice) || !text_equal(shown->language, now->language))
		return arena_printf(arena, "it is %s in %s now, shown was %s in %s", now->notice, now->language,
				    shown->notice, shown->language);
	if ((why = approval_stranger(arena, &shown->to, &now->to, "as recipient")) != NULL ||
	    (why = approval_stranger(arena, &shown->cc, &now->cc, "in copy")) != NULL)
		return why;
	for (size_t i = 0; i < now->n_invoices; i++)
		if ((why = approval_more(arena, shown, &now->invoices[i])) != NULL)
			return why;
	return NULL;
}

/* ---- when ---- */

int64_t approval_until(const Company *company, int64_t now)
{
	Date today = date_in_zone(now, company->zone);
	return MAX(date_at(today, (int)company->plan_send_hour, 0, company->zone), now + APPROVAL_NOTICE_S);
}

static bool approval_is_on(const Company *company)
{
	return company->shows_plan;
}

bool approval_is_due(const Company *company, int64_t now)
{
	Date today = date_in_zone(now, company->zone);
	return approval_is_on(company) && date_is_set(company->go_live) &&
	       date_compare(company->go_live, today) <= 0 &&
	       calendar_is_business_day(&company->policy.calendar, today) &&
	       now >= date_at(today, (int)company->plan_hour, 0, company->zone) &&
	       now < date_at(today, (int)company->policy.hour_until, 0, company->zone);
}

/* ---- the gate ---- */

typedef struct {
	Arena *arena;
	const ApprovalGate *gate;
	Decision *decision;
	Outcome *outcome;
	Date today;
} Approval;

static void approval_skip(const Approval *approval, const char *why, int64_t days)
{
	Decision *decision = approval->decision;
	decision->skip = why;
	decision->skip_word = "plan";
	for (size_t i = 0; i < decision->n_items; i++)
		if (decision->items[i].skip == NULL) {
			decision->items[i].next = date_add_days(approval->today, days);
			decision->items[i].next_kind = "plan";
		}
}

static void approval_becomes(const Approval *approval, ShownState to, const char *reason)
{
	const ApprovalGate *gate = approval->gate;
	if (approval->outcome == NULL)
		return;
	outcome_add_shown(approval->arena, approval->outcome,
			  (ShownChange){ .company = gate->company->name, .day = approval->today,
					 .customer_id = gate->customer->id, .from = gate->line->state, .to = to,
					 .by = to == SHOWN_QUEUED ? gate->line->by : NULL, .reason = reason });
}

static void approval_changed(const Approval *approval, const char *difference)
{
	const ApprovalGate *gate = approval->gate;
	const Texts *keys = &approval->decision->invoice_keys;
	approval_becomes(approval, SHOWN_CHANGED, difference);
	for (size_t i = 0; approval->outcome != NULL && i < keys->n; i++)
		outcome_add_event(approval->arena, approval->outcome,
				  (Event){ .at = gate->now, .company = gate->company->name,
					   .invoice_key = keys->items[i], .customer_tax_id = gate->customer->tax_id,
					   .kind = EVENT_PLAN_CHANGED, .actor = "valija", .reason = difference });
	approval_skip(approval, arena_printf(approval->arena, "not what was shown today: %s", difference), 1);
}

static void approval_go(const Approval *approval)
{
	const ApprovalGate *gate = approval->gate;
	const ShownContent now = approval_content(approval->arena, gate->company, gate->customer, approval->decision,
						  gate->now);
	const char *difference = text_equal(approval_hash(approval->arena, &now), gate->line->hash) ?
					 NULL :
					 approval_difference(approval->arena, &gate->line->content, &now);
	if (difference != NULL)
		approval_changed(approval, difference);
	else
		approval_becomes(approval, SHOWN_QUEUED, gate->line->reason);
}

static void approval_on_silence(const Approval *approval)
{
	const ShownPlan *plan = approval->gate->plan;
	if (plan->sent_at == 0)
		approval_skip(approval, "its plan was not sent yet: nobody has seen it", 0);
	else if (approval->gate->now < plan->sent_at + APPROVAL_NOTICE_S)
		approval_skip(approval,
			      arena_printf(approval->arena, "waits for an answer to the plan of today until %s",
					   instant_text(approval->arena, plan->sent_at + APPROVAL_NOTICE_S)),
			      0);
	else if (!plan->silence_sends)
		approval_skip(approval, "nobody approved it: plan_silence holds what nobody answers", 1);
	else
		approval_go(approval);
}

static void approval_on_answer(const Approval *approval)
{
	const ApprovalGate *gate = approval->gate;
	if (gate->now < gate->plan->until) {
		approval_skip(approval,
			      arena_printf(approval->arena, "waits for an answer to the plan of today until %s",
					   instant_text(approval->arena, gate->plan->until)),
			      0);
		return;
	}
	switch (gate->plan->answer) {
	case SHOWN_ANSWER_SILENT:
		approval_on_silence(approval);
		return;
	case SHOWN_ANSWER_READ:
		approval_go(approval);
		return;
	case SHOWN_ANSWER_PART:
		approval_skip(approval, arena_printf(approval->arena, "%s approved others of the plan of today",
						     gate->plan->answered_by), 1);
		return;
	case SHOWN_ANSWER_UNREAD:
		approval_skip(approval, arena_printf(approval->arena, "the plan of today did not reach %s",
						     gate->plan->answered_by), 1);
		return;
	case SHOWN_ANSWER_UNCLEAR:
		approval_skip(approval, arena_printf(approval->arena, "the answer of %s was not understood",
						     gate->plan->answered_by), 1);
		return;
	}
}

static void approval_on_line(const Approval *approval)
{
	const ShownLine *line = approval->gate->line;
	switch (line->state) {
	case SHOWN_SHOWN:
		approval_on_answer(approval);
		return;
	case SHOWN_APPROVED:
		approval_go(approval);
		return;
	case SHOWN_DROPPED:
		approval_skip(approval, arena_printf(approval->arena, "left out today by %s", line->by), 1);
		return;
	case SHOWN_QUEUED:
		approval_skip(approval, "its line of today was handed over", 1);
		return;
	case SHOWN_CHANGED:
		approval_skip(approval, arena_printf(approval->arena, "not what was shown today: %s", line->reason), 1);
		return;
	}
}

static void approval_without_plan(const Approval *approval)
{
	const Company *company = approval->gate->company;
	int64_t hour = date_at(approval->today, (int)company->plan_hour, 0, company->zone);
	bool today = calendar_is_business_day(&company->policy.calendar, approval->today);
	if (approval->gate->made || !today)
		approval_skip(approval, "in no plan of today: waits for the next one", 1);
	else
		approval_skip(approval, arena_printf(approval->arena, "waits for the plan of %s",
						     instant_text(approval->arena, hour)), 0);
}

void approval_apply(Arena *arena, const ApprovalGate *gate, Decision *decision, Outcome *outcome)
{
	const Approval approval = { arena, gate, decision, outcome, date_in_zone(gate->now, gate->company->zone) };
	if (!approval_is_on(gate->company) || decision->skip != NULL)
		return;
	if (gate->plan == NULL || gate->line == NULL)
		approval_without_plan(&approval);
	else
		approval_on_line(&approval);
}
