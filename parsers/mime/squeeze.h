/* Squeeze: a text as people read it, for comparing what two layouts of one document say. */
#ifndef PARSERS_SQUEEZE_H
#define PARSERS_SQUEEZE_H

#include <stdbool.h>

#include "base/arena.h"

/* Runs of white space become one blank, none at the ends; NULL for NULL or nothing left. */
const char *squeeze_text(Arena *arena, const char *text);

#endif
