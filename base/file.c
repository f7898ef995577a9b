#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/step.h"

static bool file_fail(GError **error, const char *verb, const char *path)
{
	int number = errno;
	g_autofree char *what = g_strdup_printf("%s %s", verb, path);
	error_from_errno(error, number, what);
	return false;
}

static bool file_slurp(int fd, const char *path, size_t max, GByteArray *bytes, GError **error)
{
	guint8 buffer[65536];
	for (;;) {
		ssize_t n = read(fd, buffer, sizeof buffer);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return file_fail(error, "read", path);
		if (n == 0)
			return true;
		g_byte_array_append(bytes, buffer, (guint)n);
		if (bytes->len > max) {
			error_reject(error, "%s is larger than %zu bytes", path, max);
			return false;
		}
	}
}

bool file_read_fd(int fd, const char *name, size_t max, char **ret_bytes, size_t *ret_length, GError **error)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	if (!file_slurp(fd, name, max, bytes, error))
		return false;
	size_t length = bytes->len;
	g_byte_array_append(bytes, (const guint8 *)"", 1);
	*ret_bytes = (char *)g_byte_array_free(g_steal_pointer(&bytes), FALSE);
	*ret_length = length;
	return true;
}

bool file_read(const char *path, size_t max, char **ret_bytes, size_t *ret_length, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0)
		return file_fail(error, "open", path);
	bool done = file_read_fd(fd, path, max, ret_bytes, ret_length, error);
	close(fd);
	return done;
}

bool file_write_all(int fd, const void *bytes, size_t length, GError **error)
{
	const char *at = bytes;
	while (length > 0) {
		ssize_t n = write(fd, at, length);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			error_from_errno(error, errno, "write");
			return false;
		}
		at += n;
		length -= (size_t)n;
	}
	return true;
}

bool file_sync_folder(const char *folder, GError **error)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return file_fail(error, "open", folder);
	bool done = fsync(fd) == 0 || file_fail(error, "sync", folder);
	close(fd);
	return done;
}

static bool file_fill(int fd, const char *path, const void *bytes, size_t length, GError **error)
{
	if (!file_write_all(fd, bytes, length, error))
		return false;
	return fsync(fd) == 0 || file_fail(error, "sync", path);
}

static bool file_rename(const char *from, const char *to, const char *step_name, GError **error)
{
	errno = step(step_name);
	if (errno != 0 || rename(from, to) != 0)
		return file_fail(error, "rename", to);
	g_autofree char *folder = g_path_get_dirname(to);
	return file_sync_folder(folder, error);
}

bool file_write_atomic(const char *path, const void *bytes, size_t length, int mode, const char *step_name,
		       GError **error)
{
	g_autofree char *temporary = g_strdup_printf("%s.XXXXXX", path);
	int fd = g_mkstemp_full(temporary, O_RDWR | O_CLOEXEC, mode);
	if (fd < 0)
		return file_fail(error, "create", temporary);
	bool done = file_fill(fd, temporary, bytes, length, error);
	close(fd);
	done = done && file_rename(temporary, path, step_name, error);
	if (!done)
		unlink(temporary);
	return done;
}

bool file_make_folder(const char *path, int mode, GError **error)
{
	if (g_mkdir_with_parents(path, mode) != 0)
		return file_fail(error, "make folder", path);
	return true;
}

bool file_read_private(const char *path, char **ret_text, GError **error)
{
	struct stat info;
	if (stat(path, &info) != 0)
		return file_fail(error, "open", path);
	if (!S_ISREG(info.st_mode) || (info.st_mode & 077) != 0) {
		error_stop(error, "%s can be read by others (mode %04o): run chmod 600 on it", path,
			   (unsigned)(info.st_mode & 07777));
		return false;
	}
	size_t length = 0;
	return file_read(path, 65536, ret_text, &length, error);
}

bool file_read_secret(const char *path, char **ret_secret, GError **error)
{
	if (!file_read_private(path, ret_secret, error))
		return false;
	(*ret_secret)[strcspn(*ret_secret, "\r\n")] = '\0';
	return true;
}

void file_wipe_secret(char *secret)
{
	if (secret == NULL)
		return;
	explicit_bzero(secret, strlen(secret));
	g_free(secret);
}
