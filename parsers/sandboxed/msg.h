/*
 * Msg: one message in Outlook's own form (.msg) -> the same as a MIME message: its header, its text (plain, HTML or RTF),
 * then each file as a base64 part under its own name, and messages inside as messages.
 */
#ifndef PARSERS_SANDBOXED_MSG_H
#define PARSERS_SANDBOXED_MSG_H

#include <stddef.h>

#include "base/arena.h"
#include "parsers/sandboxed/mime_out.h"

/* Exit statuses of valija-msg too: some of it did not fit into the answer; this is no such message, or parts of it cannot
 * be read. */
typedef enum { MSG_FITS = 0, MSG_TOO_LARGE = 5, MSG_DAMAGED = 6 } MsgStatus;

/* What could be read of one that is damaged is told all the same, as a whole message; nothing of what is none. */
MsgStatus msg_read(Arena *arena, const char *bytes, size_t length, const MimeSink *sink);

#endif
