/* Customers as a person sets them. */
#include "ledger/events.h"
#include "store/store_inner.h"

static bool customer_save_contact(Store *store, const Customer *customer, const Contact *contact, GError **error)
{
	const ContactSaveArgs args = {
		.customer_id = customer->id,
		.name = contact->name,
		.address = contact->address,
		.role = contact_role_word(contact->role),
		.language = contact->language,
		.state = contact_state_word(contact->state),
		.source = contact->source,
	};
	return q_contact_save(store->sql, &args, NULL, error);
}

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
	const CustomerUpdateArgs args = { .id = customer->id, .name = customer->name, .language = customer->language,
					  .segment = customer->segment, .policy = customer->policy,
					  .collector = customer->collector };
	/* Yesterday of UTC has come in every zone of the world: due at once wherever the company is. */
	const char *today = date_text(arena, date_add_days(date_in_zone(event->at, "UTC"), -1));
	return q_customer_update(store->sql, &args, NULL, error) &&
	       (contact == NULL || customer_save_contact(store, customer, contact, error)) &&
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
