/*
 * p7m wrappers, opened as data (RFC 5652, RFC 8551): the content is taken out, the state of the signature is
 * said, and nobody is trusted for it. OpenSSL's CMS in smime.c only.
 */
#ifndef PARSERS_SMIME_H
#define PARSERS_SMIME_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "parsers/limits.h"

typedef enum {
	SMIME_NONE,	/* no CMS, or a signature without content (p7s) */
	SMIME_HOLDS,	/* content, and the signature fits it; whose it is was not asked */
	SMIME_BROKEN,	/* content, and the signature does not fit it */
	SMIME_UNSIGNED,	/* content, and nobody signed it */
	SMIME_ENCRYPTED /* cannot be opened */
} SmimeState;

/* bytes are DER. *ret_data is in the arena, set for HOLDS, BROKEN and UNSIGNED. */
SmimeState smime_open(Arena *arena, const Limits *limits, const void *bytes, size_t length,
		      const void **ret_data, size_t *ret_bytes);

#endif
