/*
 * Spf: the text of a record that says which hosts send for a domain (RFC 7208 sections 4.5, 4.6, 12), as terms. Asks
 * nobody: what the terms stand for is gateway/online/spf_walk.h's.
 */
#ifndef PARSERS_SPF_H
#define PARSERS_SPF_H

#include <stdbool.h>

#include "base/texts.h"

typedef enum {
	SPF_ALL,
	SPF_INCLUDE,
	SPF_A,
	SPF_MX,
	SPF_PTR,
	SPF_IP4,
	SPF_IP6,
	SPF_EXISTS,
	SPF_REDIRECT,
	SPF_OTHER, /* modifiers that nothing follows from */
} SpfKind;

typedef struct {
	SpfKind kind;
	char qualifier;	    /* + - ~ ? */
	const char *domain; /* or the address of ip4 and ip6; NULL: that of the record */
	int bits4, bits6;   /* of the network */
	bool macro;	    /* domain has %: it depends on the mail */
} SpfTerm;

typedef struct {
	SpfTerm *terms;
	size_t n;
	const char *fault; /* what is wrong, for people; NULL: nothing */
} SpfRecord;

/* True for a TXT record that is meant as SPF. */
bool spf_is_record(const char *text);
SpfRecord spf_parse(Arena *arena, const char *text);

#endif
