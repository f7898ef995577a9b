/*
 * What kind of mail a message is, before anybody reads its words for meaning: bounce, automatic answer, read
 * receipt, abuse report, calendar, reply, or something else. Headers decide where they speak; wording in
 * Spanish, Portuguese, English and French where they are silent. Pure; never looks at fiscal documents (the
 * caller knows those).
 */
#ifndef PARSERS_CLASSIFY_H
#define PARSERS_CLASSIFY_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/message.h"

/* One of BOUNCE, AUTO_REPLY, READ_RECEIPT, COMPLAINT, CALENDAR, REPLY, OTHER. *ret_reason is a short static
 * word for what told ("auto-submitted", "report: delivery-status", …). Sources: RFC 3834, 3464, 5965, 8098,
 * 5545, 2369. */
FindingKind classify_message(Arena *arena, const Message *message, const Mail *mail, const char **ret_reason);

/* True when no person wrote this mail by hand just now: RFC 3834 headers and their kin, robots, absences. */
bool classify_is_automatic(Arena *arena, const Message *message, const Mail *mail);

/* True when it came through a mailing list (List-*, Precedence: list, RFC 2369, RFC 2919). */
bool classify_is_list(const Message *message);

#endif
