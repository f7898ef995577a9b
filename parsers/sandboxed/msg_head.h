/* The header of an Outlook message: what it came with (PidTagTransportMessageHeaders), and from its properties what that
 * does not say, as the fields of RFC 5322. Sources: [MS-OXMSG], [MS-OXOMSG] 2.2, [MS-OXCMAIL] 2.2.3. */
#ifndef PARSERS_SANDBOXED_MSG_HEAD_H
#define PARSERS_SANDBOXED_MSG_HEAD_H

#include <glib.h>

#include "parsers/sandboxed/msg_store.h"

/* Lines that end in CRLF; none of them says what the body is. */
void msg_head_write(GString *head, const MsgStore *message);

#endif
