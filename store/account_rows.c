/* Bank accounts that somebody named, and whose contact has an address. */
#include "store/store_inner.h"

#define ACCOUNT_ROWS_MAX 50
#define ACCOUNT_CUSTOMERS_MAX 5

bool store_stated_accounts(Store *store, Arena *arena, const char *company, const char *party, StatedAccount **list,
			   size_t *n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const StatedAccountsOfArgs args = { .company = company, .party = party, .limit = ACCOUNT_ROWS_MAX };
	if (!q_stated_accounts_of(store->sql, &args, &rows, error))
		return false;
	StatedAccountsOfRow row;
	int got = 0;
	while ((got = q_stated_accounts_of_next(rows, arena, &row, error)) == 1)
		arena_append(arena, *list, *n,
			     ((StatedAccount){ .company = company, .party = party, .account = row.account,
					       .alarmed = row.alarmed != 0, .at = row.at,
					       .mail_sha256 = row.mail_sha256 }));
	return got == 0;
}

bool store_write_accounts(Store *store, const StatedAccount *accounts, size_t n, GError **error)
{
	for (size_t i = 0; i < n; i++) {
		const StatedAccountInsertArgs args = { .company = accounts[i].company, .party = accounts[i].party,
						       .account = accounts[i].account, .alarmed = accounts[i].alarmed,
						       .at = accounts[i].at, .mail_sha256 = accounts[i].mail_sha256 };
		if (!q_stated_account_insert(store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

static bool account_customer_ids(Store *store, Arena *arena, const char *address, int64_t *ids, size_t *n,
				 GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	g_autofree char *lower = g_ascii_strdown(address, -1);
	const CustomersOfAddressArgs args = { .address = address, .lower = lower, .limit = ACCOUNT_CUSTOMERS_MAX };
	if (!q_customers_of_address(store->sql, &args, &rows, error))
		return false;
	CustomersOfAddressRow row;
	int got = 0;
	while ((got = q_customers_of_address_next(rows, arena, &row, error)) == 1)
		ids[(*n)++] = row.customer_id;
	return got == 0;
}

bool store_customers_of_address(Store *store, Arena *arena, const char *address, Customer **ret, size_t *ret_n,
				GError **error)
{
	int64_t *ids = arena_array(arena, int64_t, ACCOUNT_CUSTOMERS_MAX);
	size_t n = 0;
	*ret = NULL;
	*ret_n = 0;
	if (!account_customer_ids(store, arena, address, ids, &n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		Customer *customer = NULL;
		if (!store_customer_by_id(store, arena, ids[i], &customer, error))
			return false;
		if (customer != NULL)
			arena_append(arena, *ret, *ret_n, *customer);
	}
	return true;
}
