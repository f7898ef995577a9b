#include "gateway/send/stage_send.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/jobs.h"
#include "gateway/pass.h"
#include "gateway/send/send_batch.h"
#include "gateway/send/send_gate.h"
#include "gateway/send/send_trouble.h"
#include "gateway/send/webhook.h"

void send_start(Send *send, Stage *stage)
{
	*send = (Send){ .stage = stage, .n_relays = stage->settings->n_relays, .sat = { .stage = stage },
			.journal = send_journal_new(stage) };
	send->relays = arena_array(stage->app->arena, SendRelay, send->n_relays + 1);
	for (size_t i = 0; i < send->n_relays; i++)
		send->relays[i].settings = stage->settings->relays[i];
}

void send_close(SendRelay *relay)
{
	if (relay->sink != NULL) {
		relay->sink->ops->close(relay->sink);
		relay->sink->ops->free(relay->sink);
	}
	relay->sink = NULL;
	connect_forget(&relay->login);
}

void send_words(SendRelay *relay, const char *words)
{
	g_free(relay->words);
	relay->words = g_strdup(words);
}

/* Another process may have its place. */
static void send_leave(Send *send, SendRelay *relay)
{
	const SendGate gate = { .stage = send->stage, .relay = relay->settings };
	send_close(relay);
	if (relay->inside)
		send_gate_leave(&gate, NULL);
	relay->inside = false;
}

static void send_hang_up(Send *send)
{
	for (size_t i = 0; i < send->n_relays; i++)
		send_leave(send, &send->relays[i]);
}

void send_end(Send *send)
{
	send_hang_up(send);
	for (size_t i = 0; i < send->n_relays; i++) {
		g_clear_pointer(&send->relays[i].pushed, g_free);
		g_clear_pointer(&send->relays[i].words, g_free);
	}
	g_clear_pointer(&send->journal, send_journal_free);
}

static SendRelay *send_relay(Send *send, const char *name)
{
	for (size_t i = 0; i < send->n_relays; i++)
		if (text_equal(send->relays[i].settings->name, name))
			return &send->relays[i];
	return NULL;
}

static void send_settled(SendRelay *relay)
{
	relay->tally = (GateTally){ 0 };
	g_clear_pointer(&relay->words, g_free);
}

static bool send_settle(Send *send, SendRelay *relay, GError **error)
{
	const SendGate gate = { send->stage, relay->settings, relay->words };
	bool done = send_gate_settle(&gate, &relay->tally, error);
	send_settled(relay);
	return done;
}

/* ---- one relay ---- */

static void send_relay_trouble(Send *send, SendRelay *relay, const GError *fault)
{
	relay->tally.unreachable++;
	relay->trouble = true;
	send_words(relay, fault->message);
	if (relay->said)
		return;
	relay->said = true;
	relay->fine = false;
	log_event(LOG_ERROR, error_code(fault) == ERROR_STOP ? "relay-stopped" : "relay-away", "relay",
		  relay->settings->name, "reason", fault->message, NULL);
	if (error_code(fault) == ERROR_STOP)
		send_trouble_tell(send->stage, relay->settings, fault->message);
}

bool send_open(Send *send, SendRelay *relay)
{
	g_autoptr(GError) fault = NULL;
	if (relay->sink != NULL && !connect_is_stale(&relay->login))
		return true;
	send_close(relay);
	if (!connect_sink(send->stage->settings, relay->settings, &relay->login, &relay->sink, &fault)) {
		send_relay_trouble(send, relay, fault);
		return false;
	}
	if (relay->said)
		log_event(LOG_INFO, "relay-back", "relay", relay->settings->name, NULL);
	if (!relay->fine)
		send_trouble_over(send->stage, relay->settings);
	relay->said = false;
	relay->fine = true;
	return true;
}

/* ---- a batch ---- */

static bool send_claim(const Send *send, Arena *arena, const char *relay, int most, ClaimedJob **ret, size_t *ret_n,
		       GError **error)
{
	Stage *stage = send->stage;
	return store_claim_outbound(stage->store, arena, relay, stage->owner, stage_now(stage),
				    stage->settings->run->lease_seconds, (size_t)most, ret, ret_n, error);
}

/* Mails whose relay is not in the config any more. */
static bool send_stranded(Send *send, const char *name, size_t *ret_n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	ClaimedJob *jobs = NULL;
	if (!send_claim(send, arena, name, SEND_BATCH_MAILS, &jobs, ret_n, error))
		return false;
	for (size_t i = 0; i < *ret_n; i++)
		if (!send_batch_hold(send, &jobs[i], "its relay is not in the config any more", error))
			return false;
	return true;
}

static bool send_batch(Send *send, SendRelay *relay, size_t *ret_n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const SendGate gate = { send->stage, relay->settings, relay->words };
	ClaimedJob *jobs = NULL;
	int granted = 0;
	int64_t again = 0;
	if (!send_gate_relay(&gate, &relay->tally, SEND_BATCH_MAILS, &granted, &again, error))
		return false;
	send_settled(relay);
	if (granted == 0) {
		send_leave(send, relay);
		return true;
	}
	relay->inside = true;
	if (!send_claim(send, arena, relay->settings->name, granted, &jobs, ret_n, error))
		return false;
	relay->tally.unused = granted - (int)*ret_n;
	return send_batch_run(send, relay, jobs, *ret_n, error) &&
	       (!relay->trouble || send_settle(send, relay, error));
}

/* A batch of each relay that has mails waiting; *ret_n: how many were claimed. */
static bool send_round(Send *send, size_t *ret_n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	*ret_n = 0;
	for (const char *name = "";;) {
		size_t n = 0;
		if (!store_next_relay(send->stage->store, arena, name, &name, error))
			return false;
		if (name == NULL)
			return true;
		SendRelay *relay = send_relay(send, name);
		if (!(relay != NULL ? send_batch(send, relay, &n, error) : send_stranded(send, name, &n, error)))
			return false;
		*ret_n += n;
	}
}

/* What waits behind a closed gate spends no attempts, but its life goes on and a person hears in time. */
static bool send_kept_waiting(Send *send, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t now = stage_now(send->stage);
	int64_t *ids = NULL;
	size_t n = 0;
	if (!store_kept_waiting(send->stage->store, arena, now, now - BACKOFF_WARN_S, now - BACKOFF_LIFE_S, &ids, &n,
				error))
		return false;
	for (size_t i = 0; i < n; i++) {
		const JobReport report = { .id = ids[i], .event = JOB_AGAIN, .text = "its relay or domain takes none" };
		if (!jobs_report(send->stage, &report, NULL, error))
			return false;
	}
	return true;
}

static bool send_all(Send *send, GError **error)
{
	size_t n = 0;
	do {
		if (!jobs_resolve(send->stage, error) || !send_round(send, &n, error))
			return false;
	} while (n > 0 && !stage_stopping(send->stage));
	for (size_t i = 0; i < send->n_relays; i++)
		if (send->relays[i].inside && !send_settle(send, &send->relays[i], error))
			return false;
	return true;
}

/* A store that was restored from a copy sends nothing until a person has confirmed it. */
static bool send_may(const Send *send, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *why = NULL;
	if (!store_restored(send->stage->store, arena, &why, error))
		return false;
	if (why != NULL)
		error_retry(error, "%s: nothing is sent until `valija queue release --restored`", why);
	return why == NULL;
}

static bool send_webhooks(Send *send, GError **error)
{
	WebhookTally tally = { 0 };
	bool done = webhook_pass(send->stage, &tally, error);
	send->sent += tally.sent;
	send->failed += tally.failed;
	send->later += tally.later;
	return done;
}

bool send_pass(Send *send, GError **error)
{
	if (!send_may(send, error))
		return false;
	sat_poll_pass(&send->sat);
	if (!send_journal_settle(send->journal, error))
		return false;
	bool done = send_all(send, error) && send_kept_waiting(send, error) && send_webhooks(send, error);
	send_hang_up(send);
	return done;
}

/* Until the next job is due, but never longer than a poll. */
static int64_t send_pause(const Send *send)
{
	int64_t due = 0;
	int64_t webhook = 0;
	int64_t poll = send->stage->settings->run->poll_seconds * 1000;
	int64_t now = stage_now(send->stage);
	if (!store_next_mail(send->stage->store, now, &due, NULL) ||
	    !store_next_due(send->stage->store, "http", &webhook, NULL))
		return poll;
	if (webhook != 0 && (due == 0 || webhook < due))
		due = webhook;
	if (due == 0)
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
