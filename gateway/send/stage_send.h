/*
 * send: hands frozen mails to their relays. Every attempt is a synced row before MAIL FROM (send_batch.h); what happens
 * after that is never guessed (crash matrix S3 to S8).
 */
#ifndef GATEWAY_STAGE_SEND_H
#define GATEWAY_STAGE_SEND_H

#include "gateway/connect.h"
#include "gateway/sat/sat_poll.h"
#include "gateway/send/send_journal.h"
#include "gateway/stage.h"
#include "queue/gate.h"

typedef struct {
	const RelaySettings *settings;
	Sink *sink; /* open; NULL: none */
	Login login;
	GateTally tally; /* not yet settled with its gate */
	bool inside;	 /* it holds a connection's place there */
	bool trouble;	 /* the rest of the batch is for later */
	char *pushed;	 /* the domain whose recipient it pushed back last; NULL: none */
	char *words;	 /* why it did not take what the tally says it did not; NULL: none */
	bool said; /* its trouble was logged */
	bool fine; /* no alert of it is open: it was reached since */
} SendRelay;

typedef struct {
	Stage *stage;
	SendRelay *relays;
	size_t n_relays;
	SatPoll sat;
	SendJournal *journal;
	size_t sent, failed, later;
} Send;

void send_start(Send *send, Stage *stage);
void send_end(Send *send);
/* Everything that is due now. ERROR_STOP ends the stage (the store, never a relay). */
bool send_pass(Send *send, GError **error);
int send_serve(Send *send);

/* For its batches. False: the relay cannot be reached, its gate's tally and the log have it. */
bool send_open(Send *send, SendRelay *relay);
void send_close(SendRelay *relay);
/* What it says of the mails that it does not take. */
void send_words(SendRelay *relay, const char *words);

#endif
