/*
 * Tnef: one winmail.dat (TNEF) -> the same as a MIME message: its text (plain, HTML or RTF), then each file as a base64
 * part under its own name. libytnef is included here (tnef.c) and nowhere else; what it reads beyond what it was given is
 * fenced off where we know of it, and the rest is why this runs in the sandbox.
 */
#ifndef PARSERS_SANDBOXED_TNEF_H
#define PARSERS_SANDBOXED_TNEF_H

#include <stddef.h>

#include "base/arena.h"
#include "parsers/sandboxed/mime_out.h"

/* Exit statuses of valija-tnef too: some files did not fit into the answer; this is no TNEF. */
typedef enum { TNEF_FITS = 0, TNEF_TOO_LARGE = 5, TNEF_DAMAGED = 6 } TnefStatus;

/* A whole message is written even of what is no TNEF. */
TnefStatus tnef_read(Arena *arena, const char *bytes, size_t length, const MimeSink *sink);

#endif
