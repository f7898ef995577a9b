/*
 * Bounces and complaints that a sending service tells in JSON instead of a report: Amazon SES through SNS, mailed as the
 * body or as a file, with or without SNS's own envelope and the lines that it puts below. Believed no more than any
 * bounce: it counts by the token of the mail it names.
 *
 * Sources: Amazon SES Developer Guide, "Amazon SNS notification contents" and "Contents of event data".
 */
#ifndef PARSERS_BOUNCE_NOTICE_H
#define PARSERS_BOUNCE_NOTICE_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/message.h"

typedef enum { NOTICE_NONE, NOTICE_DELIVERY, NOTICE_COMPLAINT } NoticeKind;

/* DELIVERY: bounced, late, refused or delivered, with recipients whose status and class are set. COMPLAINT: recipients
 * "complained". ret is filled for these two. */
NoticeKind bounce_notice_read(Arena *arena, const Message *message, Bounce *ret);

#endif
