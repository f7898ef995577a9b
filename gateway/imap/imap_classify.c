#include "gateway/imap/imap_classify.h"

#include <glib.h>
#include <libetpan/mailimap_types.h>
#include <string.h>

#include "base/text.h"

#define ANY (-1)

typedef struct {
	int phase;
	const char *condition; /* NO, BAD, BYE; NULL: any, or none */
	const char *code;      /* response code; NULL: any */
	const char *words;     /* one of these ("|" between) in the text, small letters; NULL: any */
	ImapMeaning meaning;
} Rule;

/* Microsoft 365, Gmail and Yahoo, of an account that asks for too much or whose mailbox is being moved. */
#define BUSY_WORDS "throttl|backoff time|bandwidth limit|rate limit|too many|too busy|server busy|server unavailable|" \
		   "authenticated but not connected|try again|temporar"
/* Often the whole server's bad day, sometimes one message's fault. */
#define FAULT_WORDS "system error|internal error|server error"

/* The first that fits. Codes come before words, words before the bare condition. */
static const Rule rules[] = {
	{ ANY, NULL, "UNAVAILABLE", NULL, { ERROR_RETRY, "the server is not available now" } },
	{ ANY, NULL, "INUSE", NULL, { ERROR_RETRY, "the mailbox is in use" } },
	{ ANY, NULL, "SERVERBUG", NULL, { ERROR_RETRY, "the server has a fault" } },
	{ ANY, NULL, "LIMIT", NULL, { ERROR_RETRY, "a limit of the server is reached" } },
	{ ANY, "BYE", NULL, NULL, { ERROR_RETRY, "the server ended the session" } },
	{ IMAP_PHASE_LOGIN,
	  NULL,
	  "EXPIRED",
	  NULL,
	  { ERROR_STOP, "the password has expired: set a new one" } },
	{ IMAP_PHASE_LOGIN,
	  NULL,
	  "PRIVACYREQUIRED",
	  NULL,
	  { ERROR_STOP, "the server wants TLS before a login" } },
	{ IMAP_PHASE_LOGIN,
	  NULL,
	  "CONTACTADMIN",
	  NULL,
	  { ERROR_STOP, "the server wants you to ask its administrator" } },
	{ IMAP_PHASE_LOGIN,
	  NULL,
	  "AUTHENTICATIONFAILED",
	  NULL,
	  { ERROR_STOP, "the login is refused: check user and password" } },
	{ IMAP_PHASE_LOGIN,
	  NULL,
	  "AUTHORIZATIONFAILED",
	  NULL,
	  { ERROR_STOP, "the login is right but may not use this mailbox" } },
	{ IMAP_PHASE_LOGIN, NULL, NULL, "too many", { ERROR_RETRY, "too many connections of this account" } },
	{ IMAP_PHASE_LOGIN,
	  NULL,
	  NULL,
	  BUSY_WORDS "|unavailable|internal error",
	  { ERROR_RETRY, "the server cannot check logins now" } },
	{ IMAP_PHASE_LOGIN,
	  "NO",
	  NULL,
	  NULL,
	  { ERROR_STOP, "the login is refused: check user and password" } },
	{ IMAP_PHASE_LOGIN, "BAD", NULL, NULL, { ERROR_STOP, "the server does not understand the login" } },
	{ ANY, NULL, NULL, BUSY_WORDS, { ERROR_RETRY, "the server wants us to slow down" } },
	{ ANY, NULL, NULL, FAULT_WORDS, { ERROR_RETRY, "the server has a fault" } },
	{ IMAP_PHASE_SELECT,
	  "NO",
	  NULL,
	  NULL,
	  { ERROR_STOP, "the folder cannot be opened: does it exist?" } },
	{ IMAP_PHASE_SELECT,
	  "BAD",
	  NULL,
	  NULL,
	  { ERROR_STOP, "the server does not understand the folder's name" } },
	{ IMAP_PHASE_FETCH, "NO", NULL, NULL, { ERROR_REJECT, "the server refuses to give the message" } },
	{ IMAP_PHASE_FETCH, "BAD", NULL, NULL, { ERROR_REJECT, "the server fails on the message" } },
	{ IMAP_PHASE_FOLDER, NULL, "OVERQUOTA", NULL, { ERROR_REJECT, "the mailbox is full" } },
	{ IMAP_PHASE_FOLDER, NULL, "NOPERM", NULL, { ERROR_REJECT, "no permission in this folder" } },
	{ IMAP_PHASE_FOLDER, NULL, "READ-ONLY", NULL, { ERROR_REJECT, "the folder is read-only" } },
	{ IMAP_PHASE_FOLDER, "NO", NULL, NULL, { ERROR_REJECT, "the server refuses" } },
	{ IMAP_PHASE_FOLDER,
	  "BAD",
	  NULL,
	  NULL,
	  { ERROR_REJECT, "the server does not understand the command" } },
	{ ANY, NULL, NULL, NULL, { ERROR_RETRY, "the server's answer makes no sense" } },
};

/* After the tag: "NO [CODE arguments] text". */
static const char *after_tag(const char *status)
{
	const char *blank = strchr(status, ' ');
	return blank != NULL ? blank + 1 : "";
}

static bool begins_with_word(const char *text, const char *word)
{
	size_t n = strlen(word);
	return g_ascii_strncasecmp(text, word, n) == 0 && !g_ascii_isalnum(text[n]) && text[n] != '-';
}

static const char *after_condition(const char *status)
{
	const char *text = after_tag(status);
	const char *blank = strchr(text, ' ');
	return blank != NULL ? blank + 1 : "";
}

bool imap_classify_has_code(const char *status, const char *code)
{
	const char *text = after_condition(status);
	return text[0] == '[' && begins_with_word(text + 1, code);
}

bool imap_classify_is_ok(const char *status)
{
	return begins_with_word(after_tag(status), "OK");
}

static bool has_one_of(const char *lower, const char *words)
{
	g_auto(GStrv) each = g_strsplit(words, "|", -1);
	for (size_t i = 0; each[i] != NULL; i++)
		if (strstr(lower, each[i]) != NULL)
			return true;
	return false;
}

bool imap_classify_is_busy(const char *status)
{
	g_autofree char *lower = g_ascii_strdown(status, -1);
	return has_one_of(lower, BUSY_WORDS);
}

static bool fits(const Rule *rule, ImapPhase phase, const char *status, const char *lower)
{
	return (rule->phase == ANY || rule->phase == (int)phase) &&
	       (rule->condition == NULL || begins_with_word(after_tag(status), rule->condition)) &&
	       (rule->code == NULL || imap_classify_has_code(status, rule->code)) &&
	       (rule->words == NULL || has_one_of(lower, rule->words));
}

ImapMeaning imap_classify(ImapPhase phase, const char *status)
{
	g_autofree char *lower = g_ascii_strdown(status, -1);
	size_t last = G_N_ELEMENTS(rules) - 1;
	for (size_t i = 0; i < last; i++)
		if (fits(&rules[i], phase, status, lower))
			return rules[i].meaning;
	return rules[last].meaning;
}

bool imap_classify_is_refusal(int etpan_error)
{
	static const int refusals[] = {
		MAILIMAP_ERROR_NOOP,	  MAILIMAP_ERROR_CAPABILITY, MAILIMAP_ERROR_UID_COPY,
		MAILIMAP_ERROR_COPY,	  MAILIMAP_ERROR_UID_MOVE,   MAILIMAP_ERROR_MOVE,
		MAILIMAP_ERROR_CREATE,	  MAILIMAP_ERROR_FETCH,	     MAILIMAP_ERROR_UID_FETCH,
		MAILIMAP_ERROR_LIST,	  MAILIMAP_ERROR_SEARCH,     MAILIMAP_ERROR_UID_SEARCH,
		MAILIMAP_ERROR_SELECT,	  MAILIMAP_ERROR_STORE,	     MAILIMAP_ERROR_UID_STORE,
		MAILIMAP_ERROR_SUBSCRIBE, MAILIMAP_ERROR_EXPUNGE,    MAILIMAP_ERROR_LOGIN,
		MAILIMAP_ERROR_STARTTLS,  MAILIMAP_ERROR_EXTENSION,
	};
	for (size_t i = 0; i < G_N_ELEMENTS(refusals); i++)
		if (refusals[i] == etpan_error)
			return true;
	return false;
}

const char *imap_classify_words(Arena *arena, const char *status)
{
	const char *text = after_condition(status);
	return text_line(arena, text_utf8(arena, text, strlen(text)), 200);
}
