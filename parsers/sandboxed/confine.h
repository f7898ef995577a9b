/*
 * What the small executables have in common: limits on the command line, the sandbox, one part on standard input, the
 * answer on standard output. They are started by gateway/work/opener.c and by nobody else.
 */
#ifndef PARSERS_SANDBOXED_CONFINE_H
#define PARSERS_SANDBOXED_CONFINE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* In the order of the command line. */
typedef struct {
	int64_t bytes;	/* of the part */
	int64_t output; /* bytes of the answer */
	int64_t cpu_ms;
	int64_t memory; /* beyond the start */
	int64_t pages;	/* of a PDF; 0 elsewhere */
} Confine;

#define CONFINE_ARGUMENTS 5

typedef enum {
	CONFINE_OK = 0,
	CONFINE_USAGE = 2,
	CONFINE_NO_SANDBOX = 3,
	CONFINE_INPUT = 4, /* the part is larger than it may be, or could not be read */
} ConfineStatus;

/* Reads the limits, enters the sandbox, starts the processor clock and reads the part (g_free). */
ConfineStatus confine_start(int argc, char **argv, Confine *ret, char **ret_bytes, size_t *ret_length);

/* Writes to standard output; false, and nothing written, when the answer would grow past its limit. */
bool confine_write(Confine *confine, const char *bytes, size_t length);

#endif
