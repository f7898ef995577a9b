/*
 * ImapSession: one logged-in connection to one IMAP server, shared by the files imap_*.c of this room. Not
 * for others: they see a Source.
 *
 * After any error that is not the server's own NO the session is broken: its connection says nothing more,
 * and every call fails with RETRY until it is opened again.
 */
#ifndef GATEWAY_IMAP_SESSION_H
#define GATEWAY_IMAP_SESSION_H

#include <glib.h>
#include <libetpan/libetpan.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/imap/imap_classify.h"
#include "gateway/imap/imap_stream.h"
#include "gateway/source.h"

typedef struct {
	bool starttls;
	bool login_disabled;
	bool sasl_ir;
	bool auth_plain;
	bool auth_xoauth2;
	bool auth_oauthbearer;
	bool idle;
	bool move;
	bool uidplus;
} ImapCapabilities;

typedef struct {
	ImapSettings settings;
	mailimap *imap; /* NULL while closed */
	ImapStream *stream;
	bool broken;
	bool echoed; /* the last answer repeats a secret of ours: it is not to be shown */
	ImapCapabilities can;
	char delimiter;
	char *prefix;	/* before every folder but INBOX; NULL until looked up */
	char *selected; /* UTF-8; NULL when none */
	uint32_t uidvalidity;
	uint32_t seen_exists; /* messages in the folder when it was last read */
	uint32_t place_uid; /* the last message planned, and its sequence number then: where to look first */
	uint32_t place_sequence;
	GHashTable *targets; /* folders known to exist: UTF-8 name -> name on the wire */
	/* What to be careful with after a connection that broke on a message; kept across connections. */
	bool cautious;
	uint32_t suspect_uid;
	int suspicion;
	int wrong_sizes; /* announced sizes that were proved wrong: some servers only estimate */
} ImapSession;

bool imap_session_open(ImapSession *session, GError **error);
void imap_session_close(ImapSession *session); /* LOGOUT when it still makes sense; idempotent */

/* Before every command: RETRY when the session is closed or broken. extra_ms is added to the command's time.
 */
bool imap_session_begin(ImapSession *session, GError **error);
void imap_session_expect(ImapSession *session, int64_t extra_ms, uint64_t max_literal, uint64_t max_literals);
/* After every command: true when libetpan's result is success, else the error, and the session broken unless
 * the server just said NO. doing: "open the folder X". */
bool imap_session_end(ImapSession *session, int result, ImapPhase phase, const char *doing, GError **error);

/* Reads one line without its end into the library's buffer: NULL when the connection broke. */
const char *imap_session_line(ImapSession *session);
bool imap_session_send(ImapSession *session, const char *text); /* as it is, and flushes */

bool imap_session_capabilities(ImapSession *session, GError **error);
bool imap_session_noop(ImapSession *session, GError **error);
/* Selects a folder unless it is the selected one. phase: SELECT when nothing works without it, FOLDER when
 * only one message wants it. */
bool imap_session_select(ImapSession *session, const char *folder, ImapPhase phase, GError **error);
uint32_t imap_session_exists(const ImapSession *session);
/* LIST: the folders that match the pattern on the wire, mailimap_list_result_free(). RFC 3501 6.3.8. */
bool imap_session_list(ImapSession *session, const char *pattern, ImapPhase phase, const char *doing, clist **ret,
		       GError **error);
/* The folder's name on the wire, with the server's delimiter and prefix; free with g_free(). */
char *imap_session_folder(ImapSession *session, const char *folder, GError **error);

#endif
