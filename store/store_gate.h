/*
 * Gates: what all processes that send know of a relay (domain "") or of a recipient domain behind it, one row each; read,
 * computed by queue/gate.h and written when it is still as read.
 */
#ifndef STORE_GATE_H
#define STORE_GATE_H

#include "store/store.h"

typedef struct {
	const char *relay, *domain;
	int64_t version; /* 0: there is no row */
	int64_t closed_until;
	int64_t breaker, retry_at, wait, unreachable, answers; /* queue/breaker.h */
	int64_t paced_at, credit, learnt, accepted, minute, in_minute, in_last, hour; /* queue/pace.h */
	const char *sent;
	const char *words; /* what it said when it last took nothing; NULL: it takes mails */
} GateRow;

typedef struct {
	const char *owner;
	int64_t now, until;
	int64_t most; /* owners at once */
} GateSlot;

/* A recipient's domain in lower case; "" when the address has none. */
const char *store_gate_domain(Arena *arena, const char *address);
bool store_gate(Store *store, Arena *arena, const char *relay, const char *domain, GateRow *ret, GError **error);
/* Writes the row as it follows from the one that was read, and with slot (NULL: none) lets its owner in; *ret_in false:
 * too many are, and nothing was written. RETRY when the row is not as it was read. */
bool store_gate_write(Store *store, const GateRow *row, const GateSlot *slot, bool *ret_in, GError **error);
/* The row says nothing that would not hold without it. RETRY as above. */
bool store_gate_forget(Store *store, const GateRow *row, GError **error);
bool store_gate_leave(Store *store, const char *relay, const char *domain, const char *owner, GError **error);

#endif
