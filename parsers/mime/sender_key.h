/*
 * SenderKey: a number that is the same for mails of one sender, taken from the raw header block while a message streams by.
 * It says in whose turn a message is worked off and nothing else: no address is made of it, nobody is believed. Linear,
 * keeps at most one field, allocates nothing.
 */
#ifndef PARSERS_SENDER_KEY_H
#define PARSERS_SENDER_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SENDER_KEY_FIELD 512	      /* bytes of the field that count */
#define SENDER_KEY_HEADER (64 * 1024) /* after so many bytes without it there is none */

typedef struct {
	uint8_t field[SENDER_KEY_FIELD];
	size_t n;
	size_t seen;
	size_t column; /* of the line */
	bool matching; /* this line may be the field's, or is */
	bool taking;   /* its value is being read */
	bool done;
} SenderKey;

/* Starts from an all-zero struct. */
void sender_key_feed(SenderKey *key, const void *bytes, size_t n);
/* 0: no sender was seen. */
int64_t sender_key_value(const SenderKey *key);

#endif
