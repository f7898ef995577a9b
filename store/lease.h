/*
 * Leases: who has claimed messages, jobs, places at a gate, and what one process at a time may do across machines. Names of
 * owners are the caller's (gateway/owner.h); each function is one transaction, or one read, as in store/store.h.
 */
#ifndef STORE_LEASE_H
#define STORE_LEASE_H

#include "store/store.h"

/* Names of all that hold a lease, and the end of the leases of one that is dead: what it had is claimable now. */
bool store_lease_owners(Store *store, Arena *arena, int64_t now, Texts *ret, GError **error);
bool store_lease_drop(Store *store, const char *owner, int64_t now, GError **error);

typedef struct {
	const char *name; /* what one process at a time may do: "fetch ACCOUNT" */
	const char *owner;
	int64_t until;
} StoreLease;
/* Takes it, or makes it last until then when it is ours. *ret_other (arena): who has it; NULL: we have. A power cut may
 * take it back. */
bool store_lease_take(Store *store, Arena *arena, const StoreLease *lease, int64_t now, const char **ret_other,
		      GError **error);
bool store_lease_leave(Store *store, const char *name, const char *owner, GError **error);

/* Acts of the clock, by who alone may do them: as store_commit_outcomes(), and the lease is made to last with them. A row
 * of their next that was changed meanwhile is left: who changed it set its day too. RETRY when somebody else has the
 * lease: then none is committed. */
bool store_lease_commit(Store *store, const StoreLease *lease, OutcomeCommit *commits, size_t n, int64_t now,
		       GError **error);

#endif
