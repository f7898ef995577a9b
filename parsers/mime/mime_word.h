/*
 * Encoded words (RFC 2047) as strangers write them: with bytes and specials that must not stand in one. Repaired before
 * any charset is guessed and before addresses are taken apart.
 */
#ifndef PARSERS_MIME_WORD_H
#define PARSERS_MIME_WORD_H

#include <stddef.h>

#include "base/arena.h"

/* Every Q word with its blanks as "_" and with its 8-bit bytes and specials as "=XX". Returns bytes itself when there
 * is nothing to mend. Linear. */
const char *mime_word_mend(Arena *arena, const char *bytes, size_t length, size_t *ret_length);

#endif
