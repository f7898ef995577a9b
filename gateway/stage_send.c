#include "gateway/stage_send.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/connect.h"
#include "queue/backoff.h"

#define SEND_BATCH 20

static const PaceLimits send_limits = { .per_minute = 0, .per_day = PACE_PER_DAY };

void send_start(Send *send, Stage *stage)
{
	*send = (Send){ .stage = stage, .n_relays = stage->settings->n_relays };
	send->relays = arena_array(stage->app->arena, SendRelay, send->n_relays + 1);
	for (size_t i = 0; i < send->n_relays; i++)
		send->relays[i].settings = stage->settings->relays[i];
}

static void send_close(SendRelay *relay)
{
	if (relay->open)
		relay->sink->ops->close(relay->sink);
	relay->open = false;
}

static void send_hang_up(Send *send)
{
	for (size_t i = 0; i < send->n_relays; i++)
		send_close(&send->relays[i]);
}

void send_end(Send *send)
{
	send_hang_up(send);
	for (size_t i = 0; i < send->n_relays; i++) {
		SendRelay *relay = &send->relays[i];
		if (relay->sink != NULL)
			relay->sink->ops->free(relay->sink);
		file_wipe_secret(relay->secret);
	}
}

static SendRelay *send_relay(Send *send, const char *name)
{
	for (size_t i = 0; i < send->n_relays; i++)
		if (text_equal(send->relays[i].settings->name, name))
			return &send->relays[i];
	return NULL;
}

/* ---- one relay ---- */

static void send_relay_trouble(Send *send, SendRelay *relay, const GError *fault)
{
	breaker_record(&relay->breaker, BREAKER_UNREACHABLE, 1, stage_now(send->stage));
	if (relay->said)
		return;
	relay->said = true;
	log_event(LOG_ERROR, error_code(fault) == ERROR_STOP ? "relay-stopped" : "relay-away", "relay",
		  relay->settings->name, "reason", fault->message, NULL);
}

static bool send_open(Send *send, SendRelay *relay)
{
	g_autoptr(GError) fault = NULL;
	if (relay->open)
		return true;
	if (!breaker_admit(&relay->breaker, stage_now(send->stage)))
		return false;
	if ((relay->sink == NULL && !connect_sink(relay->settings, &relay->sink, &relay->secret, &fault)) ||
	    !relay->sink->ops->open(relay->sink, &fault)) {
		send_relay_trouble(send, relay, fault);
		return false;
	}
	if (relay->said)
		log_event(LOG_INFO, "relay-back", "relay", relay->settings->name, NULL);
	relay->said = false;
	relay->open = true;
	return true;
}

/* ---- one mail ---- */

typedef struct {
	Send *send;
	const ClaimedJob *job;
	int64_t attempt;
} Attempt;

static bool send_before_dot(void *context)
{
	Attempt *attempt = context;
	Stage *stage = attempt->send->stage;
	return store_mark_dot(stage->store, attempt->job->id, attempt->attempt, stage_now(stage), NULL);
}

static SinkMail send_mail(Arena *arena, const OutboundMail *mail, const void *bytes, size_t length)
{
	Texts recipients = { 0 };
	const Texts *lists[] = { &mail->to, &mail->cc };
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++)
			if (!texts_has(&recipients, lists[l]->items[i]))
				texts_add(arena, &recipients, lists[l]->items[i]);
	size_t required = recipients.n;
	/* A copy to ourselves proves that the relay took it, whatever became of its answer (crash matrix S8). */
	if (text_equal(mail->kind, "reminder") && !texts_has(&recipients, mail->envelope_from))
		texts_add(arena, &recipients, mail->envelope_from);
	return (SinkMail){ .envelope_from = mail->envelope_from, .recipients = (const char *const *)recipients.items,
			   .n_recipients = recipients.n, .n_required = required, .message_id = mail->message_id, .bytes = bytes,
			   .length = length };
}

typedef struct {
	const char *state;
	int64_t due_at;
} Next;

static Next send_next(const Send *send, const ClaimedJob *job, SinkOutcome outcome)
{
	Next next = { .state = "failed" };
	int64_t now = stage_now(send->stage);
	switch (outcome) {
	case SINK_SENT:
		next.state = "sent";
		break;
	case SINK_UNCERTAIN:
		next.state = "uncertain";
		next.due_at = now + send->stage->settings->send->lookup_seconds;
		break;
	case SINK_RETRY: {
		int64_t delay = backoff_delay((int)job->attempts, backoff_seed(job->id, (int)job->attempts));
		if (backoff_next(job->created_at, now, BACKOFF_LIFE_S, delay, &next.due_at))
			next.state = "ready";
		break;
	}
	case SINK_FAILED:
		break;
	}
	return next;
}

static void send_count(Send *send, SendRelay *relay, const SinkResult *result)
{
	bool pushed_back = result->outcome == SINK_RETRY && result->reply.code / 100 == 4;
	int64_t now = stage_now(send->stage);
	send->sent += result->outcome == SINK_SENT;
	send->failed += result->outcome == SINK_FAILED;
	send->later += result->outcome == SINK_RETRY || result->outcome == SINK_UNCERTAIN;
	breaker_record(&relay->breaker, pushed_back ? BREAKER_PUSHED_BACK : BREAKER_ANSWERED, 1, now);
	if (result->outcome == SINK_SENT)
		pace_accepted(&relay->pace, &send_limits);
	else if (pushed_back)
		pace_pushed_back(&relay->pace, &send_limits);
}

static void send_log(const ClaimedJob *job, const SinkResult *result, const char *state)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, job->id);
	g_autofree char *code = g_strdup_printf("%d", result->reply.code);
	log_event(result->outcome == SINK_SENT ? LOG_INFO : LOG_WARNING, "mail-attempt", "job", id, "kind",
		  job->mail.kind, "message_id", job->mail.message_id, "state", state, "code", code, "text",
		  result->reply.text, NULL);
}

static bool send_attempt(Send *send, SendRelay *relay, Arena *arena, const ClaimedJob *job, GError **error)
{
	Attempt attempt = { .send = send, .job = job };
	Stage *stage = send->stage;
	const void *bytes = NULL;
	size_t length = 0;
	bool go = false;
	SinkResult result = { 0 };
	if (!store_blob_get(stage->store, arena, job->mail.sha256, &bytes, &length, error) ||
	    !store_begin_attempt(stage->store, job, relay->settings->name, stage_now(stage), &go, &attempt.attempt, error))
		return false;
	if (!go) {
		pace_return(&relay->pace, &send_limits);
		return true;
	}
	SinkMail mail = send_mail(arena, &job->mail, bytes, length);
	relay->sink->ops->send(relay->sink, arena, &mail, send_before_dot, &attempt, &result);
	Next next = send_next(send, job, result.outcome);
	send_count(send, relay, &result);
	send_log(job, &result, next.state);
	if (result.outcome == SINK_UNCERTAIN || (result.outcome == SINK_RETRY && result.reply.code == 0))
		send_close(relay);
	return store_finish_attempt(stage->store, job, attempt.attempt, result.reply.code, result.reply.text, next.state,
				    next.due_at, stage_now(stage), error);
}

static bool send_put_off(Send *send, const ClaimedJob *job, int64_t again, const char *why, GError **error)
{
	send->later++;
	return store_finish_job(send->stage->store, job->id, "ready", why, again, stage_now(send->stage), error);
}

static bool send_one(Send *send, const ClaimedJob *job, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	SendRelay *relay = send_relay(send, job->mail.relay);
	int64_t now = stage_now(send->stage);
	int64_t again = now;
	if (relay == NULL)
		return store_finish_job(send->stage->store, job->id, "held", "its relay is not in the config any more", 0,
					now, error);
	if (!pace_take(&relay->pace, &send_limits, now, &again))
		return send_put_off(send, job, again, "the relay's daily number is reached", error);
	if (!send_open(send, relay)) {
		pace_return(&relay->pace, &send_limits);
		return send_put_off(send, job, MAX(relay->breaker.retry_at, now + BREAKER_FIRST_WAIT_S / 5),
				    "the relay cannot be reached", error);
	}
	if (send_attempt(send, relay, arena, job, &fault))
		return true;
	if (error_code(fault) == ERROR_REJECT)
		return store_finish_job(send->stage->store, job->id, "held", fault->message, 0, now, error);
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

bool send_pass(Send *send, GError **error)
{
	Stage *stage = send->stage;
	for (;;) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedJob *jobs = NULL;
		size_t n = 0;
		size_t uncertain = 0;
		if (!store_find_uncertain(stage->store, stage_now(stage), stage->settings->send->lookup_seconds,
					  &uncertain, error) ||
		    !store_claim_jobs(stage->store, arena, "smtp", stage->owner, stage_now(stage),
				      stage->settings->run->lease_seconds, SEND_BATCH, &jobs, &n, error))
			return false;
		for (size_t i = 0; i < n; i++)
			if (!send_one(send, &jobs[i], error))
				return false;
		if (n == 0 || stage_stopping(stage))
			break;
	}
	send_hang_up(send);
	return true;
}

/* Until the next job is due, but never longer than a poll. */
static int64_t send_pause(const Send *send)
{
	g_autoptr(json_t) pulse = NULL;
	int64_t due = 0;
	int64_t poll = send->stage->settings->run->poll_seconds * 1000;
	int64_t now = stage_now(send->stage);
	if (!store_pulse(send->stage->store, now, &pulse, &due, NULL) || due == 0)
		return poll;
	return CLAMP((due - now) * 1000, 1000, poll);
}

int send_serve(Send *send)
{
	log_event(LOG_INFO, "started", NULL);
	while (!stage_stopping(send->stage)) {
		g_autoptr(GError) fault = NULL;
		if (send_pass(send, &fault)) {
			stage_wait(send->stage, send_pause(send));
			continue;
		}
		log_event(LOG_ERROR, "send-stopped", "reason", fault->message, NULL);
		if (error_code(fault) == ERROR_STOP)
			return EXIT_FAULT;
		stage_wait(send->stage, 1000);
	}
	return EXIT_OK;
}
