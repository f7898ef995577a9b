/* Whom a machine may call dead: its own processes only. */
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/owner.h"
#include "tests/tap.h"

#define OWNER_WORDS 7

/* self with the word at this place, counted from the end, written anew. */
static const char *changed(Arena *arena, const char *self, guint from_end, const char *word)
{
	g_auto(GStrv) words = g_strsplit(self, " ", -1);
	guint at = g_strv_length(words) - from_end;
	g_free(words[at]);
	words[at] = g_strdup(word);
	g_autofree char *text = g_strjoinv(" ", words);
	return arena_strdup(arena, text);
}

/* The name of a child that waits for its end. */
static pid_t child(Arena *arena, const char **ret_name)
{
	int ends[2];
	char name[512] = "";
	g_assert(pipe(ends) == 0);
	pid_t pid = fork();
	if (pid == 0) {
		const char *mine = owner_new(arena, "fetch a b", NULL);
		if (write(ends[1], mine, strlen(mine)) > 0)
			pause();
		_exit(0);
	}
	g_assert(read(ends[0], name, sizeof name - 1) > 0);
	close(ends[0]);
	close(ends[1]);
	*ret_name = arena_strdup(arena, name);
	return pid;
}

typedef struct {
	guint from_end;
	const char *word;
	bool dead;
	const char *what;
} OwnerRow;

int main(void)
{
	g_autoptr(Arena) arena = arena_new();
	const char *self = owner_new(arena, "work", NULL);
	const char *other = NULL;
	static const OwnerRow rows[] = {
		{ 1, "pid:[1]", false, "a process of another container cannot be judged" },
		{ 2, "0b6c7e9e-0000-4000-8000-000000000000", true, "one of a boot that is over is dead" },
		{ 3, "0123456789abcdef", false, "one of another machine cannot be judged" },
		{ 4, "1", true, "one that had our number before us is dead" },
		{ 5, "0", false, "no number tells nothing" },
		{ 5, "999999999", true, "one that is not there is dead" },
	};
	g_auto(GStrv) words = g_strsplit(self, " ", -1);
	is_i64((int64_t)g_strv_length(words), OWNER_WORDS, "a name of one word has as many words as its parts");
	ok(!owner_is_dead(self, self), "we are alive");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		ok(owner_is_dead(changed(arena, self, rows[i].from_end, rows[i].word), self) == rows[i].dead, "%s",
		       rows[i].what);
	ok(!owner_is_dead("work 12 0b6c7e9e", self), "a name that we did not give tells nothing");
	pid_t pid = child(arena, &other);
	ok(g_str_has_prefix(other, "fetch a b "), "the stage comes first");
	ok(!owner_is_dead(other, self), "a process that runs is not dead");
	siginfo_t info;
	kill(pid, SIGKILL);
	waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT);
	ok(owner_is_dead(other, self), "one that was killed is, before anybody asked for its end");
	waitpid(pid, NULL, 0);
	ok(owner_is_dead(other, self), "and after it");
	ok(!owner_is_dead(other, owner_new(arena, "work", "nodo 2")), "a machine of another name does not judge it");
	return tap_done();
}
