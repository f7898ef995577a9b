/*
 * Message bytes on their way: a temporary file carries a lock while its writer lives, and is hashed while it is written;
 * the place where they stay (store/blob.h) takes a whole batch at once.
 */
#include <errno.h>
#include <fcntl.h>
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
#define BLOB_ORPHAN_AGE_S 60  /* a temporary file this old without its lock has lost its writer */
#define BLOB_LARGEST (INT64_C(1) << 31)
#define BLOB_PIECE 65536

struct Blob {
	BlobFile file; /* first: pending blobs are handed to the place as files */
	Store *store;
	Sha256 *sum;
	char *sha256;
	GString *waiting; /* taken and not written yet: a mail comes in many small pieces */
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
	*blob = (Blob){ .store = store, .file = { .fd = fd, .temporary = g_steal_pointer(&template) } };
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
		return blob_fail(error, blob->file.temporary);
	return file_write_all(blob->file.fd, bytes, n, error);
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
	blob->file.bytes += (int64_t)n;
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
	if (blob->file.temporary != NULL)
		unlink(blob->file.temporary);
	if (blob->file.fd >= 0)
		close(blob->file.fd);
	sha256_free(blob->sum);
	if (blob->waiting != NULL)
		g_string_free(blob->waiting, TRUE);
	g_free(blob->sha256);
	g_free(blob->file.temporary);
	g_free(blob);
}

bool blob_is_name(const char *sha256)
{
	return sha256 != NULL && strlen(sha256) == 64 && strspn(sha256, "0123456789abcdef") == 64;
}

char *blob_hash(int fd)
{
	g_autoptr(Sha256) sum = sha256_new();
	g_autofree guchar *piece = g_malloc(BLOB_PIECE);
	off_t at = 0;
	ssize_t n = 0;
	while ((n = pread(fd, piece, BLOB_PIECE, at)) > 0) {
		sha256_add(sum, piece, (size_t)n);
		at += n;
	}
	return n == 0 ? sha256_end(sum) : NULL;
}

void store_use_place(Store *store, BlobPlace *place)
{
	store->place->close(store->place);
	store->place = place;
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
	int64_t bytes = blob->file.bytes;
	g_string_free(g_steal_pointer(&blob->waiting), TRUE);
	blob->sha256 = g_strdup(sha256);
	blob->file.sha256 = blob->sha256;
	g_ptr_array_add(store->pending, blob);
	if ((sync || store->pending->len >= BLOB_MOST_PENDING) && !store_blob_sync(store, error))
		return false;
	*ret_sha256 = sha256;
	*ret_bytes = bytes;
	return true;
}

bool store_blob_sync(Store *store, GError **error)
{
	GPtrArray *pending = store->pending;
	bool done = pending->len == 0 ||
		    store->place->keep(store->place, (BlobFile *const *)pending->pdata, pending->len, error);
	g_ptr_array_set_size(pending, 0);
	return done;
}

void store_blob_expect(Store *store, const char *const *sha256, size_t n)
{
	if (store->place->expect != NULL)
		store->place->expect(store->place, sha256, n);
}

int store_blob_open(Store *store, const char *sha256, int64_t *ret_bytes, GError **error)
{
	if (blob_is_name(sha256))
		return store->place->open(store->place, sha256, ret_bytes, error);
	error_reject(error, "not a hash of stored bytes: %s", sha256 != NULL ? sha256 : "none");
	return -1;
}

bool store_blob_put_soon(Store *store, Arena *arena, const void *bytes, size_t n, const char **ret_sha256,
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
	return store_blob_end(arena, blob, false, ret_sha256, &size, error);
}

bool store_blob_put(Store *store, Arena *arena, const void *bytes, size_t n, const char **ret_sha256,
		    GError **error)
{
	const char *sha256 = NULL;
	if (!store_blob_put_soon(store, arena, bytes, n, &sha256, error) || !store_blob_sync(store, error))
		return false;
	*ret_sha256 = sha256;
	return true;
}

static bool blob_read(int fd, const char *sha256, char *bytes, size_t n, GError **error)
{
	size_t at = 0;
	ssize_t got = 1;
	while (at < n && (got = read(fd, bytes + at, n - at)) > 0)
		at += (size_t)got;
	if (at < n)
		return blob_fail(error, sha256);
	g_autofree char *hash = sha256_of(bytes, n);
	if (strcmp(hash, sha256) == 0)
		return true;
	error_reject(error, "%s is damaged: its bytes have another hash", sha256);
	return false;
}

bool store_blob_get(Store *store, Arena *arena, const char *sha256, const void **ret_bytes, size_t *ret_n,
		    GError **error)
{
	int64_t size = 0;
	int fd = store_blob_open(store, sha256, &size, error);
	if (fd < 0)
		return false;
	bool fits = size < BLOB_LARGEST;
	char *bytes = fits ? arena_own(arena, g_malloc((gsize)size + 1), g_free) : NULL;
	if (!fits)
		error_reject(error, "%s is too large", sha256);
	bool done = fits && blob_read(fd, sha256, bytes, (size_t)size, error);
	close(fd);
	if (done) {
		*ret_bytes = bytes;
		*ret_n = (size_t)size;
	}
	return done;
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
