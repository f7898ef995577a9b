/*
 * Mbox: the messages of a file that begins with "From ". Between them stands an empty line and a line "From ", something,
 * a time of day and a year (RFC 4155); a Content-Length that ends at such a line, or at the end, is believed (mboxcl). Of
 * lines that begin with one or more ">" and "From " one ">" is taken away (mboxrd, mboxo), unless the message shows by a
 * bare "From " line that nothing was quoted (mboxcl2). The empty line before a separator is none of the message's. Linear.
 */
#ifndef PARSERS_MBOX_H
#define PARSERS_MBOX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* The next message from *at on, which moves on; bytes are the caller's or, where something was unquoted, the arena's.
 * False at the end. */
bool mbox_next(Arena *arena, const char **at, const char *end, const char **ret_bytes, size_t *ret_n);

#endif
