/* Bank accounts that somebody named, and whose contact has an address; against store/store.h alone. */
#include "tests/unit/store/store_fixture.h"

static void put(Store *store, const char *party, const char *account, bool alarmed)
{
	g_autoptr(GError) error = NULL;
	StatedAccount one = { .company = "Norte", .party = party, .account = account, .alarmed = alarmed, .at = NOW,
			      .mail_sha256 = "s" };
	const Outcome outcome = { .outcome = "x", .company = "Norte", .accounts = &one, .n_accounts = 1 };
	fixture_fine(store_commit_act(store, &outcome, NULL, 0, NOW, &error), &error);
}

static void test_stated(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	StatedAccount *list = NULL;
	size_t n = 0;
	put(store, "ana@uno.example", "1234567", false);
	put(store, "ana@uno.example", "7654321", true);
	put(store, "ana@uno.example", "7654321", false);
	put(store, "luz@uno.example", "9999999", false);
	fixture_fine(store_stated_accounts(store, arena, "Norte", "ana@uno.example", &list, &n, &error), &error);
	is_i64((int64_t)n, 2, "each account of a party once");
	ok(!list[0].alarmed && list[1].alarmed, "what was told as a change stays told");
	is_str(list[1].account, "7654321", "the account");
	fixture_fine(store_stated_accounts(store, arena, "Norte", "luz@uno.example", &list, &n, &error), &error);
	is_i64((int64_t)n, 3, "another party's come behind in the same list");
	fixture_fine(store_stated_accounts(store, arena, "Sur", "ana@uno.example", &list, &n, &error), &error);
	is_i64((int64_t)n, 3, "another company knows none of it");
}

static void add_contact(Store *store, const char *tax_id, const char *address, ContactState state)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Outcome outcome = { .outcome = "x", .company = "Norte" };
	outcome_add_customer(arena, &outcome, (Customer){ .company = "Norte", .tax_id = tax_id, .name = tax_id });
	const Contact contact = { .address = address, .role = ROLE_PAYS, .state = state };
	outcome_add_contact(arena, &outcome, tax_id, contact);
	fixture_fine(store_commit_act(store, &outcome, NULL, 0, NOW, &error), &error);
}

static size_t owners(Store *store, const char *address, Customer **ret)
{
	static Arena *arena;
	g_autoptr(GError) error = NULL;
	size_t n = 0;
	arena = arena == NULL ? arena_new() : arena;
	fixture_fine(store_customers_of_address(store, arena, address, ret, &n, &error), &error);
	return n;
}

static void test_owners(Store *store)
{
	Customer *found = NULL;
	add_contact(store, "76192083-9", "ana@uno.example", CONTACT_OK);
	add_contact(store, "77123456-9", "ana@uno.example", CONTACT_BOUNCED);
	add_contact(store, "77123456-9", "eva@dos.example", CONTACT_PROPOSED);
	ok(owners(store, "Ana@UNO.example", &found) == 2, "whose contact it is, whatever the case");
	is_str(found[0].tax_id, "76192083-9", "the first");
	ok(owners(store, "eva@dos.example", &found) == 0, "one that nobody confirmed tells nothing");
	ok(owners(store, "nobody", &found) == 0, "nor does another");
}

int main(void)
{
	g_autofree char *folder = fixture_path();
	Store *store = fixture_store(folder);
	test_stated(store);
	test_owners(store);
	store_close(store);
	fixture_remove(folder);
	return tap_done();
}
