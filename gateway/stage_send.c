#include "gateway/stage_send.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/jobs.h"
#include "gateway/outbound.h"
#include "gateway/pass.h"
#include "parsers/bounce.h"

#define SEND_BATCH 20

static const PaceLimits send_limits = { .per_minute = 0, .per_day = PACE_PER_DAY };

void send_start(Send *send, Stage *stage)
{
	*send = (Send){ .stage = stage, .n_relays = stage->settings->n_relays, .sat = { .stage = stage } };
	send->relays = arena_array(stage->app->arena, SendRelay, send->n_relays + 1);
	for (size_t i = 0; i < send->n_relays; i++)
		send->relays[i].settings = stage->settings->relays[i];
}

static void send_close(SendRelay *relay)
{
	if (relay->sink != NULL) {
		relay->sink->ops->close(relay->sink);
		relay->sink->ops->free(relay->sink);
	}
	relay->sink = NULL;
	connect_forget(&relay->login);
}

static void send_hang_up(Send *send)
{
	for (size_t i = 0; i < send->n_relays; i++)
		send_close(&send->relays[i]);
}

void send_end(Send *send)
{
	send_hang_up(send);
}

static SendRelay *send_relay(Send *send, const char *name)
{
	for (size_t i = 0; i < send->n_relays; i++)
		if (text_equal(send->relays[i].settings->name, name))
			return &send->relays[i];
	return NULL;
}

/* ---- one relay ---- */

typedef void (*SendEachCompany)(Send *send, const SendRelay *relay, const char *company, const char *words);

/* Each company whose mails go by this relay. */
static void send_each_company(Send *send, const SendRelay *relay, const char *words, SendEachCompany each)
{
	const Settings *settings = send->stage->settings;
	for (size_t i = 0; i < settings->n_companies; i++)
		if (settings_relay(settings, settings->company_settings[i]) == relay->settings)
			each(send, relay, settings->companies[i].name, words);
}

/* It waits in the queue like every mail of this relay, and is the first word of it once the relay is back; the log and
 * `valija queue list` have it now. */
static void send_alert_stopped(Send *send, const SendRelay *relay, const char *company, const char *words)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const Alert alert = { .company = company, .kind = ALERT_ACCOUNT_STOPPED,
			      .key = arena_printf(arena, "relay %s", relay->settings->name),
			      .subject = relay->settings->name, .detail = words, .command = "valija check --online" };
	if (!outbound_tell_once(send->stage, arena, &alert, &error))
		log_event(LOG_ERROR, "alert-failed", "relay", relay->settings->name, "reason", error->message, NULL);
}

static void send_clear_stopped(Send *send, const SendRelay *relay, const char *company, const char *words)
{
	(void)words;
	g_autofree char *key = g_strdup_printf("relay %s", relay->settings->name);
	store_clear_alert(send->stage->store, company, key, NULL);
}

static void send_relay_trouble(Send *send, SendRelay *relay, const GError *fault)
{
	breaker_record(&relay->breaker, BREAKER_UNREACHABLE, 1, stage_now(send->stage));
	if (relay->said)
		return;
	relay->said = true;
	log_event(LOG_ERROR, error_code(fault) == ERROR_STOP ? "relay-stopped" : "relay-away", "relay",
		  relay->settings->name, "reason", fault->message, NULL);
	if (error_code(fault) == ERROR_STOP)
		send_each_company(send, relay, fault->message, send_alert_stopped);
}

static bool send_open(Send *send, SendRelay *relay)
{
	g_autoptr(GError) fault = NULL;
	if (relay->sink != NULL && !connect_is_stale(&relay->login))
		return true;
	send_close(relay);
	if (!connect_sink(send->stage->settings, relay->settings, &relay->login, &relay->sink, &fault)) {
		send_relay_trouble(send, relay, fault);
		return false;
	}
	if (relay->said) {
		log_event(LOG_INFO, "relay-back", "relay", relay->settings->name, NULL);
		send_each_company(send, relay, NULL, send_clear_stopped);
	}
	relay->said = false;
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
	return store_mark_dot(stage->store, attempt->job, attempt->attempt, stage_now(stage), NULL);
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
	if (!texts_has(&recipients, mail->envelope_from))
		texts_add(arena, &recipients, mail->envelope_from);
	return (SinkMail){ .envelope_from = mail->envelope_from, .recipients = (const char *const *)recipients.items,
			   .n_recipients = recipients.n, .n_required = required, .message_id = mail->message_id,
			   .bytes = bytes, .length = length };
}

static void send_count(Send *send, SendRelay *relay, const SinkResult *result)
{
	bool pushed_back = result->outcome == SINK_RETRY && result->reply.code / 100 != 5;
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

static void send_log(const ClaimedJob *job, const SinkResult *result, JobState state)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, job->id);
	g_autofree char *code = g_strdup_printf("%d", result->reply.code);
	log_event(result->outcome == SINK_SENT ? LOG_INFO : LOG_WARNING, "mail-attempt", "job", id, "kind",
		  job->mail.kind, "message_id", job->mail.message_id, "state", lifecycle_state_name(state), "code", code,
		  "text", result->reply.text, NULL);
}

/* ---- what the relay said ---- */

static const JobEvent send_events[] = { [SINK_SENT] = JOB_DID_SEND, [SINK_RETRY] = JOB_AGAIN,
					[SINK_FAILED] = JOB_REFUSED, [SINK_UNCERTAIN] = JOB_UNKNOWN };

/* The enhanced status of a reply (RFC 3463), NULL when it has none. */
static const char *send_status(Arena *arena, const char *text)
{
	size_t length = text != NULL ? strspn(text, "0123456789.") : 0;
	return length >= 5 ? arena_strndup(arena, text, length) : NULL;
}

/* An address that the relay says is not there is marked as a bounce would mark it; what it says of the sender, the
 * content or itself is not the address' fault. */
static void send_refused(Arena *arena, const char *address, const SinkReply *reply, JobReport *report)
{
	const char *words = arena_printf(arena, "%s: %d %s", address, reply->code, reply->text);
	report->lost = report->lost != NULL ? arena_printf(arena, "%s; %s", report->lost, words) : words;
	BounceClass class = bounce_class("failed", send_status(arena, reply->text), reply->text);
	if (class == BOUNCE_CLASS_POLICY)
		texts_add(arena, &report->policed, address);
	if (class != BOUNCE_CLASS_HARD)
		return;
	ContactChange *bounced = arena_array(arena, ContactChange, report->n_bounced + 1);
	for (size_t i = 0; i < report->n_bounced; i++)
		bounced[i] = report->bounced[i];
	bounced[report->n_bounced++] = (ContactChange){ .address = address, .state = CONTACT_BOUNCED, .reason = words };
	report->bounced = bounced;
}

/* Our own copy was refused too: that is the relay's word about the mail, not a recipient's server's. */
static bool send_refuses_us(const SinkMail *mail, const SinkResult *result)
{
	return mail->n_recipients > mail->n_required &&
	       result->recipient_replies[mail->n_recipients - 1].code / 100 == 5;
}

static JobReport send_report(Arena *arena, const Attempt *attempt, const SinkMail *mail, const SinkResult *result)
{
	JobReport report = { .id = attempt->job->id, .event = send_events[result->outcome],
			     .attempt = attempt->attempt, .code = result->reply.code, .text = result->reply.text };
	bool settled = result->outcome == SINK_SENT || result->outcome == SINK_FAILED;
	for (size_t i = 0; settled && i < mail->n_required; i++)
		if (result->per_recipient[i] == SINK_FAILED && result->recipient_replies[i].code / 100 == 5)
			send_refused(arena, mail->recipients[i], &result->recipient_replies[i], &report);
	if (send_refuses_us(mail, result))
		report.policed = (Texts){ 0 };
	if (report.lost != NULL && result->outcome == SINK_SENT)
		report.text = arena_printf(arena, "%s; not to %s", report.text, report.lost);
	else if (report.lost != NULL)
		report.text = report.lost;
	if (result->outcome != SINK_SENT)
		report.lost = NULL;
	return report;
}

static bool send_attempt(Send *send, SendRelay *relay, Arena *arena, const ClaimedJob *job, GError **error)
{
	Attempt attempt = { .send = send, .job = job };
	Stage *stage = send->stage;
	const void *bytes = NULL;
	size_t length = 0;
	bool go = false;
	SinkResult result = { 0 };
	JobState state = JOB_READY;
	sat_poll_mail(&send->sat, &job->mail);
	if (!store_blob_get(stage->store, arena, job->mail.sha256, &bytes, &length, error) ||
	    !store_begin_attempt(stage->store, job, relay->settings->name, stage_now(stage), &go, &attempt.attempt,
				 error))
		return false;
	if (!go) {
		pace_return(&relay->pace, &send_limits);
		relay->breaker.retry_at = stage_now(stage); /* a probe that was not made proves nothing */
		return true;
	}
	SinkMail mail = send_mail(arena, &job->mail, bytes, length);
	relay->sink->ops->send(relay->sink, arena, &mail, send_before_dot, &attempt, &result);
	send_count(send, relay, &result);
	if (result.outcome == SINK_UNCERTAIN || (result.outcome == SINK_RETRY && result.reply.code == 0))
		send_close(relay);
	JobReport report = send_report(arena, &attempt, &mail, &result);
	if (!jobs_report(stage, &report, &state, error))
		return false;
	send_log(job, &result, state);
	return true;
}

/* ---- one job ---- */

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

static bool send_hold(Send *send, const ClaimedJob *job, const char *why, GError **error)
{
	const JobReport report = { .id = job->id, .event = JOB_HOLD, .text = why, .free = true, .tell = true };
	return jobs_report(send->stage, &report, NULL, error);
}

/* While the breaker is open a mail waits without spending attempts, unless its life is over or a person must hear. */
static bool send_wait_for_relay(Send *send, const SendRelay *relay, const ClaimedJob *job, GError **error)
{
	static const char why[] = "the relay cannot be reached";
	g_autoptr(Arena) arena = arena_new();
	JobRow row;
	if (!store_job(send->stage->store, arena, job->id, &row, error))
		return false;
	int64_t age = stage_now(send->stage) - row.born;
	bool tell = age >= BACKOFF_LIFE_S || (age >= BACKOFF_WARN_S && !row.warned);
	return tell ? send_again(send, job, why, error) :
		      send_postpone(send, job, relay->breaker.retry_at, why, error);
}

static bool send_by(Send *send, SendRelay *relay, const ClaimedJob *job, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t now = stage_now(send->stage);
	int64_t again = now;
	if (!pace_take(&relay->pace, &send_limits, now, &again))
		return send_postpone(send, job, again, "the relay's daily number is reached", error);
	if (!breaker_admit(&relay->breaker, now)) {
		pace_return(&relay->pace, &send_limits);
		send_close(relay);
		return send_wait_for_relay(send, relay, job, error);
	}
	if (!send_open(send, relay)) {
		pace_return(&relay->pace, &send_limits);
		return send_again(send, job, "the relay cannot be reached", error);
	}
	return send_attempt(send, relay, arena, job, error);
}

static bool send_one(Send *send, const ClaimedJob *job, GError **error)
{
	g_autoptr(GError) fault = NULL;
	SendRelay *relay = send_relay(send, job->mail.relay);
	if (relay == NULL)
		return send_hold(send, job, "its relay is not in the config any more", error);
	if (send_by(send, relay, job, &fault))
		return true;
	if (error_code(fault) == ERROR_REJECT)
		return send_hold(send, job, fault->message, error);
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

bool send_pass(Send *send, GError **error)
{
	Stage *stage = send->stage;
	sat_poll_pass(&send->sat);
	for (;;) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedJob *jobs = NULL;
		size_t n = 0;
		if (!jobs_resolve(stage, error) ||
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
	int64_t due = 0;
	int64_t poll = send->stage->settings->run->poll_seconds * 1000;
	int64_t now = stage_now(send->stage);
	if (!store_next_due(send->stage->store, "smtp", &due, NULL) || due == 0)
		return poll;
	return CLAMP((due - now) * 1000, 1000, poll);
}

int send_serve(Send *send)
{
	log_event(LOG_INFO, "started", NULL);
	while (!stage_stopping(send->stage)) {
		g_autoptr(GError) fault = NULL;
		bool done = send_pass(send, &fault);
		if (!pass_goes_on(&send->stage->waits, send->stage->name, fault))
			return EXIT_FAULT;
		stage_wait(send->stage, done ? send_pause(send) : 1000);
	}
	return EXIT_OK;
}
