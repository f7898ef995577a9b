/*
 * Seen: what one of our own people means by an answer to an alert or a digest: "visto" ends it. Pure.
 */
#ifndef LEDGER_SEEN_H
#define LEDGER_SEEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

typedef struct {
	bool seen;
	int64_t *ids; /* the numbers that it names; none: all that the mail tells of */
	size_t n;
} Seen;

/* text: what its author wrote anew. Its first line that says anything, a few words at most, must begin with one that
 * means so in a language we write ("visto bueno", "ok", "recebido", "vu, merci"); "visto 12, 15" names two. */
Seen seen_read(Arena *arena, const char *text);

#endif
