#include "gateway/send/webhook.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/jobs.h"
#include "gateway/mails/outbound.h"
#include "gateway/net/https_post.h"
#include "store/hooks.h"

#define WEBHOOK_BATCH 20
#define WEBHOOK_ANSWER_BYTES 65536
#define WEBHOOK_KEY_DIGITS 16

static const WebhookSettings *webhook_settings(const Stage *stage, const char *name)
{
	for (size_t i = 0; i < stage->settings->n_webhooks; i++)
		if (text_equal(stage->settings->webhooks[i]->name, name))
			return stage->settings->webhooks[i];
	return NULL;
}

typedef struct {
	Stage *stage;
	Arena *arena;
	const ClaimedJob *job;
	const WebhookSettings *settings;
	const char *body;
	JobReport report;
} Delivery;

/* ---- one POST ---- */

static const char *webhook_signature(const Delivery *delivery, const char *secret)
{
	int64_t now = stage_now(delivery->stage);
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT ".%s", now, delivery->body);
	g_autofree char *mac = g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)secret, strlen(secret),
							 text, -1);
	return arena_printf(delivery->arena, "X-Valija-Signature: t=%" G_GINT64_FORMAT ",v1=%s", now, mac);
}

static const char *webhook_key(const Delivery *delivery)
{
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, delivery->body, -1);
	return arena_printf(delivery->arena, "Idempotency-Key: valija-%" G_GINT64_FORMAT "-%.*s", delivery->job->id,
			    WEBHOOK_KEY_DIGITS, hash);
}

static bool webhook_post(const Delivery *delivery, long *ret_status, GError **error)
{
	char *secret = NULL;
	if (!file_read_secret(delivery->settings->secret_file, &secret, error))
		return false;
	const char *const headers[] = { "Content-Type: application/json; charset=utf-8",
					"User-Agent: valija", webhook_key(delivery),
					webhook_signature(delivery, secret), NULL };
	file_wipe_secret(secret);
	const HttpsPost post = { .url = delivery->settings->url, .headers = headers, .body = delivery->body,
				 .ca_file = delivery->settings->ca_file, .max_bytes = WEBHOOK_ANSWER_BYTES,
				 .timeout_s = delivery->settings->timeout_seconds };
	GString *answer = NULL;
	bool done = https_post(&post, ret_status, &answer, error);
	https_post_wipe(answer);
	return done;
}

static JobEvent webhook_event(long status)
{
	if (status / 100 == 2)
		return JOB_DID_SEND;
	return status == 408 || status == 429 || status / 100 == 5 ? JOB_AGAIN : JOB_REFUSED;
}

static void webhook_try(Delivery *delivery)
{
	g_autoptr(GError) fault = NULL;
	long status = 0;
	if (webhook_post(delivery, &status, &fault)) {
		delivery->report.event = webhook_event(status);
		delivery->report.code = (int)status;
		delivery->report.text = arena_printf(delivery->arena, "HTTP %ld", status);
	} else {
		delivery->report.event = JOB_AGAIN;
		delivery->report.text = arena_strdup(delivery->arena, fault->message);
	}
}

/* ---- what people hear of it ---- */

/* Once a day for each webhook: what refuses one post may refuse thousands. */
static bool webhook_tell(const Delivery *delivery, JobState state, GError **error)
{
	Stage *stage = delivery->stage;
	const Company *company = &stage->settings->companies[0];
	const char *name = delivery->settings != NULL ? delivery->settings->name : "";
	const char *day = date_text(delivery->arena, date_in_zone(stage_now(stage), company->zone));
	const Alert alert = { .company = company->name, .kind = ALERT_MAIL_FAILED,
			      .key = arena_printf(delivery->arena, "webhook %s %s", name, day),
			      .subject = arena_printf(delivery->arena, "webhook %s", name),
			      .detail = delivery->report.text,
			      .command = arena_printf(delivery->arena, "valija queue show %" G_GINT64_FORMAT,
						      delivery->job->id) };
	return state != JOB_FAILED || outbound_tell_once(stage, delivery->arena, &alert, error);
}

static void webhook_log(const Delivery *delivery, JobState state)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, delivery->job->id);
	log_event(state == JOB_SENT ? LOG_INFO : LOG_WARNING, "webhook-attempt", "job", id, "webhook",
		  delivery->settings != NULL ? delivery->settings->name : NULL, "state", lifecycle_state_name(state),
		  "text", delivery->report.text, NULL);
}

/* ---- one job ---- */

static bool webhook_job(Stage *stage, const ClaimedJob *job, WebhookTally *tally, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Delivery delivery = { .stage = stage, .arena = arena, .job = job, .report = { .id = job->id } };
	const char *name = NULL;
	bool go = false;
	JobState state = JOB_READY;
	if (hooks_read(arena, job->payload, &name, &delivery.body))
		delivery.settings = webhook_settings(stage, name);
	if (!store_begin_attempts(stage->store, job, 1, name, stage_now(stage), &go, error))
		return false;
	if (!go)
		return true;
	delivery.report.attempt = job->attempts;
	delivery.report.event = JOB_REFUSED;
	delivery.report.text = "its webhook is not in the config any more";
	if (delivery.settings != NULL)
		webhook_try(&delivery);
	if (!jobs_report(stage, &delivery.report, &state, error))
		return false;
	webhook_log(&delivery, state);
	tally->sent += state == JOB_SENT;
	tally->failed += state == JOB_FAILED;
	tally->later += state == JOB_READY;
	return webhook_tell(&delivery, state, error);
}

bool webhook_pass(Stage *stage, WebhookTally *tally, GError **error)
{
	for (size_t n = 1; n > 0 && !stage_stopping(stage);) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedJob *jobs = NULL;
		if (!store_claim_jobs(stage->store, arena, "http", stage->owner, stage_now(stage),
				      stage->settings->run->lease_seconds, WEBHOOK_BATCH, &jobs, &n, error))
			return false;
		for (size_t i = 0; i < n; i++)
			if (!webhook_job(stage, &jobs[i], tally, error))
				return false;
	}
	return true;
}
