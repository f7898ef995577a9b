/*
 * SAT client: one question to SAT's status service for CFDI, one answer as bytes, which nobody has looked at yet: they
 * go to the reader. Over gateway/net/https_post.h.
 */
#ifndef GATEWAY_SAT_CLIENT_H
#define GATEWAY_SAT_CLIENT_H

#include <stddef.h>

#include "base/arena.h"
#include "gateway/settings.h"

/* Posts the body (sat_status_request()). *ret_bytes is in the arena. RETRY when the service is away, slow, or answers
 * something that is no answer; STOP when a person must act: a certificate that is not the host's, an address that is
 * none. */
bool sat_client_ask(Arena *arena, const SatSettings *settings, const char *body, const char **ret_bytes,
		    size_t *ret_length, GError **error);

#endif
