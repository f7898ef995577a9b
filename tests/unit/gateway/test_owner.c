/* Who is dead: only then may what it claimed be taken back. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/owner.h"
#include "tests/tap.h"

/* The owner's name with another word for its process. */
static char *with(const char *owner, const char *process)
{
	g_auto(GStrv) words = g_strsplit(owner, " ", -1);
	return g_strdup_printf("%s %s %s", words[0], process, words[2]);
}

static void a_child(const char *self)
{
	int end[2];
	if (pipe(end) != 0)
		return;
	pid_t child = fork();
	if (child == 0) {
		char byte;
		close(end[1]);
		_exit(read(end[0], &byte, 1) < 0);
	}
	close(end[0]);
	g_autofree char *process = g_strdup_printf("%d", (int)child);
	g_autofree char *owner = with(self, process);
	ok(!owner_is_dead(owner, self), "a process that runs is alive");
	close(end[1]);
	siginfo_t info;
	waitid(P_PID, (id_t)child, &info, WEXITED | WNOWAIT);
	ok(owner_is_dead(owner, self), "one that ended is dead before anybody asked for its end");
	waitpid(child, NULL, 0);
	ok(owner_is_dead(owner, self), "and after it");
}

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	const char *self = owner_new(arena, "work");
	g_autofree char *number = g_strdup_printf("%d", (int)getpid());
	g_autofree char *before = g_strdup_printf("%d.1", (int)getpid());
	g_autofree char *same = with(self, number);
	g_autofree char *reused = with(self, before);
	ok(!owner_is_dead(self, self), "this process is alive");
	ok(!owner_is_dead(same, self), "also under the name that an older version gave");
	ok(owner_is_dead(reused, self), "an earlier process of the same number is dead");
	ok(owner_is_dead("work 1 00000000-0000-4000-8000-000000000000", self), "so is one of another boot");
	ok(!owner_is_dead("somebody", self), "who cannot be told is alive");
	a_child(self);
	return tap_done();
}
