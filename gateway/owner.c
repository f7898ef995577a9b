#include "gateway/owner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sha256.h"

#define OWNER_MACHINE_DIGITS 16
#define OWNER_STAT_START 19 /* place of the start among the words of /proc/PID/stat behind the process's name */

/* The last words of a name. */
typedef enum { OWNER_PID, OWNER_START, OWNER_MACHINE, OWNER_BOOT, OWNER_SPACE, OWNER_N } OwnerWord;

static char *owner_line(const char *path)
{
	char *text = NULL;
	size_t length = 0;
	if (!file_read(path, 4096, &text, &length, NULL))
		return g_strdup("");
	return g_strstrip(text);
}

/* When a process of this number began, in ticks since the boot; 0: that cannot be told. */
static gint64 owner_start(const char *pid, gint64 *ret_pid, bool *ret_ended)
{
	g_autofree char *path = g_strdup_printf("/proc/%s/stat", pid);
	g_autofree char *text = owner_line(path);
	const char *behind = strrchr(text, ')');
	if (behind == NULL || behind[1] == '\0')
		return 0;
	g_auto(GStrv) words = g_strsplit(behind + 2, " ", OWNER_STAT_START + 2);
	if (g_strv_length(words) <= OWNER_STAT_START)
		return 0;
	*ret_pid = g_ascii_strtoll(text, NULL, 10);
	*ret_ended = strchr("ZX", words[0][0]) != NULL;
	return g_ascii_strtoll(words[OWNER_STAT_START], NULL, 10);
}

/* A machine is its host name and its machine id: two that share one of them are two. The id itself is nobody's business. */
static char *owner_machine(const char *host)
{
	g_autofree char *id = owner_line("/etc/machine-id");
	g_autofree char *both = g_strdup_printf("%s\n%s", host, id);
	g_autofree char *sum = sha256_of(both, strlen(both));
	return g_strndup(sum, OWNER_MACHINE_DIGITS);
}

const char *owner_new(Arena *arena, const char *stage, const char *host)
{
	gint64 pid = getpid();
	bool ended = false;
	gint64 start = owner_start("self", &pid, &ended);
	g_autofree char *name = g_strdup(host != NULL ? host : g_get_host_name());
	g_autofree char *machine = owner_machine(name);
	g_autofree char *boot = owner_line("/proc/sys/kernel/random/boot_id");
	g_autofree char *space = g_file_read_link("/proc/self/ns/pid", NULL);
	g_strdelimit(name, " \t\n", '_');
	return arena_printf(arena, "%s %s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s %s %s", stage, name, pid, start,
			    machine, *boot != '\0' ? boot : "-", space != NULL ? space : "-");
}

/* A /proc that hides other people's processes tells no start: then the number alone counts. */
static bool owner_is_gone(gint64 pid, gint64 began)
{
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, pid);
	gint64 there = 0;
	bool ended = false;
	if (pid <= 0)
		return false;
	if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
		return true;
	gint64 start = owner_start(number, &there, &ended);
	return start != 0 && (ended || start != began);
}

bool owner_is_dead(const char *owner, const char *self)
{
	g_auto(GStrv) ours = g_strsplit(self, " ", -1);
	g_auto(GStrv) theirs = g_strsplit(owner, " ", -1);
	guint n = g_strv_length(ours);
	guint m = g_strv_length(theirs);
	if (n <= OWNER_N || m <= OWNER_N)
		return false;
	char **mine = ours + n - OWNER_N;
	char **its = theirs + m - OWNER_N;
	if (strcmp(mine[OWNER_MACHINE], its[OWNER_MACHINE]) != 0)
		return false;
	if (strcmp(mine[OWNER_BOOT], its[OWNER_BOOT]) != 0)
		return true;
	if (strcmp(mine[OWNER_SPACE], its[OWNER_SPACE]) != 0)
		return false;
	return owner_is_gone(g_ascii_strtoll(its[OWNER_PID], NULL, 10), g_ascii_strtoll(its[OWNER_START], NULL, 10));
}
