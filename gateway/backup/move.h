/*
 * A store moves from one engine or place to another: bytes first, then all rows in one transaction, each read again and
 * compared. The old one is left as it was, and says from the first instant on that it was moved (store/moved.h).
 */
#ifndef GATEWAY_MOVE_H
#define GATEWAY_MOVE_H

#include "gateway/settings.h"
#include "store/copy.h"

typedef struct {
	const char *to;	  /* postgresql://…, the folder of a store with SQLite, or NULL: only messages move */
	const char *mail; /* s3://…, "folder", or NULL: as now */
	int64_t now;	  /* leases that are over keep nobody waiting */
} MoveTarget;

typedef struct {
	int64_t rows, mails;
	bool was_there; /* a move before this one had come to its end */
} MoveTally;

/* REJECT when another store is there; STOP while something works on this one. What fails before the new store is there
 * leaves this one in use; cut off, the same again goes on. */
bool move_store(Arena *arena, Store *store, const StoreSettings *from, const MoveTarget *target, MoveTally *ret,
		GError **error);

/* This store is used again: as a restored one, unless it is certain that nothing is at the other place. *ret_moved false:
 * it was not moved. */
bool move_undo(Arena *arena, Store *store, bool *ret_moved, GError **error);

#endif
