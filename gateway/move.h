/*
 * A store moves from one engine or place to another: bytes first, then all rows in one transaction, each read again and
 * compared. The old one is left as it was.
 */
#ifndef GATEWAY_MOVE_H
#define GATEWAY_MOVE_H

#include "gateway/settings.h"
#include "store/copy.h"

typedef struct {
	const char *to;	  /* postgresql://…, or the folder of a store with SQLite */
	const char *mail; /* s3://…, "folder", or NULL: as now */
	int64_t now;	  /* leases that are over keep nobody waiting */
} MoveTarget;

typedef struct {
	int64_t rows, mails;
	bool was_there; /* a move before this one had come to its end */
} MoveTally;

/* REJECT when another store is there; STOP while something works on this one. */
bool move_store(Arena *arena, Store *store, const StoreSettings *from, const MoveTarget *target, MoveTally *ret,
		GError **error);

#endif
