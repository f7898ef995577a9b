/* Customers as a person sets them. */
#include "base/error.h"
#include "ledger/events.h"
#include "store/store_inner.h"

/* Somebody to write to was looked for. */
static bool customer_close_search(Store *store, Arena *arena, const Event *event, GError **error)
{
	Outcome outcome = { 0 };
	Event *events = NULL;
	size_t n = 0;
	outcome_close_task(arena, &outcome,
			   (Task){ .company = event->company, .kind = TASK_FIND_CONTACT,
				   .subject = event->customer_tax_id, .customer_tax_id = event->customer_tax_id,
				   .result = "a contact was set", .actor = event->actor });
	return store_write_tasks(store, arena, &outcome, event->at, &events, &n, error) &&
	       store_append_events(store, events, n, error);
}

static bool customer_write(Store *store, Arena *arena, const Customer *customer, const Contact *contact,
			   const Event *event, GError **error)
{
	const CustomerUpdateArgs args = { .id = customer->id, .name = customer->name,
					  .language = customer->language, .tone = customer->tone,
					  .segment = customer->segment, .policy = customer->policy,
					  .collector = customer->collector, .country = customer->country,
					  .timezone = customer->timezone };
	/* Yesterday of UTC has come in every zone of the world: due at once wherever the company is. */
	const char *today = date_text(arena, date_add_days(date_in_zone(event->at, "UTC"), -1));
	const ContactInsertArgs saved = contact != NULL ? store_contact_row(contact, customer->id)
							: (ContactInsertArgs){ 0 };
	return q_customer_update(store->sql, &args, NULL, error) &&
	       (contact == NULL || q_contact_save(store->sql, &saved, NULL, error)) &&
	       q_invoice_wake(store->sql, customer->id, today, NULL, error) &&
	       store_append_events(store, event, 1, error) &&
	       (contact == NULL || contact->state != CONTACT_OK ||
		customer_close_search(store, arena, event, error));
}

bool store_save_customer(Store *store, const Customer *customer, const Contact *contact, const char *actor, int64_t now,
			 GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Event event = {
		.at = now,
		.company = customer->company,
		.customer_tax_id = customer->tax_id,
		.kind = EVENT_CUSTOMER_SET,
		.actor = actor,
		.reason = contact != NULL ? arena_printf(arena, "contact %s, role %s", contact->address,
							 contact_role_word(contact->role)) :
					    "customer set",
	};
	if (!store_begin_ledger(store, error))
		return false;
	return store_end(store, customer_write(store, arena, customer, contact, &event, error), "tx.customer", error);
}

/* ---- merge and split ---- */

static bool customer_move(Store *store, const Customer *customer, int64_t to, GError **error)
{
	const InvoiceMoveArgs move = { .customer_key = customer->tax_id, .company = customer->company,
				       .customer_id = to != 0 ? to : customer->id };
	return q_customer_merge(store->sql, customer->id, to, NULL, error) &&
	       q_invoice_move(store->sql, &move, NULL, error);
}

/* Those that were merged into it go along. */
static bool customer_move_members(Store *store, Arena *arena, int64_t id, int64_t to, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	Customer *members = NULL;
	size_t n = 0;
	CustomerGetRow row;
	int got = 0;
	if (!q_customer_members(store->sql, id, &rows, error))
		return false;
	while ((got = q_customer_members_next(rows, arena, &row, error)) == 1) {
		members = arena_grow(arena, members, n, sizeof *members);
		members[n++] = (Customer){ .id = row.id, .company = row.company, .tax_id = row.tax_id };
	}
	for (size_t i = 0; got == 0 && i < n; i++)
		if (!customer_move(store, &members[i], to, error))
			return false;
	return got == 0;
}

static bool customer_write_merge(Store *store, Arena *arena, const Customer *customer, const Customer *into,
				 const Event *event, GError **error)
{
	const char *today = date_text(arena, date_add_days(date_in_zone(event->at, "UTC"), -1));
	int64_t to = into != NULL ? into->id : 0;
	return (into == NULL || customer_move_members(store, arena, customer->id, to, error)) &&
	       customer_move(store, customer, to, error) &&
	       q_invoice_wake(store->sql, to != 0 ? to : customer->id, today, NULL, error) &&
	       store_append_events(store, event, 1, error);
}

bool store_merge_customers(Store *store, const Customer *customer, const Customer *into, const char *actor, int64_t now,
			   GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (into != NULL && (into->id == customer->id || into->merged_into != 0 || customer->merged_into != 0)) {
		error_reject(error, into->id == customer->id ? "%s is %s itself" : "%s or %s is merged into another one already",
			     customer->tax_id, into->tax_id);
		return false;
	}
	if (into == NULL && customer->merged_into == 0) {
		error_reject(error, "%s is not merged into anybody", customer->tax_id);
		return false;
	}
	const Event event = { .at = now, .company = customer->company, .customer_tax_id = customer->tax_id,
			      .kind = into != NULL ? EVENT_CUSTOMER_MERGED : EVENT_CUSTOMER_SPLIT, .actor = actor,
			      .reason = into != NULL ? arena_printf(arena, "is %s", into->tax_id) : "stands for itself again" };
	if (!store_begin_ledger(store, error))
		return false;
	return store_end(store, customer_write_merge(store, arena, customer, into, &event, error), "tx.customer", error);
}
