/* Which keys the ledger knows, asked for many at once: for who computes a batch before it loads what each message needs. */
#ifndef STORE_KNOWN_H
#define STORE_KNOWN_H

#include "store/store.h"

typedef struct {
	const char *company, *key;
} LedgerKey;

/* Of n keys those that any row of the ledger names, in no order: an invoice, a posting onto it or from it, a
 * declaration. */
bool known_keys(Store *store, Arena *arena, const LedgerKey *keys, size_t n, LedgerKey **ret, size_t *ret_n,
		GError **error);
/* A question costs a way to a server and back: what many messages ask for is better asked for at once. */
bool known_is_far(const Store *store);

#endif
