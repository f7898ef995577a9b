/*
 * What an outcome of libcurl's or a reply of an SMTP server means for us: two tables and nothing else
 * (facts: libraries §2, reliability §3 S2..S7). A reply decides by its code; enhanced codes refine it in a
 * few rows.
 */
#ifndef GATEWAY_SMTP_CLASSIFY_H
#define GATEWAY_SMTP_CLASSIFY_H

#include "base/error.h"
#include "gateway/sink.h"

typedef enum {
	SMTP_STEP_MAIL,
	SMTP_STEP_RCPT,
	SMTP_STEP_DATA,
	SMTP_STEP_BODY, /* a reply that came before the dot was sent */
	SMTP_STEP_DOT,
} SmtpStep;

/* Why a connection could not be made usable: ERROR_RETRY or ERROR_STOP. curl: a CURLcode; response: the
 * last SMTP code. */
ErrorCode smtp_classify_open(int curl, int response);

/* SINK_SENT: the step did what it should. code 0: the connection ended, was silent too long, or spoke no
 * SMTP. enhanced: three numbers, zeros when there were none. words: what it said; they tell a limit of so many mails an
 * hour or a day, which some relays refuse for good, from what is wrong with the mail. */
SinkOutcome smtp_classify_reply(SmtpStep step, int code, const int enhanced[3], const char *words);

#endif
