#include "gateway/work/reader_line.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "base/json.h"

#define READER_SCHEMA_DEPTH 8
#define READER_LAST_MS 1000 /* to end by itself once its socket is closed */

/* A reader that was taken over may close its socket and live on: it is never waited for without an end. */
static int reader_line_reap(pid_t pid)
{
	int status = 0;
	for (int64_t end = clock_monotonic_ms() + READER_LAST_MS;;) {
		pid_t done = waitpid(pid, &status, WNOHANG);
		if (done == pid || (done < 0 && errno != EINTR))
			return status;
		if (clock_monotonic_ms() >= end)
			break;
		g_usleep(1000);
	}
	kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return status;
}

char *reader_line_close(ReaderClient *client)
{
	if (client->pid == 0)
		return g_strdup("it was not running");
	close(client->socket);
	int status = reader_line_reap(client->pid);
	client->pid = 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		return g_strdup("limit:reader_cpu_ms");
	if (WIFSIGNALED(status))
		return g_strdup_printf("signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	return g_strdup_printf("exit status %d", WEXITSTATUS(status));
}

bool reader_line_request(ReaderClient *client, const ReaderRequest *request, int fd)
{
	union {
		struct cmsghdr header;
		unsigned char room[CMSG_SPACE(sizeof(int))];
	} control = { 0 };
	ReaderRequest copy = *request;
	struct iovec vector = { .iov_base = &copy, .iov_len = sizeof copy };
	struct msghdr message = { .msg_iov = &vector, .msg_iovlen = 1 };
	if (fd >= 0) {
		message.msg_control = &control;
		message.msg_controllen = sizeof control;
		struct cmsghdr *header = CMSG_FIRSTHDR(&message);
		header->cmsg_level = SOL_SOCKET;
		header->cmsg_type = SCM_RIGHTS;
		header->cmsg_len = CMSG_LEN(sizeof(int));
		memcpy(CMSG_DATA(header), &fd, sizeof fd);
	}
	return sendmsg(client->socket, &message, MSG_NOSIGNAL) == (ssize_t)sizeof copy;
}

bool reader_line_send(ReaderClient *client, const void *bytes, size_t length)
{
	return length == 0 || send(client->socket, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

bool reader_line_take(ReaderClient *client, void *target, size_t size, int64_t deadline)
{
	for (size_t done = 0; done < size;) {
		ssize_t n = recv(client->socket, (char *)target + done, size - done, MSG_DONTWAIT);
		done += (size_t)MAX(n, 0);
		if (n == 0 || (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
			return false;
		if (n > 0)
			continue;
		struct pollfd wait = { .fd = client->socket, .events = POLLIN };
		int64_t left = deadline - clock_monotonic_ms();
		if (left <= 0)
			return false;
		int ready = poll(&wait, 1, (int)MIN(left, INT_MAX));
		if (ready < 0 && errno != EINTR)
			return false;
	}
	return true;
}

bool reader_line_died(ReaderClient *client, int64_t deadline, GError **error)
{
	bool late = clock_monotonic_ms() >= deadline;
	if (late && client->pid != 0)
		kill(client->pid, SIGKILL);
	g_autofree char *end = reader_line_close(client);
	error_retry(error, "the reader died on this message: %s", late ? "limit:reader_wall_ms" : end);
	return false;
}

static bool reader_line_tell(ReaderClient *client, ReaderVerb verb, const void *bytes, size_t length)
{
	int fd = memfd_create("setup", MFD_CLOEXEC);
	ReaderRequest request = { .verb = verb, .no_proof = client->no_proof, .size = length };
	bool done = fd >= 0 && file_write_all(fd, bytes, length, NULL) &&
		    reader_line_request(client, &request, fd);
	if (fd >= 0)
		close(fd);
	return done;
}

/* ---- starting ---- */

#define READER_LIMIT(member, value, text) json_set_integer(json, #member, client->limits.member);
static bool reader_line_tell_limits(ReaderClient *client)
{
	g_autoptr(json_t) json = json_object();
	LIMITS(READER_LIMIT)
	g_autofree char *line = json_line(json);
	return reader_line_tell(client, READER_SETUP, line, strlen(line));
}

static bool reader_line_tell_trust(ReaderClient *client, GError **error)
{
	if (client->certificates == NULL)
		return true;
	g_autoptr(GDir) folder = g_dir_open(client->certificates, 0, error);
	if (folder == NULL)
		return false;
	for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
		g_autofree char *path = g_build_filename(client->certificates, name, NULL);
		g_autofree char *bytes = NULL;
		size_t length = 0;
		if (file_read(path, 1048576, &bytes, &length, NULL))
			reader_line_tell(client, READER_TRUST, bytes, length);
	}
	return true;
}

static bool reader_line_tell_schema(ReaderClient *client, const char *path)
{
	size_t length = strlen(path);
	ReaderRequest request = { .verb = READER_SCHEMA, .name_length = (uint32_t)length };
	return length <= READER_NAME_MAX && reader_line_request(client, &request, -1) &&
	       reader_line_send(client, path, length);
}

static int reader_line_by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names, so that the same documents get the same warnings. */
static bool reader_line_tell_schemas(ReaderClient *client, const char *folder, int depth, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	if (dir == NULL)
		return false;
	for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
		g_ptr_array_add(names, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(names, reader_line_by_name);
	for (guint i = 0; i < names->len; i++) {
		const char *path = g_ptr_array_index(names, i);
		bool inside = g_file_test(path, G_FILE_TEST_IS_DIR);
		if (inside && depth > 0 && !reader_line_tell_schemas(client, path, depth - 1, error))
			return false;
		if (!inside && g_str_has_suffix(path, ".xsd"))
			reader_line_tell_schema(client, path);
	}
	return true;
}

static bool reader_line_spawn(ReaderClient *client, int theirs, GError **error)
{
	posix_spawn_file_actions_t actions;
	char *const argv[] = { client->program, (char[]){ "reader" }, NULL };
	char *const environment[] = { (char[]){ "LC_ALL=C.UTF-8" }, NULL };
	posix_spawnattr_t attributes;
	sigset_t none;
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_adddup2(&actions, theirs, READER_SOCKET);
	posix_spawn_file_actions_addclosefrom_np(&actions, READER_SOCKET + 1);
	int fault = posix_spawn(&client->pid, client->program, &actions, &attributes, argv, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (fault == 0)
		return true;
	client->pid = 0;
	error_stop(error, "cannot start %s: %s", client->program, g_strerror(fault));
	return false;
}

bool reader_line_open(ReaderClient *client, GError **error)
{
	int pair[2];
	if (client->pid != 0 && client->served < client->limits.reader_messages)
		return true;
	g_free(reader_line_close(client));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		error_from_errno(error, errno, "socketpair");
		return false;
	}
	client->socket = pair[0];
	client->served = 0;
	bool done = reader_line_spawn(client, pair[1], error);
	close(pair[1]);
	if (!done) {
		close(pair[0]);
		return false;
	}
	if (!reader_line_tell_limits(client))
		return reader_line_died(client, INT64_MAX, error);
	return reader_line_tell_trust(client, error) &&
	       (client->schemas == NULL ||
		reader_line_tell_schemas(client, client->schemas, READER_SCHEMA_DEPTH, error));
}
