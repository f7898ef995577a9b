/*
 * Whole stores, row by row: read in one instant while others go on writing, and loaded into an empty place on either
 * engine. The tables and their columns come from the migrations, so that none can be forgotten. For backup, restore and
 * move-store.
 *
 * A load is one transaction: until its end there is no store, whatever happens; then it is whole. Message bytes are put
 * in their place before it begins (store_load_bytes), since rows may not name what is not there.
 */
#ifndef STORE_COPY_H
#define STORE_COPY_H

#include "store/sql_driver.h"
#include "store/store.h"

#define STORE_MOST_KEYS 8

typedef struct {
	const char *name, *columns; /* "id, company, …" */
	const char *types;	    /* one letter for each column: t text, i integer */
	size_t n_columns, n_keys;
	int keys[STORE_MOST_KEYS]; /* columns of the primary key */
	SqlStatement first, next, get, put, count, clear;
	SqlStatement number; /* name NULL: the engine gives its rows no numbers */
} StoreTable;

extern const StoreTable store_tables[]; /* one that refers to another comes after it */
extern const size_t store_n_tables;

/* values: one for each column; good until it returns. */
typedef bool (*StoreRowSink)(void *context, size_t table, const SqlValue *values, GError **error);
/* Every row of every table as of one instant, tables in their order. */
bool copy_read_rows(Store *store, StoreRowSink each, void *context, GError **error);
/* True for a row that says where this store is: it is not read by copy_read_rows(). */
bool copy_stays(size_t table, const SqlValue *values);
/* The hash of the message bytes that a row keeps alive; NULL: of none. */
const char *copy_row_bytes(size_t table, const SqlValue *values);

typedef struct StoreLoad StoreLoad;
/* STOP when there is a store already. With compare, the other way round: rows are not written but must be there. */
StoreLoad *store_load_begin(const char *path, const char *url, bool compare, GError **error);
/* Folders, and the key of the tokens, 32 bytes: REJECT when another is there. Takes the place (NULL: its folder). Returns a
 * store that has bytes but no rows: for store_blob_…() only. */
Store *store_load_bytes(const char *path, const TokenKey *key, BlobPlace *place, GError **error);
/* Writes the row, reads it again and compares. REJECT: it is not the same there. */
bool store_load_row(void *load, size_t table, const SqlValue *values, GError **error);
/* As many rows as were given, and no others: then all is durable, and the store is there. restored: why it must not send
 * before a person has looked (store_restored()); NULL: it goes on where the other one ended. */
bool store_load_end(StoreLoad *load, const char *restored, GError **error);
void store_load_free(StoreLoad *load); /* before its end: nothing is there; NULL is fine */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreLoad, store_load_free)
/* True when a store is at that place; error only when that cannot be told. */
bool store_is_at(const char *path, const char *url, bool *ret, GError **error);

#endif
