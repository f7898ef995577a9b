#include "store/copy.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/text.h"
#include "store/migrate.h"
#include "store/store_inner.h"

struct StoreLoad {
	char *path;
	bool fresh; /* a database of SQLite that gets its name at the end */
	bool compare;
	Sql *sql;
	int64_t *counts; /* rows of each table */
};

/* ---- reading ---- */

static SqlValue copy_value(Arena *arena, SqlRows *rows, const StoreTable *table, size_t column)
{
	const char *text = sql_rows_text(rows, (int)column);
	if (text == NULL)
		return sql_value_text(NULL);
	if (table->types[column] == 'i')
		return sql_value_integer(g_ascii_strtoll(text, NULL, 10));
	return sql_value_text(arena_strdup(arena, text));
}

static SqlValue *copy_row(Arena *arena, SqlRows *rows, const StoreTable *table)
{
	SqlValue *values = arena_array(arena, SqlValue, table->n_columns);
	for (size_t i = 0; i < table->n_columns; i++)
		values[i] = copy_value(arena, rows, table, i);
	return values;
}

static void copy_key(const StoreTable *table, const SqlValue *values, SqlValue *ret_key)
{
	for (size_t i = 0; i < table->n_keys; i++)
		ret_key[i] = values[table->keys[i]];
}

typedef struct {
	Sql *sql;
	StoreRowSink each;
	void *context;
	SqlValue *last; /* of the page before; NULL: there is none */
	Arena *arena;	/* … and its memory */
} CopyRead;

/* 1: there may be more, 0: there is none, -1: error. */
static int copy_page(CopyRead *read, size_t number, GError **error)
{
	const StoreTable *table = &store_tables[number];
	SqlValue key[STORE_MOST_KEYS];
	g_autoptr(SqlRows) rows = NULL;
	Arena *arena = arena_new();
	if (read->last != NULL)
		copy_key(table, read->last, key);
	bool done = sql_query(read->sql, read->last != NULL ? &table->next : &table->first, key, &rows, error);
	SqlValue *last = NULL;
	int got = done ? 1 : -1;
	while (got == 1 && (got = sql_rows_next(rows, error)) == 1) {
		last = copy_row(arena, rows, table);
		if (!copy_stays(number, last) && !read->each(read->context, number, last, error))
			got = -1;
	}
	arena_free(read->arena);
	read->arena = arena;
	read->last = last;
	return got < 0 ? -1 : last != NULL;
}

static bool copy_table(CopyRead *read, size_t number, GError **error)
{
	int got = 1;
	read->last = NULL;
	while (got == 1)
		got = copy_page(read, number, error);
	return got == 0;
}

bool copy_read_rows(Store *store, StoreRowSink each, void *context, GError **error)
{
	CopyRead read = { .sql = store->sql, .each = each, .context = context };
	if (!sql_begin_reading(store->sql, error))
		return false;
	bool done = true;
	for (size_t i = 0; done && i < store_n_tables; i++)
		done = copy_table(&read, i, error);
	arena_free(read.arena);
	sql_rollback(store->sql);
	return done;
}

const char *copy_row_bytes(size_t table, const SqlValue *values)
{
	static const char *const keepers[] = { "message", "outbound" };
	bool keeps = false;
	for (size_t i = 0; i < G_N_ELEMENTS(keepers); i++)
		keeps = keeps || strcmp(store_tables[table].name, keepers[i]) == 0;
	if (!keeps)
		return NULL;
	g_auto(GStrv) columns = g_strsplit(store_tables[table].columns, ", ", -1);
	for (size_t i = 0; columns[i] != NULL; i++)
		if (strcmp(columns[i], "sha256") == 0)
			return values[i].text;
	return NULL;
}

/* ---- loading ---- */

static bool copy_clear(StoreLoad *load, GError **error)
{
	bool done = sql_begin(load->sql, error) && migrate_inside(load->sql, error);
	for (size_t i = store_n_tables; done && i > 0; i--)
		done = sql_exec(load->sql, &store_tables[i - 1].clear, NULL, NULL, error);
	return done;
}

StoreLoad *store_load_begin(const char *path, const char *url, bool compare, GError **error)
{
	bool there = false;
	if (!store_is_at(path, url, &there, error))
		return NULL;
	if (there != compare) {
		error_stop(error, there ? "there is a store already: a store is never overwritten" :
					  "there is no store to compare with");
		return NULL;
	}
	g_autoptr(StoreLoad) load = g_new0(StoreLoad, 1);
	*load = (StoreLoad){ .path = g_strdup(path), .compare = compare, .fresh = url == NULL && !compare };
	load->counts = g_new0(int64_t, store_n_tables);
	load->sql = store_load_database(path, url, load->fresh, error);
	bool done = load->sql != NULL;
	done = done && (compare ? sql_begin_reading(load->sql, error) : copy_clear(load, error));
	return done ? g_steal_pointer(&load) : NULL;
}

static bool copy_same(const StoreTable *table, const SqlValue *a, const SqlValue *b)
{
	for (size_t i = 0; i < table->n_columns; i++)
		if (a[i].type != b[i].type || a[i].integer != b[i].integer || !text_equal(a[i].text, b[i].text))
			return false;
	return true;
}

static bool copy_is_there(StoreLoad *load, const StoreTable *table, const SqlValue *values, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(SqlRows) rows = NULL;
	SqlValue key[STORE_MOST_KEYS];
	copy_key(table, values, key);
	int got = sql_query(load->sql, &table->get, key, &rows, error) ? sql_rows_next(rows, error) : -1;
	if (got == 1 && copy_same(table, values, copy_row(arena, rows, table)))
		return true;
	if (got >= 0)
		error_reject(error, "a row of %s is not the same there", table->name);
	return false;
}

bool store_load_row(void *context, size_t number, const SqlValue *values, GError **error)
{
	StoreLoad *load = context;
	const StoreTable *table = &store_tables[number];
	load->counts[number]++;
	return (load->compare || sql_exec(load->sql, &table->put, values, NULL, error)) &&
	       copy_is_there(load, table, values, error);
}

static bool copy_settle(StoreLoad *load, size_t number, GError **error)
{
	const StoreTable *table = &store_tables[number];
	g_autoptr(SqlRows) rows = NULL;
	if (!sql_query(load->sql, &table->count, NULL, &rows, error) || sql_rows_next(rows, error) != 1)
		return false;
	if (sql_rows_integer(rows, 0) != load->counts[number]) {
		error_reject(error, "%s has %" G_GINT64_FORMAT " rows there, of %" G_GINT64_FORMAT, table->name,
			     sql_rows_integer(rows, 0), load->counts[number]);
		return false;
	}
	return load->compare || table->number.name == NULL || sql_exec(load->sql, &table->number, NULL, NULL, error);
}

bool store_load_end(StoreLoad *load, const char *restored, GError **error)
{
	Store bare = { .path = load->path, .sql = load->sql };
	bool done = true;
	for (size_t i = 0; done && i < store_n_tables; i++)
		done = copy_settle(load, i, error);
	if (!done || load->compare)
		return done;
	if (restored != NULL && !store_mark_restored(&bare, restored, error))
		return false;
	if (!sql_commit(load->sql, "tx.load", error))
		return false;
	sql_close(g_steal_pointer(&load->sql));
	return !load->fresh || store_name_database(load->path, error);
}

void store_load_free(StoreLoad *load)
{
	if (load == NULL)
		return;
	sql_close(load->sql);
	g_free(load->counts);
	g_free(load->path);
	g_free(load);
}
