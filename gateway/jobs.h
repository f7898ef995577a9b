/*
 * Jobs: the life of outbound mails between the store's rows and the table of queue/lifecycle.h, which alone decides
 * what follows from an event. A change is written together with what a person must hear of it: a mail that failed for
 * good, is late, or is held because nobody knows whether it went.
 */
#ifndef GATEWAY_JOBS_H
#define GATEWAY_JOBS_H

#include "gateway/stage.h"
#include "queue/backoff.h"
#include "queue/lifecycle.h"

typedef struct {
	int64_t id;
	JobEvent event;
	int64_t attempt; /* which this ends, with code and text; 0: whichever is open */
	int code;
	const char *text;
	const ContactChange *bounced; /* addresses that the relay says do not exist */
	size_t n_bounced;
	Texts policed; /* addresses whose server refuses our mail by policy */
	const char *lost; /* who will not get it although others do, and why: told to a person; NULL: nobody */
	bool free; /* the program itself holds it: its lease ends */
	bool tell; /* to a person, whatever the table says */
} JobReport;

/* Reads the job, applies the event, writes the change; *ret_state (may be NULL) is what it is now. */
bool jobs_report(Stage *stage, const JobReport *report, JobState *ret_state, GError **error);
/* What dead workers left, and uncertain mails whose copy had its time to come (crash matrix S7 and S8). */
bool jobs_resolve(Stage *stage, GError **error);
/* A person's word: hold, release, cancel or retry. REJECT when it means nothing in the job's state. */
bool jobs_act(Store *store, int64_t id, const char *word, int64_t now, GError **error);

#endif
