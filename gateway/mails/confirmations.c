#include "gateway/mails/confirmations.h"

#include <stdlib.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/mails/letters.h"
#include "ledger/events.h"
#include "store/thanks.h"

#define CONFIRMATIONS_BATCH 2000
#define CONFIRMATIONS_RACES_MAX 5

/* ---- reading ---- */

static int confirmations_compare(const void *a, const void *b)
{
	const Thanks *left = a;
	const Thanks *right = b;
	if (left->customer_id != right->customer_id)
		return left->customer_id < right->customer_id ? -1 : 1;
	return (left->posting.id > right->posting.id) - (left->posting.id < right->posting.id);
}

/* Those of one customer from first on: a run of the sorted list. Whose customer is not known stands alone. */
static size_t confirmations_run(const Thanks *list, size_t n, size_t first)
{
	size_t end = first + 1;
	while (end < n && list[first].customer_id != 0 && list[end].customer_id == list[first].customer_id)
		end++;
	return end;
}

static bool confirmations_invoice(Stage *stage, Arena *arena, ConfirmInput *input, ConfirmItem *item, GError **error)
{
	Invoice *invoice = NULL;
	Posting *all = NULL;
	size_t n = 0;
	const Posting *posting = item->posting;
	for (size_t i = 0; &input->items[i] != item; i++)
		if (text_equal(input->items[i].posting->target_key, posting->target_key)) {
			item->invoice = input->items[i].invoice;
			return true;
		}
	if (!store_invoice(stage->store, arena, posting->company, posting->target_key, &invoice, error) ||
	    !store_postings(stage->store, arena, posting->company, posting->target_key, &all, &n, error))
		return false;
	Posting *joined = arena_array(arena, Posting, input->n_postings + n + 1);
	for (size_t i = 0; i < input->n_postings; i++)
		joined[i] = input->postings[i];
	for (size_t i = 0; i < n; i++)
		joined[input->n_postings + i] = all[i];
	input->postings = joined;
	input->n_postings += n;
	item->invoice = invoice;
	return true;
}

static bool confirmations_pauses(Stage *stage, Arena *arena, ConfirmInput *input, GError **error)
{
	Pause *pauses = arena_array(arena, Pause, input->n_contacts + 1);
	for (size_t i = 0; i < input->n_contacts; i++) {
		Pause *pause = NULL;
		if (!store_pause(stage->store, arena, input->company->name, input->contacts[i].address, input->now,
				 &pause, error))
			return false;
		if (pause != NULL)
			pauses[input->n_pauses++] = *pause;
	}
	input->pauses = pauses;
	return true;
}

static bool confirmations_customer(Stage *stage, Arena *arena, int64_t id, ConfirmInput *input, GError **error)
{
	Customer *customer = NULL;
	Contact *contacts = NULL;
	if (id == 0)
		return true;
	if (!store_customer_by_id(stage->store, arena, id, &customer, error) ||
	    !store_contacts(stage->store, arena, id, &contacts, &input->n_contacts, error))
		return false;
	input->customer = customer;
	input->contacts = contacts;
	return confirmations_pauses(stage, arena, input, error) &&
	       thanks_last(stage->store, id, &input->last_at, error);
}

static bool confirmations_input(Stage *stage, Arena *arena, const Thanks *list, size_t n, ConfirmInput *input,
				GError **error)
{
	input->items = arena_array(arena, ConfirmItem, n);
	for (size_t i = 0; i < n; i++) {
		input->items[i] = (ConfirmItem){ .posting = &list[i].posting, .posted_at = list[i].posted_at };
		if (!confirmations_invoice(stage, arena, input, &input->items[i], error))
			return false;
	}
	input->n_items = n;
	return confirmations_customer(stage, arena, list[0].customer_id, input, error);
}

/* ---- doing ---- */

static void confirmations_event(Arena *arena, const ConfirmInput *input, const Confirmation *confirmation,
				Outcome *outcome)
{
	for (size_t i = 0; i < confirmation->invoice_keys.n; i++) {
		Event event = { .at = input->now, .company = input->company->name,
				.invoice_key = confirmation->invoice_keys.items[i],
				.customer_tax_id = input->customer->tax_id, .kind = EVENT_MAIL_QUEUED,
				.actor = "valija",
				.reason = arena_printf(arena, "%s, policy %s, to %s", confirmation->notice,
						       policy_label(arena, confirmation->policy),
						       confirmation->recipients.to[0]->address) };
		outcome_add_event(arena, outcome, event);
	}
}

static bool confirmations_try(Stage *stage, const Company *company, const Thanks *list, size_t n, size_t *ret_queued,
			      GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	ConfirmInput input = { .company = company, .now = stage_now(stage) };
	Confirmation confirmation;
	Outcome outcome = { .outcome = "due" };
	Drafts drafts = { 0 };
	if (!confirmations_input(stage, arena, list, n, &input, error))
		return false;
	confirm_decide(arena, &input, &confirmation);
	if (confirmation.skip == NULL) {
		confirmations_event(arena, &input, &confirmation, &outcome);
		if (!letters_confirmation(stage, arena, &input, &confirmation, &drafts, error))
			return false;
	}
	ThanksChanges changes = { arena_array(arena, ThanksChange, n), n };
	for (size_t i = 0; i < n; i++) {
		bool over = input.items[i].drop != NULL || confirmation.skip == NULL;
		changes.items[i] = (ThanksChange){ .posting = list[i].posting.id,
						   .due_at = over ? 0 : confirmation.again,
						   .said = confirmation.skip == NULL && input.items[i].drop == NULL };
		if (changes.items[i].said && input.items[i].invoice != NULL)
			changes.items[i].balance = invoice_balance(input.items[i].invoice);
	}
	if (!thanks_commit(stage->store, &outcome, drafts.mails, drafts.n, &changes, input.now, error))
		return false;
	*ret_queued += drafts.n;
	log_event(drafts.n > 0 ? LOG_INFO : LOG_DEBUG, drafts.n > 0 ? "confirmation-queued" : "no-confirmation", "company",
		  company->name, "customer", input.customer != NULL ? input.customer->tax_id : NULL, "step",
		  confirmation.step, "reason", confirmation.skip, NULL);
	return true;
}

/* A customer whose mail cannot be made is looked at again tomorrow: it delays nobody else. */
static bool confirmations_fault(Stage *stage, const Thanks *list, size_t n, const GError *fault, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Outcome nothing = { .outcome = "due" };
	ThanksChanges changes = { arena_array(arena, ThanksChange, n), n };
	int64_t now = stage_now(stage);
	log_event(LOG_ERROR, "confirmation-failed", "company", list[0].posting.company, "invoice",
		  list[0].posting.target_key, "reason", fault->message, NULL);
	for (size_t i = 0; i < n; i++)
		changes.items[i] = (ThanksChange){ .posting = list[i].posting.id, .due_at = now + 86400 };
	g_autoptr(GError) again = NULL;
	if (thanks_commit(stage->store, &nothing, NULL, 0, &changes, now, &again) ||
	    error_code(again) == ERROR_RETRY)
		return true;
	g_propagate_error(error, g_steal_pointer(&again));
	return false;
}

static bool confirmations_one(Stage *stage, const Company *company, const Thanks *list, size_t n, size_t *ret_queued,
			      GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		if (confirmations_try(stage, company, list, n, ret_queued, &fault))
			return true;
		if (error_code(fault) == ERROR_RETRY && race < CONFIRMATIONS_RACES_MAX)
			continue;
		if (error_code(fault) == ERROR_REJECT)
			return confirmations_fault(stage, list, n, fault, error);
		/* Another process had these: what is left of them is seen at the next look. */
		if (error_code(fault) == ERROR_RETRY)
			return true;
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
}

static bool confirmations_batch(Stage *stage, const Company *company, bool *ret_more, size_t *ret_queued,
				GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Thanks *list = NULL;
	size_t n = 0;
	if (!thanks_due(stage->store, arena, company->name, stage_now(stage), CONFIRMATIONS_BATCH, &list, &n, error))
		return false;
	if (n > 1)
		qsort(list, n, sizeof *list, confirmations_compare);
	for (size_t first = 0; first < n && !stage_stopping(stage);) {
		size_t end = confirmations_run(list, n, first);
		if (!confirmations_one(stage, company, &list[first], end - first, ret_queued, error))
			return false;
		first = end;
	}
	*ret_more = n == CONFIRMATIONS_BATCH;
	return true;
}

bool confirmations_pass(Stage *stage, size_t *ret_queued, GError **error)
{
	size_t before = *ret_queued;
	for (size_t i = 0; i < stage->settings->n_companies; i++) {
		bool more = true;
		while (more && !stage_stopping(stage))
			if (!confirmations_batch(stage, &stage->settings->companies[i], &more, ret_queued, error))
				return false;
	}
	if (*ret_queued != before)
		store_ring(stage->store, "send");
	return true;
}

bool confirmations_plan(Stage *stage, const Company *company, int64_t now, ConfirmationsEach each, void *context,
			GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Thanks *list = NULL;
	size_t n = 0;
	if (!thanks_due(stage->store, arena, company->name, INT64_MAX, SIZE_MAX / 2, &list, &n, error))
		return false;
	if (n > 1)
		qsort(list, n, sizeof *list, confirmations_compare);
	for (size_t first = 0; first < n;) {
		g_autoptr(Arena) one = arena_new();
		ConfirmInput input = { .company = company, .now = now };
		Confirmation confirmation;
		size_t end = confirmations_run(list, n, first);
		if (!confirmations_input(stage, one, &list[first], end - first, &input, error))
			return false;
		confirm_decide(one, &input, &confirmation);
		if (input.customer != NULL && !text_equal(confirmation.skip, "nothing to say"))
			each(context, one, &input, &confirmation);
		first = end;
	}
	return true;
}
