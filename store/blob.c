/*
 * Message bytes. A temporary file carries a lock while its writer lives, is synced, renamed to its hash, and
 * the folder is synced: so a name under STORE/mail/<ab>/ is always whole, and a batch costs each folder one
 * sync.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/sha256.h"
#include "base/step.h"
#include "store/store_inner.h"

#define BLOB_TEMPORARY "mail/tmp"
#define BLOB_MOST_PENDING 256 /* open files of one batch */
#define BLOB_TOGETHER 8	      /* so many are synced with their file system at once */
#define BLOB_PIECE (64 * 1024)
#define BLOB_ORPHAN_AGE_S 60  /* a temporary file this old without its lock has lost its writer */
#define BLOB_LARGEST (UINT64_C(1) << 31)

struct Blob {
	Store *store;
	char *temporary; /* NULL once it was renamed */
	char *final;
	Sha256 *sum;
	GString *waiting; /* taken and not written yet: a mail comes in many small pieces */
	int64_t bytes;
	int fd;
};

static bool blob_fail(GError **error, const char *what)
{
	error_from_errno(error, errno, what);
	return false;
}

Blob *store_blob_begin(Store *store, GError **error)
{
	g_autofree char *template = store_file(store, BLOB_TEMPORARY "/blob.XXXXXX");
	int fd = g_mkstemp_full(template, O_RDWR | O_CLOEXEC, 0600);
	if (fd < 0 || flock(fd, LOCK_EX | LOCK_NB) != 0) {
		blob_fail(error, template);
		if (fd >= 0)
			close(fd);
		return NULL;
	}
	Blob *blob = g_new0(Blob, 1);
	*blob = (Blob){ .store = store, .fd = fd, .temporary = g_steal_pointer(&template) };
	blob->sum = sha256_new();
	blob->waiting = g_string_new(NULL);
	return blob;
}

static bool blob_put(Blob *blob, const void *bytes, size_t n, GError **error)
{
	if (n == 0)
		return true;
	errno = step("blob.write");
	if (errno != 0)
		return blob_fail(error, blob->temporary);
	return file_write_all(blob->fd, bytes, n, error);
}

static bool blob_flush(Blob *blob, GError **error)
{
	bool done = blob_put(blob, blob->waiting->str, blob->waiting->len, error);
	g_string_truncate(blob->waiting, 0);
	return done;
}

bool store_blob_write(Blob *blob, const void *bytes, size_t n, GError **error)
{
	sha256_add(blob->sum, bytes, n);
	blob->bytes += (int64_t)n;
	if (blob->waiting->len + n > BLOB_PIECE && !blob_flush(blob, error))
		return false;
	if (n >= BLOB_PIECE)
		return blob_put(blob, bytes, n, error);
	g_string_append_len(blob->waiting, bytes, (gssize)n);
	return true;
}

void store_blob_drop(Blob *blob)
{
	if (blob == NULL)
		return;
	if (blob->temporary != NULL)
		unlink(blob->temporary);
	if (blob->fd >= 0)
		close(blob->fd);
	sha256_free(blob->sum);
	if (blob->waiting != NULL)
		g_string_free(blob->waiting, TRUE);
	g_free(blob->temporary);
	g_free(blob->final);
	g_free(blob);
}

static bool blob_is_name(const char *sha256)
{
	return sha256 != NULL && strlen(sha256) == 64 && strspn(sha256, "0123456789abcdef") == 64;
}

static char *blob_path(const Store *store, const char *sha256)
{
	const char folder[3] = { sha256[0], sha256[1], '\0' };
	return g_build_filename(store->path, "mail", folder, sha256, NULL);
}

bool store_blob_end(Arena *arena, Blob *blob, bool sync, const char **ret_sha256, int64_t *ret_bytes,
		    GError **error)
{
	Store *store = blob->store;
	if (!blob_flush(blob, error)) {
		store_blob_drop(blob);
		return false;
	}
	const char *sha256 = arena_own(arena, sha256_end(blob->sum), g_free);
	int64_t bytes = blob->bytes;
	g_string_free(g_steal_pointer(&blob->waiting), TRUE);
	blob->final = blob_path(store, sha256);
	g_ptr_array_add(store->pending, blob);
	if ((sync || store->pending->len >= BLOB_MOST_PENDING) && !store_blob_sync(store, error))
		return false;
	*ret_sha256 = sha256;
	*ret_bytes = bytes;
	return true;
}

/* From BLOB_TOGETHER files or folders on, the file system is synced once: a journal commit for each would
 * cost a batch ten times as long. A failed sync is never repeated: the kernel may have dropped the pages
 * (Rebello et al., ATC'20). */
static bool blob_sync_one(const Blob *blob, int (*sync)(int fd), GError **error)
{
	errno = step("blob.sync");
	if (errno == 0 && sync(blob->fd) == 0)
		return true;
	error_stop(error, "sync %s: %s", blob->temporary, g_strerror(errno));
	return false;
}

static bool blob_sync_files(GPtrArray *blobs, GError **error)
{
	if (blobs->len >= BLOB_TOGETHER)
		return blob_sync_one(blobs->pdata[0], syncfs, error);
	for (guint i = 0; i < blobs->len; i++)
		if (!blob_sync_one(blobs->pdata[i], fsync, error))
			return false;
	return true;
}

static bool blob_rename(Blob *blob, GHashTable *folders, GError **error)
{
	char *folder = g_path_get_dirname(blob->final);
	bool made = g_mkdir(folder, 0700) == 0;
	g_hash_table_add(folders, folder);
	if (made) {
		g_autofree char *parent = g_path_get_dirname(folder);
		g_hash_table_add(folders, g_steal_pointer(&parent));
	}
	errno = step("blob.rename");
	if (errno != 0 || rename(blob->temporary, blob->final) != 0)
		return blob_fail(error, blob->final);
	g_clear_pointer(&blob->temporary, g_free);
	return true;
}

static bool blob_sync_folder(const char *folder, bool together, GError **error)
{
	errno = step("blob.folder");
	if (errno != 0)
		return blob_fail(error, folder);
	if (!together)
		return file_sync_folder(folder, error);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool done = fd >= 0 && syncfs(fd) == 0;
	if (!done)
		error_stop(error, "sync %s: %s", folder, g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return done;
}

static bool blob_sync_folders(GHashTable *folders, GError **error)
{
	bool together = g_hash_table_size(folders) >= BLOB_TOGETHER;
	GHashTableIter each;
	gpointer folder = NULL;
	bool done = true;
	g_hash_table_iter_init(&each, folders);
	while (done && g_hash_table_iter_next(&each, &folder, NULL)) {
		done = blob_sync_folder(folder, together, error);
		if (together)
			break;
	}
	return done;
}

bool store_blob_sync(Store *store, GError **error)
{
	g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool done = blob_sync_files(store->pending, error);
	for (guint i = 0; done && i < store->pending->len; i++)
		done = blob_rename(store->pending->pdata[i], folders, error);
	done = done && blob_sync_folders(folders, error);
	g_ptr_array_set_size(store->pending, 0);
	return done;
}

int store_blob_open(Store *store, const char *sha256, int64_t *ret_bytes, GError **error)
{
	if (!blob_is_name(sha256)) {
		error_reject(error, "not a hash of stored bytes: %s", sha256 != NULL ? sha256 : "none");
		return -1;
	}
	g_autofree char *path = blob_path(store, sha256);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat info;
	if (fd >= 0 && fstat(fd, &info) == 0 && S_ISREG(info.st_mode)) {
		*ret_bytes = info.st_size;
		return fd;
	}
	if (fd >= 0 || errno == ENOENT)
		error_reject(error, "%s is missing", path);
	else
		blob_fail(error, path);
	if (fd >= 0)
		close(fd);
	return -1;
}

bool store_blob_put(Store *store, Arena *arena, const void *bytes, size_t n, const char **ret_sha256,
		    GError **error)
{
	Blob *blob = store_blob_begin(store, error);
	if (blob == NULL)
		return false;
	if (!store_blob_write(blob, bytes, n, error)) {
		store_blob_drop(blob);
		return false;
	}
	int64_t size = 0;
	return store_blob_end(arena, blob, true, ret_sha256, &size, error);
}

bool store_blob_get(Store *store, Arena *arena, const char *sha256, const void **ret_bytes, size_t *ret_n,
		    GError **error)
{
	if (!blob_is_name(sha256)) {
		error_reject(error, "not a hash of stored bytes: %s", sha256 != NULL ? sha256 : "none");
		return false;
	}
	g_autofree char *path = blob_path(store, sha256);
	if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
		error_reject(error, "%s is missing", path);
		return false;
	}
	char *bytes = NULL;
	size_t n = 0;
	if (!file_read(path, BLOB_LARGEST, &bytes, &n, error))
		return false;
	arena_own(arena, bytes, g_free);
	g_autofree char *hash = sha256_of(bytes, n);
	if (strcmp(hash, sha256) != 0) {
		error_reject(error, "%s is damaged: its bytes have another hash", path);
		return false;
	}
	*ret_bytes = bytes;
	*ret_n = n;
	return true;
}

static void blob_sweep_one(const char *path, int64_t now)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return;
	struct stat info;
	if (fstat(fd, &info) == 0 && info.st_mtime + BLOB_ORPHAN_AGE_S < now &&
	    flock(fd, LOCK_EX | LOCK_NB) == 0)
		unlink(path);
	close(fd);
}

void store_blob_sweep(Store *store)
{
	g_autofree char *folder = store_file(store, BLOB_TEMPORARY);
	g_autoptr(GDir) dir = g_dir_open(folder, 0, NULL);
	if (dir == NULL)
		return;
	const Clock clock = clock_system();
	const char *name = NULL;
	while ((name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);
		blob_sweep_one(path, clock_now(&clock));
	}
}
