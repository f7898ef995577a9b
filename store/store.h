/*
 * Store: rows in a SQL engine and raw messages in a folder; the only room that says SQL. One connection per process.
 *
 * Each function here is one transaction (or one read), named for what the stages do; nothing in it parses, renders or
 * talks to the network. Concurrency is carried by UNIQUE keys, guarded updates and leases, never by read-then-write.
 * Errors: RETRY (busy, lost race: compute again), STOP (disk full, corrupt, newer schema, not writable), REJECT (this
 * row can never be written: bug or hostile value). Results live in the caller's Arena.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/clock.h"
#include "base/json.h"
#include "base/token.h"
#include "ledger/caps.h"
#include "ledger/outcome.h"
#include "parsers/cfdi/sat_status.h"
#include "store/blob.h"

typedef struct Store Store;

/* ---- life ---- */

/* Creates STORE/ (0700), STORE/mail/, STORE/token.key (0600, random) and an empty database, or with url (NULL: SQLite in
 * STORE) the tables in that database; refuses a store that exists. */
bool store_create(const char *path, const char *url, GError **error);
/* Opens and migrates; STOP when there is none (with the remedy) or its schema is newer than this program. */
Store *store_open(const char *path, const char *url, GError **error);
void store_close(Store *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Store, store_close)
bool store_token_key(Store *store, TokenKey *ret, GError **error);
const char *store_path(const Store *store);
/* The doorbell: a datagram socket in STORE/run; ring after a commit that gives another stage work. Losing it costs a
 * poll. */
void store_ring(Store *store, const char *stage);
int store_listen(Store *store, const char *stage, GError **error); /* fd to poll; -1 on error */

/* ---- bytes: STORE/mail/<ab>/<sha256>, or a place that main gives; never changed ---- */

/* The store owns it from here on. Right after opening: what is pending goes to the place of that moment. */
void store_use_place(Store *store, BlobPlace *place);

typedef struct Blob Blob; /* one message being written */
Blob *store_blob_begin(Store *store, GError **error);
/* Small pieces are written together: a fault may show only at a later one, or at the end. */
bool store_blob_write(Blob *blob, const void *bytes, size_t n, GError **error);
/* Takes the blob, also when it fails. Renames to its sha256 (64 hex digits, arena). Not yet synced when sync is false:
 * store_blob_sync() before rows. */
bool store_blob_end(Arena *arena, Blob *blob, bool sync, const char **ret_sha256, int64_t *ret_bytes, GError **error);
void store_blob_drop(Blob *blob); /* NULL is fine */
/* Makes durable all blobs ended without sync since the last call: files, then each folder once. */
bool store_blob_sync(Store *store, GError **error);
/* These will be opened soon, in this order: a place that is far away fetches some ahead. Takes the place of what was said
 * before. */
void store_blob_expect(Store *store, const char *const *sha256, size_t n);
/* Open for reading (caller closes); REJECT when it is missing. */
int store_blob_open(Store *store, const char *sha256, int64_t *ret_bytes, GError **error);
bool store_blob_put(Store *store, Arena *arena, const void *bytes, size_t n, const char **ret_sha256, GError **error);
/* The same, not synced yet. */
bool store_blob_put_soon(Store *store, Arena *arena, const void *bytes, size_t n, const char **ret_sha256,
			 GError **error);
bool store_blob_get(Store *store, Arena *arena, const char *sha256, const void **ret_bytes, size_t *ret_n,
		    GError **error); /* hash is checked */

/* ---- a store that was restored ---- */

/* *ret_why (arena): why nothing may be sent from this store until a person has confirmed that it goes on from here; NULL:
 * it is the one that sent last. */
bool store_restored(Store *store, Arena *arena, const char **ret_why, GError **error);
/* After store_begin_attempts(), before anything of that batch is sent: the file beside the store says so durably. */
bool store_will_send(Store *store, GError **error);
/* A person's word. What waits becomes uncertain: it may have been sent since the copy was made. */
bool store_confirm_restored(Store *store, int64_t now, GError **error);

/* A person's word: the folder of this store is that of one more machine of a store on PostgreSQL that goes on; it may send.
 * STOP when that one was restored. */
bool store_join(Store *store, GError **error);

/* ---- in: fetch ---- */

/* What a sender may have worked off at once; what is more is staged all the same and waits its time. */
typedef struct {
	int64_t sender_hour, sender_day_bytes, unknown_hour; /* 0: no limit */
	size_t delayed; /* counted here */
} InboundShare;

typedef struct {
	const char *company, *account, *folder; /* account "import" for files from disk */
	int64_t uidvalidity; /* a numbering of the folder's messages (gateway/fetch/fetch_numbering.h) */
	uint32_t uid;	     /* import: both 0; the store gives a uid */
	const char *sha256;  /* NULL: seen but not fetched (over the limit, refused): quarantined, with reason */
	int64_t bytes;
	int64_t received; /* server's date, UNIX seconds; 0 unknown */
	const char *reason;
	const char *dkim; /* what its signatures prove (gateway/work/dkim_arrival.h); NULL: not looked at */
	int64_t sender_key; /* the same for mails of one sender (parsers/mime/sender_key.h); 0: not known */
	InboundShare *share; /* what its sender may send; NULL: as much as comes */
	bool tray; /* lies in a folder that answers are sorted into: one that is filed there needs no second row */
} StagedMail;

typedef struct {
	int64_t uidvalidity;
	uint32_t last_uid;
	int64_t looked_at; /* begin of the last look that found nothing more to take; 0: none. Never goes back */
	int64_t compared_at; /* store_set_compared(); 0: never. Not written with the others */
	uint32_t archive_uid; /* what is not above was there when the folder was first seen */
	bool known; /* false: folder never fetched */
} Cursor;

bool store_cursor(Store *store, const char *account, const char *folder, Cursor *ret, GError **error);
/* Rows and cursor in one transaction; a row that exists already (same account, folder, uidvalidity, uid) is left.
 * For "import" a file whose sha256 is already there as import is left. ret_new: rows that were new. */
bool store_stage(Store *store, const StagedMail *mails, size_t n, const char *account, const char *folder,
		 const Cursor *cursor, int64_t now, size_t *ret_new, GError **error);
/* Appends the UIDs (uint32_t) of a folder that have a row or a place, ascending; and when that was last compared with the
 * server. */
bool store_known_uids(Store *store, const char *account, const char *folder, int64_t uidvalidity, GArray *uids,
		      GError **error);
typedef struct {
	uint32_t uid;
	int64_t received;
} SeenMail;
/* Appends the limit messages of the highest UIDs that have a row and the server's date. */
bool store_last_seen(Store *store, const char *account, const char *folder, int64_t uidvalidity, int64_t limit,
		     GArray *ret, GError **error);
bool store_set_compared(Store *store, const char *account, const char *folder, int64_t now, GError **error);
/* The answer that was seen there last, is filed there, and was seen nowhere since. Absent: NULL. */
bool store_filing_at(Store *store, Arena *arena, const StagedMail *place, Filing **ret, GError **error);

/* ---- work ---- */

typedef struct {
	int64_t id;
	const char *company, *account, *folder, *sha256;
	int64_t uidvalidity;
	uint32_t uid;
	int64_t bytes, received, staged_at;
	int64_t attempts; /* this one included */
	const char *dkim;   /* as it was staged; NULL */
	int64_t first_same; /* id of an earlier row with the same bytes, 0 for none */
} ClaimedMail;

/* Claims up to limit staged messages: of each sender the oldest first, and senders by turns, so that nobody's flood
 * delays another: due_at := now + lease_s, attempts + 1. */
bool store_claim_mails(Store *store, Arena *arena, const char *owner, int64_t now, int64_t lease_s, size_t limit,
		       ClaimedMail **ret, size_t *ret_n, GError **error);
/* A line of STORE/alerts.log and nothing else: what people must hear when the store itself takes nothing. */
void store_tell_file(const Store *store, const char *kind, const char *subject, const char *detail, int64_t now);
/* The attempt came to nothing: back to staged at retry_at, or quarantined with reason (third death, refusal). */
bool store_release_mail(Store *store, int64_t id, const char *reason, bool quarantine, int64_t retry_at,
			GError **error);
/* Not tried after all, since the place of their bytes is away: due now, and the claim does not count as an attempt. */
bool store_return_mails(Store *store, const ClaimedMail *mails, size_t n, int64_t now, GError **error);
/* An answer that named no mail of ours is worked off again as one to this invoice, by a person's word. REJECT: it is no
 * such answer. */
bool store_assign_mail(Store *store, int64_t id, const Invoice *invoice, const char *by, int64_t now, GError **error);
/* The key that was named for these bytes; NULL: none was. */
bool store_assigned(Store *store, Arena *arena, const char *sha256, const char **ret_company, const char **ret_key,
		    const char **ret_by, GError **error);
/* Whether the invoice has limit notes by mail, or more, since then. */
bool store_notes_full(Store *store, const char *company, const char *key, int64_t since, int64_t limit, bool *ret,
		      GError **error);
/* What waits because its sender sent too much is due now. ret_n: how many. */
bool store_let_in(Store *store, int64_t now, int64_t *ret_n, GError **error);
bool store_replay_mail(Store *store, int64_t id, GError **error); /* quarantined -> staged, attempts 0 */

/* Where an answer of these bytes, else (message_id not NULL) of this Message-ID, was filed in the account's mailbox.
 * Absent: NULL. */
bool store_filing(Store *store, Arena *arena, const char *account, const char *sha256, const char *message_id,
		  Filing **ret, GError **error);
/* An earlier row with the same bytes is not filed: as if it were, seen in the folder it has. Absent: NULL. RETRY while
 * nobody knows yet what comes of it. */
bool store_filing_make(Store *store, Arena *arena, const ClaimedMail *mail, Filing **ret, GError **error);
/* True when the invoice's hold was set by the mail with these bytes. */
bool store_hold_is_of(Store *store, Arena *arena, const char *company, const char *key, const char *sha256, bool *ret,
		      GError **error);

/* What the ledger needs to know; absent: *ret = NULL and true. */
bool store_invoice(Store *store, Arena *arena, const char *company, const char *key, Invoice **ret, GError **error);
/* By key, UUID, "type-folio" or folio; several matches: REJECT that lists them. company NULL: any. */
bool store_find_invoice(Store *store, Arena *arena, const char *company, const char *name, Invoice **ret,
			GError **error);
bool store_postings(Store *store, Arena *arena, const char *company, const char *target_key, Posting **ret,
		    size_t *ret_n, GError **error);
/* Those that a document (or a file's row) caused. */
bool store_postings_from(Store *store, Arena *arena, const char *company, const char *source_key,
			 Posting **ret, size_t *ret_n, GError **error);
/* Appends to the list what was declared about an invoice, on record or not. */
bool store_declarations(Store *store, Arena *arena, const char *company, const char *invoice_key, Declaration **list,
			size_t *n, GError **error);
/* Rows of files of payments (company NULL: any): by source_key, by reference, by the invoice that they name (appended
 * to the list, undone ones left out), and the next few hundred that wait for a match, id > after. */
bool store_payments_by_source(Store *store, Arena *arena, const char *company, const char *source_key, PaymentRow **ret,
			      size_t *ret_n, GError **error);
bool store_payments_by_reference(Store *store, Arena *arena, const char *company, const char *reference,
				 PaymentRow **ret, size_t *ret_n, GError **error);
bool store_payments_named(Store *store, Arena *arena, const Texts *names, PaymentRow **list, size_t *n, GError **error);
bool store_payments_unmatched(Store *store, Arena *arena, int64_t after, PaymentRow **ret, size_t *ret_n,
			      GError **error);
/* Invoices that have this name in the spelling of payments_name(); company NULL or "": any. */
bool store_invoices_named(Store *store, Arena *arena, const char *company, const char *name, Invoice **ret,
			  size_t *ret_n, GError **error);
/* Payments that a person wrote down, by reference, and any posting by its number. */
bool store_manual_postings(Store *store, Arena *arena, const char *company, const char *reference, Posting **ret,
			   size_t *ret_n, GError **error);
bool store_posting_by_id(Store *store, Arena *arena, int64_t id, Posting **ret, size_t *ret_n, GError **error);
bool store_customer(Store *store, Arena *arena, const char *company, const char *tax_id, Customer **ret,
		    GError **error);
/* By tax id, else by name as it is written on documents when one customer alone has it. */
bool store_customer_called(Store *store, Arena *arena, const char *company, const char *name, Customer **ret,
			   GError **error);
bool store_customer_by_id(Store *store, Arena *arena, int64_t id, Customer **ret, GError **error);
/* Appends to the list what that address did with our mails, newest first, at most 50. */
bool store_feedback(Store *store, Arena *arena, const char *company, const char *address, Feedback **list, size_t *n,
		    GError **error);
/* Appends to the list the bank accounts that this party named, at most 50. */
bool store_stated_accounts(Store *store, Arena *arena, const char *company, const char *party, StatedAccount **list,
			   size_t *n, GError **error);
/* Customers whose contact, proposed ones aside, has that address (any case of it, or lower case); at most 5. */
bool store_customers_of_address(Store *store, Arena *arena, const char *address, Customer **ret, size_t *ret_n,
				GError **error);
/* The pause of that address's domain that lasts now; NULL: none. */
bool store_pause(Store *store, Arena *arena, const char *company, const char *address, int64_t now, Pause **ret,
		 GError **error);
/* Never NULL: one that is not on record has version 0. */
bool store_correspondent(Store *store, Arena *arena, const char *company, const char *address, Correspondent **ret,
			 GError **error);
/* Where credit of a customer in that currency lies (ledger/credit.h); invoice NULL: without target. */
bool store_credit(Store *store, Arena *arena, int64_t customer_id, const char *company, const char *currency,
		  CreditSource **ret, size_t *ret_n, GError **error);
bool store_contacts(Store *store, Arena *arena, int64_t customer_id, Contact **ret, size_t *ret_n, GError **error);
/* Invoices of a customer in an open state, oldest due first. */
bool store_open_invoices(Store *store, Arena *arena, int64_t customer_id, Invoice **ret, size_t *ret_n,
			 GError **error);
bool store_sent_mail(Store *store, Arena *arena, int64_t id, SentMail **ret, GError **error);

/* A mail to be queued: frozen bytes are a blob already (synced). */
typedef struct {
	int64_t id; /* from store_next_id(); its token is in the bytes */
	const char *company, *kind; /* reminder statement confirmation first-notice resend campaign alert digest */
	const char *step;	    /* "D 2026-11-30"; alerts: the alert's key. UNIQUE with company, contact and set */
	const char *alert;	    /* key of the alert that it tells of; NULL: none */
	const int64_t *alerts;	    /* a digest: the numbers of those that it lists */
	size_t n_alerts;
	int64_t customer_id, contact_id; /* 0: none */
	const char *invoice_set;	 /* sorted invoice keys joined by space, "" for none */
	Texts invoice_keys, to, cc;
	const char *language, *subject, *message_id, *envelope_from, *relay;
	const char *sha256;
	int64_t due_at;
	int64_t queued_at; /* of one that is claimed */
	bool taken_back;   /* the same: its step was written anew */
	bool held; /* queued as held, with reason */
	const char *reason;
} OutboundMail;

/* Ids for mails to be composed; gaps are harmless. */
bool store_next_id(Store *store, int64_t *ret, GError **error);
/* Everything that follows from one message, in one transaction: outcome, rows, events (hash-chained), jobs
 * (imap:ACCOUNT move when move_to is set and account is a mailbox, smtp for each mail). ret_mails_new may be NULL.
 * RETRY when an invoice was changed meanwhile (version) or its key now exists: load facts and compute again.
 * A mail whose UNIQUE step exists already is left out silently; a reminder's or statement's is RETRY. */
bool store_commit_outcome(Store *store, const ClaimedMail *mail, const Outcome *outcome, const OutboundMail *mails,
			  size_t n_mails, int64_t now, GError **error);
typedef struct {
	const ClaimedMail *mail; /* NULL: an act */
	const Outcome *outcome;
	const OutboundMail *mails;
	size_t n_mails;
	const Invoice *next; /* an act of the clock: rows of which only next_kind and next_date change */
	size_t n_next;
	bool done;     /* set: it is committed */
	GError *fault; /* set: why not; the caller's */
} OutcomeCommit;

/* Those of many messages at once: one sync for all, and one statement for the rows of all where nothing is in its way. Each
 * is committed whole or not at all, whatever becomes of the others. False: none is, and error says why. */
bool store_commit_outcomes(Store *store, OutcomeCommit *commits, size_t n, int64_t now, GError **error);
/* Between these two, commits of outcomes and acts become durable together: one sync for a batch. A commit that fails in
 * between takes back only itself. Compute everything before: no parsing, no store_next_id() inside. */
bool store_batch_begin(Store *store, GError **error);
/* The same without a sync, and without new job numbers: killing the process loses nothing, and the next commit that is
 * synced makes it durable. */
bool store_batch_begin_soon(Store *store, GError **error);
bool store_batch_end(Store *store, GError **error);
/* The same for an act of a person (invoice pay, hold, note add …) or of the clock: no message involved. */
bool store_commit_act(Store *store, const Outcome *outcome, const OutboundMail *mails, size_t n_mails, int64_t now,
		      GError **error);
/* Quarantined, together with what is told of it (outcome and mails as above). */
bool store_quarantine_mail(Store *store, int64_t id, const Outcome *outcome, const OutboundMail *mails, size_t n_mails,
			   int64_t now, GError **error);

/* What a person set: the customer's own fields and, when contact is not NULL, one contact (by address), with an event;
 * the customer's invoices are looked at again. */
bool store_save_customer(Store *store, const Customer *customer, const Contact *contact, const char *actor, int64_t now,
			 GError **error);

/* ---- tasks: what people must do by a day ---- */

/* *ret_known false: there is none of that number. */
bool store_task(Store *store, Arena *arena, int64_t id, Task *ret, bool *ret_known, GError **error);
/* The one of that kind and subject. */
bool store_task_about(Store *store, Arena *arena, const char *company, TaskKind kind, const char *subject, Task *ret,
		      bool *ret_known, GError **error);
/* Open and closed ones of an invoice, oldest first. */
bool store_tasks_of(Store *store, Arena *arena, const char *company, const char *invoice_key, Task **ret, size_t *ret_n,
		    GError **error);
/* Open ones whose day is before today and of which nobody has heard so, at most limit. */
bool store_broken_tasks(Store *store, Arena *arena, const char *company, Date today, size_t limit, Task **ret,
			size_t *ret_n, GError **error);

/* A person says that a customer is another one (into), or itself again (NULL): its invoices go along, past and future,
 * with an event. Those merged into it before go to into too. REJECT what makes no sense. */
bool store_merge_customers(Store *store, const Customer *customer, const Customer *into, const char *actor, int64_t now,
			   GError **error);

/* ---- due decisions ---- */

/* Customers that have an open issued invoice with next_date <= today, at most limit, id > after. */
bool store_due_customers(Store *store, Arena *arena, const char *company, Date today, int64_t after, size_t limit,
			 int64_t **ret_ids, size_t *ret_n, GError **error);
/* Every customer with an open issued invoice (for plan). */
bool store_open_customers(Store *store, Arena *arena, const char *company, int64_t after, size_t limit,
			  int64_t **ret_ids, size_t *ret_n, GError **error);

typedef struct {
	const char *step; /* as OutboundMail.step */
	int64_t contact_id;
	Texts invoice_keys;
	int64_t queued_at;
	const char *state; /* of the job */
	const char *kind; /* of the mail */
	bool taken_back; /* cancelled unsent by what it speaks of, or by an answer to the plan: it may be written anew */
} PastStep;
/* Reminders already queued for a customer, newest first. */
bool store_past_steps(Store *store, Arena *arena, int64_t customer_id, PastStep **ret, size_t *ret_n, GError **error);
/* Of the company's day, and of the address alone. */
bool store_cap_company(Store *store, const CapWindow *window, int64_t *ret, GError **error);
bool store_cap_address(Store *store, const CapWindow *window, CapCounts *ret, GError **error);
bool store_cap_refusals(Store *store, const char *company, CapRefusals *ret, GError **error);
/* A person's word: reminders of the company go on. False in ret: they were not stopped. */
bool store_release_reminders(Store *store, const char *company, const char *actor, int64_t now, bool *ret,
			     GError **error);
/* Steps that were given to a person: tasks of the customer's open invoices; one invoice key each, .kind the task's. */
bool store_past_tasks(Store *store, Arena *arena, int64_t customer_id, PastStep **ret, size_t *ret_n, GError **error);
/* When that customer last answered one of our mails, or a call to them was done; 0: never. */
bool store_last_contact(Store *store, Arena *arena, const Customer *customer, int64_t *ret, GError **error);

/* ---- out: send, and the imap lane of fetch ---- */

typedef struct {
	int64_t id; /* job id */
	const char *lane, *kind;
	const char *payload; /* JSON of imap jobs: {"mail":id,"folder":…,"uidvalidity":…,"uid":…,"to":…,"message_id":…} */
	int64_t attempts; /* this one included */
	int64_t lease_s; /* what was asked for: each look makes it last anew when a tenth is over */
	OutboundMail mail; /* lane smtp; id 0 otherwise */
} ClaimedJob;

bool store_claim_jobs(Store *store, Arena *arena, const char *lane, const char *owner, int64_t now, int64_t lease_s,
		      size_t limit, ClaimedJob **ret, size_t *ret_n, GError **error);
/* The same for the mails of one relay, past those whose domain's gate is closed. */
bool store_claim_outbound(Store *store, Arena *arena, const char *relay, const char *owner, int64_t now,
			  int64_t lease_s, size_t limit, ClaimedJob **ret, size_t *ret_n, GError **error);
/* The relay after this one ("" for the first) that has mails waiting; *ret NULL: none. */
bool store_next_relay(Store *store, Arena *arena, const char *after, const char **ret, GError **error);
/* Not tried after all, each of them: due again at once; the claims do not count, their
 * attempts are gone. */
bool store_release_jobs(Store *store, const ClaimedJob *jobs, size_t n, int64_t now, GError **error);
/* Mails that a closed gate keeps from being tried: born before warn and nobody was told, or before end. */
bool store_kept_waiting(Store *store, Arena *arena, int64_t now, int64_t warn, int64_t end, int64_t **ret,
			size_t *ret_n, GError **error);
/* The last look, and from here on they may be sent: one transaction for all, synced. May this reminder still go: every
 * invoice open, balance > 0, no hold; the contact not bounced or stopped; no mail of the company's mailboxes staged but
 * not yet worked? When not, the job is cancelled or put off with the reason, and its ret_go is false; also when the
 * claim does not stand any more. Else attempt number job->attempts is on record, in phase dot. Alerts and other kinds
 * only get the attempt row. ret_go has room for n. */
bool store_begin_attempts(Store *store, const ClaimedJob *jobs, size_t n, const char *relay, int64_t now, bool *ret_go,
			  GError **error);
/* The same look once more at one that has its attempt, whose row is gone when *ret_go is false. Its lease lasts anew. */
bool store_look_again(Store *store, const ClaimedJob *job, int64_t now, bool *ret_go, GError **error);
/* Right before the dot: nobody held, cancelled or claimed it meanwhile. */
bool store_is_claimed(Store *store, const ClaimedJob *job, bool *ret, GError **error);
/* What owner had and is known not to have come to the dot: phase open, where owner still has the claim. */
bool store_cut_attempts(Store *store, const ClaimedJob *jobs, size_t n, const char *owner, GError **error);
/* A message of the company's mailboxes is staged and not yet worked. */
bool store_inbox_waits(Store *store, const char *company, bool *ret, GError **error);
/* Not tried after all: due again at due_at; the claim does not count, its attempt is gone. */
bool store_postpone_job(Store *store, const ClaimedJob *job, int64_t due_at, const char *reason, GError **error);

/* A mail's job as queue/lifecycle.h wants to know it: the caller applies an event to it and writes the change. */
typedef struct {
	int64_t id;
	const char *kind, *state;
	const char *company, *subject; /* of its mail; NULL: it has none */
	int64_t customer_id;
	int64_t born, due_at, lease_until; /* lease_until 0: nobody holds it */
	int64_t attempts, uncertainties, uncertain_at;
	bool warned;
	const char *phase; /* of an attempt whose end nobody recorded: "open" or "dot"; NULL: there is none */
} JobRow;

bool store_job(Store *store, Arena *arena, int64_t id, JobRow *ret, GError **error); /* REJECT: there is none */
/* Jobs that nobody works on though an attempt has no end on record, and uncertain ones whose look-up is due. */
bool store_unresolved_jobs(Store *store, Arena *arena, int64_t now, size_t limit, int64_t **ret, size_t *ret_n,
			   GError **error);

typedef struct {
	int64_t id;
	const char *message_id;
} UncertainMail;
/* Mails of a company of which nobody knows whether they were sent, by id, those above after, limit at most. */
bool store_uncertain_mails(Store *store, Arena *arena, const char *company, int64_t after, size_t limit,
			   UncertainMail **ret, size_t *ret_n, GError **error);

typedef struct {
	const JobRow *from; /* as it was read */
	JobRow to; /* state, times and counts are written; lease_until 0 ends the lease. state NULL: it stays */
	const char *reason;
	int64_t attempt; /* closed with code and text; 0: all that are open are closed with text */
	int code;
	const char *text; /* NULL: no attempt is closed */
	const Outcome *outcome; /* what follows: events, contacts, alerts; NULL: nothing */
	const OutboundMail *mails; /* and the mails of its alerts */
	size_t n_mails;
} JobWrite;

/* One transaction; a job that becomes sent gets an event per invoice. RETRY when the row is not as it was read. */
bool store_write_job(Store *store, const JobWrite *write, int64_t now, GError **error);
/* imap and http jobs: "ready" with due_at, "sent", "failed", "held". */
bool store_finish_job(Store *store, int64_t job, const char *state, const char *text, int64_t due_at, int64_t now,
		      GError **error);
/* When a mail may next be claimed, past closed gates, or a gate opens, or an uncertain mail has its look-up; 0: nothing
 * waits. */
bool store_next_mail(Store *store, int64_t now, int64_t *ret, GError **error);

/* When the lane next has a job to claim, or an uncertain mail of any lane its look-up; 0: nothing waits. */
bool store_next_due(Store *store, const char *lane, int64_t *ret, GError **error);

/* An alert that no message causes (account stopped, quarantine grows): queued once per key until cleared. */
bool store_alert_is_new(Store *store, const char *company, const char *key, bool *ret_new, GError **error);
bool store_clear_alert(Store *store, const char *company, const char *key, GError **error);

/* Reads everything: the database's own check, each message's bytes against their hash, the chain of events, and that
 * invoices agree with their postings. each gets one line in words for each fault; ret_faults counts them. Writes
 * nothing. */
typedef void (*StoreFault)(void *context, const char *fault);
bool store_verify(Store *store, StoreFault each, void *context, size_t *ret_faults, GError **error);

/* ---- SAT's status service ---- */

typedef struct {
	const char *uuid;
	SatStatus status;
	int64_t checked_at; /* UNIX seconds */
} SatRow;

/* What it said last; *ret_known false: it was never asked about this one. */
bool store_sat_status(Store *store, Arena *arena, const char *uuid, SatRow *ret, bool *ret_known, GError **error);
/* The answer and what follows from it, in one transaction (RETRY: the invoice is not as it was read). An answer older
 * than the one on record leaves it. */
bool store_save_sat_status(Store *store, const SatRow *row, const Outcome *outcome, const OutboundMail *mails,
			   size_t n_mails, GError **error);
/* Open issued CFDI that it was not asked about since that instant, those never asked about first. */
typedef struct {
	const char *company, *key;
} SatDue;
bool store_sat_due(Store *store, Arena *arena, int64_t before, size_t limit, SatDue **ret, size_t *ret_n,
		   GError **error);

/* ---- lists: one JSON object of the contract for each row, streamed ---- */

typedef bool (*StoreEach)(void *context, const json_t *row); /* false ends the list */
typedef struct {
	const char *company, *state, *account, *invoice_key, *customer, *direction; /* NULL: all */
	int64_t id;	/* 0: all */
	size_t limit; /* 0: all */
} ListFilter;
/* "bank": rows of files of payments; "unmatched", "ambiguous": those of them, as "payments" gives them.
 * what: "mails" "invoices" "payments" "customers" "events" "notes" "tasks" "alerts" "queue", exactly the contract's "Exports and
 * lists". */
bool store_list(Store *store, const char *what, const ListFilter *filter, StoreEach each, void *context,
		GError **error);

#endif
