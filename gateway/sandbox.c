#include "gateway/sandbox.h"

#include <errno.h>
#include <linux/landlock.h>
#include <openssl/evp.h>
#include <seccomp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/converters.h"
#include "base/date.h"
#include "base/error.h"
#include "base/file.h"

#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_SHADOW_MEMORY true /* the sanitizer reserves terabytes of address space: no limit can hold there */
#else
#define SANDBOX_SHADOW_MEMORY false
#endif

static void sandbox_warm_crypto(void)
{
	static const char *const digests[] = { "SHA1", "SHA256", "SHA512", "MD5" };
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	for (size_t i = 0; i < G_N_ELEMENTS(digests); i++) {
		EVP_MD *md = EVP_MD_fetch(NULL, digests[i], NULL);
		if (md != NULL)
			EVP_Digest("", 0, digest, &size, md, NULL);
		EVP_MD_free(md);
	}
}

void sandbox_warm_up(void)
{
	converters_warm();
	sandbox_warm_crypto();
	date_zone_exists("UTC");
}

/* Address space in use, from /proc/self/statm (pages). */
static int64_t sandbox_size_now(void)
{
	g_autofree char *text = NULL;
	size_t length = 0;
	if (!file_read("/proc/self/statm", 4096, &text, &length, NULL))
		return 0;
	return g_ascii_strtoll(text, NULL, 10) * sysconf(_SC_PAGESIZE);
}

static void sandbox_limit(__rlimit_resource_t resource, rlim_t value)
{
	struct rlimit limit = { .rlim_cur = value, .rlim_max = value };
	setrlimit(resource, &limit);
}

static void sandbox_limits(int64_t memory)
{
	if (memory > 0 && !SANDBOX_SHADOW_MEMORY)
		sandbox_limit(RLIMIT_AS, (rlim_t)(sandbox_size_now() + memory));
	sandbox_limit(RLIMIT_CORE, 0);
	sandbox_limit(RLIMIT_FSIZE, 0);
	sandbox_limit(RLIMIT_NPROC, 0);
	sandbox_limit(RLIMIT_STACK, (rlim_t)64 * 1024 * 1024);
}

static bool sandbox_landlock(void)
{
	struct landlock_ruleset_attr attributes = { .handled_access_fs = LANDLOCK_ACCESS_FS_EXECUTE |
									 LANDLOCK_ACCESS_FS_WRITE_FILE |
									 LANDLOCK_ACCESS_FS_READ_FILE |
									 LANDLOCK_ACCESS_FS_READ_DIR |
									 LANDLOCK_ACCESS_FS_REMOVE_FILE |
									 LANDLOCK_ACCESS_FS_MAKE_REG };
	int ruleset = (int)syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0);
	if (ruleset < 0)
		return false;
	bool done = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
	close(ruleset);
	return done;
}

static bool sandbox_rules(scmp_filter_ctx filter)
{
	static const int allowed[] = {
		SCMP_SYS(read),		SCMP_SYS(write),	  SCMP_SYS(readv),	    SCMP_SYS(writev),
		SCMP_SYS(recvmsg),	SCMP_SYS(sendmsg),	  SCMP_SYS(recvfrom),	    SCMP_SYS(sendto),
		SCMP_SYS(poll),		SCMP_SYS(ppoll),	  SCMP_SYS(close),	    SCMP_SYS(lseek),
		SCMP_SYS(fstat),	SCMP_SYS(mmap),		  SCMP_SYS(munmap),	    SCMP_SYS(mremap),
		SCMP_SYS(mprotect),	SCMP_SYS(madvise),	  SCMP_SYS(brk),	    SCMP_SYS(futex),
		SCMP_SYS(exit),		SCMP_SYS(exit_group),	  SCMP_SYS(rt_sigreturn),   SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigaction), SCMP_SYS(sigaltstack),	  SCMP_SYS(clock_gettime),  SCMP_SYS(gettimeofday),
		SCMP_SYS(time),		SCMP_SYS(getrandom),	  SCMP_SYS(getpid),	    SCMP_SYS(gettid),
		SCMP_SYS(tgkill),	SCMP_SYS(setitimer),	  SCMP_SYS(sched_yield),    SCMP_SYS(restart_syscall),
		SCMP_SYS(sysinfo),	SCMP_SYS(sched_getaffinity), SCMP_SYS(getrusage),   SCMP_SYS(rseq),
	};
	static const int refused[] = { SCMP_SYS(open),	  SCMP_SYS(openat),	SCMP_SYS(stat),	 SCMP_SYS(lstat),
				       SCMP_SYS(access),  SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(faccessat),
				       SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(ioctl),
				       SCMP_SYS(prlimit64), SCMP_SYS(getrlimit), SCMP_SYS(uname), SCMP_SYS(fcntl) };
	bool done = true;
	for (size_t i = 0; i < G_N_ELEMENTS(allowed); i++)
		done = done && seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; i < G_N_ELEMENTS(refused); i++)
		done = done && seccomp_rule_add(filter, SCMP_ACT_ERRNO(EACCES), refused[i], 0) == 0;
	return done;
}

static bool sandbox_seccomp(GError **error)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool done = filter != NULL && sandbox_rules(filter) && seccomp_load(filter) == 0;
	if (filter != NULL)
		seccomp_release(filter);
	if (!done)
		error_stop(error, "the kernel refuses a seccomp filter: strangers' mail is not parsed without one");
	return done;
}

bool sandbox_enter(int64_t memory, GError **error)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	prctl(PR_SET_DUMPABLE, 0);
	sandbox_limits(memory);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	sandbox_landlock();
	return sandbox_seccomp(error);
}

void sandbox_cpu_limit(int64_t milliseconds)
{
	struct itimerval timer = { .it_value = { .tv_sec = milliseconds / 1000,
						 .tv_usec = milliseconds % 1000 * 1000 } };
	setitimer(ITIMER_PROF, &timer, NULL);
}
