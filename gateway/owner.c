#include "gateway/owner.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define STAT_MAX 4096
#define STAT_START 19 /* proc(5): the 22nd field, the 20th behind the name in brackets */

/* The fields behind the name, from the state on; NULL where /proc does not tell. */
static char **owner_stat(gint64 pid)
{
	g_autofree char *path = g_strdup_printf("/proc/%" G_GINT64_FORMAT "/stat", pid);
	g_autofree char *text = NULL;
	size_t length = 0;
	if (!file_read(path, STAT_MAX, &text, &length, NULL))
		return NULL;
	const char *end = strrchr(text, ')');
	if (end == NULL || end[1] != ' ')
		return NULL;
	char **fields = g_strsplit(end + 2, " ", -1);
	if (g_strv_length(fields) > STAT_START)
		return fields;
	g_strfreev(fields);
	return NULL;
}

const char *owner_new(Arena *arena, const char *name)
{
	g_autofree char *boot = NULL;
	size_t length = 0;
	if (!file_read("/proc/sys/kernel/random/boot_id", 64, &boot, &length, NULL))
		boot = g_strdup("unknown");
	g_strchomp(boot);
	g_auto(GStrv) stat = owner_stat(getpid());
	return arena_printf(arena, "%s %d.%s %s", name, (int)getpid(), stat != NULL ? stat[STAT_START] : "", boot);
}

/* start: when it began, "" when that is not known. */
static bool owner_process_is_gone(gint64 pid, const char *start)
{
	if (pid <= 0)
		return false;
	if (kill((pid_t)pid, 0) != 0 && errno == ESRCH)
		return true;
	g_auto(GStrv) stat = owner_stat(pid);
	if (stat == NULL)
		return false;
	return strchr("ZX", stat[0][0]) != NULL || (start[0] != '\0' && strcmp(stat[STAT_START], start) != 0);
}

bool owner_is_dead(const char *owner, const char *self)
{
	g_auto(GStrv) words = g_strsplit(owner, " ", -1);
	guint n = g_strv_length(words);
	if (n < 3)
		return false;
	if (strcmp(words[n - 1], strrchr(self, ' ') + 1) != 0)
		return true;
	char *end = NULL;
	gint64 pid = g_ascii_strtoll(words[n - 2], &end, 10);
	return owner_process_is_gone(pid, *end == '.' ? end + 1 : "");
}
