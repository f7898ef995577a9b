#include "ledger/confirm.h"

#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/credit.h"
#include "ledger/pause.h"

#define CONFIRM_INVOICE_S 86400 /* until an invoice is looked for again … */
#define CONFIRM_CONTACT_S 3600 /* … and a contact */

typedef struct {
	Arena *arena;
	ConfirmInput *input;
	const Policy *policy;
	Date today;
	Confirmation *result;
} Confirm;

/* ---- what there is to say ---- */

static Date confirm_day(const Confirm *confirm, const ConfirmItem *item)
{
	return date_is_set(item->posting->date) ? item->posting->date :
						  date_in_zone(item->posted_at, confirm->policy->zone);
}

static bool confirm_is_ours(const ConfirmItem *item)
{
	const Invoice *invoice = item->invoice;
	return invoice == NULL || (invoice->direction == DIRECTION_ISSUED &&
				   invoice->environment == ENVIRONMENT_PRODUCTION &&
				   invoice->state != STATE_VOID && invoice->state != STATE_REPLACED &&
				   invoice->state != STATE_CEDED);
}

static bool confirm_is_money(const Posting *posting)
{
	bool paid = posting->kind == POSTING_RECEIPT || posting->kind == POSTING_FILE ||
		    posting->kind == POSTING_MANUAL;
	return paid && posting->amount.micro > 0 && !credit_is_move(posting);
}

static const char *confirm_drop(const Confirm *confirm, const ConfirmItem *item)
{
	Date go_live = confirm->input->company->go_live;
	Date day = confirm_day(confirm, item);
	if (item->posting->undone)
		return "undone";
	if (!confirm->policy->confirm)
		return "the policy confirms nothing";
	if (!date_is_set(go_live) || date_compare(day, go_live) < 0)
		return "before go_live";
	if (date_diff(confirm->today, day) > CONFIRM_DAYS_MAX)
		return "too long ago";
	if (!confirm_is_money(item->posting))
		return "no money came in";
	return confirm_is_ours(item) ? NULL : "not for this customer to hear";
}

/* The other paper of the same money (ledger/pairs.h). */
static bool confirm_is_pair(const Confirm *confirm, const Posting *one, const Posting *other)
{
	bool sides = (one->kind == POSTING_RECEIPT) != (other->kind == POSTING_RECEIPT);
	return sides && confirm_is_money(other) && !other->undone && text_equal(one->target_key, other->target_key) &&
	       text_equal(one->amount.currency, other->amount.currency) &&
	       one->amount.micro == other->amount.micro && date_is_set(one->date) && date_is_set(other->date) &&
	       ABS(date_diff(one->date, other->date)) <= confirm->policy->receipt_days;
}

static ConfirmItem *confirm_item_of(const Confirm *confirm, int64_t posting)
{
	for (size_t i = 0; i < confirm->input->n_items; i++)
		if (confirm->input->items[i].posting->id == posting)
			return &confirm->input->items[i];
	return NULL;
}

static const Posting *confirm_partner(const Confirm *confirm, const Posting *posting, const bool *taken, size_t *ret)
{
	for (size_t i = 0; i < confirm->input->n_postings; i++) {
		const Posting *other = &confirm->input->postings[i];
		*ret = i;
		if (!taken[i] && confirm_is_pair(confirm, posting, other))
			return other;
	}
	return NULL;
}

/* Where it is among all postings; behind the last one when it is not. */
static size_t confirm_place(const Confirm *confirm, int64_t posting)
{
	size_t place = 0;
	while (place < confirm->input->n_postings && confirm->input->postings[place].id != posting)
		place++;
	return place;
}

/* Each paper has one partner at most. Of two that are both news the receipt speaks. */
static void confirm_pairs(Confirm *confirm)
{
	bool *taken = arena_array(confirm->arena, bool, confirm->input->n_postings + 1);
	for (size_t i = 0; i < confirm->input->n_items; i++) {
		ConfirmItem *item = &confirm->input->items[i];
		size_t place = 0;
		size_t own = confirm_place(confirm, item->posting->id);
		if (item->drop != NULL || taken[own])
			continue;
		const Posting *partner = confirm_partner(confirm, item->posting, taken, &place);
		if (partner == NULL)
			continue;
		taken[place] = true;
		taken[own] = true;
		ConfirmItem *other = confirm_item_of(confirm, partner->id);
		bool receipt = item->posting->kind == POSTING_RECEIPT;
		if (!receipt)
			item->drop = "its receipt says it";
		else if (other != NULL && other->drop == NULL)
			other->drop = "its receipt says it";
		else
			item->thanked = other == NULL;
	}
}

/* ---- when and to whom ---- */

static bool confirm_wait(Confirm *confirm, const char *skip, int64_t again)
{
	confirm->result->skip = skip;
	confirm->result->again = again;
	return true;
}

/* What came in today waits for the hour; what is older does not. */
static int64_t confirm_ready_at(const Confirm *confirm)
{
	int64_t ready = INT64_MAX;
	for (size_t i = 0; i < confirm->input->n_items; i++) {
		const ConfirmItem *item = &confirm->input->items[i];
		Date day = date_in_zone(item->posted_at, confirm->policy->zone);
		bool today = date_compare(day, confirm->today) >= 0;
		if (item->drop == NULL)
			ready = MIN(ready, today ? date_at(day, (int)confirm->policy->confirm_hour, 0,
							   confirm->policy->zone) : confirm->input->now);
	}
	return ready;
}

static bool confirm_is_said(const Confirm *confirm)
{
	for (size_t i = 0; i < confirm->input->n_items; i++)
		if (confirm->input->items[i].drop == NULL)
			return false;
	return true;
}

static int64_t confirm_tomorrow(const Confirm *confirm)
{
	Date day = date_add_days(confirm->today, 1);
	return policy_send_at(confirm->policy, date_at(day, 0, 0, confirm->policy->zone));
}

static bool confirm_must_wait(Confirm *confirm)
{
	const ConfirmInput *input = confirm->input;
	const Recipients *recipients = &confirm->result->recipients;
	int64_t now = input->now;
	int64_t ready = confirm_ready_at(confirm);
	int64_t open = policy_send_at(confirm->policy, now);
	const Pause *pause = recipients_pause(confirm->arena, recipients, input->pauses, input->n_pauses);
	if (confirm_is_said(confirm))
		return confirm_wait(confirm, "nothing to say", 0);
	if (ready > now)
		return confirm_wait(confirm, "the payments of a day go in one mail",
				    policy_send_at(confirm->policy, ready));
	if (date_compare(date_in_zone(input->last_at, confirm->policy->zone), confirm->today) >= 0)
		return confirm_wait(confirm, "one confirmation a day", confirm_tomorrow(confirm));
	if (open > now)
		return confirm_wait(confirm, "outside sending hours", open);
	if (recipients->n_to == 0)
		return confirm_wait(confirm, "no contact who pays or approves", now + CONFIRM_CONTACT_S);
	return pause != NULL && confirm_wait(confirm, pause_words(confirm->arena, pause), pause->until);
}

/* ---- the mail ---- */

/* Rest of the month and so many days of the next one (RMF 2.7.1.32). */
static Date confirm_receipt_day(const Confirm *confirm, const ConfirmItem *item)
{
	const Invoice *invoice = item->invoice;
	bool wanted = item->posting->kind != POSTING_RECEIPT && invoice != NULL &&
		      text_equal(invoice->format, "cfdi") && text_equal(invoice->payment_method, "PPD");
	if (!wanted)
		return (Date){ 0 };
	Date next = date_add_days(date_month_end(confirm_day(confirm, item)), 1);
	Date by = date_make(next.year, next.month, (int)confirm->input->company->rep_day);
	return date_compare(by, confirm->today) >= 0 ? by : (Date){ 0 };
}

static int confirm_compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void confirm_compose(Confirm *confirm)
{
	Confirmation *result = confirm->result;
	int64_t lowest = INT64_MAX;
	result->notice = "payment-receipt";
	for (size_t i = 0; i < confirm->input->n_items; i++) {
		const ConfirmItem *item = &confirm->input->items[i];
		if (item->drop != NULL)
			continue;
		Date by = confirm_receipt_day(confirm, item);
		if (date_compare(by, result->receipt_by) > 0)
			result->receipt_by = by;
		if (!item->thanked)
			result->notice = "confirmation";
		if (!texts_has(&result->invoice_keys, item->posting->target_key))
			texts_add(confirm->arena, &result->invoice_keys, item->posting->target_key);
		lowest = MIN(lowest, item->posting->id);
	}
	if (result->invoice_keys.n > 1)
		qsort(result->invoice_keys.items, result->invoice_keys.n, sizeof(char *), confirm_compare_keys);
	result->step = arena_printf(confirm->arena, "paid %s %" G_GINT64_FORMAT,
				    date_text(confirm->arena, confirm->today), lowest);
}

/* An invoice that has not come yet may come: its payment is looked at again each day until it is old. */
static bool confirm_unknown(Confirm *confirm)
{
	for (size_t i = 0; i < confirm->input->n_items; i++)
		if (confirm->input->items[i].drop == NULL && confirm->input->items[i].invoice == NULL)
			return confirm_wait(confirm, "its invoice is not on record",
					    confirm->input->now + CONFIRM_INVOICE_S);
	return false;
}

/* The company's where the customer's own is not in the config: to thank for money, any will do. */
static const Policy *confirm_policy(Arena *arena, const ConfirmInput *input)
{
	const char *missing = NULL;
	const Policy *policy = input->customer != NULL ?
				       company_policy(arena, input->company, input->customer, &missing) : NULL;
	return policy != NULL ? policy : &input->company->policy;
}

void confirm_decide(Arena *arena, ConfirmInput *input, Confirmation *ret)
{
	Confirm confirm = { .arena = arena, .input = input, .result = ret };
	*ret = (Confirmation){ 0 };
	confirm.policy = confirm_policy(arena, input);
	ret->policy = confirm.policy;
	confirm.today = date_in_zone(input->now, confirm.policy->zone);
	for (size_t i = 0; i < input->n_items; i++) {
		input->items[i].thanked = false;
		input->items[i].drop = confirm_drop(&confirm, &input->items[i]);
	}
	confirm_pairs(&confirm);
	const RecipientsInput people = { .contacts = input->contacts, .n = input->n_contacts, .today = confirm.today };
	recipients_of(arena, &people, &ret->recipients);
	confirm_compose(&confirm);
	if (!confirm_unknown(&confirm))
		confirm_must_wait(&confirm);
}

bool confirm_is_listed(const ConfirmInput *input, const ConfirmItem *item)
{
	if (item->drop != NULL || !item->thanked)
		return item->drop == NULL;
	for (size_t i = 0; i < input->n_items; i++)
		if (input->items[i].drop == NULL && !input->items[i].thanked)
			return false;
	return true;
}
