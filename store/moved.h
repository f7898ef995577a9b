/*
 * A store that was moved to another place says so in its database: from the instant at which a move begins nothing is
 * claimed, staged or written in its ledger any more, by whichever process or machine. Whoever reads may go on. The mark
 * does not travel: neither a move nor a backup takes it along.
 */
#ifndef STORE_MOVED_H
#define STORE_MOVED_H

#include "store/store.h"

typedef struct {
	const char *to; /* postgresql://… or a folder; NULL: it was not moved */
	bool whole;	/* all of it is there; else the move is under way, or was cut off */
} StoreMoved;

bool store_moved(Store *store, Arena *arena, StoreMoved *ret, GError **error);
/* In one transaction that no claim crosses: STOP when something is claimed after now, or it is moved elsewhere already. The
 * same place again is fine. */
bool store_moved_begin(Store *store, const char *to, int64_t now, GError **error);
bool store_moved_done(Store *store, GError **error);
/* It is used again. restored: why nothing is to be sent before a person has looked, NULL: the other place has nothing. */
bool store_moved_undo(Store *store, const char *restored, GError **error);

#endif
