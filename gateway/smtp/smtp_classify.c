#include "gateway/smtp/smtp_classify.h"

#include <curl/curl.h>
#include <glib.h>
#include <stddef.h>
#include <string.h>

typedef struct {
	int curl;
	int from, to; /* response codes */
	ErrorCode verdict;
} OpenRow;

/* First match; what is not listed is the network's fault and is tried again. */
static const OpenRow open_rows[] = {
	{ CURLE_PEER_FAILED_VERIFICATION, 0, 999, ERROR_STOP }, /* chain or name */
	{ CURLE_SSL_CACERT_BADFILE, 0, 999, ERROR_STOP },
	{ CURLE_SSL_ISSUER_ERROR, 0, 999, ERROR_STOP },
	{ CURLE_SSL_PINNEDPUBKEYNOTMATCH, 0, 999, ERROR_STOP },
	{ CURLE_SSL_CERTPROBLEM, 0, 999, ERROR_STOP },
	{ CURLE_USE_SSL_FAILED, 400, 499, ERROR_RETRY }, /* 454 TLS not available for now */
	{ CURLE_USE_SSL_FAILED, 0, 999, ERROR_STOP },	 /* STARTTLS missing or refused */
	{ CURLE_LOGIN_DENIED, 400, 499, ERROR_RETRY },	 /* 454, 421: busy */
	{ CURLE_LOGIN_DENIED, 0, 999, ERROR_STOP },
	{ CURLE_AUTH_ERROR, 400, 499, ERROR_RETRY },
	{ CURLE_AUTH_ERROR, 0, 999, ERROR_STOP },
	{ CURLE_UNSUPPORTED_PROTOCOL, 0, 999, ERROR_STOP }, /* from here: our own config or build */
	{ CURLE_URL_MALFORMAT, 0, 999, ERROR_STOP },
	{ CURLE_NOT_BUILT_IN, 0, 999, ERROR_STOP },
	{ CURLE_UNKNOWN_OPTION, 0, 999, ERROR_STOP },
	{ CURLE_BAD_FUNCTION_ARGUMENT, 0, 999, ERROR_STOP },
};

ErrorCode smtp_classify_open(int curl, int response)
{
	for (size_t i = 0; i < G_N_ELEMENTS(open_rows); i++) {
		const OpenRow *row = &open_rows[i];
		if (row->curl == curl && response >= row->from && response <= row->to)
			return row->verdict;
	}
	return ERROR_RETRY;
}

#define STEP(step) (1U << (step))
#define BEFORE_DOT \
	(STEP(SMTP_STEP_MAIL) | STEP(SMTP_STEP_RCPT) | STEP(SMTP_STEP_DATA) | STEP(SMTP_STEP_BODY))
#define ANY_STEP (BEFORE_DOT | STEP(SMTP_STEP_DOT))

typedef struct {
	unsigned steps;
	int from, to;
	int subject, detail; /* of the enhanced code; -1: any */
	SinkOutcome outcome;
} ReplyRow;

/* First match. */
static const ReplyRow reply_rows[] = {
	{ STEP(SMTP_STEP_MAIL) | STEP(SMTP_STEP_RCPT), 200, 299, -1, -1, SINK_SENT },
	{ STEP(SMTP_STEP_DATA), 354, 354, -1, -1, SINK_SENT },
	{ STEP(SMTP_STEP_DOT), 200, 299, -1, -1, SINK_SENT },
	/* The relay wants a login it did not ask for before: the relay's matter, not this mail's. */
	{ STEP(SMTP_STEP_MAIL) | STEP(SMTP_STEP_RCPT), 530, 530, -1, -1, SINK_RETRY },
	{ STEP(SMTP_STEP_MAIL), 534, 535, -1, -1, SINK_RETRY },
	{ STEP(SMTP_STEP_MAIL), 538, 538, -1, -1, SINK_RETRY },
	/* "Too many recipients" (RFC 5321 4.5.3.1.10, RFC 3463 X.5.3): these in another mail. */
	{ STEP(SMTP_STEP_RCPT), 500, 599, 5, 3, SINK_RETRY },
	{ ANY_STEP, 400, 499, -1, -1, SINK_RETRY },
	{ ANY_STEP, 500, 599, -1, -1, SINK_FAILED },
	{ BEFORE_DOT, 0, 999, -1, -1, SINK_RETRY },
};

static bool row_fits(const ReplyRow *row, SmtpStep step, int code, const int enhanced[3])
{
	return (row->steps & STEP(step)) != 0 && code >= row->from && code <= row->to &&
	       (row->subject < 0 || row->subject == enhanced[1]) &&
	       (row->detail < 0 || row->detail == enhanced[2]);
}

/* Gmail ("550 5.4.5 Daily user sending limit exceeded"), Microsoft 365 ("550 5.1.90 … daily limit for message recipients"),
 * cPanel ("550 Domain example.cl has exceeded the max emails per hour"), Zoho, Yahoo: 5xx that is over tomorrow. */
static bool is_limit(int code, const int enhanced[3], const char *words)
{
	static const char *const limits[] = {
		"emails per hour", "messages per hour", "mails per hour", "emails per day", "messages per day",
		"daily limit", "daily quota", "daily user sending", "daily sending", "hourly limit", "hourly quota",
		"sending limit", "sending quota", "sending rate", "rate limit", "ratelimit", "throttl", "too many messages",
		"too many emails",
	};
	if (code < 500)
		return false;
	if ((enhanced[1] == 4 && enhanced[2] == 5) || (enhanced[1] == 1 && enhanced[2] == 90))
		return true;
	g_autofree char *lower = g_ascii_strdown(words, -1);
	for (size_t i = 0; i < G_N_ELEMENTS(limits); i++)
		if (strstr(lower, limits[i]) != NULL)
			return true;
	return false;
}

static SinkOutcome classify_row(SmtpStep step, int code, const int enhanced[3])
{
	for (size_t i = 0; i < G_N_ELEMENTS(reply_rows); i++) {
		if (row_fits(&reply_rows[i], step, code, enhanced))
			return reply_rows[i].outcome;
	}
	return SINK_UNCERTAIN;
}

SinkOutcome smtp_classify_reply(SmtpStep step, int code, const int enhanced[3], const char *words)
{
	SinkOutcome outcome = classify_row(step, code, enhanced);
	return outcome == SINK_FAILED && is_limit(code, enhanced, words) ? SINK_RETRY : outcome;
}
