/*
 * Pause: a server that refuses our mail by policy (spam, authentication, lists: 5.7.x) says nothing about an address and
 * much about us. Mail to its domain waits a day, and a person hears of it once (facts on reliability, section 4). Pure.
 */
#ifndef LEDGER_PAUSE_H
#define LEDGER_PAUSE_H

#include "ledger/outcome.h"

/* The domain that a pause of this address is about, in lower case; NULL: it has none. */
const char *pause_domain(Arena *arena, const char *address);
/* words: what the server said. Adds the pause, its event and its alert. */
void pause_begin(Arena *arena, Outcome *outcome, const char *company, const char *address, const char *words,
		 int64_t now);
/* The address, and so the domain, that stands for everybody: no reminder of the company leaves. */
#define PAUSE_EVERYBODY "@*"
bool pause_is_of_all(const Pause *pause);
/* Until a person ends it. Adds the pause, its event and its alert. */
void pause_all(Arena *arena, Outcome *outcome, const char *company, const char *words, int64_t now);
/* For people: why mail to that domain waits, and until when. */
const char *pause_words(Arena *arena, const Pause *pause);

#endif
