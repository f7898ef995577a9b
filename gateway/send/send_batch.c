#include "gateway/send/send_batch.h"

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "gateway/mails/outbound_desk.h"
#include "gateway/send/send_hours.h"
#include "gateway/send/send_news.h"
#include "gateway/send/send_report.h"

#define SEND_RECORD_MS 60000 /* so long the store may refuse what became of a mail, before people hear of it */
#define SEND_LONG_MS 5000    /* after one that took so long, the rest of the batch is anybody's */
#define SEND_LOOK_MS 5000    /* what was looked at longer ago is looked at again before it goes */
#define SEND_KEEP_MS 1000    /* so long what was sent may wait for the commit of its batch */

typedef struct {
	Send *send;
	SendRelay *relay;
	Arena *arena;
	const ClaimedJob *jobs;
	size_t n;
	bool *open; /* its attempt is on record, and what became of it is not */
	int64_t looked_ms;
	JobReport *sent; /* not in the store yet */
	size_t n_sent;
	const ClaimedJob **sent_jobs;
	int64_t sent_ms; /* when the first of them was taken */
} SendBatch;

/* ---- what is written ---- */

static void send_log(const ClaimedJob *job, const JobReport *report, JobState state)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, job->id);
	g_autofree char *code = g_strdup_printf("%d", report->code);
	log_event(report->event == JOB_DID_SEND ? LOG_INFO : LOG_WARNING, "mail-attempt", "job", id, "kind",
		  job->mail.kind, "message_id", job->mail.message_id, "state", lifecycle_state_name(state), "code", code,
		  "text", report->text, NULL);
}

/* What the relay said is kept and written down as soon as the store takes it (crash matrix S7); nothing else is sent
 * meanwhile. False: it does not, since a minute; the journal has it for the next pass. */
static bool send_waits(Stage *stage, int64_t *began_ms, const GError *fault)
{
	int64_t now_ms = clock_monotonic_ms();
	if (*began_ms == 0)
		*began_ms = now_ms;
	if (error_code(fault) != ERROR_RETRY || stage_stopping(stage))
		return false;
	log_event(LOG_WARNING, "outcome-waits", "reason", fault->message, NULL);
	if (now_ms - *began_ms >= SEND_RECORD_MS) {
		store_tell_file(stage->store, "store-stuck", "what became of mails cannot be written; none is sent meanwhile",
				fault->message, stage_now(stage));
		return false;
	}
	stage_wait(stage, 1000);
	return true;
}

static bool send_record(SendBatch *batch, const ClaimedJob *job, const JobReport *report, GError **error)
{
	Stage *stage = batch->send->stage;
	JobState state = JOB_READY;
	for (int64_t began_ms = 0;;) {
		g_autoptr(GError) fault = NULL;
		if (jobs_report(stage, report, &state, &fault))
			break;
		if (!send_waits(stage, &began_ms, fault)) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
	send_log(job, report, state);
	return true;
}

/* All that were sent in one commit; one that fails takes back only itself and fails them all in the end: what is written
 * twice changes nothing. */
static bool send_try_flush(SendBatch *batch, bool soon, GError **error)
{
	Stage *stage = batch->send->stage;
	bool done = true;
	if (!(soon ? store_batch_begin_soon(stage->store, error) : store_batch_begin(stage->store, error)))
		return false;
	for (size_t i = 0; done && i < batch->n_sent; i++)
		done = jobs_report(stage, &batch->sent[i], NULL, error);
	return store_batch_end(stage->store, done ? error : NULL) && done;
}

static bool send_flush(SendBatch *batch, bool soon, GError **error)
{
	for (int64_t began_ms = 0; batch->n_sent > 0;) {
		g_autoptr(GError) fault = NULL;
		if (send_try_flush(batch, soon, &fault))
			break;
		if (!send_waits(batch->send->stage, &began_ms, fault)) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
	}
	for (size_t i = 0; i < batch->n_sent; i++)
		send_log(batch->sent_jobs[i], &batch->sent[i], JOB_SENT);
	batch->n_sent = 0;
	return true;
}

/* Nothing more is to be told than that it was sent, and the journal says so: that may wait for others. */
static bool send_keep(SendBatch *batch, size_t place, const JobReport *report)
{
	const SinkReply reply = { report->code, report->text };
	if (report->event != JOB_DID_SEND || report->lost != NULL || report->n_bounced > 0 ||
	    !send_journal_mark(batch->send->journal, place, SEND_JOURNAL_TAKEN, &reply, NULL))
		return false;
	if (batch->n_sent == 0)
		batch->sent_ms = clock_monotonic_ms();
	batch->sent[batch->n_sent] = *report;
	batch->sent[batch->n_sent].text = arena_strdup(batch->arena, report->text);
	batch->sent_jobs[batch->n_sent++] = &batch->jobs[place];
	return true;
}

/* ---- one mail ---- */

typedef struct {
	SendBatch *batch;
	size_t place;
} Attempt;

static bool send_before_dot(void *context)
{
	const Attempt *attempt = context;
	const Send *send = attempt->batch->send;
	bool ours = false;
	return store_is_claimed(send->stage->store, &attempt->batch->jobs[attempt->place], &ours, NULL) && ours &&
	       send_journal_mark(send->journal, attempt->place, SEND_JOURNAL_DOT, NULL, NULL);
}

static void send_count(Send *send, const SinkResult *result)
{
	send->sent += result->outcome == SINK_SENT;
	send->failed += result->outcome == SINK_FAILED;
	send->later += result->outcome == SINK_RETRY || result->outcome == SINK_UNCERTAIN;
}

static void send_weigh(SendBatch *batch, Arena *arena, const SendNews *news)
{
	SendRelay *relay = batch->relay;
	const SinkResult *result = news->result;
	send_count(batch->send, result);
	relay->tally = send_news_weigh(news, arena, &relay->pushed, relay->tally);
	relay->trouble = relay->tally.pushed_back > 0 || news->took_ms >= SEND_LONG_MS;
	if (relay->tally.pushed_back > 0 && result->outcome == SINK_RETRY)
		send_words(relay, arena_printf(arena, "%d %s", result->reply.code, result->reply.text));
	if (result->outcome == SINK_UNCERTAIN || (result->outcome == SINK_RETRY && result->reply.code == 0))
		send_close(relay);
}

static bool send_attempt(SendBatch *batch, size_t place, Arena *arena, const Texts *domains, GError **error)
{
	Send *send = batch->send;
	SendRelay *relay = batch->relay;
	const ClaimedJob *job = &batch->jobs[place];
	const SendGate gate = { .stage = send->stage, .relay = relay->settings };
	Attempt attempt = { batch, place };
	const void *bytes = NULL;
	size_t length = 0;
	SinkResult result = { 0 };
	if (!store_blob_get(send->stage->store, arena, job->mail.sha256, &bytes, &length, error) ||
	    !send_journal_mark(send->journal, place, SEND_JOURNAL_BEGUN, NULL, error))
		return false;
	SinkMail mail = send_report_mail(arena, &job->mail, bytes, length);
	int64_t began = clock_monotonic_ms();
	relay->sink->ops->send(relay->sink, arena, &mail, send_before_dot, &attempt, &result);
	const SendNews news = { &mail, &result, clock_monotonic_ms() - began };
	send_weigh(batch, arena, &news);
	JobReport report = send_report(arena, job, &mail, &result);
	if (!send_keep(batch, place, &report) && !send_record(batch, job, &report, error))
		return false;
	batch->open[place] = false;
	return send_news_settle(&gate, arena, domains, &news, error);
}

static bool send_postpone(Send *send, const ClaimedJob *job, int64_t again, const char *why, GError **error)
{
	send->later++;
	return store_postpone_job(send->stage->store, job, again, why, error);
}

/* An attempt that came to nothing before it began: it counts, and a person hears of it in time. */
static bool send_again(Send *send, const ClaimedJob *job, const char *why, GError **error)
{
	const JobReport report = { .id = job->id, .event = JOB_AGAIN, .text = why };
	send->later++;
	return jobs_report(send->stage, &report, NULL, error);
}

/* What it says is no longer so: the clock decides anew, and nobody need hear of each. */
static bool send_drop(Send *send, const ClaimedJob *job, const char *why, GError **error)
{
	const JobReport report = { .id = job->id, .event = JOB_CANCEL, .text = why };
	return jobs_report(send->stage, &report, NULL, error);
}

/* What was queued before test mode, and what a person released in it. */
static bool send_keep_here(Send *send, SendRelay *relay, const ClaimedJob *job, const char *why, GError **error)
{
	const JobReport report = { .id = job->id, .event = JOB_HOLD, .text = why, .free = true };
	relay->tally.unused++;
	return jobs_report(send->stage, &report, NULL, error);
}

/* *ret_go false: it waits for its hours, is too old for its words, or is nobody's of test mode. */
static bool send_in_hours(Send *send, SendRelay *relay, const ClaimedJob *job, bool *ret_go, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t again = 0;
	const char *stale = NULL;
	const char *left_out = outbound_desk_left_out(send->stage, arena, &job->mail);
	*ret_go = false;
	if (left_out != NULL)
		return send_keep_here(send, relay, job, left_out, error);
	if (!send_hours_look(send->stage, arena, job, &again, &stale, error))
		return false;
	*ret_go = again == 0 && stale == NULL;
	relay->tally.unused += !*ret_go;
	if (*ret_go)
		return true;
	return stale != NULL ? send_drop(send, job, stale, error) :
			       send_postpone(send, job, again, "outside sending hours", error);
}

static bool send_is_old(const SendBatch *batch)
{
	return clock_monotonic_ms() - batch->looked_ms >= SEND_LOOK_MS;
}

/* What was looked at long ago is looked at again. */
static bool send_may_go(SendBatch *batch, size_t place, bool *ret_go, GError **error)
{
	Send *send = batch->send;
	const ClaimedJob *job = &batch->jobs[place];
	*ret_go = true;
	if (!send_is_old(batch))
		return true;
	if (!send_in_hours(send, batch->relay, job, ret_go, error))
		return false;
	if (!*ret_go)
		return true;
	if (!store_look_again(send->stage->store, job, stage_now(send->stage), ret_go, error))
		return false;
	batch->relay->tally.unused += !*ret_go;
	return true;
}

static bool send_by(SendBatch *batch, size_t place, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Send *send = batch->send;
	const ClaimedJob *job = &batch->jobs[place];
	const SendGate gate = { .stage = send->stage, .relay = batch->relay->settings };
	const Texts domains = send_news_domains(arena, &job->mail);
	int64_t again = 0;
	bool go = true;
	if (!send_open(send, batch->relay)) {
		batch->open[place] = false;
		return send_again(send, job, "the relay cannot be reached", error);
	}
	if (!send_gate_domains(&gate, &domains, &again, error))
		return false;
	if (again != 0) {
		batch->open[place] = false;
		batch->relay->tally.unused++;
		return send_postpone(send, job, again, "its domain takes no more for now", error);
	}
	if (!send_may_go(batch, place, &go, error))
		return false;
	if (go)
		return send_attempt(batch, place, arena, &domains, error);
	batch->open[place] = false;
	return send_news_settle(&gate, arena, &domains, NULL, error);
}

bool send_batch_hold(Send *send, const ClaimedJob *job, const char *why, GError **error)
{
	const JobReport report = { .id = job->id, .event = JOB_HOLD, .text = why, .free = true, .tell = true };
	return jobs_report(send->stage, &report, NULL, error);
}

static bool send_one(SendBatch *batch, size_t place, GError **error)
{
	g_autoptr(GError) fault = NULL;
	if (send_by(batch, place, &fault))
		return true;
	if (error_code(fault) != ERROR_REJECT) {
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
	batch->open[place] = false;
	return send_batch_hold(batch->send, &batch->jobs[place], fault->message, error);
}

/* ---- all of them ---- */

static bool send_begin(SendBatch *batch, GError **error)
{
	Send *send = batch->send;
	Stage *stage = send->stage;
	bool any = false;
	for (size_t i = 0; i < batch->n; i++)
		sat_poll_mail(&send->sat, &batch->jobs[i].mail);
	if (!send_journal_begin(send->journal, batch->jobs, batch->n, error) ||
	    !store_begin_attempts(stage->store, batch->jobs, batch->n, batch->relay->settings->name, stage_now(stage),
				  batch->open, error))
		return false;
	batch->looked_ms = clock_monotonic_ms();
	for (size_t i = 0; i < batch->n; i++) {
		batch->relay->tally.unused += !batch->open[i];
		any = any || batch->open[i];
	}
	return !any || store_will_send(stage->store, error);
}

static bool send_give_back(SendBatch *batch, size_t from, GError **error)
{
	ClaimedJob *rest = arena_array(batch->arena, ClaimedJob, batch->n);
	size_t n = 0;
	for (size_t i = from; i < batch->n; i++)
		if (batch->open[i])
			rest[n++] = batch->jobs[i];
	batch->relay->tally.unused += (int)n;
	return store_release_jobs(batch->send->stage->store, rest, n, stage_now(batch->send->stage), error);
}

static bool send_rest(SendBatch *batch, GError **error)
{
	size_t i = 0;
	for (; i < batch->n && !batch->relay->trouble && !stage_stopping(batch->send->stage); i++) {
		if (batch->open[i] && !send_one(batch, i, error))
			return false;
		if (batch->n_sent > 0 && clock_monotonic_ms() - batch->sent_ms >= SEND_KEEP_MS &&
		    !send_flush(batch, false, error))
			return false;
	}
	/* The announcement of the next batch, or leaving the relay, makes it durable. */
	return send_flush(batch, true, error) && send_give_back(batch, i, error) &&
	       send_journal_end(batch->send->journal, error);
}

static SendBatch send_batch_of(Send *send, SendRelay *relay, Arena *arena, const ClaimedJob *jobs, size_t n)
{
	return (SendBatch){ .send = send, .relay = relay, .arena = arena, .jobs = jobs, .n = n,
			    .open = arena_array(arena, bool, n), .sent = arena_array(arena, JobReport, n),
			    .sent_jobs = arena_array(arena, const ClaimedJob *, n) };
}

/* One whose attempt cannot begin is held; the others do not wait for it. */
static bool send_each(Send *send, SendRelay *relay, const ClaimedJob *jobs, size_t n, GError **error)
{
	for (size_t i = 0; i < n; i++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) fault = NULL;
		SendBatch one = send_batch_of(send, relay, arena, &jobs[i], 1);
		bool begun = send_begin(&one, &fault);
		if (!begun && error_code(fault) != ERROR_REJECT) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
		if (begun ? !send_rest(&one, error) :
			    !send_journal_end(send->journal, error) ||
				    !send_batch_hold(send, &jobs[i], fault->message, error))
			return false;
	}
	return true;
}

static bool send_all(Send *send, SendRelay *relay, const ClaimedJob *jobs, size_t n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	SendBatch batch = send_batch_of(send, relay, arena, jobs, n);
	if (n == 0)
		return true;
	if (!send_open(send, relay)) {
		relay->tally.unused += (int)n - 1;
		return send_again(send, &jobs[0], "the relay cannot be reached", error) &&
		       store_release_jobs(send->stage->store, &jobs[1], n - 1, stage_now(send->stage), error);
	}
	if (send_begin(&batch, &fault))
		return send_rest(&batch, error);
	if (error_code(fault) == ERROR_REJECT)
		return send_each(send, relay, jobs, n, error);
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

bool send_batch_run(Send *send, SendRelay *relay, const ClaimedJob *jobs, size_t n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	ClaimedJob *now = arena_array(arena, ClaimedJob, n);
	size_t n_now = 0;
	relay->trouble = false;
	for (size_t i = 0; i < n; i++) {
		bool go = false;
		if (!send_in_hours(send, relay, &jobs[i], &go, error))
			return false;
		if (go)
			now[n_now++] = jobs[i];
	}
	return send_all(send, relay, now, n_now, error);
}
