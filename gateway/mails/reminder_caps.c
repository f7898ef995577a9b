#include "gateway/mails/reminder_caps.h"

struct ReminderCaps {
	Store *store;
	GHashTable *added;   /* address -> mails that are not on record yet */
	int64_t company_day; /* mails of the day, those that were added too */
	int64_t day;	     /* on which it was counted; 0: it was not */
};

ReminderCaps *reminder_caps_new(Store *store)
{
	ReminderCaps *caps = g_new0(ReminderCaps, 1);
	caps->store = store;
	caps->added = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	return caps;
}

void reminder_caps_free(ReminderCaps *caps)
{
	if (caps == NULL)
		return;
	g_hash_table_unref(caps->added);
	g_free(caps);
}

static int64_t caps_added(const ReminderCaps *caps, const char *address)
{
	return GPOINTER_TO_INT(g_hash_table_lookup(caps->added, address));
}

static bool caps_count_company(ReminderCaps *caps, const CapWindow *window, GError **error)
{
	if (caps->day == window->day)
		return true;
	if (!store_cap_company(caps->store, window, &caps->company_day, error))
		return false;
	caps->day = window->day;
	return true;
}

bool reminder_caps_apply(ReminderCaps *caps, Arena *arena, const DecideInput *input, Decision *decision,
			 GError **error)
{
	const char *address = decision->to[0]->address;
	const CapWindow window = caps_window(input->company, address, input->now);
	CapCounts counts = { 0 };
	if (caps_of_company(input->company) && !caps_count_company(caps, &window, error))
		return false;
	if (caps_of_address(input->company) && !store_cap_address(caps->store, &window, &counts, error))
		return false;
	counts.company_day = caps->company_day;
	counts.address_day += caps_added(caps, address);
	counts.address_week += caps_added(caps, address);
	caps_apply(arena, input, &counts, decision);
	return true;
}

/* A statement that goes by itself counts for nobody's cap, as in the store. */
void reminder_caps_add(ReminderCaps *caps, const Decision *decision)
{
	if (decision->statement)
		return;
	const char *address = decision->to[0]->address;
	caps->company_day++;
	g_hash_table_insert(caps->added, g_strdup(address), GINT_TO_POINTER((int)caps_added(caps, address) + 1));
}

void reminder_caps_settle(ReminderCaps *caps)
{
	g_hash_table_remove_all(caps->added);
}

void reminder_caps_forget(ReminderCaps *caps)
{
	reminder_caps_settle(caps);
	caps->day = 0;
}
