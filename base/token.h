/*
 * The keyed token that our mails carry in Reply-To ("+tag") and Message-ID, and that an answer brings back.
 *
 * Form: <kind><id in base 36>.<mac>, all lower case [a-z0-9.]; mac = first 128 bits of HMAC-SHA-256 over "kind id" with
 * the store's token key, in base 32 (RFC 4648 alphabet, lower case), so that it survives relays that fold the case of a
 * local part. Compared in constant time. Threat T8 of the reliability facts.
 */
#ifndef BASE_TOKEN_H
#define BASE_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

#define TOKEN_KEY_SIZE 32

typedef struct {
	uint8_t bytes[TOKEN_KEY_SIZE];
} TokenKey;

/* kind: one letter, 'm' = outbound mail row. */
const char *token_make(Arena *arena, const TokenKey *key, char kind, int64_t id);
/* True when text is exactly one valid token of this kind. */
bool token_check(const TokenKey *key, char kind, const char *text, int64_t *ret_id);
/* "Cobranza <cobranza@x.cl>" stays out of here: address is a bare addr-spec; "a@b" -> "a+token@b". */
const char *token_address(Arena *arena, const char *address, const char *token);
/* The "+tag" of an address's local part, NULL when there is none. */
const char *token_from_address(Arena *arena, const char *address);

#endif
