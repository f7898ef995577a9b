/*
 * What the author of an answer wrote anew, told apart from quotation, signature and legal footer. In doubt it
 * shows more: a non-empty body never yields an empty reply. Pure, linear in the size of the text.
 */
#ifndef PARSERS_REPLY_H
#define PARSERS_REPLY_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/limits.h"
#include "parsers/mime/message.h"

/* Sets mail->text, mail->reply and mail->quoted from the body: HTML by its structure first, then by its text.
 */
void reply_split(Arena *arena, const Limits *limits, const Message *message, Mail *mail);

/* The same for plain text. *ret_reply is the new text; *ret_quoted everything else in its order, NULL for
 * none. */
void reply_split_text(Arena *arena, const char *text, const char **ret_reply, const char **ret_quoted);

#endif
