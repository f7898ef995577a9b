/*
 * The doorbell: one datagram socket in STORE/run for each process that listens, named <stage>.<pid>. It
 * carries no data and losing it costs a poll, so nothing here is an error but a socket that cannot be made.
 * Paths go through the folder's descriptor, since the address of a socket holds 108 bytes only.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "store/store_inner.h"

static bool bell_address(int folder, const char *name, struct sockaddr_un *ret)
{
	*ret = (struct sockaddr_un){ .sun_family = AF_UNIX };
	int n = snprintf(ret->sun_path, sizeof ret->sun_path, "/proc/self/fd/%d/%s", folder, name);
	return n > 0 && (size_t)n < sizeof ret->sun_path;
}

static int bell_folder(Store *store)
{
	g_autofree char *path = store_file(store, "run");
	return open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
}

static char *bell_prefix(const char *stage)
{
	g_autofree char *escaped = g_uri_escape_string(stage, NULL, TRUE);
	return g_strdup_printf("%s.", escaped);
}

/* A socket that nobody reads any more refuses: its process is dead, and so its file goes. */
static void bell_ring_one(int sender, int folder, const char *name)
{
	struct sockaddr_un address;
	if (!bell_address(folder, name, &address))
		return;
	ssize_t sent = sendto(sender, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL, (const struct sockaddr *)&address,
			      sizeof address);
	if (sent < 0 && errno == ECONNREFUSED)
		unlinkat(folder, name, 0);
}

void store_ring(Store *store, const char *stage)
{
	g_autofree char *path = store_file(store, "run");
	g_autofree char *prefix = bell_prefix(stage);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	int folder = bell_folder(store);
	int sender = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	const char *name = NULL;
	while (dir != NULL && folder >= 0 && sender >= 0 && (name = g_dir_read_name(dir)) != NULL)
		if (g_str_has_prefix(name, prefix))
			bell_ring_one(sender, folder, name);
	if (sender >= 0)
		close(sender);
	if (folder >= 0)
		close(folder);
}

static int bell_bind(int folder, const char *name, GError **error)
{
	struct sockaddr_un address;
	if (!bell_address(folder, name, &address)) {
		error_stop(error, "the doorbell's name is too long: %s", name);
		return -1;
	}
	unlinkat(folder, name, 0); /* of a dead process with our number */
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd >= 0 && bind(fd, (const struct sockaddr *)&address, sizeof address) == 0)
		return fd;
	error_from_errno(error, errno, "doorbell");
	if (fd >= 0)
		close(fd);
	return -1;
}

int store_listen(Store *store, const char *stage, GError **error)
{
	g_autofree char *prefix = bell_prefix(stage);
	g_autofree char *name = g_strdup_printf("%s%d", prefix, (int)getpid());
	int folder = bell_folder(store);
	if (folder < 0) {
		error_from_errno(error, errno, "open the store's run folder");
		return -1;
	}
	int fd = bell_bind(folder, name, error);
	close(folder);
	if (fd >= 0)
		g_ptr_array_add(store->bells, g_build_filename(store->path, "run", name, NULL));
	return fd;
}
