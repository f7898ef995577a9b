/* What people hear when a relay has stopped until a person acts, and the end of it: each company whose mails go by it. */
#ifndef GATEWAY_SEND_TROUBLE_H
#define GATEWAY_SEND_TROUBLE_H

#include "gateway/stage.h"

/* It waits in the queue like every mail of this relay, and is the first word of it once the relay is back; the log,
 * alerts.log and `valija queue list` have it now. */
void send_trouble_tell(Stage *stage, const RelaySettings *relay, const char *words);
void send_trouble_over(Stage *stage, const RelaySettings *relay);

#endif
