#include "gateway/imap/imap_classify.h"

#include <libetpan/mailimap_types.h>

#include "tests/tap.h"

typedef struct {
	ImapPhase phase;
	const char *status;
	ErrorCode code;
} Row;

static const Row rows[] = {
	{ IMAP_PHASE_LOGIN, "2 NO [AUTHENTICATIONFAILED] Authentication failed.", ERROR_STOP },
	{ IMAP_PHASE_LOGIN, "2 NO [authenticationfailed] Invalid credentials (Failure)", ERROR_STOP },
	{ IMAP_PHASE_LOGIN, "2 NO Login failed.", ERROR_STOP },
	{ IMAP_PHASE_LOGIN, "2 NO AUTHENTICATE failed.", ERROR_STOP },
	{ IMAP_PHASE_LOGIN, "2 BAD Command unknown", ERROR_STOP },
	{ IMAP_PHASE_LOGIN, "2 NO [UNAVAILABLE] Temporary authentication failure.", ERROR_RETRY },
	{ IMAP_PHASE_LOGIN, "2 NO [ALERT] Too many simultaneous connections. (Failure)", ERROR_RETRY },
	{ IMAP_PHASE_LOGIN, "2 NO Temporary error, please try again later.", ERROR_RETRY },
	{ IMAP_PHASE_LOGIN, "2 NO [EXPIRED] Your password has expired", ERROR_STOP },
	{ IMAP_PHASE_LOGIN, "* BYE Too many wrong logins", ERROR_RETRY },
	{ IMAP_PHASE_LOGIN, "", ERROR_RETRY },
	{ IMAP_PHASE_SELECT, "3 NO [NONEXISTENT] Mailbox doesn't exist: Cobranza", ERROR_STOP },
	{ IMAP_PHASE_SELECT, "3 NO Mailbox does not exist", ERROR_STOP },
	{ IMAP_PHASE_SELECT, "3 NO [INUSE] Mailbox is locked", ERROR_RETRY },
	{ IMAP_PHASE_SELECT, "3 NO [INUSELESS] x", ERROR_STOP },
	{ IMAP_PHASE_FETCH, "4 NO Some of the requested messages no longer exist.", ERROR_REJECT },
	{ IMAP_PHASE_FETCH, "4 BAD Error in IMAP command", ERROR_REJECT },
	{ IMAP_PHASE_FETCH, "4 NO [UNAVAILABLE] backend offline", ERROR_RETRY },
	{ IMAP_PHASE_FETCH, "4 BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", ERROR_RETRY },
	{ IMAP_PHASE_FETCH, "4 BAD User is authenticated but not connected.", ERROR_RETRY },
	{ IMAP_PHASE_FETCH, "4 NO Server Unavailable. 15", ERROR_RETRY },
	{ IMAP_PHASE_FETCH, "4 NO [OVERQUOTA] Account exceeded command or bandwidth limits", ERROR_RETRY },
	{ IMAP_PHASE_FETCH, "4 NO System Error (Failure)", ERROR_RETRY },
	{ IMAP_PHASE_SELECT, "3 NO [THROTTLED] Too many requests", ERROR_RETRY },
	{ IMAP_PHASE_SELECT, "3 BAD User is authenticated but not connected.", ERROR_RETRY },
	{ IMAP_PHASE_FOLDER, "5 NO Request is throttled. Suggested Backoff Time: 1000 milliseconds", ERROR_RETRY },
	{ IMAP_PHASE_FOLDER, "5 NO [OVERQUOTA] Quota exceeded", ERROR_REJECT },
	{ IMAP_PHASE_FOLDER, "5 NO [NOPERM] Permission denied", ERROR_REJECT },
	{ IMAP_PHASE_FOLDER, "5 NO Permission denied", ERROR_REJECT },
	{ IMAP_PHASE_FOLDER, "5 NO [LIMIT] Too many folders", ERROR_RETRY },
	{ IMAP_PHASE_IDLE, "6 NO not now", ERROR_RETRY },
	{ IMAP_PHASE_IDLE, "garbage", ERROR_RETRY },
};

int main(void)
{
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		ImapMeaning meaning = imap_classify(rows[i].phase, rows[i].status);
		is_i64(meaning.code, rows[i].code, rows[i].status[0] != '\0' ? rows[i].status : "no answer");
	}
	ok(imap_classify_has_code("7 NO [TRYCREATE] no such folder", "TRYCREATE"), "TRYCREATE is seen");
	ok(!imap_classify_has_code("7 NO no [TRYCREATE] here", "TRYCREATE"), "only as a code");
	ok(imap_classify_is_busy("4 BAD Request is throttled."), "a throttled account is no message's fault");
	ok(!imap_classify_is_busy("4 NO System Error (Failure)"), "what else fails may be");
	ok(imap_classify_is_refusal(MAILIMAP_ERROR_UID_FETCH), "NO leaves the session usable");
	ok(!imap_classify_is_refusal(MAILIMAP_ERROR_PROTOCOL), "BAD does not");
	ok(!imap_classify_is_refusal(MAILIMAP_ERROR_STREAM), "nor does a broken stream");
	ok(!imap_classify_is_refusal(MAILIMAP_ERROR_PARSE), "nor does nonsense");
	g_autoptr(Arena) arena = arena_new();
	is_str(imap_classify_words(arena, "7 NO [X] a\x1b[2J\xff z"), "[X] a [2Jÿ z",
	       "words are safe for a log");
	return tap_done();
}
