/*
 * What `check --online` finds, one thing at a time, for an administrator: what was seen, what to do, and the record to
 * publish as a zone file has it. Text or JSON on stdout; the exit status follows from what was said.
 */
#ifndef GATEWAY_ONLINE_SAY_H
#define GATEWAY_ONLINE_SAY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

typedef enum {
	ONLINE_FINE,
	ONLINE_ADVICE, /* works, could be better, or could not be told: no fault */
	ONLINE_FAULT,
	ONLINE_LATER, /* not known now: DNS or a server is away */
} OnlineVerdict;

typedef struct {
	OnlineVerdict verdict;
	const char *what;    /* "SPF", "relay" */
	const char *subject; /* "example.cl", "salida" */
	const char *found;
	const char *act;   /* NULL: nothing to do */
	const char *owner; /* of the record to publish; NULL: none */
	const char *type;  /* "TXT" */
	const char *value;
} OnlineFinding;

typedef struct {
	bool json;
	size_t n[ONLINE_LATER + 1]; /* said so far, by verdict */
} OnlineTally;

void online_say(OnlineTally *tally, const OnlineFinding *finding);
/* EXIT_OK, EXIT_FAULT when there was a fault, EXIT_LATER when there was none but something is not known now. */
int online_say_status(const OnlineTally *tally);
/* A TXT record's value as a zone file has it: strings of at most 255 bytes, quoted. */
const char *online_say_strings(Arena *arena, const char *value);

#endif
