#include "gateway/smtp/smtp_classify.h"

#include <curl/curl.h>

#include "tests/tap.h"

static const struct {
	const char *name;
	int curl, response;
	ErrorCode verdict;
} opens[] = {
	{ "no such host", CURLE_COULDNT_RESOLVE_HOST, 0, ERROR_RETRY },
	{ "refused", CURLE_COULDNT_CONNECT, 0, ERROR_RETRY },
	{ "time-out", CURLE_OPERATION_TIMEDOUT, 0, ERROR_RETRY },
	{ "time-out after the greeting", CURLE_OPERATION_TIMEDOUT, 220, ERROR_RETRY },
	{ "greeting 421", CURLE_WEIRD_SERVER_REPLY, 421, ERROR_RETRY },
	{ "greeting 554", CURLE_WEIRD_SERVER_REPLY, 554, ERROR_RETRY },
	{ "closed before the greeting", CURLE_RECV_ERROR, 0, ERROR_RETRY },
	{ "cut in the handshake", CURLE_SSL_CONNECT_ERROR, 220, ERROR_RETRY },
	{ "certificate of another name", CURLE_PEER_FAILED_VERIFICATION, 220, ERROR_STOP },
	{ "the same with implicit TLS", CURLE_PEER_FAILED_VERIFICATION, 0, ERROR_STOP },
	{ "CA file not readable", CURLE_SSL_CACERT_BADFILE, 0, ERROR_STOP },
	{ "STARTTLS missing", CURLE_USE_SSL_FAILED, 250, ERROR_STOP },
	{ "STARTTLS refused", CURLE_USE_SSL_FAILED, 502, ERROR_STOP },
	{ "STARTTLS not now", CURLE_USE_SSL_FAILED, 454, ERROR_RETRY },
	{ "wrong password", CURLE_LOGIN_DENIED, 535, ERROR_STOP },
	{ "mechanism refused", CURLE_LOGIN_DENIED, 504, ERROR_STOP },
	{ "no common mechanism", CURLE_LOGIN_DENIED, 250, ERROR_STOP },
	{ "login not now", CURLE_LOGIN_DENIED, 454, ERROR_RETRY },
	{ "login, closing", CURLE_LOGIN_DENIED, 421, ERROR_RETRY },
	{ "cut in the login", CURLE_RECV_ERROR, 334, ERROR_RETRY },
	{ "a host that is no host", CURLE_URL_MALFORMAT, 0, ERROR_STOP },
	{ "a number libcurl may use one day", 4711, 0, ERROR_RETRY },
};

static void test_open(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(opens); i++)
		is_i64((int)smtp_classify_open(opens[i].curl, opens[i].response), (int)opens[i].verdict,
		       opens[i].name);
}

/* What each class of reply means at each step: one letter for codes 0, 2xx, 3xx (354), 4xx, 5xx, 6xx. */
static const struct {
	SmtpStep step;
	const char *name, *outcomes; /* S sent, R retry, F failed, U uncertain */
} steps[] = {
	{ SMTP_STEP_MAIL, "MAIL", "RSRRFR" }, { SMTP_STEP_RCPT, "RCPT", "RSRRFR" },
	{ SMTP_STEP_DATA, "DATA", "RRSRFR" }, { SMTP_STEP_BODY, "body", "RRRRFR" },
	{ SMTP_STEP_DOT, "dot", "USURFU" },
};
static const int step_codes[] = { 0, 250, 354, 451, 554, 650 };
static const char letters[] = {
	[SINK_SENT] = 'S', [SINK_RETRY] = 'R', [SINK_FAILED] = 'F', [SINK_UNCERTAIN] = 'U'
};

static void test_steps(void)
{
	static const int none[3] = { 0 };
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		for (size_t c = 0; c < G_N_ELEMENTS(step_codes); c++) {
			char got = letters[smtp_classify_reply(steps[i].step, step_codes[c], none, "")];
			ok(got == steps[i].outcomes[c], "%s x %d: %c", steps[i].name, step_codes[c], got);
		}
	}
}

static void test_every_code(void)
{
	static const int none[3] = { 0 };
	bool certain = true, honest = true;
	for (int code = 0; code < 1000; code++) {
		for (int step = SMTP_STEP_MAIL; step < SMTP_STEP_DOT; step++)
			certain &= smtp_classify_reply((SmtpStep)step, code, none, "") != SINK_UNCERTAIN;
		bool told = (code >= 200 && code < 300) || (code >= 400 && code < 600);
		honest &= (smtp_classify_reply(SMTP_STEP_DOT, code, none, "") != SINK_UNCERTAIN) == told;
	}
	ok(certain, "before the dot nothing is uncertain");
	ok(honest, "after it everything is that is neither yes nor no");
}

static const struct {
	const char *name;
	SmtpStep step;
	int code, enhanced[3];
	SinkOutcome outcome;
} rows[] = {
	{ "251 forwards", SMTP_STEP_RCPT, 251, { 0 }, SINK_SENT },
	{ "452 too many recipients", SMTP_STEP_RCPT, 452, { 4, 5, 3 }, SINK_RETRY },
	{ "552 too many recipients", SMTP_STEP_RCPT, 552, { 5, 5, 3 }, SINK_RETRY },
	{ "552 mailbox full", SMTP_STEP_RCPT, 552, { 5, 2, 2 }, SINK_FAILED },
	{ "530 wants a login", SMTP_STEP_MAIL, 530, { 5, 7, 0 }, SINK_RETRY },
	{ "535 at MAIL", SMTP_STEP_MAIL, 535, { 5, 7, 8 }, SINK_RETRY },
	{ "550 sender refused", SMTP_STEP_MAIL, 550, { 5, 7, 1 }, SINK_FAILED },
	{ "421 at MAIL", SMTP_STEP_MAIL, 421, { 0 }, SINK_RETRY },
	{ "421 after the dot is an answer", SMTP_STEP_DOT, 421, { 0 }, SINK_RETRY },
	{ "250 to DATA is no go-ahead", SMTP_STEP_DATA, 250, { 0 }, SINK_RETRY },
	{ "Daily user sending limit exceeded", SMTP_STEP_DOT, 550, { 5, 4, 5 }, SINK_RETRY },
	{ "congestion", SMTP_STEP_MAIL, 550, { 5, 4, 5 }, SINK_RETRY },
	{ "Domain example.cl has exceeded the max emails per hour (150/150 (100%)) allowed.  Message discarded.",
	  SMTP_STEP_RCPT, 550, { 0 }, SINK_RETRY },
	{ "you've reached your daily limit for message recipients", SMTP_STEP_DOT, 550, { 5, 1, 90 }, SINK_RETRY },
	{ "no such user", SMTP_STEP_RCPT, 550, { 5, 1, 1 }, SINK_FAILED },
	{ "552 too big, before the dot", SMTP_STEP_BODY, 552, { 5, 3, 4 }, SINK_FAILED },
};

int main(void)
{
	test_open();
	test_steps();
	test_every_code();
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		is_i64(smtp_classify_reply(rows[i].step, rows[i].code, rows[i].enhanced, rows[i].name),
		       rows[i].outcome, rows[i].name);
	return tap_done();
}
