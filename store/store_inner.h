/*
 * What the files of this room share behind store/store.h: the Store itself, its transactions, numbers for jobs, and
 * the parts of a commit that more than one of them writes. Functions marked "in" are called inside a transaction.
 */
#ifndef STORE_STORE_INNER_H
#define STORE_STORE_INNER_H

#include "store/hooks.h"
#include "store/queries.h"
#include "store/store.h"

struct Store {
	char *path;
	Sql *sql;
	BlobPlace *place;   /* where message bytes stay */
	GPtrArray *pending; /* Blob *: written, waiting for store_blob_sync() */
	GPtrArray *bells;   /* char *: sockets that this process listens on */
	int64_t next_job, end_job; /* numbers of sequence 'job' that are ours to give out */
	int64_t claimed;	   /* batches that were claimed before the last announcement, and as durable as it */
	bool took_jobs;		   /* … taken by the transaction that is open now */
	bool in_batch;
	const Hook *hooks;
	size_t n_hooks;
	GString *alert_lines; /* of alerts.log, of the transaction that is open now */
};

/* Name of a file or folder of the store; free with g_free(). */
char *store_file(const Store *store, const char *name);

/* The database of a store that is being loaded: fresh, one of SQLite that store_name_database() gives its name; else one
 * that is there. */
Sql *store_load_database(const char *path, const char *url, bool fresh, GError **error);
bool store_name_database(const char *path, GError **error);

bool store_begin(Store *store, GError **error);
/* The same for what a power cut may take back. */
bool store_begin_soon(Store *store, GError **error);
/* The same for claims, and what is staged: STOP when the store was moved away (store/moved.h). */
bool store_begin_here(Store *store, bool soon, GError **error);
/* The same for what changes the ledger: alone on every engine, so that two batches never wait for each other in a
 * circle. */
bool store_begin_ledger(Store *store, GError **error);
/* The same for what only adds to it, and locks what others lock too in one order: beside others of its kind. */
bool store_begin_adding(Store *store, GError **error);
/* The end of a transaction whose body gave done: commit (step_name for crash tests), or roll back. */
bool store_end(Store *store, bool done, const char *step_name, GError **error);

/* Sees to it that n job numbers can be given out without another transaction. Outside of one. */
bool store_reserve_jobs(Store *store, int64_t n, GError **error);
bool store_take_job(Store *store, int64_t *ret, GError **error);
bool store_take(Store *store, const char *sequence, int64_t n, int64_t *ret_last, GError **error); /* in */

void store_blob_sweep(Store *store); /* removes what dead processes left in mail/tmp */

/* in: an event at the end of the chain. */
/* Opens and closes; the event of each that changed is appended to *ret_events, in arena. */
bool store_write_tasks(Store *store, Arena *arena, const Outcome *outcome, int64_t now, Event **ret_events,
		       size_t *ret_n, GError **error);
bool store_write_told(Store *store, const Outcome *outcome, GError **error);
bool store_append_events(Store *store, const Event *events, size_t n, GError **error);
/* SHA-256 (hex, arena) over the hash before and all fields of the row; row->hash is not read. */
const char *store_event_hash(Arena *arena, const char *before, const EventPageRow *row);

/* Outcomes that are written together: each statement is said once, with the rows of all. */
typedef struct {
	Store *store;
	Arena *arena;
	const OutcomeCommit *const *commits;
	size_t n;
	int64_t now;
} Slice;

/* in: the day on which the clock looks at these invoices again. */
bool store_write_next(Store *store, Arena *arena, const Invoice *invoices, size_t n, GError **error);
/* in: rows of the ledger. */
bool store_write_ledger(const Slice *slice, GError **error);
/* in: its payer is to be told of a posting that is new, if it is money. */
bool store_want_thanks(Store *store, const Posting *posting, int64_t now, GError **error);
/* in: mails and their jobs; one whose step exists is left out. */
bool store_queue_mails(Store *store, Arena *arena, const OutboundMail *mails, size_t n, int64_t now, GError **error);

/* in: alerts raised, and those that somebody has seen. */
bool store_write_alerts(Store *store, Arena *arena, const Outcome *outcome, int64_t now, GError **error);
/* in: jobs of the hooks that ask for it. */
bool store_hook_event(Store *store, Arena *arena, const EventInsertArgs *event, GError **error);
bool store_hook_alert(Store *store, Arena *arena, const AlertRaiseArgs *alert, GError **error);
/* in: what becomes of lines of the plan of the day, and the answer to it. */
bool store_write_shown(Store *store, Arena *arena, const Outcome *outcome, int64_t now, GError **error);
/* in: which alerts this mail tells of. */
bool store_tell_alerts(Store *store, const OutboundMail *mail, GError **error);
/* After the outermost transaction: what was raised is written to alerts.log, or forgotten. */
void store_log_alerts(Store *store, bool done);

/* in: where the answer lies, and the codes of its notes. mail: the row it is first seen as, unless it has one. */
bool store_write_filing(Store *store, Arena *arena, const Outcome *outcome, int64_t mail, GError **error);
/* in: a message that is filed where it is seen gets a place; *ret_known false: it needs a row of its own. */
bool store_place_filed(Store *store, const StagedMail *mail, int64_t now, bool *ret_known, GError **error);

/* in: all rows of all of them. */
bool store_write_slice(const Slice *slice, GError **error);
/* in: all rows of an outcome but those of a message. */
bool store_write_outcome(Store *store, Arena *arena, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
			 int64_t now, GError **error);
/* in: an uncertain mail turned out to be sent. */
bool store_found_copy(Store *store, Arena *arena, int64_t id, int64_t now, GError **error);
/* in: an event for each invoice that a sent mail speaks of. */
bool store_tell_sent(Store *store, Arena *arena, int64_t id, int64_t now, GError **error);

/* in: not tried: due at due_at, and neither the claim nor its attempt counts. */
bool store_put_off(Store *store, const ClaimedJob *job, int64_t due_at, const char *reason, GError **error);
/* in: domains that mail waits for. */
bool store_write_pauses(Store *store, const Pause *pauses, size_t n, GError **error);
/* in: bank accounts that were named; one that is on record stays as it is. */
bool store_write_accounts(Store *store, const StatedAccount *accounts, size_t n, GError **error);
/* The contact's row: borrows from the contact. */
ContactInsertArgs store_contact_row(const Contact *contact, int64_t customer_id);
/* in: refused (RETRY) when the row is not as it was read. */
bool store_write_correspondent(Store *store, const Correspondent *who, GError **error);
/* in: the rows of files; RETRY when an invoice that one of them names came since it was judged. */
bool store_write_payments(Store *store, Arena *arena, const Outcome *outcome, GError **error);
/* in: RETRY when a row waits for a new invoice of an outcome that does not know of it. */
bool store_check_waiting(const Slice *slice, GError **error);
bool store_read_posting(const PostingOfRow *row, Posting *ret, GError **error);

/* in, one that is synced: what store_will_send() may say. */
bool store_note_claims(Store *store, GError **error);
bool store_is_here(Store *store, GError **error); /* in: STOP when it was moved away */
/* in: nothing is sent from now on, and the numbers of mails begin anew far from those that may be in use. */
bool store_mark_restored(Store *store, const char *why, GError **error);

/* True when an invoice says of its postings what they sum up to. */
bool store_sums_agree(const PostingAgreeRow *row);

Invoice *store_read_invoice(Arena *arena, const InvoiceGetRow *row);
const char *store_texts_json(Arena *arena, const Texts *texts);
Texts store_texts_from_json(Arena *arena, const char *json);
/* The lost race: what was read is not what is there now. */
bool store_lost(GError **error, const char *what, const char *id);

/* ---- inflow.c ---- */

#define STORE_HELD_BACK "its sender sent too much: it waits its time"
/* in: who sent what is staged together, in arena: asked for at once, counted here, written back at once. */
typedef struct Senders Senders;
Senders *store_senders_load(Store *store, Arena *arena, const StagedMail *mails, size_t n, GError **error);
/* When this message may be worked off by its sender's share, and whose turn it is; each is asked once, in order. */
int64_t store_senders_due(Senders *senders, const StagedMail *mail, int64_t now);
int64_t store_senders_turn(Senders *senders, const StagedMail *mail);
bool store_senders_save(Store *store, Arena *arena, const Senders *senders, GError **error);

#endif
