#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "gateway/backup/backup.h"
#include "gateway/backup/backup_names.h"
#include "gateway/backup/tar_file.h"
#include "gateway/bucket/bucket.h"

#define RESTORE_PIECE 65536
#define RESTORE_LINE_MAX (INT64_C(64) << 20) /* one row; a head or a tail */

typedef struct {
	const char *path;
	Arena *arena; /* of the whole */
	Store *bytes; /* where message bytes go; NULL in the pass of the rows */
	StoreLoad *load;
	TokenKey key;
	bool has_key, has_head, has_tail;
	int64_t mails_wanted;
	BackupTally tally;
} Restore;

typedef bool (*RestoreEntry)(Restore *restore, TarFile *tar, const char *name, int64_t bytes, GError **error);

static bool restore_wrong(GError **error, const char *words)
{
	error_reject(error, "the backup cannot be restored: %s", words);
	return false;
}

static char *restore_text(TarFile *tar, int64_t bytes, GError **error)
{
	if (bytes > RESTORE_LINE_MAX) {
		restore_wrong(error, "an entry is too large");
		return NULL;
	}
	g_autofree char *text = g_malloc0((gsize)bytes + 1);
	int64_t at = 0;
	ssize_t n = 1;
	while (at < bytes && (n = tar_file_get(tar, text + at, (size_t)(bytes - at), error)) > 0)
		at += n;
	if (n == 0 && at < bytes)
		restore_wrong(error, "an entry is cut off");
	return at == bytes ? g_steal_pointer(&text) : NULL;
}

/* ---- the first pass: bytes ---- */

static bool restore_head(Restore *restore, TarFile *tar, int64_t bytes, GError **error)
{
	g_autofree char *text = restore_text(tar, bytes, error);
	g_autoptr(json_t) head = text != NULL ? json_read(text, strlen(text), error) : NULL;
	g_autoptr(json_t) tables = backup_tables();
	if (head == NULL)
		return false;
	restore->has_head = true;
	if (json_get_integer(head, "format", 0) != BACKUP_FORMAT)
		return restore_wrong(error, "it is of another program or version");
	return json_equal(json_object_get(head, "tables"), tables) ||
	       restore_wrong(error, "its tables are those of another version of this program: restore with that one");
}

static bool restore_key(Restore *restore, TarFile *tar, int64_t bytes, GError **error)
{
	if (bytes != TOKEN_KEY_SIZE)
		return restore_wrong(error, "its key of tokens is damaged");
	g_autofree char *key = restore_text(tar, bytes, error);
	if (key == NULL)
		return false;
	memcpy(restore->key.bytes, key, TOKEN_KEY_SIZE);
	explicit_bzero(key, TOKEN_KEY_SIZE);
	restore->has_key = true;
	return true;
}

static bool restore_mail(Restore *restore, TarFile *tar, const char *name, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autofree char *piece = g_malloc(RESTORE_PIECE);
	const char *slash = strrchr(name, '/');
	const char *sha256 = NULL;
	int64_t size = 0;
	ssize_t n = 0;
	Blob *blob = store_blob_begin(restore->bytes, error);
	bool done = blob != NULL;
	while (done && (n = tar_file_get(tar, piece, RESTORE_PIECE, error)) > 0)
		done = store_blob_write(blob, piece, (size_t)n, error);
	if (!done || n < 0) {
		store_blob_drop(blob);
		return false;
	}
	if (!store_blob_end(arena, blob, false, &sha256, &size, error))
		return false;
	restore->tally.mails++;
	return strcmp(slash + 1, sha256) == 0 || restore_wrong(error, "the bytes of a message are damaged");
}

static bool restore_bytes_entry(Restore *restore, TarFile *tar, const char *name, int64_t bytes, GError **error)
{
	if (strcmp(name, BACKUP_HEAD) == 0)
		return restore_head(restore, tar, bytes, error);
	if (!restore->has_head)
		return restore_wrong(error, "it is no backup of this program");
	if (strcmp(name, BACKUP_KEY) == 0)
		return restore_key(restore, tar, bytes, error);
	if (g_str_has_prefix(name, BACKUP_MAIL) && restore->bytes != NULL)
		return restore_mail(restore, tar, name, error);
	if (strcmp(name, BACKUP_TAIL) != 0)
		return true;
	g_autofree char *text = restore_text(tar, bytes, error);
	g_autoptr(json_t) tail = text != NULL ? json_read(text, strlen(text), error) : NULL;
	restore->has_tail = tail != NULL;
	restore->mails_wanted = tail != NULL ? json_get_integer(tail, "mails", -1) : -1;
	return tail != NULL;
}

/* ---- the second pass: rows ---- */

static bool restore_value(Arena *arena, const json_t *json, char type, SqlValue *ret)
{
	if (json_is_null(json))
		*ret = sql_value_text(NULL);
	else if (type == 'i' && json_is_integer(json))
		*ret = sql_value_integer(json_integer_value(json));
	else if (type == 't' && json_is_string(json))
		*ret = sql_value_text(arena_strdup(arena, json_string_value(json)));
	else
		return false;
	return true;
}

static bool restore_row(Restore *restore, size_t table, const char *line, size_t length, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(json_t) row = json_read(line, length, error);
	const StoreTable *of = &store_tables[table];
	SqlValue *values = arena_array(arena, SqlValue, of->n_columns);
	if (row == NULL)
		return false;
	bool fits = json_is_array(row) && json_array_size(row) == of->n_columns;
	for (size_t i = 0; fits && i < of->n_columns; i++)
		fits = restore_value(arena, json_array_get(row, i), of->types[i], &values[i]);
	if (!fits)
		return restore_wrong(error, "a row is damaged");
	restore->tally.rows++;
	return store_load_row(restore->load, table, values, error);
}

/* Takes whole lines out of what has come so far. */
static bool restore_lines(Restore *restore, size_t table, GString *waiting, GError **error)
{
	size_t at = 0;
	const char *end = NULL;
	while ((end = memchr(waiting->str + at, '\n', waiting->len - at)) != NULL) {
		size_t length = (size_t)(end - waiting->str) - at;
		if (!restore_row(restore, table, waiting->str + at, length, error))
			return false;
		at += length + 1;
	}
	g_string_erase(waiting, 0, (gssize)at);
	return (int64_t)waiting->len <= RESTORE_LINE_MAX || restore_wrong(error, "a row is too large");
}

static bool restore_table(Restore *restore, TarFile *tar, size_t table, GError **error)
{
	g_autoptr(GString) waiting = g_string_new(NULL);
	g_autofree char *piece = g_malloc(RESTORE_PIECE);
	ssize_t n = 0;
	while ((n = tar_file_get(tar, piece, RESTORE_PIECE, error)) > 0) {
		g_string_append_len(waiting, piece, n);
		if (!restore_lines(restore, table, waiting, error))
			return false;
	}
	return n == 0 && (waiting->len == 0 || restore_wrong(error, "a row is cut off"));
}

static bool restore_rows_entry(Restore *restore, TarFile *tar, const char *name, int64_t bytes, GError **error)
{
	(void)bytes;
	if (!g_str_has_prefix(name, BACKUP_ROWS))
		return true;
	for (size_t i = 0; i < store_n_tables; i++) {
		g_autofree char *wanted = backup_rows_name(i);
		if (strcmp(wanted, name) == 0)
			return restore_table(restore, tar, i, error);
	}
	return restore_wrong(error, "it has a table that this program does not know");
}

/* ---- both ---- */

static bool restore_pass(Restore *restore, RestoreEntry each, GError **error)
{
	g_autoptr(TarFile) tar = tar_file_read(restore->path, error);
	const char *name = NULL;
	int64_t bytes = 0;
	int got = tar != NULL ? 1 : -1;
	while (got == 1 && (got = tar_file_next(tar, &name, &bytes, error)) == 1)
		if (!each(restore, tar, name, bytes, error))
			got = -1;
	return got == 0;
}

/* Nothing is written before the file is known to be whole at its end. */
static bool restore_look(Restore *restore, GError **error)
{
	return restore_pass(restore, restore_bytes_entry, error) &&
	       ((restore->has_head && restore->has_key && restore->has_tail) || restore_wrong(error, "it is cut off"));
}

static bool restore_open_bytes(Restore *restore, const StoreSettings *settings, GError **error)
{
	g_autofree char *spool = g_build_filename(settings->path, "mail", "tmp", NULL);
	BlobPlace *place = settings->mail != NULL ? bucket_new(settings, spool, error) : NULL;
	if (settings->mail != NULL && place == NULL)
		return false;
	restore->bytes = store_load_bytes(settings->path, &restore->key, place, error);
	return restore->bytes != NULL;
}

static bool restore_bytes(Restore *restore, const StoreSettings *settings, GError **error)
{
	bool done = restore_open_bytes(restore, settings, error) && restore_pass(restore, restore_bytes_entry, error) &&
		    store_blob_sync(restore->bytes, error);
	store_close(restore->bytes);
	return done && (restore->tally.mails == restore->mails_wanted || restore_wrong(error, "messages are missing"));
}

static bool restore_rows(Restore *restore, const StoreSettings *settings, GError **error)
{
	g_autoptr(StoreLoad) load = store_load_begin(settings->path, settings->url, false, error);
	restore->load = load;
	return load != NULL && restore_pass(restore, restore_rows_entry, error) &&
	       store_load_end(load, "the store was restored from a backup", error);
}

bool backup_restore(const StoreSettings *settings, const char *path, BackupTally *ret, GError **error)
{
	bool there = false;
	Restore restore = { .path = path };
	if (!store_is_at(settings->path, settings->url, &there, error))
		return false;
	if (there) {
		error_stop(error, "there is a store already: a store is never overwritten");
		return false;
	}
	bool done = restore_look(&restore, error) && restore_bytes(&restore, settings, error) &&
		    restore_rows(&restore, settings, error);
	explicit_bzero(&restore.key, sizeof restore.key);
	*ret = restore.tally;
	return done;
}
