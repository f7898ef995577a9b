/*
 * Rows of classify.c: header fields that robots set, and their wording where headers are silent. Folded text.
 */
#ifndef PARSERS_CLASSIFY_RULES_H
#define PARSERS_CLASSIFY_RULES_H

#include <stdbool.h>

#include "parsers/mime/message.h"

/* A field that only automatic answers carry, with a value that says so; its name, NULL for none. */
const char *classify_rules_header(const Message *message);

/* The subject begins as an automatic answer's, an abuse report's, a read receipt's or an answer's ("Re:")
 * does. Folded. */
bool classify_rules_is_auto_subject(const char *folded);
bool classify_rules_is_complaint_subject(const char *folded);
bool classify_rules_is_receipt_subject(const char *folded);
bool classify_rules_is_reply_subject(const char *folded);

/* The body says that a robot wrote it; that a request or mail was received and registered; that somebody is
 * away; that somebody else can be asked meanwhile or the author will answer when back. Folded. */
bool classify_rules_says_robot(const char *folded);
bool classify_rules_says_received(const char *folded);
bool classify_rules_says_away(const char *folded);
bool classify_rules_says_meanwhile(const char *folded);
/* A ticket's number in a subject: "[#8812]", "Ticket 55", "caso 123". Folded. */
bool classify_rules_has_ticket(const char *folded);

#endif
