/*
 * Authentication-Results (RFC 8601): what a mail server says it checked of a mail when it came in. Anybody can write such
 * a field, so a row is a claim with the name of the server that is said to have made it; whoever asks takes the first row
 * of the server that it trusts, and nothing else. Pure, linear.
 *
 * A row is kept only when no foreign server stands above it: every Received field above must be of the same site as the
 * server that the row names. A sender's own fields are below the hand-over to that site.
 */
#ifndef PARSERS_AUTH_RESULTS_H
#define PARSERS_AUTH_RESULTS_H

#include "base/arena.h"
#include "parsers/finding.h"
#include "parsers/mime/message.h"

/* At most AUTH_RESULTS_MAX rows, topmost first. */
#define AUTH_RESULTS_MAX 10
void auth_results_read(Arena *arena, const Message *message, MailAuth **ret, size_t *ret_n);

/* One field. False when it is none: no results, or a comment or quotation that never ends. server is "-" where the field
 * names none (Microsoft 365). */
bool auth_results_field(Arena *arena, const char *raw, MailAuth *ret);

/* The first row of that server (any case); NULL when there is none. */
const MailAuth *auth_results_of(const MailAuth *rows, size_t n, const char *server);
/* Its sender is not who it says: DMARC failed, or nothing is said of DMARC and DKIM failed. */
bool auth_results_refute(const MailAuth *row);
/* It says something of DMARC or DKIM. */
bool auth_results_tell(const MailAuth *row);

#endif
