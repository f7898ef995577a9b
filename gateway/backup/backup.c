#include "gateway/backup/backup.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/json.h"
#include "base/step.h"
#include "gateway/app.h"
#include "gateway/backup/backup_names.h"
#include "gateway/backup/tar_file.h"

#define BACKUP_PIECE 65536
#define BACKUP_TOGETHER 256 /* messages that a place far away is told of at once */

typedef struct {
	Store *store;
	TarFile *tar;
	const char *path;
	int64_t now;
	FILE *spool; /* rows of the table at hand, without a name */
	size_t table;
	GHashTable *mails;
	GPtrArray *order; /* char *: hashes as they came */
	json_t *counts;
	int64_t n_table;
	BackupTally tally;
} Backup;

static bool backup_copy_fd(Backup *backup, int fd, const char *name, int64_t bytes, GError **error)
{
	g_autofree char *piece = g_malloc(BACKUP_PIECE);
	ssize_t n = 1;
	int64_t left = bytes;
	bool done = tar_file_entry(backup->tar, name, bytes, backup->now, error);
	while (done && left > 0 && (n = pread(fd, piece, BACKUP_PIECE, bytes - left)) > 0) {
		done = tar_file_put(backup->tar, piece, (size_t)n, error);
		left -= n;
	}
	if (done && left > 0)
		error_from_errno(error, errno, name);
	return done && left == 0;
}

static FILE *backup_spool(const Backup *backup, GError **error)
{
	g_autofree char *template = g_strdup_printf("%s.XXXXXX", backup->path);
	int fd = g_mkstemp_full(template, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		error_from_errno(error, errno, template);
		return NULL;
	}
	unlink(template);
	return fdopen(fd, "w+");
}

/* What the table has so far becomes an entry: a tar wants to know its size first. */
static bool backup_end_table(Backup *backup, GError **error)
{
	if (backup->spool == NULL)
		return true;
	g_autofree char *name = backup_rows_name(backup->table);
	struct stat info;
	bool done = fflush(backup->spool) == 0 && fstat(fileno(backup->spool), &info) == 0;
	if (!done)
		error_from_errno(error, errno, name);
	done = done && backup_copy_fd(backup, fileno(backup->spool), name, info.st_size, error);
	json_set_integer(backup->counts, store_tables[backup->table].name, backup->n_table);
	fclose(backup->spool);
	backup->spool = NULL;
	backup->n_table = 0;
	return done;
}

static json_t *backup_row(size_t table, const SqlValue *values)
{
	json_t *row = json_array();
	for (size_t i = 0; i < store_tables[table].n_columns; i++) {
		json_t *value = values[i].type == SQL_INTEGER ? json_integer(values[i].integer) :
				values[i].type == SQL_TEXT    ? json_string(values[i].text) :
								json_null();
		json_array_append_new(row, value != NULL ? value : json_null());
	}
	return row;
}

static bool backup_take_row(void *context, size_t table, const SqlValue *values, GError **error)
{
	Backup *backup = context;
	if ((backup->table != table && !backup_end_table(backup, error)))
		return false;
	backup->table = table;
	if (backup->spool == NULL && (backup->spool = backup_spool(backup, error)) == NULL)
		return false;
	g_autoptr(json_t) row = backup_row(table, values);
	g_autofree char *line = json_line(row);
	const char *mail = copy_row_bytes(table, values);
	if (mail != NULL && !g_hash_table_contains(backup->mails, mail)) {
		g_ptr_array_add(backup->order, g_strdup(mail));
		g_hash_table_add(backup->mails, backup->order->pdata[backup->order->len - 1]);
	}
	backup->n_table++;
	backup->tally.rows++;
	if (fputs(line, backup->spool) >= 0 && fputc('\n', backup->spool) != EOF)
		return true;
	error_from_errno(error, errno, backup->path);
	return false;
}

static bool backup_mails(Backup *backup, GError **error)
{
	for (guint i = 0; i < backup->order->len; i++) {
		const char *const *names = (const char *const *)backup->order->pdata + i;
		const char *sha256 = *names;
		g_autofree char *name = backup_mail_name(sha256);
		int64_t bytes = 0;
		if (i % BACKUP_TOGETHER == 0)
			store_blob_expect(backup->store, names, MIN(BACKUP_TOGETHER, backup->order->len - i));
		int fd = store_blob_open(backup->store, sha256, &bytes, error);
		if (fd < 0)
			return false;
		g_autofree char *hash = blob_hash(fd);
		bool whole = g_strcmp0(hash, sha256) == 0;
		if (!whole)
			error_stop(error, "the bytes of %s are damaged: no backup is made of them (see valija verify)", sha256);
		whole = whole && backup_copy_fd(backup, fd, name, bytes, error);
		close(fd);
		if (!whole)
			return false;
		backup->tally.mails++;
	}
	return true;
}

static bool backup_entry(Backup *backup, const char *name, const void *bytes, size_t n, GError **error)
{
	return tar_file_entry(backup->tar, name, (int64_t)n, backup->now, error) &&
	       tar_file_put(backup->tar, bytes, n, error);
}

static bool backup_head(Backup *backup, GError **error)
{
	g_autoptr(json_t) head = json_object();
	TokenKey key = { 0 };
	json_set_integer(head, "format", BACKUP_FORMAT);
	json_set_integer(head, "at", backup->now);
	json_set(head, "tables", backup_tables());
	g_autofree char *line = json_line(head);
	bool done = backup_entry(backup, BACKUP_HEAD, line, strlen(line), error) &&
		    store_token_key(backup->store, &key, error) &&
		    backup_entry(backup, BACKUP_KEY, key.bytes, sizeof key.bytes, error);
	explicit_bzero(&key, sizeof key);
	return done;
}

/* The last entry says how much there must be: a file without it was cut off. */
static bool backup_tail(Backup *backup, GError **error)
{
	g_autoptr(json_t) tail = json_object();
	json_set(tail, "rows", json_incref(backup->counts));
	json_set_integer(tail, "mails", backup->tally.mails);
	g_autofree char *line = json_line(tail);
	return backup_entry(backup, BACKUP_TAIL, line, strlen(line), error) && tar_file_end(backup->tar, error);
}

static bool backup_fill(Backup *backup, GError **error)
{
	backup->mails = g_hash_table_new(g_str_hash, g_str_equal);
	backup->order = g_ptr_array_new_with_free_func(g_free);
	backup->counts = json_object();
	bool done = backup_head(backup, error) && copy_read_rows(backup->store, backup_take_row, backup, error) &&
		    backup_end_table(backup, error) && backup_mails(backup, error) && backup_tail(backup, error);
	if (backup->spool != NULL)
		fclose(backup->spool);
	g_hash_table_destroy(backup->mails);
	g_ptr_array_free(backup->order, TRUE);
	json_decref(backup->counts);
	return done;
}

static bool backup_name(int fd, const char *fresh, const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	errno = step("backup.rename");
	if (errno == 0 && fsync(fd) == 0 && link(fresh, path) == 0)
		return file_sync_folder(folder, error);
	error_from_errno(error, errno, path);
	return false;
}

bool backup_write(Store *store, const char *path, int64_t now, BackupTally *ret, GError **error)
{
	g_autofree char *fresh = g_strdup_printf("%s.new-XXXXXX", path);
	if (g_file_test(path, G_FILE_TEST_EXISTS)) {
		error_stop(error, "%s is there already: a backup is never overwritten", path);
		return false;
	}
	int fd = g_mkstemp_full(fresh, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0) {
		error_from_errno(error, errno, fresh);
		return false;
	}
	g_autoptr(TarFile) tar = tar_file_write(fd, error);
	Backup backup = { .store = store, .tar = tar, .path = path, .now = now };
	bool done = tar != NULL && backup_fill(&backup, error) && backup_name(fd, fresh, path, error);
	unlink(fresh);
	close(fd);
	*ret = backup.tally;
	return done;
}
