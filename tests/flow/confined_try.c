/*
 * What the small executables may do once they are confined: standard input names a deed, standard output says what came
 * of it. Usage: as valija-pdf.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "parsers/sandboxed/confine.h"

static void try_open(void)
{
	bool refused = open("/etc/passwd", O_RDONLY) < 0 && errno == EACCES;
	Confine confine = { .output = 100 };
	const char *word = refused ? "refused" : "opened";
	confine_write(&confine, word, strlen(word));
}

static void try_write(void)
{
	bool refused = open("/tmp/valija-confined-try", O_WRONLY | O_CREAT, 0600) < 0 && errno == EACCES;
	Confine confine = { .output = 100 };
	const char *word = refused ? "refused" : "written";
	confine_write(&confine, word, strlen(word));
}

static void try_socket(void)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
}

static void try_exec(void)
{
	char *const argv[] = { (char[]) { "true" }, NULL };
	execv("/bin/true", argv);
}

static void try_fork(void)
{
	(void)!fork();
}

static void try_memory(void)
{
	memset(g_malloc((gsize)1 << 30), 1, (gsize)1 << 30);
}

static void try_time(void)
{
	for (volatile unsigned n = 0;; n++)
		;
}

static const struct {
	const char *word;
	void (*deed)(void);
} deeds[] = {
	{ "open", try_open }, { "write", try_write },	{ "socket", try_socket }, { "exec", try_exec },
	{ "fork", try_fork }, { "memory", try_memory }, { "time", try_time },
};

int main(int argc, char **argv)
{
	Confine confine = { 0 };
	char *bytes = NULL;
	size_t length = 0;
	ConfineStatus status = confine_start(argc, argv, &confine, &bytes, &length);
	if (status != CONFINE_OK)
		_exit((int)status);
	for (size_t i = 0; i < G_N_ELEMENTS(deeds); i++)
		if (strlen(deeds[i].word) == length && memcmp(deeds[i].word, bytes, length) == 0)
			deeds[i].deed();
	_exit(CONFINE_OK);
}
