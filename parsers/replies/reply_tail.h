/*
 * The end of a reply: signature, line of a telephone, legal footer.
 */
#ifndef PARSERS_REPLY_TAIL_H
#define PARSERS_REPLY_TAIL_H

#include "parsers/replies/reply_lines.h"

/* Marks as quoted what trails the new text and is not part of it. Never marks all of it. */
void reply_tail_cut(ReplyLines *lines);

#endif
