#include "gateway/fetch/stage_fetch.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/fetch/fetch_compare.h"
#include "gateway/fetch/fetch_dropped.h"
#include "gateway/fetch/fetch_numbering.h"
#include "gateway/fetch/fetch_sent.h"
#include "gateway/fetch/fetch_share.h"
#include "gateway/fetch/fetch_suspect.h"
#include "gateway/fetch/fetch_trays.h"
#include "gateway/fetch/move_refused.h"
#include "gateway/mails/outbound.h"
#include "gateway/watch.h"
#include "gateway/work/dkim_arrival.h"
#include "parsers/mime/sender_key.h"
#include "store/lease.h"

#define FETCH_MOVES_BATCH 50
#define FETCH_BACKOFF_FIRST_S 5
#define FETCH_BACKOFF_LONGEST_S 300
#define FETCH_STOPPED_WAIT_S 900 /* login refused and the like: never hammer */
#define FETCH_ALERT_AFTER_S 900
#define FETCH_LEASE_PARTS 3  /* renewed when one of them is over */
#define FETCH_HELD_WAIT_S 10 /* how often who waits for the mailbox asks for it */
#define FETCH_TELL_MS 60000

void fetch_start(Fetch *fetch, Stage *stage, const AccountSettings *account)
{
	*fetch = (Fetch){ .stage = stage, .account = account };
	fetch->lease = arena_printf(stage->app->arena, "fetch %s", account->name);
}

static void fetch_close(Fetch *fetch)
{
	if (fetch->source != NULL) {
		fetch->source->ops->close(fetch->source);
		fetch->source->ops->free(fetch->source);
	}
	fetch->source = NULL;
	connect_forget(&fetch->login);
}

/* Who waits for the mailbox need not wait for the end of the lease. */
static void fetch_leave(Fetch *fetch)
{
	if (fetch->held_at != 0)
		store_lease_leave(fetch->stage->store, fetch->lease, fetch->stage->owner, NULL);
	fetch->held_at = 0;
}

void fetch_end(Fetch *fetch)
{
	fetch_close(fetch);
	fetch_leave(fetch);
}

bool fetch_hold(Fetch *fetch, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Stage *stage = fetch->stage;
	int64_t now = stage_now(stage);
	int64_t lasts = stage->settings->run->lease_seconds;
	const StoreLease lease = { .name = fetch->lease, .owner = stage->owner, .until = now + lasts };
	const char *other = NULL;
	fetch->elsewhere = false;
	if (fetch->held_at != 0 && now - fetch->held_at < lasts / FETCH_LEASE_PARTS)
		return true;
	if (!store_lease_take(stage->store, arena, &lease, now, &other, error))
		return false;
	fetch->held_at = other == NULL ? now : 0;
	fetch->elsewhere = other != NULL;
	if (other != NULL)
		error_retry(error, "the mailbox of %s is read by %s", fetch->account->name, other);
	return other == NULL;
}

/* ---- the spool: one window's bodies ---- */

typedef struct {
	Fetch *fetch;
	Arena *arena;
	Blob *blob;
	SenderKey sender;
	StagedMail *mails;
	size_t n;
	int64_t uidvalidity;
	FetchShare share;
} Window;

static void fetch_add_row(Window *window, const StagedMail *mail)
{
	window->mails = arena_grow(window->arena, window->mails, window->n, sizeof *window->mails);
	window->mails[window->n++] = *mail;
}

static StagedMail fetch_row(const Window *window, const SourceItem *item)
{
	const AccountSettings *account = window->fetch->account;
	return (StagedMail){ .company = account->company, .account = account->name, .folder = window->fetch->folder,
			     .uidvalidity = window->uidvalidity, .uid = item->uid, .bytes = item->size,
			     .received = item->internal_date, .tray = window->fetch->in_tray };
}

static bool fetch_begin(void *self, GError **error)
{
	Window *window = self;
	if (!fetch_hold(window->fetch, error))
		return false;
	window->sender = (SenderKey){ 0 };
	window->blob = store_blob_begin(window->fetch->stage->store, error);
	return window->blob != NULL;
}

static bool fetch_write(void *self, const void *bytes, size_t n, GError **error)
{
	Window *window = self;
	sender_key_feed(&window->sender, bytes, n);
	return store_blob_write(window->blob, bytes, n, error);
}

static bool fetch_whole(void *self, const SourceItem *item, GError **error)
{
	Window *window = self;
	StagedMail mail = fetch_row(window, item);
	Blob *blob = window->blob;
	window->blob = NULL;
	if (!store_blob_end(window->arena, blob, false, &mail.sha256, &mail.bytes, error))
		return false;
	mail.sender_key = sender_key_value(&window->sender);
	fetch_share_put(&window->share, &mail);
	fetch_add_row(window, &mail);
	return true;
}

static bool fetch_drop(void *self, const SourceItem *item, const char *reason, GError **error)
{
	(void)error;
	Window *window = self;
	store_blob_drop(window->blob);
	window->blob = NULL;
	if (item->uid == 0)
		return true;
	StagedMail mail = fetch_row(window, item);
	mail.reason = arena_strdup(window->arena, reason);
	fetch_add_row(window, &mail);
	return true;
}

/* ---- windows ---- */

static bool fetch_commit(Fetch *fetch, Window *window, const Cursor *cursor, GError **error)
{
	Stage *stage = fetch->stage;
	size_t fresh = 0;
	if (!store_blob_sync(stage->store, error))
		return false;
	if (fetch->account->dkim == DKIM_VERIFY)
		dkim_arrival_look(stage, window->arena, window->mails, window->n);
	if (!store_stage(stage->store, window->mails, window->n, fetch->account->name, fetch->folder, cursor,
			 stage_now(stage), &fresh, error))
		return false;
	fetch->fetched += fresh;
	if (fresh > 0)
		store_ring(stage->store, "work");
	return true;
}

bool fetch_window(Fetch *fetch, Cursor *cursor, bool *ret_more, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const RunSettings *run = fetch->stage->settings->run;
	Window window = { .fetch = fetch, .arena = arena, .uidvalidity = cursor->uidvalidity };
	Spool spool = { .self = &window, .begin = fetch_begin, .write = fetch_write, .end = fetch_whole,
			.drop = fetch_drop };
	FetchWindow size = { .max_message = fetch->stage->settings->limits->message_bytes,
			     .window_bytes = run->window_bytes, .window_count = (int)run->window_messages };
	uint32_t last = cursor->last_uid;
	int64_t began = stage_now(fetch->stage);
	fetch_share_begin(&window.share, fetch, cursor);
	bool ready = fetch_hold(fetch, error) && fetch_suspect_tell(fetch, cursor->uidvalidity, error);
	bool done = ready && fetch->source->ops->fetch(fetch->source, cursor->last_uid, &size, &spool, &last, error);
	done = (!ready || fetch_suspect_keep(fetch, cursor->uidvalidity, done ? error : NULL)) && done;
	store_blob_drop(window.blob);
	Cursor reached = { .uidvalidity = cursor->uidvalidity, .last_uid = last, .known = true,
			   .archive_uid = cursor->archive_uid, .looked_at = last == cursor->last_uid ? began : 0 };
	if (done)
		fetch_dropped_tell(fetch, arena, window.mails, window.n, &reached);
	done = done && fetch_commit(fetch, &window, &reached, error) && fetch_share_tell(&window.share, fetch, error);
	fetch_share_end(&window.share);
	if (!done)
		return false;
	*ret_more = last > cursor->last_uid;
	cursor->last_uid = last;
	return true;
}

/* A first connection may take an hour: who looks on sees it count, who reads the log has a line a minute. */
static void fetch_progress(const Fetch *fetch, size_t taken, uint32_t count, int64_t *told_ms)
{
	const char *account = fetch->account->name;
	if (count <= 2 * fetch->stage->settings->run->window_messages)
		return;
	if (fetch->stage->app->progress) {
		fprintf(stderr, "\r%s %s: %zu taken, %u in the folder ", account, fetch->folder, taken, count);
		return;
	}
	if (clock_monotonic_ms() - *told_ms < FETCH_TELL_MS)
		return;
	*told_ms = clock_monotonic_ms();
	g_autofree char *so_far = g_strdup_printf("%zu", taken);
	g_autofree char *in_folder = g_strdup_printf("%u", count);
	log_event(LOG_INFO, "fetching", "account", account, "folder", fetch->folder, "new", so_far, "in folder",
		  in_folder, NULL);
}

static void fetch_tell(const Fetch *fetch, size_t taken)
{
	g_autofree char *count = g_strdup_printf("%zu", taken);
	if (fetch->stage->app->progress)
		fputs("\r\033[K", stderr);
	if (taken > 0)
		log_event(LOG_INFO, "fetched", "account", fetch->account->name, "folder", fetch->folder, "new", count,
			  NULL);
}

static bool fetch_windows(Fetch *fetch, Cursor *cursor, uint32_t count, GError **error)
{
	size_t before = fetch->fetched;
	int64_t told_ms = clock_monotonic_ms();
	bool more = true;
	bool done = true;
	while (done && more && !stage_stopping(fetch->stage)) {
		done = fetch_window(fetch, cursor, &more, error);
		fetch_progress(fetch, fetch->fetched - before, count, &told_ms);
	}
	fetch_tell(fetch, fetch->fetched - before);
	return done;
}

bool fetch_folder(Fetch *fetch, const char *folder, bool tray, GError **error)
{
	fetch->folder = folder;
	fetch->in_tray = tray;
	Cursor cursor = { 0 };
	uint32_t count = 0;
	if (!fetch_hold(fetch, error) || !watch_room(fetch->stage->settings, error) ||
	    !fetch_numbering_select(fetch, folder, &cursor, &count, error))
		return false;
	return fetch_windows(fetch, &cursor, count, error);
}

/* ---- moves ---- */

/* The folder that the moves of a batch come from: asked for its numbering once, not for each of them. */
typedef struct {
	const char *folder; /* NULL: none yet */
	Cursor cursor;
	bool anew; /* the message is not where the move says that it is, and never will be */
} MoveFrom;

static bool fetch_move_from(Fetch *fetch, MoveFrom *from, const char *folder, GError **error)
{
	uint32_t count = 0;
	if (text_equal(from->folder, folder))
		return true;
	from->folder = NULL;
	if (!fetch_numbering_select(fetch, folder, &from->cursor, &count, error))
		return false;
	from->folder = folder;
	return true;
}

static bool fetch_move(Fetch *fetch, MoveFrom *from, const json_t *payload, Arena *arena, const char **ret_text,
		       GError **error)
{
	static const char *const words[] = { [MOVE_DONE] = "moved", [MOVE_GONE] = "gone", [MOVE_FOUND] = "found there" };
	MoveOutcome outcome = MOVE_DONE;
	uint32_t uid = 0;
	int64_t numbering = json_get_integer(payload, "uidvalidity", 0);
	MoveRequest request = { .uid = (uint32_t)json_get_integer(payload, "uid", 0),
				.uidvalidity = (uint32_t)numbering,
				.from_folder = json_get_text(arena, payload, "folder"),
				.to_folder = json_get_text(arena, payload, "to"),
				.message_id = json_get_text(arena, payload, "message_id") };
	if (!fetch_hold(fetch, error) || !fetch_move_from(fetch, from, request.from_folder, error))
		return false;
	from->anew = from->cursor.uidvalidity != numbering;
	if (from->anew) {
		error_reject(error, "the messages of \"%s\" are numbered anew", request.from_folder);
		return false;
	}
	if (!fetch->source->ops->move(fetch->source, &request, &outcome, &uid, error))
		return false;
	*ret_text = arena_printf(arena, "%s: %s", words[outcome], request.to_folder);
	return true;
}

/* What is refused waits, and nothing waits for it; after what may be better soon the pass begins anew. */
static bool fetch_job_failed(Fetch *fetch, const ClaimedJob *job, const GError *fault, bool over, GError **error)
{
	Stage *stage = fetch->stage;
	bool reject = error_code(fault) == ERROR_REJECT;
	int64_t again = over ? 0 : move_refused_until(fetch, job, reject);
	log_event(LOG_WARNING, again == 0 ? "move-failed" : "move-retry", "account", fetch->account->name, "reason",
		  fault->message, NULL);
	if (!store_finish_job(stage->store, job->id, again == 0 ? "failed" : "ready", fault->message, again,
			      stage_now(stage), error))
		return false;
	if (reject)
		return over || move_refused_tell(fetch, fault, error);
	g_propagate_error(error, g_error_copy(fault));
	return false;
}

static bool fetch_one_move(Fetch *fetch, Arena *arena, MoveFrom *from, const ClaimedJob *job, GError **error)
{
	g_autoptr(GError) fault = NULL;
	const char *text = NULL;
	g_autoptr(json_t) payload = json_read(job->payload, strlen(job->payload), &fault);
	if (payload == NULL || !fetch_move(fetch, from, payload, arena, &text, &fault))
		return fetch_job_failed(fetch, job, fault, payload == NULL || from->anew, error);
	fetch->moved++;
	log_event(LOG_INFO, "mail-moved", "account", fetch->account->name, "result", text, NULL);
	return store_finish_job(fetch->stage->store, job->id, "sent", text, 0, stage_now(fetch->stage), error) &&
	       move_refused_over(fetch, error);
}

/* A large folder makes a move slow: what comes in does not wait for all of them. */
static bool fetch_moves(Fetch *fetch, GError **error)
{
	Stage *stage = fetch->stage;
	for (;;) {
		g_autoptr(Arena) arena = arena_new();
		const char *lane = arena_printf(arena, "imap:%s", fetch->account->name);
		MoveFrom from = { 0 };
		ClaimedJob *jobs = NULL;
		size_t n = 0;
		if (!store_claim_jobs(stage->store, arena, lane, stage->owner, stage_now(stage),
				      stage->settings->run->lease_seconds, FETCH_MOVES_BATCH, &jobs, &n, error))
			return false;
		for (size_t i = 0; i < n; i++)
			if (!fetch_one_move(fetch, arena, &from, &jobs[i], error))
				return false;
		if (n == 0 || stage_stopping(stage))
			return true;
		if (n == FETCH_MOVES_BATCH && !fetch_folder(fetch, fetch->account->inbox, false, error))
			return false;
	}
}

/* The inbox comes first, and again after the trays, so that it is the folder whose news are waited for. */
static bool fetch_all(Fetch *fetch, GError **error)
{
	const char *inbox = fetch->account->inbox;
	bool looked = false;
	return fetch_sent_look(fetch, error) && fetch_folder(fetch, inbox, false, error) && fetch_moves(fetch, error) &&
	       fetch_trays_look(fetch, &looked, error) && fetch_compare(fetch, &looked, error) &&
	       (!looked || fetch_folder(fetch, inbox, false, error));
}

bool fetch_pass(Fetch *fetch, GError **error)
{
	if (fetch->source != NULL && connect_is_stale(&fetch->login))
		fetch_close(fetch); /* before the server cuts it off */
	if (!fetch_hold(fetch, error)) {
		fetch_close(fetch);
		return false;
	}
	if (fetch->source == NULL &&
	    !connect_source(fetch->stage->settings, fetch->account, &fetch->login, &fetch->source, error))
		return false;
	if (fetch_all(fetch, error))
		return true;
	fetch_close(fetch);
	return false;
}

/* ---- for ever ---- */

typedef struct {
	int64_t since;	  /* first fault of a row of faults; 0: fine */
	int64_t backoff_s;
	bool said, alerted;
	bool fine; /* since this process began it was once: an alert of one before it is over */
	bool waits; /* for the mailbox, that another process reads: no trouble */
} Trouble;

static bool fetch_alert(Fetch *fetch, const GError *fault)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const Alert alert = { .company = fetch->account->company, .kind = ALERT_ACCOUNT_STOPPED,
			      .key = arena_printf(arena, "account %s", fetch->account->name),
			      .subject = fetch->account->name, .detail = fault->message,
			      .command = "valija check --online" };
	if (outbound_tell_once(fetch->stage, arena, &alert, &error))
		return true;
	log_event(LOG_ERROR, "alert-failed", "account", fetch->account->name, "reason", error->message, NULL);
	return false;
}

static int64_t fetch_waits(const Fetch *fetch, Trouble *trouble, const GError *fault)
{
	if (!trouble->waits)
		log_event(LOG_INFO, "account-elsewhere", "account", fetch->account->name, "reason", fault->message, NULL);
	trouble->waits = true;
	return MIN(fetch->stage->settings->run->poll_seconds, FETCH_HELD_WAIT_S) * 1000;
}

/* Said once when it begins, alerted once; how long to wait before the next try. */
static int64_t fetch_trouble(Fetch *fetch, Trouble *trouble, const GError *fault)
{
	int64_t now = stage_now(fetch->stage);
	if (fetch->elsewhere)
		return fetch_waits(fetch, trouble, fault);
	bool stopped = error_code(fault) == ERROR_STOP;
	if (trouble->since == 0)
		*trouble = (Trouble){ .since = now, .backoff_s = FETCH_BACKOFF_FIRST_S, .fine = trouble->fine };
	if (!trouble->said)
		log_event(LOG_ERROR, stopped ? "account-stopped" : "account-away", "account", fetch->account->name,
			  "reason", fault->message, NULL);
	trouble->said = true;
	if (!trouble->alerted && (stopped || now - trouble->since >= FETCH_ALERT_AFTER_S))
		trouble->alerted = fetch_alert(fetch, fault);
	int64_t wait = stopped ? FETCH_STOPPED_WAIT_S : trouble->backoff_s;
	trouble->backoff_s = MIN(trouble->backoff_s * 2, FETCH_BACKOFF_LONGEST_S);
	return wait * 1000 + g_random_int_range(0, (int)(wait * 100));
}

static void fetch_recovered(Fetch *fetch, Trouble *trouble)
{
	g_autofree char *key = g_strdup_printf("account %s", fetch->account->name);
	if (trouble->waits)
		log_event(LOG_INFO, "account-here", "account", fetch->account->name, NULL);
	if (trouble->said)
		log_event(LOG_INFO, "account-back", "account", fetch->account->name, NULL);
	if (trouble->said || !trouble->fine)
		store_clear_alert(fetch->stage->store, fetch->account->company, key, NULL);
	*trouble = (Trouble){ .fine = true };
}

static bool fetch_idle(Fetch *fetch, GError **error)
{
	const RunSettings *run = fetch->stage->settings->run;
	int64_t timeout = MIN(run->poll_seconds, run->lease_seconds / FETCH_LEASE_PARTS) * 1000;
	bool done = fetch_hold(fetch, error) &&
		    fetch->source->ops->wait(fetch->source, timeout, fetch->stage->wake, error);
	stage_hush(fetch->stage);
	if (!done)
		fetch_close(fetch);
	return done;
}

int fetch_serve(Fetch *fetch)
{
	Trouble trouble = { 0 };
	log_event(LOG_INFO, "started", "account", fetch->account->name, NULL);
	while (!stage_stopping(fetch->stage)) {
		g_autoptr(GError) fault = NULL;
		if (!fetch_pass(fetch, &fault) ||
		    (!stage_stopping(fetch->stage) && !fetch_idle(fetch, &fault))) {
			stage_wait(fetch->stage, fetch_trouble(fetch, &trouble, fault));
			continue;
		}
		fetch_recovered(fetch, &trouble);
	}
	return EXIT_OK;
}
