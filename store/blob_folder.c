/*
 * Message bytes in a folder. A temporary file is synced, renamed to its hash, and the folder is synced: so a name under
 * <ab>/ is always whole, and a batch costs each folder one sync.
 */
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "store/blob.h"

#define BLOB_TOGETHER 8 /* so many are synced with their file system at once */

typedef struct {
	BlobPlace base;
	char *path;
} BlobFolder;

static char *blob_path(const BlobPlace *place, const char *sha256)
{
	const char folder[3] = { sha256[0], sha256[1], '\0' };
	return g_build_filename(((const BlobFolder *)place)->path, folder, sha256, NULL);
}

static bool blob_fail(GError **error, const char *what)
{
	error_from_errno(error, errno, what);
	return false;
}

/* From BLOB_TOGETHER files or folders on, the file system is synced once: a journal commit for each would
 * cost a batch ten times as long. A failed sync is never repeated: the kernel may have dropped the pages
 * (Rebello et al., ATC'20). */
static bool blob_sync_one(const BlobFile *file, int (*sync)(int fd), GError **error)
{
	errno = step("blob.sync");
	if (errno == 0 && sync(file->fd) == 0)
		return true;
	error_stop(error, "sync %s: %s", file->temporary, g_strerror(errno));
	return false;
}

static bool blob_sync_files(BlobFile *const *files, size_t n, GError **error)
{
	if (n >= BLOB_TOGETHER)
		return blob_sync_one(files[0], syncfs, error);
	for (size_t i = 0; i < n; i++)
		if (!blob_sync_one(files[i], fsync, error))
			return false;
	return true;
}

static bool blob_rename(const BlobPlace *place, BlobFile *file, GHashTable *folders, GError **error)
{
	g_autofree char *final = blob_path(place, file->sha256);
	char *folder = g_path_get_dirname(final);
	g_hash_table_add(folders, folder);
	errno = step("blob.rename");
	bool done = errno == 0 && rename(file->temporary, final) == 0;
	if (!done && errno == ENOENT && g_mkdir(folder, 0700) == 0) {
		g_hash_table_add(folders, g_path_get_dirname(folder));
		done = rename(file->temporary, final) == 0;
	}
	if (!done)
		return blob_fail(error, final);
	g_clear_pointer(&file->temporary, g_free);
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

static bool blob_folder_keep(BlobPlace *place, BlobFile *const *files, size_t n, GError **error)
{
	g_autoptr(GHashTable) folders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	bool done = blob_sync_files(files, n, error);
	for (size_t i = 0; done && i < n; i++)
		done = blob_rename(place, files[i], folders, error);
	return done && blob_sync_folders(folders, error);
}

static int blob_folder_open(BlobPlace *place, const char *sha256, int64_t *ret_bytes, GError **error)
{
	g_autofree char *path = blob_path(place, sha256);
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

static void blob_folder_close(BlobPlace *place)
{
	g_free(((BlobFolder *)place)->path);
	g_free(place);
}

BlobPlace *blob_folder_new(const char *path)
{
	BlobFolder *folder = g_new0(BlobFolder, 1);
	folder->base = (BlobPlace){ .keep = blob_folder_keep, .open = blob_folder_open, .close = blob_folder_close };
	folder->path = g_strdup(path);
	return &folder->base;
}
