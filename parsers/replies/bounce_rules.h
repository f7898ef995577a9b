/*
 * Words of mail servers: tables of bounce.c and bounce_text.c. Phrases are folded text without accents.
 */
#ifndef PARSERS_BOUNCE_RULES_H
#define PARSERS_BOUNCE_RULES_H

#include <stdbool.h>

/* A subject, a sender's address or name, as a delivery report has it. All folded. */
bool bounce_rules_is_subject(const char *folded);
bool bounce_rules_is_sender(const char *folded);
/* Prose that says a mail was not delivered; words that hint at it; that it is only late. */
bool bounce_rules_is_failure(const char *folded);
bool bounce_rules_is_hint(const char *folded);
bool bounce_rules_is_delay(const char *folded);
/* A report of good news: nothing in it failed. */
bool bounce_rules_is_success(const char *folded);
/* From this line on the returned message stands, no longer the report. */
bool bounce_rules_is_copy(const char *folded);
/* An address of the machinery, never the one that failed. */
bool bounce_rules_is_machine(const char *folded_address);

#endif
