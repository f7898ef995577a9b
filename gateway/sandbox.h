/*
 * Sandbox of the processes that look at strangers' bytes: no files, no network, no exec, bounded memory. libseccomp and
 * Landlock live here only.
 */
#ifndef GATEWAY_SANDBOX_H
#define GATEWAY_SANDBOX_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Loads what libraries would open lazily (charset converters, crypto providers): call before sandbox_enter(). */
void sandbox_warm_up(void);

/* From here on: reads, writes and memory only. memory: bytes of address space beyond what is in use now. Opening a file
 * fails with EACCES; a socket, an exec, a ptrace or anything else not listed kills the process. Landlock is added where
 * the kernel has it. Dies with its parent. STOP when the kernel has no seccomp filter. */
bool sandbox_enter(int64_t memory, GError **error);

/* The process is killed (SIGPROF) when it uses more than so much processor time from now; 0 lifts the limit. */
void sandbox_cpu_limit(int64_t milliseconds);

#endif
