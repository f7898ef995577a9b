/*
 * fetch: one account's mailbox into bytes and rows, and the moves that the ledger asks for. The bytes of a window are
 * synced, then its rows and the cursor are committed together; only then does anything leave its folder.
 */
#ifndef GATEWAY_STAGE_FETCH_H
#define GATEWAY_STAGE_FETCH_H

#include "gateway/connect.h"
#include "gateway/stage.h"

typedef struct {
	Stage *stage;
	const AccountSettings *account;
	const char *lease; /* "fetch ACCOUNT" */
	int64_t held_at;   /* when the lease was last made to last; 0: it is not ours */
	bool elsewhere;	   /* another process has it */
	Source *source; /* open; NULL: none */
	Login login;
	const char *folder; /* that is being read */
	bool in_tray;	    /* answers are sorted into it */
	int64_t trays_at;   /* when these were last looked at; 0: never */
	size_t trays_moved; /* moved, when they were */
	int64_t sent_after, sent_began; /* fetch_sent_look(): the last mail of this round, 0: none; and its time */
	int64_t suspect; /* for gateway/fetch/fetch_suspect.h */
	bool filed; /* no move is known to be refused (gateway/fetch/move_refused.h) */
	size_t fetched, moved;
} Fetch;

void fetch_start(Fetch *fetch, Stage *stage, const AccountSettings *account);
void fetch_end(Fetch *fetch);

/* Before each command to the mailbox: true while it is this process's. The lease is renewed when a third of it is over.
 * RETRY names who has it instead: another machine took it over, or had it first. */
bool fetch_hold(Fetch *fetch, GError **error);

/* All that is new in one folder. */
bool fetch_folder(Fetch *fetch, const char *folder, bool tray, GError **error);
/* One window of the folder that is selected (fetch->folder, fetch->in_tray), after the cursor, which goes on. */
bool fetch_window(Fetch *fetch, Cursor *cursor, bool *ret_more, GError **error);
/* Everything new, then every move that is due. On RETRY and STOP the connection is closed. The mailbox stays this process's
 * until fetch_end(). */
bool fetch_pass(Fetch *fetch, GError **error);
/* The same for ever: waits by IDLE, backs off on faults, alerts once. Returns the exit status. */
int fetch_serve(Fetch *fetch);

#endif
