/*
 * Why a server refused a mail, by its words: one row a phrase (folded text), with the class and the code that
 * it stands for.
 */
#ifndef PARSERS_BOUNCE_REASON_H
#define PARSERS_BOUNCE_REASON_H

#include "parsers/finding.h"

typedef struct {
	const char *phrase;
	BounceClass class;
	const char *status; /* what the phrase stands for where the server states no code (RFC 3463) */
} BounceReason;

/* The first row whose phrase is in the folded text; NULL for none. */
const BounceReason *bounce_reason_of(const char *folded);

#endif
