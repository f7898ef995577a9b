/*
 * Probe: a mail of `check --online` to ourselves, known by a token of its own kind. Wherever a message names one (its
 * Message-ID, its subject, an address, what it answers), it is a probe or an echo of one, and nothing in the ledger.
 */
#ifndef GATEWAY_PROBE_H
#define GATEWAY_PROBE_H

#include "base/token.h"
#include "parsers/finding.h"

#define PROBE_SUBJECT "valija check " /* the token follows */

/* number: of the probe among those of one check; below 1024. */
const char *probe_token(Arena *arena, const TokenKey *key, int64_t now, unsigned number);
/* True when the message names a token of ours that is not older than two days. */
bool probe_is(const TokenKey *key, Arena *arena, const Finding *finding, int64_t now);

#endif
