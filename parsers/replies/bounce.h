/*
 * Bounces: who could not be reached, and why. RFC 3464 reports first, then the prose of servers that do not
 * write one. Pure. What follows from a class (suspend, retry, alarm) is the ledger's business.
 */
#ifndef PARSERS_BOUNCE_H
#define PARSERS_BOUNCE_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/message.h"

/* NULL when the message is no delivery report: neither a delivery-status part nor the prose of a bounce with
 * at least one recipient. Strings live in the arena. Sources: RFC 3464, RFC 3463, RFC 3462. */
const Bounce *bounce_read(Arena *arena, const Message *message);

/* Whom an abuse report (RFC 5965) names, with the action "complained", and the Message-ID of the mail it is about: that
 * mail is attached to the report. NULL when it says neither. */
const Bounce *bounce_read_complaint(Arena *arena, const Message *message);

/* The class of a failure by its enhanced status (NULL allowed), its action and the words of the server:
 * x.2.2 is full, x.7.x is policy, delayed is delayed, delivered/relayed/expanded is none, 4.x.x is soft. */
BounceClass bounce_class(const char *action, const char *status, const char *diagnostic);

/* The address in a field of a report, a path or a type before it: "rfc822; <a@b> (comment)" -> "a@b". NULL for none. */
const char *bounce_address(Arena *arena, const char *value);
/* The id in a field of a message, without < >. NULL for none. */
const char *bounce_message_id(Arena *arena, const char *header);

#endif
