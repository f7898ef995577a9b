/*
 * Words by which mail programs and people mark what they did not write anew: one row a phrase, folded. Used
 * by reply_header.c and reply_tail.c.
 */
#ifndef PARSERS_REPLY_RULES_H
#define PARSERS_REPLY_RULES_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
	REPLY_FIELD_NONE,
	REPLY_FIELD_FROM,
	REPLY_FIELD_DATE,
	REPLY_FIELD_TO,
	REPLY_FIELD_SUBJECT,
	REPLY_FIELD_OTHER
} ReplyField;

/* What field a name is ("enviado el"), NONE for another word. name is folded, without the colon. */
ReplyField reply_rules_field(const char *name, size_t length);

/* The text, folded, begins or ends with a word for having written ("escribio", "a ecrit"); holds one. */
bool reply_rules_ends_wrote(const char *text, size_t length);
bool reply_rules_has_wrote(const char *text);
/* It begins with a word that opens an attribution ("on ", "el ", "le "). */
bool reply_rules_starts_on(const char *text);
/* It is, after its dashes, a phrase for an original or a forwarded message. */
bool reply_rules_is_original(const char *text, size_t length);
/* It begins with the line of a telephone or an app ("enviado desde mi"). */
bool reply_rules_is_device(const char *text);
/* It is a closing ("saludos cordiales"). */
bool reply_rules_is_closing(const char *text, size_t length);
/* It opens a legal or environmental footer, or a footer of a list. */
bool reply_rules_is_footer(const char *text);

#endif
