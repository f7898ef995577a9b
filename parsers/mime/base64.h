/*
 * Base64 of libcrypto, for what is as MIME prescribes it (RFC 2045 section 6.8): lines of whole groups of four, padding at
 * the very end. GMime decodes whatever else comes, three times as slowly.
 */
#ifndef PARSERS_BASE64_H
#define PARSERS_BASE64_H

#include <stdbool.h>
#include <stddef.h>

/* to: room for length / 4 * 3 bytes. False, with anything in to, when the bytes are not of that form. */
bool base64_decode_lines(const char *bytes, size_t length, char *to, size_t *ret_length);

#endif
