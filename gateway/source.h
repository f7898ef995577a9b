/*
 * Source: a mailbox that is fetched from. Two honest implementations: source_imap.c (libetpan) and source_folder.c
 * (a Maildir or a folder of .eml). One Source is one account and one connection; it belongs to the process that made
 * it.
 *
 * State is by (account, folder, UIDVALIDITY, UID), kept by the caller; \Seen is never read or written; a message leaves
 * its folder only by source_move(). Errors: RETRY (network, server busy), STOP (login refused, folder missing,
 * certificate wrong), REJECT (this one message). After RETRY or STOP the source is closed; open it again.
 */
#ifndef GATEWAY_SOURCE_H
#define GATEWAY_SOURCE_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	uint32_t uid;
	int64_t size;	  /* bytes received */
	int64_t internal_date; /* UNIX seconds; 0 when the server gave none */
} SourceItem;

/* Where the bodies go: streamed, one message after the other. The spool hashes and stores; it never parses. */
typedef struct {
	void *self;
	bool (*begin)(void *self, GError **error);
	bool (*write)(void *self, const void *bytes, size_t n, GError **error);
	/* The message is whole. The caller's row and cursor are committed later, for the whole window at once. */
	bool (*end)(void *self, const SourceItem *item, GError **error);
	/* What was written since begin() is discarded; reason says why: over the limit, size differs, server refused.
	 * item->uid tells which message is to be recorded as seen but not fetched (0: nothing to record; retried).
	 * May come without begin(): then nothing was written (over the limit, refused). reason is static text. */
	bool (*drop)(void *self, const SourceItem *item, const char *reason, GError **error);
} Spool;

typedef struct {
	int64_t max_message; /* larger ones are dropped with a reason, header kept by the server */
	int64_t window_bytes;
	int window_count;
} FetchWindow;

typedef enum {
	MOVE_DONE,	/* moved; ret_uid is the UID in the target when the server told it, else 0 */
	MOVE_GONE,	/* the UID is not in the folder (a person or an earlier run moved it) */
	MOVE_FOUND,	/* it was already in the target (looked up by Message-ID) */
} MoveOutcome;

typedef struct {
	uint32_t uid;
	const char *from_folder; /* UTF-8 */
	uint32_t uidvalidity;	 /* of from_folder; if it changed: REJECT */
	const char *to_folder;	 /* UTF-8, "/" between levels whatever the server's delimiter; created once if missing */
	const char *message_id;	 /* without < >; NULL when the message has none */
	const char *copy_of;	 /* path of the stored bytes, for APPEND when neither is found; not for plain moves */
} MoveRequest;

typedef struct {
	bool there;
	uint32_t uidvalidity;
	uint32_t uidnext; /* above every UID that was given out; 0: the server does not say */
} FolderState;

typedef struct Source Source;
typedef struct {
	/* Connects, logs in. */
	bool (*open)(Source *source, GError **error);
	/* Selects a folder (UTF-8 name). ret_uidvalidity as the server says; STOP when the folder does not exist. */
	bool (*select)(Source *source, const char *folder, uint32_t *ret_uidvalidity, uint32_t *ret_count,
		       GError **error);
	/* One window of messages with UID > after, oldest first. ret_last: highest UID dealt with (= after when nothing
	 * is new). */
	bool (*fetch)(Source *source, uint32_t after, const FetchWindow *window, const Spool *spool,
		      uint32_t *ret_last, GError **error);
	/* Waits for news (IDLE, or a poll) until timeout_ms; a byte readable on wake_fd (-1: none) ends it early. */
	bool (*wait)(Source *source, int64_t timeout_ms, int wake_fd, GError **error);
	bool (*move)(Source *source, const MoveRequest *request, MoveOutcome *ret_outcome, uint32_t *ret_uid,
		     GError **error);
	/* A folder that need not be there; it may be the selected one afterwards. */
	bool (*peek)(Source *source, const char *folder, FolderState *ret, GError **error);
	/* Made, with those above it, when it is not there. */
	bool (*ensure)(Source *source, const char *folder, GError **error);
	/* Whether a folder, which need not be there, holds a message with this Message-ID (without < >). It may be the
	 * selected one afterwards. */
	bool (*holds)(Source *source, const char *folder, const char *message_id, bool *ret, GError **error);
	/* Appends the UIDs (uint32_t) of all messages of the selected folder, ascending. */
	bool (*list)(Source *source, GArray *uids, GError **error);
	/* Whether the selected folder gave UIDs out again: it is about to give one that is not above last, or one of the
	 * known messages (SourceItem: uid, internal_date) has another date. */
	bool (*reused)(Source *source, uint32_t last, const GArray *known, bool *ret, GError **error);
	/* Logs out, frees the connection; the Source may be opened again. Never fails. */
	void (*close)(Source *source);
	void (*free)(Source *source);
} SourceOps;

struct Source {
	const SourceOps *ops;
};

typedef enum { TLS_NONE, TLS_STARTTLS, TLS_IMPLICIT } TlsMode;
typedef enum { AUTH_NONE, AUTH_PASSWORD, AUTH_OAUTH2 } AuthMode;

typedef struct {
	const char *name; /* of the account, for errors */
	const char *host;
	int port;
	TlsMode tls;
	const char *ca_file; /* NULL: the system's */
	AuthMode auth;
	const char *user;
	const char *secret; /* password or access token; borrowed */
	int64_t max_message;
	int command_timeout_s;
} ImapSettings;

Source *source_imap_new(const ImapSettings *settings);

/* What to be careful with in the selected folder after connections that broke there; all zero: nothing. */
typedef struct {
	uint32_t uid; /* the message that was being fetched */
	int suspicion; /* at 9 it is dropped: three nonsensical answers, or nine connections that were lost */
	bool careful;	/* one by one, to find out which it is */
} SourceSuspect;
/* Kept by whoever opens another source for the same account. Of source_imap_new(); it may be closed. */
SourceSuspect source_imap_suspect(const Source *source);
void source_imap_set_suspect(Source *source, const SourceSuspect *suspect);
/* Of an open source of source_imap_new(): finds (UIDs, uint32_t) our own mails in the selected folder by words of their
 * subject, and removes them. */
bool source_imap_find_probe(Source *source, const char *words, GArray *uids, GError **error);
bool source_imap_remove_probe(Source *source, const GArray *uids, GError **error);
/* A Maildir (has cur/ and new/) or a folder of .eml files; subfolders are Maildir++ ".Name" or plain folders. UIDs are
 * given out in order of arrival and kept in a small index file inside the folder. */
Source *source_folder_new(const char *name, const char *path, int64_t max_message);

#endif
