/*
 * Bytes of a mail -> Message (parsers/mime/message.h). Never fails: what cannot be read is left out under a flag,
 * and what two programs could read in two ways (two Content-Types, two boundaries, two senders) sets
 * Message.refused.
 *
 * The skeleton is found by mime_scan.c in linear time and under the limits; GMime reads single values only
 * (mime_value.c). Input bytes are never changed; parts that need no decoding point into them.
 *
 * Flags: ambiguous-mime, bad-base64, header-junk, boundary-missing, boundary-guessed, bare-cr, uuencode,
 * message-partial, external-body, tnef, limit:<name>.
 */
#ifndef PARSERS_MIME_H
#define PARSERS_MIME_H

#include <stddef.h>

#include "base/arena.h"
#include "parsers/limits.h"
#include "parsers/mime/message.h"
#include "parsers/mime/mime_value.h"
#include "parsers/mime/passed.h"

/* bytes must live as long as the arena; passed (or NULL) is told of those that were decoded. */
Message *mime_parse_mapped(Arena *arena, const Limits *limits, const void *bytes, size_t length, const Passed *passed);
static inline Message *mime_parse(Arena *arena, const Limits *limits, const void *bytes, size_t length)
{
	return mime_parse_mapped(arena, limits, bytes, length, NULL);
}

/* Mailboxes of every field of that name, groups flattened. Flags go to the message. */
void mime_addresses(Arena *arena, const Limits *limits, Message *message, const char *name, Address **ret,
		    size_t *ret_n);

/* First Date that can be read. */
bool mime_date(Arena *arena, const Limits *limits, Message *message, const char **ret_text,
	       int64_t *ret_instant);

#endif
