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

/* What is read until its end sees the rows of one instant. Where reading locks a file that is a lock for all of them, not
 * one for each. Nothing is written meanwhile; ret is NULL inside a transaction, and where questions are far. */
typedef struct SqlRows KnownInstant;
bool known_instant(Store *store, KnownInstant **ret, GError **error);
void known_instant_end(KnownInstant *instant); /* NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(KnownInstant, known_instant_end)

#endif
