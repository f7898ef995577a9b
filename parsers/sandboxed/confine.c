#include "parsers/sandboxed/confine.h"

#include <errno.h>
#include <unistd.h>

#include "base/file.h"
#include "gateway/sandbox.h"

static bool confine_arguments(int argc, char **argv, Confine *ret)
{
	int64_t *const members[CONFINE_ARGUMENTS] = { &ret->bytes, &ret->output, &ret->cpu_ms, &ret->memory,
						      &ret->pages };
	if (argc != CONFINE_ARGUMENTS + 1)
		return false;
	for (size_t i = 0; i < CONFINE_ARGUMENTS; i++)
		if (!g_ascii_string_to_signed(argv[i + 1], 10, 0, INT64_MAX / 2, members[i], NULL))
			return false;
	return true;
}

static bool confine_read(int64_t max, char **ret_bytes, size_t *ret_length)
{
	size_t room = 65536;
	size_t length = 0;
	char *bytes = g_malloc(room);
	for (ssize_t n = 1; n > 0 && (int64_t)length <= max;) {
		if (length == room)
			bytes = g_realloc(bytes, room *= 2);
		n = read(STDIN_FILENO, bytes + length, room - length);
		if (n < 0 && errno != EINTR)
			length = (size_t)max + 1;
		length += n > 0 ? (size_t)n : 0;
		n = n < 0 ? 1 : n;
	}
	*ret_bytes = bytes;
	*ret_length = length;
	return (int64_t)length <= max;
}

ConfineStatus confine_start(int argc, char **argv, Confine *ret, char **ret_bytes, size_t *ret_length)
{
	if (!confine_arguments(argc, argv, ret))
		return CONFINE_USAGE;
	sandbox_warm_up();
	sandbox_cpu_limit(ret->cpu_ms);
	if (!sandbox_enter(ret->memory, NULL))
		return CONFINE_NO_SANDBOX;
	return confine_read(ret->bytes, ret_bytes, ret_length) ? CONFINE_OK : CONFINE_INPUT;
}

bool confine_write(Confine *confine, const char *bytes, size_t length)
{
	if ((int64_t)length > confine->output)
		return false;
	confine->output -= (int64_t)length;
	return file_write_all(STDOUT_FILENO, bytes, length, NULL);
}
