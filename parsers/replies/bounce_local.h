/*
 * Bounces that name only the local part of an address: "user jperez unknown". It is made whole by the recipients of the
 * message that came back, where exactly one fits; else it stands as it is, for who knows whom that mail went to.
 */
#ifndef PARSERS_BOUNCE_LOCAL_H
#define PARSERS_BOUNCE_LOCAL_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/message.h"

/* Makes the addresses of bounce whole that have no "@". text is the report's body. */
void bounce_local_complete(Arena *arena, const Message *message, const char *text, Bounce *bounce);

/* Adds the recipients whose local parts the prose names, where it names no address: first those of the returned message,
 * else whom its words call unknown, full or the like. */
void bounce_local_find(Arena *arena, const Message *message, const char *text, Bounce *bounce);

#endif
