/*
 * Preloaded by crash tests: once VALIJA_WRITE is in the environment (gateway/main.c sets it at a durable step), the next
 * write to a file takes half of its bytes. With TORN the process dies there; with SHORT every later write finds the disk
 * full.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef ssize_t (*Write)(int fd, const void *bytes, size_t n);
typedef ssize_t (*Pwrite)(int fd, const void *bytes, size_t n, off_t at);

static bool disk_full = false;

/* How many of n bytes are written; after them, *ret_dies. Standard error is no file here. */
static size_t short_write_part(int fd, size_t n, bool *ret_dies)
{
	struct stat info;
	const char *wanted = getenv("VALIJA_WRITE");
	*ret_dies = false;
	if (wanted == NULL || fd <= STDERR_FILENO || fstat(fd, &info) != 0 || !S_ISREG(info.st_mode))
		return n;
	if (disk_full)
		return 0;
	disk_full = true;
	*ret_dies = strcmp(wanted, "TORN") == 0;
	return n / 2;
}

static ssize_t short_write_end(ssize_t done, size_t wanted, bool dies)
{
	if (dies)
		kill(getpid(), SIGKILL);
	if (done == 0 && wanted > 0) {
		errno = ENOSPC;
		return -1;
	}
	return done;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
	static Write real = NULL;
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "write");
	bool dies = false;
	size_t part = short_write_part(fd, n, &dies);
	return short_write_end(part > 0 || n == 0 ? real(fd, bytes, part) : 0, n, dies);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	static Pwrite real = NULL;
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pwrite");
	bool dies = false;
	size_t part = short_write_part(fd, n, &dies);
	return short_write_end(part > 0 || n == 0 ? real(fd, bytes, part, at) : 0, n, dies);
}

ssize_t pwrite64(int fd, const void *bytes, size_t n, off_t at)
{
	return pwrite(fd, bytes, n, at);
}
