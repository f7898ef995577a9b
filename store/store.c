#include "store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "store/copy.h"
#include "store/migrate.h"
#include "store/store_inner.h"

#define STORE_DATABASE "valija.db"
#define STORE_NEW_DATABASE "valija.db.new"
#define STORE_TOKEN_KEY "token.key"
#define STORE_JOB_BLOCK 64

char *store_file(const Store *store, const char *name)
{
	return g_build_filename(store->path, name, NULL);
}

static bool store_make_folders(const char *path, GError **error)
{
	static const char *const folders[] = { "", "mail", "mail/tmp", "run" };
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);
		if (!file_make_folder(folder, 0700, error))
			return false;
	}
	return true;
}

static bool store_make_token_key(const char *path, GError **error)
{
	g_autofree char *file = g_build_filename(path, STORE_TOKEN_KEY, NULL);
	if (g_file_test(file, G_FILE_TEST_EXISTS))
		return true;
	TokenKey key = { 0 };
	if (getrandom(key.bytes, sizeof key.bytes, 0) != (ssize_t)sizeof key.bytes) {
		error_from_errno(error, errno, "getrandom");
		return false;
	}
	bool done = file_write_atomic(file, key.bytes, sizeof key.bytes, 0600, "store.token_key", error);
	explicit_bzero(&key, sizeof key);
	return done;
}

static Sql *store_fresh_database(const char *path, GError **error)
{
	g_autofree char *fresh = g_build_filename(path, STORE_NEW_DATABASE, NULL);
	g_autofree char *fresh_log = g_strdup_printf("%s-wal", fresh);
	unlink(fresh);
	unlink(fresh_log);
	return sql_open(fresh, true, error);
}

/* Closing an SQLite database moves its log into the file: what is renamed is whole. */
bool store_name_database(const char *path, GError **error)
{
	g_autofree char *fresh = g_build_filename(path, STORE_NEW_DATABASE, NULL);
	g_autofree char *final = g_build_filename(path, STORE_DATABASE, NULL);
	errno = step("store.create");
	if (errno != 0 || rename(fresh, final) != 0) {
		error_from_errno(error, errno, final);
		return false;
	}
	return chmod(final, 0600) == 0 && file_sync_folder(path, error);
}

static bool store_make_database(const char *path, GError **error)
{
	Sql *sql = store_fresh_database(path, error);
	bool done = sql != NULL && migrate_run(sql, error);
	sql_close(sql);
	return done && store_name_database(path, error);
}

/* 1 when the database holds a store, 0 when it does not, -1 when that cannot be told. No fault may look like an empty
 * database: a store would be made, or loaded, over one that is there. */
static int store_is_there(Sql *sql, GError **error)
{
	static const SqlStatement table = {
		.name = "schema_there",
		.slot = SIZE_MAX,
		.types = "",
		.text = { [SQL_SQLITE] = "SELECT 1 FROM sqlite_schema WHERE name = 'schema_version'",
			  [SQL_POSTGRESQL] = "SELECT 1 FROM pg_class WHERE oid = to_regclass('schema_version')" },
	};
	g_autoptr(SqlRows) rows = NULL;
	SchemaVersionRow row = { 0 };
	int there = sql_query(sql, &table, NULL, &rows, error) ? sql_rows_next(rows, error) : -1;
	return there == 1 ? q_schema_version(sql, NULL, &row, error) : there;
}

static Sql *store_connect(const char *url, GError **error)
{
	if (sql_is_url(url))
		return sql_open(url, false, error);
	error_stop(error, "url in [store] begins with postgresql:// or is left out");
	return NULL;
}

static Store *store_new(const char *path, Sql *sql)
{
	Store *store = g_new0(Store, 1);
	store->path = g_strdup(path);
	store->sql = sql;
	g_autofree char *mail = store_file(store, "mail");
	store->place = blob_folder_new(mail);
	store->pending = g_ptr_array_new_with_free_func((GDestroyNotify)store_blob_drop);
	store->alert_lines = g_string_new(NULL);
	store->bells = g_ptr_array_new_with_free_func(g_free);
	return store;
}

/* One of many that do so at once makes it, and it alone has its key. */
static bool store_make_alone(Sql *sql, const char *path, GError **error)
{
	const char *lock = sql->ops->lock_schema;
	int there = lock == NULL || sql_script(sql, lock, error) ? store_is_there(sql, error) : -1;
	if (there == 1)
		error_reject(error, "the database holds a store already: a store is never overwritten");
	return there == 0 && store_make_folders(path, error) && store_make_token_key(path, error) &&
	       migrate_inside(sql, error) && sql_commit(sql, "tx.migrate", error);
}

static bool store_make_remote(const char *path, const char *url, GError **error)
{
	g_autoptr(Sql) sql = store_connect(url, error);
	if (sql == NULL || !sql_begin(sql, error))
		return false;
	if (!store_make_alone(sql, path, error)) {
		sql_rollback(sql);
		return false;
	}
	g_autoptr(Store) store = store_new(path, g_steal_pointer(&sql));
	return store_join(store, error); /* so that machines which join later are not taken for copies, nor this one */
}

bool store_create(const char *path, const char *url, GError **error)
{
	if (url != NULL)
		return store_make_remote(path, url, error);
	g_autofree char *database = g_build_filename(path, STORE_DATABASE, NULL);
	if (g_file_test(database, G_FILE_TEST_EXISTS)) {
		error_reject(error, "%s is there already: a store is never overwritten", database);
		return false;
	}
	return store_make_folders(path, error) && store_make_token_key(path, error) &&
	       store_make_database(path, error);
}

static Sql *store_open_local(const char *path, GError **error)
{
	g_autofree char *database = g_build_filename(path, STORE_DATABASE, NULL);
	if (g_file_test(database, G_FILE_TEST_EXISTS))
		return sql_open(database, false, error);
	error_stop(error, "there is no store at %s: run valija init, or mend path in [store]", path);
	return NULL;
}

/* Never made by opening it: an empty database behind a wrong URL would look like a company without a past. */
static Sql *store_open_remote(const char *path, const char *url, GError **error)
{
	g_autofree char *key = g_build_filename(path, STORE_TOKEN_KEY, NULL);
	g_autoptr(Sql) sql = store_connect(url, error);
	int there = sql != NULL ? store_is_there(sql, error) : -1;
	if (there == 0)
		error_stop(error, "there is no store in this database, or none that this role may see: run valija init --url, or mend url in [store]");
	if (there != 1)
		return NULL;
	if (g_file_test(key, G_FILE_TEST_EXISTS))
		return g_steal_pointer(&sql);
	error_stop(error, "%s is missing: copy it and mail/ from the machine where the store was made", key);
	return NULL;
}

Store *store_open(const char *path, const char *url, GError **error)
{
	g_autoptr(Sql) sql = url != NULL ? store_open_remote(path, url, error) : store_open_local(path, error);
	if (sql == NULL || !store_make_folders(path, error) || !migrate_run(sql, error))
		return NULL;
	Store *store = store_new(path, g_steal_pointer(&sql));
	store_blob_sweep(store);
	return store;
}

void store_close(Store *store)
{
	if (store == NULL)
		return;
	for (guint i = 0; i < store->bells->len; i++)
		unlink(store->bells->pdata[i]);
	g_ptr_array_free(store->bells, TRUE);
	g_ptr_array_free(store->pending, TRUE);
	g_string_free(store->alert_lines, TRUE);
	store->place->close(store->place);
	sql_close(store->sql);
	g_free(store->path);
	g_free(store);
}

/* ---- loading (store/copy.h) ---- */

bool store_is_at(const char *path, const char *url, bool *ret, GError **error)
{
	g_autofree char *database = g_build_filename(path, STORE_DATABASE, NULL);
	g_autoptr(Sql) sql = url != NULL ? store_connect(url, error) : NULL;
	if (url != NULL && sql == NULL)
		return false;
	int there = url != NULL ? store_is_there(sql, error) : g_file_test(database, G_FILE_TEST_EXISTS);
	*ret = there == 1;
	return there >= 0;
}

Sql *store_load_database(const char *path, const char *url, bool fresh, GError **error)
{
	if (url != NULL)
		return store_connect(url, error);
	return fresh ? store_fresh_database(path, error) : store_open_local(path, error);
}

Store *store_load_bytes(const char *path, const TokenKey *key, BlobPlace *place, GError **error)
{
	g_autofree char *file = g_build_filename(path, STORE_TOKEN_KEY, NULL);
	TokenKey there = { 0 };
	g_autoptr(Store) store = store_new(path, NULL);
	if (place != NULL)
		store_use_place(store, place);
	if (!store_make_folders(path, error))
		return NULL;
	if (!g_file_test(file, G_FILE_TEST_EXISTS) &&
	    !file_write_atomic(file, key->bytes, sizeof key->bytes, 0600, "store.token_key", error))
		return NULL;
	if (!store_token_key(store, &there, error))
		return NULL;
	bool same = memcmp(there.bytes, key->bytes, sizeof key->bytes) == 0;
	explicit_bzero(&there, sizeof there);
	if (same)
		return g_steal_pointer(&store);
	error_reject(error, "%s is the key of another store", file);
	return NULL;
}

const char *store_path(const Store *store)
{
	return store->path;
}

bool store_token_key(Store *store, TokenKey *ret, GError **error)
{
	g_autofree char *file = store_file(store, STORE_TOKEN_KEY);
	struct stat info;
	if (stat(file, &info) == 0 && (info.st_mode & 077) != 0) {
		error_stop(error, "%s can be read by others: run chmod 600 on it", file);
		return false;
	}
	char *bytes = NULL;
	size_t length = 0;
	if (!file_read(file, TOKEN_KEY_SIZE, &bytes, &length, error))
		return false;
	bool whole = length == TOKEN_KEY_SIZE;
	if (whole)
		memcpy(ret->bytes, bytes, TOKEN_KEY_SIZE);
	else
		error_stop(error, "%s is not a key of %d bytes: bring it back from a backup", file,
			   TOKEN_KEY_SIZE);
	explicit_bzero(bytes, length);
	g_free(bytes);
	return whole;
}

/* ---- transactions ---- */

bool store_begin(Store *store, GError **error)
{
	return sql_begin(store->sql, error);
}

bool store_begin_soon(Store *store, GError **error)
{
	return sql_begin_soon(store->sql, error);
}

typedef int (*StoreLock)(Sql *sql, Arena *arena, LedgerAloneRow *row, GError **error);

static int store_lock_together(Sql *sql, Arena *arena, LedgerAloneRow *row, GError **error)
{
	LedgerTogetherRow done = { 0 };
	(void)row;
	return q_ledger_together(sql, arena, &done, error);
}

static bool store_begin_locked(Store *store, bool soon, StoreLock lock, GError **error)
{
	bool outer = store->sql->depth == 0;
	LedgerAloneRow row = { 0 };
	if (!(soon ? sql_begin_soon(store->sql, error) : sql_begin(store->sql, error)))
		return false;
	if (!outer || (store_is_here(store, error) && lock(store->sql, NULL, &row, error) >= 0))
		return true;
	sql_rollback(store->sql);
	return false;
}

bool store_begin_here(Store *store, bool soon, GError **error)
{
	if (!(soon ? store_begin_soon(store, error) : store_begin(store, error)))
		return false;
	return store_is_here(store, error) || store_end(store, false, NULL, error);
}

bool store_begin_ledger(Store *store, GError **error)
{
	return store_begin_locked(store, false, q_ledger_alone, error);
}

bool store_begin_adding(Store *store, GError **error)
{
	return store_begin_locked(store, false, store_lock_together, error);
}

bool store_end(Store *store, bool done, const char *step_name, GError **error)
{
	if (done && sql_commit(store->sql, step_name, error)) {
		store->took_jobs = store->took_jobs && store->sql->depth > 0;
		store_log_alerts(store, true);
		return true;
	}
	if (!done)
		sql_rollback(store->sql);
	store_log_alerts(store, false);
	/* Numbers taken inside what was undone may be given to another process. */
	if (store->took_jobs)
		store->next_job = store->end_job = 0;
	store->took_jobs = false;
	return false;
}

bool store_batch_begin(Store *store, GError **error)
{
	g_assert(!store->in_batch);
	store->in_batch = store_reserve_jobs(store, STORE_JOB_BLOCK, error) && store_begin_ledger(store, error);
	return store->in_batch;
}

bool store_batch_begin_soon(Store *store, GError **error)
{
	g_assert(!store->in_batch);
	store->in_batch = store_begin_locked(store, true, q_ledger_alone, error);
	return store->in_batch;
}

bool store_batch_end(Store *store, GError **error)
{
	g_assert(store->in_batch);
	store->in_batch = false;
	return store_end(store, true, "tx.batch", error);
}

bool store_take(Store *store, const char *sequence, int64_t n, int64_t *ret_last, GError **error)
{
	SequenceTakeRow row = { 0 };
	int got = q_sequence_take(store->sql, sequence, n, NULL, &row, error);
	if (got == 0)
		error_stop(error, "the store has no sequence %s: it is damaged", sequence);
	if (got == 1)
		*ret_last = row.last;
	return got == 1;
}

static bool store_take_block(Store *store, int64_t n, GError **error)
{
	int64_t last = 0;
	if (!store_take(store, "job", n, &last, error))
		return false;
	store->next_job = last - n + 1;
	store->end_job = last + 1;
	return true;
}

bool store_reserve_jobs(Store *store, int64_t n, GError **error)
{
	if (store->end_job - store->next_job >= n || store->sql->depth > 0)
		return true;
	/* Lost in a power cut: so are the rows with these numbers, unless their commit made it durable. */
	if (!store_begin_here(store, true, error))
		return false;
	int64_t next = store->next_job;
	int64_t end = store->end_job;
	bool done = store_take_block(store, MAX(n, STORE_JOB_BLOCK), error);
	if (store_end(store, done, "tx.next_id", error))
		return true;
	store->next_job = next;
	store->end_job = end;
	return false;
}

bool store_take_job(Store *store, int64_t *ret, GError **error)
{
	if (store->next_job == store->end_job) {
		g_assert(store->sql->depth > 0);
		if (!store_take_block(store, STORE_JOB_BLOCK, error))
			return false;
		store->took_jobs = true;
	}
	*ret = store->next_job++;
	return true;
}

bool store_next_id(Store *store, int64_t *ret, GError **error)
{
	g_assert(!store->in_batch);
	return store_reserve_jobs(store, 1, error) && store_take_job(store, ret, error);
}

bool store_lost(GError **error, const char *what, const char *id)
{
	error_retry(error, "%s %s was changed meanwhile", what, id);
	return false;
}
