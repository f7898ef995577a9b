/*
 * What a failed IMAP command means for us: one table over (what we were doing, the server's answer).
 * RETRY is the server's bad day, REJECT this one message or folder, STOP needs a person.
 */
#ifndef GATEWAY_IMAP_CLASSIFY_H
#define GATEWAY_IMAP_CLASSIFY_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"

typedef enum {
	IMAP_PHASE_LOGIN,
	IMAP_PHASE_SELECT,
	IMAP_PHASE_FETCH,
	IMAP_PHASE_FOLDER,
	IMAP_PHASE_IDLE
} ImapPhase;

typedef struct {
	ErrorCode code;
	const char *meaning; /* what to tell a person; static */
} ImapMeaning;

/* status: the tagged line or BYE as received ("7 NO [INUSE] …"); "" when the connection broke. */
ImapMeaning imap_classify(ImapPhase phase, const char *status);
/* True when the answer carries this response code (RFC 3501 7.1, RFC 5530). */
bool imap_classify_has_code(const char *status, const char *code);
bool imap_classify_is_ok(const char *status);
/* Whatever was asked for, the server wants to be asked less: no message is at fault. */
bool imap_classify_is_busy(const char *status);
/* libetpan's error says that the server answered NO and the session goes on; after all others it must be
 * dropped. */
bool imap_classify_is_refusal(int etpan_error);
/* The server's words without tag, condition and controls, for one line of a log; in the arena. */
const char *imap_classify_words(Arena *arena, const char *status);

#endif
