/*
 * Opener: runs one of the small executables (valija-pdf, valija-tnef, valija-msg) on one part: the bytes on its standard
 * input, the answer from its standard output, no environment, no other descriptor. It confines itself; here it is
 * killed when its time is over or its answer too long. What it said until then is kept: it is a stranger's word.
 */
#ifndef GATEWAY_OPENER_H
#define GATEWAY_OPENER_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "parsers/limits.h"

typedef enum { OPENER_PDF, OPENER_TNEF, OPENER_OUTLOOK } OpenerKind;

typedef struct {
	char *bytes; /* g_free; never NULL on success */
	size_t length;
	char *ended; /* NULL: it came to its end; else why not: "limit:pdf_cpu_ms", "signal 6 …" (g_free) */
} OpenerAnswer;

/* program: path of valija; the executable stands beside it or in ../libexec/valija. STOP when it cannot be started. */
bool opener_run(const char *program, OpenerKind kind, const Limits *limits, const void *bytes, size_t length,
		OpenerAnswer *ret, GError **error);
/* The executable is where opener_run() would look for it. */
bool opener_is_installed(const char *program, OpenerKind kind);
const char *opener_name(OpenerKind kind);
void opener_answer_clear(OpenerAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(OpenerAnswer, opener_answer_clear)

#endif
