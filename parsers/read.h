/*
 * read: any bytes -> Finding, the answer of `valija read` and of the reader process.
 *
 * Decides by bytes what they are (mail, XML, PDF, archive), takes everything apart, reads every document,
 * pairs each with its PDF, and says what kind of mail it is. Never fails: what cannot be read is quarantined
 * with its reason.
 */
#ifndef PARSERS_READ_H
#define PARSERS_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/format.h"

/* name is what the input is called, NULL for none. bytes must live as long as the arena. */
void read_bytes(Arena *arena, const ReadOptions *options, const char *name, const void *bytes, size_t length,
		Finding *ret);

/* The file of a message, archive or wrapper whose decoded bytes have this SHA-256 (lower case hexadecimal);
 * its data lives as long as the arena and the input. The input itself counts. False when there is none. */
bool read_find_part(Arena *arena, const ReadOptions *options, const void *bytes, size_t length,
		    const char *sha256, Attachment *ret);

#endif
