/* RelayCheck: what a relay offers when it is greeted, and whether our largest mail fits (RFC 1870, 4954, 6152, 6531). */
#ifndef GATEWAY_RELAY_CHECK_H
#define GATEWAY_RELAY_CHECK_H

#include "gateway/online/online_say.h"
#include "gateway/settings.h"

/* sink: open, and one of sink_smtp_new(). */
void relay_check_limits(Sink *sink, const RelaySettings *relay, OnlineTally *tally);

#endif
