/*
 * Reads bytes in a child that may use the time and memory of one message and no more, as the reader process
 * does.
 */
#ifndef TESTS_CONFINED_READ_H
#define TESTS_CONFINED_READ_H

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "parsers/finding_json.h"
#include "parsers/read.h"

#if defined(__SANITIZE_ADDRESS__)
#define CONFINED_SLOWER 8
#else
#define CONFINED_SLOWER 1
#endif

typedef struct {
	bool ended; /* with an answer that is believed */
	char kind[24];
	char reason[200];
	char flags[600]; /* "|a|b|" */
	char names[600]; /* of attachments, "|a|b|" */
	char reply[300];
	size_t documents;
	double seconds; /* of processor time, of the reading alone */
	double user;	/* of it, outside the kernel: what our own code is to blame for */
	long peak;	/* kilobytes the child grew by */
	size_t references;
	bool automatic;
	char class[16]; /* of the first bounced recipient */
} ConfinedAnswer;

G_GNUC_UNUSED static double confined_seconds(const struct rusage *usage)
{
	return (double)usage->ru_utime.tv_sec + (double)usage->ru_stime.tv_sec +
	       ((double)usage->ru_utime.tv_usec + (double)usage->ru_stime.tv_usec) / 1e6;
}

G_GNUC_UNUSED static double confined_user(const struct rusage *usage)
{
	return (double)usage->ru_utime.tv_sec + (double)usage->ru_utime.tv_usec / 1e6;
}

G_GNUC_UNUSED static void confined_limits(void)
{
	Limits limits = limits_default();
	rlim_t seconds = (rlim_t)(limits.reader_cpu_ms / 1000) * CONFINED_SLOWER;
	setrlimit(RLIMIT_CPU, &(struct rlimit) { seconds + 1, seconds + 1 });
	setrlimit(RLIMIT_CORE, &(struct rlimit) { 0, 0 });
	long pages = 0;
	FILE *statm = fopen("/proc/self/statm", "r");
	if (statm == NULL || fscanf(statm, "%ld", &pages) != 1)
		_exit(9);
	fclose(statm);
	rlim_t space = (rlim_t)pages * (rlim_t)sysconf(_SC_PAGESIZE) + (rlim_t)limits.reader_memory;
	if (CONFINED_SLOWER == 1)
		setrlimit(RLIMIT_AS, &(struct rlimit) { space, space });
}

G_GNUC_UNUSED static void confined_add(char *to, size_t size, const char *text)
{
	g_strlcat(to, text, size);
	g_strlcat(to, "|", size);
}

G_GNUC_UNUSED static void confined_tell(const Finding *finding, ConfinedAnswer *answer)
{
	const Mail *mail = finding->mail;
	g_strlcpy(answer->kind, finding_kind_word(finding->kind), sizeof answer->kind);
	g_strlcpy(answer->reason, finding->reason != NULL ? finding->reason : "", sizeof answer->reason);
	confined_add(answer->flags, sizeof answer->flags, "");
	for (size_t i = 0; i < finding->flags.n; i++)
		confined_add(answer->flags, sizeof answer->flags, finding->flags.items[i]);
	confined_add(answer->names, sizeof answer->names, "");
	for (size_t i = 0; mail != NULL && i < mail->n_attachments; i++)
		confined_add(answer->names, sizeof answer->names,
			     mail->attachments[i].name != NULL ? mail->attachments[i].name : "");
	g_strlcpy(answer->reply, mail != NULL && mail->reply != NULL ? mail->reply : "",
		  sizeof answer->reply);
	answer->references = mail != NULL ? mail->references.n : 0;
	answer->automatic = mail != NULL && mail->automatic;
	answer->documents = finding->n_documents;
	if (finding->bounce != NULL && finding->bounce->n_recipients > 0)
		g_strlcpy(answer->class, bounce_class_word(finding->bounce->recipients[0].class),
			  sizeof answer->class);
}

G_GNUC_UNUSED static void confined_child(const char *name, const char *bytes, size_t length, int fd)
{
	confined_limits();
	ConfinedAnswer answer = { 0 };
	struct rusage before, after;
	getrusage(RUSAGE_SELF, &before);
	Arena *arena = arena_new();
	Limits limits = limits_default();
	ReadOptions options = { .limits = &limits };
	Finding finding, again;
	read_bytes(arena, &options, name, bytes, length, &finding);
	getrusage(RUSAGE_SELF, &after);
	answer.seconds = confined_seconds(&after) - confined_seconds(&before);
	answer.user = confined_user(&after) - confined_user(&before);
	answer.peak = after.ru_maxrss - before.ru_maxrss;
	size_t told = 0;
	char *line = finding_to_line(&finding, &told);
	answer.ended = finding_from_line(arena, line, told, &limits, &again, NULL);
	confined_tell(&finding, &answer);
	_exit(write(fd, &answer, sizeof answer) == (ssize_t)sizeof answer ? 0 : 1);
}

/* ended is false when the child died at a limit or a fault, or its answer is not the contract's. */
G_GNUC_UNUSED static ConfinedAnswer confined_read(const char *name, const char *bytes, size_t length)
{
	ConfinedAnswer answer = { 0 };
	int fds[2];
	if (pipe(fds) != 0)
		return answer;
	fflush(stdout);
	pid_t child = fork();
	if (child == 0)
		confined_child(name, bytes, length, fds[1]);
	close(fds[1]);
	if (read(fds[0], &answer, sizeof answer) != (ssize_t)sizeof answer)
		answer = (ConfinedAnswer) { 0 };
	close(fds[0]);
	waitpid(child, NULL, 0);
	return answer;
}

#endif
