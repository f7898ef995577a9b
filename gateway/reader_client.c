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
#include "base/sha256.h"
#include "gateway/reader.h"
#include "gateway/reader_open.h"
#include "parsers/finding_json.h"

#define READER_OPENING_MAX 2
#define READER_SCHEMA_DEPTH 8
#define READER_ANSWER_MAX ((uint64_t)256 * 1024 * 1024)

struct ReaderClient {
	char *program;
	Limits limits;
	char *certificates;
	char *schemas; /* folder; NULL: none */
	bool no_proof;
	pid_t pid; /* 0: not running */
	int socket;
	int64_t served;
	int opening; /* messages inside messages whose parts are being opened */
};

ReaderClient *reader_client_new(const char *program, const Limits *limits, const char *certificates, bool no_proof)
{
	ReaderClient *client = g_new0(ReaderClient, 1);
	client->program = g_strdup(program);
	client->limits = *limits;
	client->certificates = g_strdup(certificates);
	client->no_proof = no_proof;
	return client;
}

void reader_client_use_schemas(ReaderClient *client, const char *folder)
{
	g_free(client->schemas);
	client->schemas = g_strdup(folder);
}

#define READER_LAST_MS 1000 /* to end by itself once its socket is closed */

/* A reader that was taken over may close its socket and live on: it is never waited for without an end. */
static int reader_client_reap(pid_t pid)
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

/* Returns how it ended, for the message. */
static char *reader_client_stop(ReaderClient *client)
{
	if (client->pid == 0)
		return g_strdup("it was not running");
	close(client->socket);
	int status = reader_client_reap(client->pid);
	client->pid = 0;
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		return g_strdup("limit:reader_cpu_ms");
	if (WIFSIGNALED(status))
		return g_strdup_printf("signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	return g_strdup_printf("exit status %d", WEXITSTATUS(status));
}

void reader_client_free(ReaderClient *client)
{
	if (client == NULL)
		return;
	g_free(reader_client_stop(client));
	g_free(client->program);
	g_free(client->certificates);
	g_free(client->schemas);
	g_free(client);
}

static bool reader_client_died(ReaderClient *client, int64_t deadline, GError **error)
{
	bool late = clock_monotonic_ms() >= deadline;
	if (late && client->pid != 0)
		kill(client->pid, SIGKILL);
	g_autofree char *end = reader_client_stop(client);
	error_retry(error, "the reader died on this message: %s", late ? "limit:reader_wall_ms" : end);
	return false;
}

/* ---- asking ---- */

static bool reader_client_send_request(ReaderClient *client, const ReaderRequest *request, int fd)
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

static bool reader_client_send(ReaderClient *client, const void *bytes, size_t length)
{
	return length == 0 || send(client->socket, bytes, length, MSG_NOSIGNAL) == (ssize_t)length;
}

static bool reader_client_tell(ReaderClient *client, ReaderVerb verb, const void *bytes, size_t length)
{
	int fd = memfd_create("setup", MFD_CLOEXEC);
	ReaderRequest request = { .verb = verb, .no_proof = client->no_proof, .size = length };
	bool done = fd >= 0 && file_write_all(fd, bytes, length, NULL) &&
		    reader_client_send_request(client, &request, fd);
	if (fd >= 0)
		close(fd);
	return done;
}

/* ---- starting ---- */

#define READER_LIMIT(member, value, text) json_set_integer(json, #member, client->limits.member);
static bool reader_client_tell_limits(ReaderClient *client)
{
	g_autoptr(json_t) json = json_object();
	LIMITS(READER_LIMIT)
	g_autofree char *line = json_line(json);
	return reader_client_tell(client, READER_SETUP, line, strlen(line));
}

static bool reader_client_tell_trust(ReaderClient *client, GError **error)
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
			reader_client_tell(client, READER_TRUST, bytes, length);
	}
	return true;
}

static bool reader_client_tell_schema(ReaderClient *client, const char *path)
{
	size_t length = strlen(path);
	ReaderRequest request = { .verb = READER_SCHEMA, .name_length = (uint32_t)length };
	return length <= READER_NAME_MAX && reader_client_send_request(client, &request, -1) &&
	       reader_client_send(client, path, length);
}

static int reader_client_by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the order of their names, so that the same documents get the same warnings. */
static bool reader_client_tell_schemas(ReaderClient *client, const char *folder, int depth, GError **error)
{
	g_autoptr(GDir) dir = g_dir_open(folder, 0, error);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	if (dir == NULL)
		return false;
	for (const char *name = g_dir_read_name(dir); name != NULL; name = g_dir_read_name(dir))
		g_ptr_array_add(names, g_build_filename(folder, name, NULL));
	g_ptr_array_sort(names, reader_client_by_name);
	for (guint i = 0; i < names->len; i++) {
		const char *path = g_ptr_array_index(names, i);
		bool inside = g_file_test(path, G_FILE_TEST_IS_DIR);
		if (inside && depth > 0 && !reader_client_tell_schemas(client, path, depth - 1, error))
			return false;
		if (!inside && g_str_has_suffix(path, ".xsd"))
			reader_client_tell_schema(client, path);
	}
	return true;
}

static bool reader_client_spawn(ReaderClient *client, int theirs, GError **error)
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

static bool reader_client_start(ReaderClient *client, GError **error)
{
	int pair[2];
	if (client->pid != 0 && client->served < client->limits.reader_messages)
		return true;
	g_free(reader_client_stop(client));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0) {
		error_from_errno(error, errno, "socketpair");
		return false;
	}
	client->socket = pair[0];
	client->served = 0;
	bool done = reader_client_spawn(client, pair[1], error);
	close(pair[1]);
	if (!done) {
		close(pair[0]);
		return false;
	}
	if (!reader_client_tell_limits(client))
		return reader_client_died(client, INT64_MAX, error);
	return reader_client_tell_trust(client, error) &&
	       (client->schemas == NULL ||
		reader_client_tell_schemas(client, client->schemas, READER_SCHEMA_DEPTH, error));
}

/* ---- the answer ---- */

static bool reader_client_take(ReaderClient *client, void *target, size_t size, int64_t deadline)
{
	for (size_t done = 0; done < size;) {
		struct pollfd wait = { .fd = client->socket, .events = POLLIN };
		int64_t left = deadline - clock_monotonic_ms();
		if (left <= 0)
			return false;
		int ready = poll(&wait, 1, (int)MIN(left, INT_MAX));
		if (ready < 0 && errno != EINTR)
			return false;
		if (ready <= 0)
			continue;
		ssize_t n = recv(client->socket, (char *)target + done, size - done, 0);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static bool reader_client_answer(ReaderClient *client, int64_t deadline, char **ret_bytes, size_t *ret_length,
				 GError **error)
{
	ReaderAnswer answer = { 0 };
	if (!reader_client_take(client, &answer, sizeof answer, deadline))
		return reader_client_died(client, deadline, error);
	if (answer.length > READER_ANSWER_MAX) {
		kill(client->pid, SIGKILL);
		g_free(reader_client_stop(client));
		error_reject(error, "the reader's answer is larger than it may be");
		return false;
	}
	g_autofree char *bytes = g_malloc(answer.length + 1);
	if (!reader_client_take(client, bytes, answer.length, deadline))
		return reader_client_died(client, deadline, error);
	bytes[answer.length] = '\0';
	client->served++;
	if (answer.refused != 0) {
		error_reject(error, "%s", bytes);
		return false;
	}
	*ret_bytes = g_steal_pointer(&bytes);
	*ret_length = answer.length;
	return true;
}

typedef struct {
	ReaderVerb verb;
	int fd;
	uint64_t size;
	const char *name, *sha256;
} Question;

static bool reader_client_ask(ReaderClient *client, const Question *question, char **ret_bytes, size_t *ret_length,
			      GError **error)
{
	if (!reader_client_start(client, error))
		return false;
	size_t name_length = question->name != NULL ? MIN(strlen(question->name), READER_NAME_MAX) : 0;
	ReaderRequest request = { .verb = question->verb, .no_proof = client->no_proof, .size = question->size,
				  .name_length = (uint32_t)name_length };
	int64_t deadline = clock_monotonic_ms() + client->limits.reader_wall_ms;
	bool sent = reader_client_send_request(client, &request, question->fd) &&
		    reader_client_send(client, question->name, name_length) &&
		    (question->sha256 == NULL || reader_client_send(client, question->sha256, READER_SHA256_SIZE));
	if (!sent)
		return reader_client_died(client, deadline, error);
	return reader_client_answer(client, deadline, ret_bytes, ret_length, error);
}

static bool reader_client_finding(const ReaderClient *client, Arena *arena, const char *bytes, size_t length,
				  Finding *ret, GError **error)
{
	g_autoptr(json_t) json = json_read(bytes, length, error);
	return json != NULL && finding_from_json(arena, json, &client->limits, ret, error);
}

/* The answer again, with what came out of the parts that the reader left closed. */
static bool reader_client_open(ReaderClient *client, int fd, uint64_t size, char **json, size_t *length, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	ReaderOpen open = { .client = client, .program = client->program, .limits = &client->limits, .fd = fd,
			    .size = size };
	Finding finding = { 0 };
	if (!reader_client_finding(client, arena, *json, *length, &finding, error))
		return false;
	client->opening++;
	reader_open_parts(&open, arena, &finding);
	client->opening--;
	g_autoptr(json_t) opened = finding_to_json(&finding);
	g_free(*json);
	*json = json_line(opened);
	*length = strlen(*json);
	return true;
}

bool reader_client_json(ReaderClient *client, int fd, uint64_t size, const char *name, char **ret_json,
			size_t *ret_length, GError **error)
{
	Question question = { .verb = READER_READ, .fd = fd, .size = size, .name = name };
	g_autofree char *json = NULL;
	size_t length = 0;
	if (!reader_client_ask(client, &question, &json, &length, error))
		return false;
	if (client->opening < READER_OPENING_MAX && reader_open_wanted(json) &&
	    !reader_client_open(client, fd, size, &json, &length, error))
		return false;
	*ret_json = g_steal_pointer(&json);
	*ret_length = length;
	return true;
}

bool reader_client_read(ReaderClient *client, Arena *arena, int fd, uint64_t size, Finding *ret, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	return reader_client_json(client, fd, size, NULL, &bytes, &length, error) &&
	       reader_client_finding(client, arena, bytes, length, ret, error);
}

bool reader_client_pdf(ReaderClient *client, Arena *arena, const void *bytes, size_t length, const char *path,
		       Finding *ret, GError **error)
{
	int fd = memfd_create("pdf", MFD_CLOEXEC);
	Question question = { .verb = READER_PDF, .fd = fd, .size = length, .name = path };
	g_autofree char *json = NULL;
	size_t json_length = 0;
	bool done = fd >= 0 && file_write_all(fd, bytes, length, error) &&
		    reader_client_ask(client, &question, &json, &json_length, error);
	if (fd < 0)
		error_from_errno(error, errno, "memfd_create");
	else
		close(fd);
	return done && reader_client_finding(client, arena, json, json_length, ret, error);
}

static bool reader_client_part_of(ReaderClient *client, Arena *arena, const Question *question, const void **ret_bytes,
				  size_t *ret_length, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	if (!reader_client_ask(client, question, &bytes, &length, error))
		return false;
	g_autofree char *found = sha256_of(bytes, length);
	if (strcmp(found, question->sha256) != 0) {
		error_reject(error, "the reader gave other bytes than those of sha256 %s", question->sha256);
		return false;
	}
	*ret_bytes = arena_memdup(arena, bytes, length);
	*ret_length = length;
	return true;
}

/* The finding is asked for as the reader itself tells it, with nothing opened. */
static bool reader_client_part_inside(ReaderClient *client, Arena *arena, const Question *question,
				      const void **ret_bytes, size_t *ret_length)
{
	int opening = client->opening;
	ReaderOpen open = { .client = client, .program = client->program, .limits = &client->limits,
			    .fd = question->fd, .size = question->size };
	Finding finding = { 0 };
	if (opening >= READER_OPENING_MAX)
		return false;
	client->opening = READER_OPENING_MAX;
	bool done = reader_client_read(client, arena, question->fd, question->size, &finding, NULL);
	client->opening = opening + 1;
	done = done && reader_open_find(&open, arena, &finding, question->sha256, ret_bytes, ret_length);
	client->opening = opening;
	return done;
}

bool reader_client_part(ReaderClient *client, Arena *arena, int fd, uint64_t size, const char *sha256,
			const void **ret_bytes, size_t *ret_length, GError **error)
{
	Question question = { .verb = READER_PART, .fd = fd, .size = size, .sha256 = sha256 };
	g_assert(strlen(sha256) == READER_SHA256_SIZE);
	if (reader_client_part_of(client, arena, &question, ret_bytes, ret_length, error))
		return true;
	if (error != NULL && error_code(*error) != ERROR_REJECT)
		return false;
	if (!reader_client_part_inside(client, arena, &question, ret_bytes, ret_length))
		return false;
	g_clear_error(error);
	return true;
}

bool reader_client_sat_status(ReaderClient *client, Arena *arena, const void *bytes, size_t length, SatStatus *ret,
			      GError **error)
{
	int fd = memfd_create("answer", MFD_CLOEXEC);
	Question question = { .verb = READER_SAT_STATUS, .fd = fd, .size = length };
	g_autofree char *line = NULL;
	size_t line_length = 0;
	g_autoptr(GError) fault = NULL;
	bool done = fd >= 0 && file_write_all(fd, bytes, length, &fault) &&
		    reader_client_ask(client, &question, &line, &line_length, &fault);
	if (fd >= 0)
		close(fd);
	g_autoptr(json_t) json = done ? json_read(line, line_length, &fault) : NULL;
	if (json != NULL && sat_status_from_json(arena, json, ret, &fault))
		return true;
	bool stop = fault != NULL && error_code(fault) == ERROR_STOP;
	g_set_error(error, VALIJA_ERROR, stop ? ERROR_STOP : ERROR_RETRY, "%s",
		    fault != NULL ? fault->message : "SAT's status service: no room for its answer");
	return false;
}
