/*
 * The prose of servers that write no RFC 3464 report: recipients, codes and words found by how servers lay
 * them out.
 */
#ifndef PARSERS_BOUNCE_TEXT_H
#define PARSERS_BOUNCE_TEXT_H

#include <stdbool.h>

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/message.h"

/* False when nothing at all speaks for a delivery report: spares ordinary mail the work. */
bool bounce_text_may_be_report(Arena *arena, const Message *message);

/* True when sender, subject with prose, a returned message with prose, or X-Failed-Recipients make it a
 * delivery report. text is its body. */
bool bounce_text_is_report(Arena *arena, const Message *message, const char *text);

/* Appends the recipients that the prose names; failed_header is X-Failed-Recipients or NULL. */
void bounce_text_recipients(Arena *arena, const Message *message, const char *text, Bounce *bounce);

/* What a report says itself: its lines up to the returned message. */
const char *bounce_text_prose(Arena *arena, const char *text);

/* The first "d.d.d" of a text (RFC 3463), NULL for none. */
const char *bounce_text_status(Arena *arena, const char *text);

/* The value of the first line "<name>: <id>" in a text, without < >; NULL for none. */
const char *bounce_text_message_id(Arena *arena, const char *text);

/* One line without runs of blanks, at most max characters; NULL for none. */
const char *bounce_text_squeezed(Arena *arena, const char *text, size_t max);

#endif
