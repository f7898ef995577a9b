/*
 * DkimArrival: for accounts with dkim = verify, what the DKIM signatures of mails prove on the day they come, while their
 * keys are in DNS. The reader parses and verifies and has no network; this side asks DNS for the names that the reader
 * hands back, and gives it the keys. Never an error: what cannot be known is unknown.
 */
#ifndef GATEWAY_DKIM_ARRIVAL_H
#define GATEWAY_DKIM_ARRIVAL_H

#include "gateway/stage.h"

/* Fills dkim of each mail whose bytes are stored: "pass acme.cl; fail lista.org", "" when it has no signature. */
void dkim_arrival_look(Stage *stage, Arena *arena, StagedMail *mails, size_t n);
/* True when a signature of the sender's own domain failed and none of it passed. dkim NULL: it was not looked at. */
bool dkim_arrival_refutes(Arena *arena, const char *dkim, const char *from_address);

#endif
