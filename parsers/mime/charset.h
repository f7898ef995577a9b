/*
 * Bytes in any charset -> UTF-8 that is valid and has no NUL; no byte is ever lost. What a charset cannot
 * read is read as windows-1252, byte by byte; what windows-1252 leaves open becomes the code point of the
 * same number; NUL becomes U+FFFD.
 */
#ifndef PARSERS_CHARSET_H
#define PARSERS_CHARSET_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* Valid UTF-8 sequences stay, every other byte is windows-1252: for text whose charset is unknown or not
 * true. */
const char *charset_guess(Arena *arena, const char *bytes, size_t length);

/* By its declared name (NULL, unknown names: as charset_guess). The latin names mean windows-1252, as in
 * practice (WHATWG Encoding Standard); text that is declared single-byte but is valid UTF-8 beyond ASCII is
 * UTF-8. */
const char *charset_decode(Arena *arena, const char *charset, const char *bytes, size_t length);

/* For header fields, which name no charset of their own: valid UTF-8 is UTF-8, else the charset that the body declares
 * (NULL: none), unless that one writes ASCII otherwise. */
const char *charset_decode_field(Arena *arena, const char *charset, const char *bytes, size_t length);

#endif
