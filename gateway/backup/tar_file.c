#include "gateway/backup/tar_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <unistd.h>

#include "base/error.h"

#define TAR_BLOCK 65536

struct TarFile {
	struct archive *archive;
	struct archive_entry *entry;
	bool reads;
};

static bool tar_fail(const TarFile *tar, GError **error)
{
	const char *words = archive_error_string(tar->archive);
	if (tar->reads)
		error_reject(error, "the backup is no whole tar file: %s", words != NULL ? words : "cut off");
	else
		error_from_errno(error, archive_errno(tar->archive), words != NULL ? words : "backup");
	return false;
}

static TarFile *tar_new(struct archive *archive, bool reads)
{
	TarFile *tar = g_new0(TarFile, 1);
	*tar = (TarFile){ .archive = archive, .reads = reads };
	if (!reads)
		tar->entry = archive_entry_new();
	return tar;
}

TarFile *tar_file_write(int fd, GError **error)
{
	g_autoptr(TarFile) tar = tar_new(archive_write_new(), false);
	if (archive_write_set_format_pax_restricted(tar->archive) == ARCHIVE_OK &&
	    archive_write_open_fd(tar->archive, fd) == ARCHIVE_OK)
		return g_steal_pointer(&tar);
	tar_fail(tar, error);
	return NULL;
}

bool tar_file_entry(TarFile *tar, const char *name, int64_t bytes, int64_t now, GError **error)
{
	archive_entry_clear(tar->entry);
	archive_entry_set_pathname(tar->entry, name);
	archive_entry_set_size(tar->entry, bytes);
	archive_entry_set_filetype(tar->entry, AE_IFREG);
	archive_entry_set_perm(tar->entry, 0600);
	archive_entry_set_mtime(tar->entry, now, 0);
	return archive_write_header(tar->archive, tar->entry) == ARCHIVE_OK || tar_fail(tar, error);
}

bool tar_file_put(TarFile *tar, const void *bytes, size_t n, GError **error)
{
	return archive_write_data(tar->archive, bytes, n) == (la_ssize_t)n || tar_fail(tar, error);
}

bool tar_file_end(TarFile *tar, GError **error)
{
	return archive_write_close(tar->archive) == ARCHIVE_OK || tar_fail(tar, error);
}

TarFile *tar_file_read(const char *path, GError **error)
{
	g_autoptr(TarFile) tar = tar_new(archive_read_new(), true);
	if (archive_read_support_format_tar(tar->archive) == ARCHIVE_OK &&
	    archive_read_open_filename(tar->archive, path, TAR_BLOCK) == ARCHIVE_OK)
		return g_steal_pointer(&tar);
	if (access(path, R_OK) != 0)
		error_from_errno(error, errno, path);
	else
		tar_fail(tar, error);
	return NULL;
}

int tar_file_next(TarFile *tar, const char **ret_name, int64_t *ret_bytes, GError **error)
{
	int got = archive_read_next_header(tar->archive, &tar->entry);
	if (got == ARCHIVE_EOF)
		return 0;
	if (got != ARCHIVE_OK || archive_entry_pathname(tar->entry) == NULL) {
		tar_fail(tar, error);
		return -1;
	}
	*ret_name = archive_entry_pathname(tar->entry);
	*ret_bytes = archive_entry_size(tar->entry);
	return 1;
}

ssize_t tar_file_get(TarFile *tar, void *bytes, size_t n, GError **error)
{
	la_ssize_t got = archive_read_data(tar->archive, bytes, n);
	if (got < 0)
		tar_fail(tar, error);
	return got < 0 ? -1 : (ssize_t)got;
}

void tar_file_free(TarFile *tar)
{
	if (tar == NULL)
		return;
	if (tar->reads)
		archive_read_free(tar->archive);
	else {
		archive_entry_free(tar->entry);
		archive_write_free(tar->archive);
	}
	g_free(tar);
}
