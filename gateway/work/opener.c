#include "gateway/work/opener.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

static const char *const opener_names[] = { [OPENER_PDF] = "valija-pdf",
						 [OPENER_TNEF] = "valija-tnef",
						 [OPENER_OUTLOOK] = "valija-msg" };

void opener_answer_clear(OpenerAnswer *answer)
{
	g_clear_pointer(&answer->bytes, g_free);
	g_clear_pointer(&answer->ended, g_free);
}

static char *opener_program(const char *program, OpenerKind kind)
{
	g_autofree char *folder = g_path_get_dirname(program);
	g_autofree char *beside = g_build_filename(folder, opener_names[kind], NULL);
	if (access(beside, X_OK) == 0)
		return g_steal_pointer(&beside);
	return g_build_filename(folder, "..", "libexec", "valija", opener_names[kind], NULL);
}

bool opener_is_installed(const char *program, OpenerKind kind)
{
	g_autofree char *path = opener_program(program, kind);
	return access(path, X_OK) == 0;
}

const char *opener_name(OpenerKind kind)
{
	return opener_names[kind];
}

/* The answer about a winmail.dat or a .msg is a message, and bounded as one. */
static int64_t opener_output(OpenerKind kind, const Limits *limits)
{
	return kind == OPENER_PDF ? limits->pdf_output : limits->message_bytes;
}

static char *opener_number(int64_t number)
{
	return g_strdup_printf("%" G_GINT64_FORMAT, number);
}

/* In the order of parsers/sandboxed/confine.h. */
static char **opener_arguments(const char *path, OpenerKind kind, const Limits *limits)
{
	g_autoptr(GPtrArray) arguments = g_ptr_array_new();
	g_ptr_array_add(arguments, g_strdup(path));
	g_ptr_array_add(arguments, opener_number(kind == OPENER_PDF ? limits->pdf_bytes : limits->message_bytes));
	g_ptr_array_add(arguments, opener_number(opener_output(kind, limits)));
	g_ptr_array_add(arguments, opener_number(limits->pdf_cpu_ms));
	g_ptr_array_add(arguments, opener_number(limits->pdf_memory));
	g_ptr_array_add(arguments, opener_number(kind == OPENER_PDF ? limits->pdf_pages : 0));
	g_ptr_array_add(arguments, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&arguments), FALSE);
}

static bool opener_spawn(char **arguments, int in, int out, pid_t *ret_pid, GError **error)
{
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	char *const environment[] = { (char[]){ "LC_ALL=C.UTF-8" }, (char[]){ "FONTCONFIG_FILE=/dev/null" }, NULL };
	sigset_t none;
	sigemptyset(&none);
	posix_spawnattr_init(&attributes);
	posix_spawnattr_setsigmask(&attributes, &none);
	posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
	posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
	int fault = posix_spawn(ret_pid, arguments[0], &actions, &attributes, arguments, environment);
	posix_spawnattr_destroy(&attributes);
	posix_spawn_file_actions_destroy(&actions);
	if (fault == 0)
		return true;
	error_stop(error, "cannot start %s: %s", arguments[0], g_strerror(fault));
	return false;
}

/* Reads until the end, the deadline or one byte too many; says which of the last two it was. */
static const char *opener_collect(int fd, int64_t deadline, int64_t max, GString *answer)
{
	g_autofree char *piece = g_malloc(65536);
	for (;;) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		int64_t left = deadline - clock_monotonic_ms();
		if (left <= 0)
			return "limit:pdf_wall_ms";
		if (poll(&wait, 1, (int)MIN(left, G_MAXINT)) <= 0)
			continue;
		ssize_t n = read(fd, piece, 65536);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return NULL;
		if ((int64_t)answer->len + n > max)
			return "limit:pdf_output";
		g_string_append_len(answer, piece, n);
	}
}

/* Exit status 5 and 6 are of valija-tnef and valija-msg: some of it did not fit, or is damaged. */
static char *opener_end(pid_t pid, const char *killed)
{
	static const struct {
		int status;
		const char *reason;
	} statuses[] = { { 4, "limit:pdf_bytes" }, { 5, "limit:message_bytes" }, { 6, "damaged" } };
	int status = 0;
	if (killed != NULL)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (killed != NULL)
		return g_strdup(killed);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGPROF)
		return g_strdup("limit:pdf_cpu_ms");
	if (WIFSIGNALED(status))
		return g_strdup_printf("signal %d (%s)", WTERMSIG(status), strsignal(WTERMSIG(status)));
	for (size_t i = 0; i < G_N_ELEMENTS(statuses); i++)
		if (statuses[i].status == WEXITSTATUS(status))
			return g_strdup(statuses[i].reason);
	return WEXITSTATUS(status) == 0 ? NULL : g_strdup_printf("exit status %d", WEXITSTATUS(status));
}

/* A file in memory needs no second hand to feed it, and nobody waits for anybody. */
static int opener_input(const void *bytes, size_t length, GError **error)
{
	int fd = memfd_create("part", MFD_CLOEXEC);
	if (fd >= 0 && file_write_all(fd, bytes, length, error) && lseek(fd, 0, SEEK_SET) == 0)
		return fd;
	if (fd < 0)
		error_from_errno(error, errno, "memfd_create");
	else
		close(fd);
	return -1;
}

static bool opener_ask(char **arguments, int in, int64_t deadline, int64_t max, OpenerAnswer *ret, GError **error)
{
	int ends[2];
	pid_t pid = 0;
	if (pipe2(ends, O_CLOEXEC) != 0) {
		error_from_errno(error, errno, "pipe");
		return false;
	}
	bool started = opener_spawn(arguments, in, ends[1], &pid, error);
	close(ends[1]);
	if (started) {
		GString *answer = g_string_new(NULL);
		const char *killed = opener_collect(ends[0], deadline, max, answer);
		ret->ended = opener_end(pid, killed);
		ret->length = answer->len;
		ret->bytes = g_string_free(answer, FALSE);
	}
	close(ends[0]);
	return started;
}

bool opener_run(const char *program, OpenerKind kind, const Limits *limits, const void *bytes, size_t length,
		OpenerAnswer *ret, GError **error)
{
	g_autofree char *path = opener_program(program, kind);
	g_auto(GStrv) arguments = opener_arguments(path, kind, limits);
	int64_t deadline = clock_monotonic_ms() + limits->pdf_wall_ms;
	int in = opener_input(bytes, length, error);
	*ret = (OpenerAnswer){ 0 };
	if (in < 0)
		return false;
	bool done = opener_ask(arguments, in, deadline, opener_output(kind, limits), ret, error);
	close(in);
	return done;
}
