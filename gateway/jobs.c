#include "gateway/jobs.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/fetch/fetch_sent.h"
#include "gateway/mails/outbound.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "ledger/people.h"
#include "store/hooks.h"

#define JOBS_RACES_MAX 10
#define JOBS_BATCH 500

static const char jobs_cut_before[] = "cut before the dot: not sent";
static const char jobs_cut_after[] = "cut after the dot: it may have been sent";
static const char jobs_cut_post[] = "cut while it was posted: posted again with the same key";

static bool jobs_job(const JobRow *row, int64_t lookup_s, Job *ret, GError **error)
{
	*ret = (Job){ .id = row->id, .born = row->born, .due_at = row->due_at, .lease_until = row->lease_until,
		      .attempts = (int)row->attempts, .uncertainties = (int)row->uncertainties,
		      .uncertain_at = row->uncertain_at, .warned = row->warned, .lookup_s = lookup_s };
	if (lifecycle_state_parse(row->state, &ret->state))
		return true;
	error_reject(error, "job %" G_GINT64_FORMAT " has an unknown state: %s", row->id, row->state);
	return false;
}

static void jobs_set(JobWrite *write, const JobChange *change, int64_t now)
{
	write->to = *write->from;
	write->to.state = lifecycle_state_name(change->state);
	write->to.born = change->born;
	write->to.due_at = lifecycle_is_final(change->state) ? now : change->due_at;
	write->to.lease_until = change->lease_until;
	write->to.uncertainties = change->uncertainties;
	write->to.uncertain_at = change->uncertain_at;
	write->to.warned = change->warned;
	write->reason = change->reason;
}

/* ---- what a person must hear of ---- */

typedef struct {
	Stage *stage;
	Arena *arena;
	const JobReport *report;
	JobRow row;
	Job job;
	JobChange change;
	bool taken; /* the table knows this event in this state */
	const char *customer;
	SentMail *mail;
	Outcome outcome;
	Drafts drafts;
} Telling;

static void jobs_event(Telling *telling, const char *invoice_key, const char *kind, const char *reason)
{
	Event event = { .at = stage_now(telling->stage), .company = telling->row.company, .invoice_key = invoice_key,
			.customer_tax_id = telling->customer, .kind = kind, .actor = "valija", .reason = reason,
			.evidence = arena_printf(telling->arena, "job %" G_GINT64_FORMAT, telling->row.id) };
	outcome_add_event(telling->arena, &telling->outcome, event);
}

static const char *jobs_detail(const Telling *telling)
{
	const JobReport *report = telling->report;
	const char *reason = telling->change.reason;
	if (report->lost != NULL)
		return report->lost;
	if (reason == NULL)
		return report->text;
	return report->text != NULL ? arena_printf(telling->arena, "%s (%s)", reason, report->text) : reason;
}

static void jobs_bounced(Telling *telling)
{
	for (size_t i = 0; i < telling->report->n_bounced; i++) {
		const ContactChange *change = &telling->report->bounced[i];
		outcome_add_contact_change(telling->arena, &telling->outcome, *change);
		jobs_event(telling, NULL, EVENT_BOUNCE, change->reason);
	}
}

/* An address that is gone may have been the last one. */
static bool jobs_check_left(Telling *telling, const Customer *customer, GError **error)
{
	Stage *stage = telling->stage;
	const Company *company = settings_company(stage->settings, telling->row.company);
	Contact *contacts = NULL;
	Facts facts = { .now = stage_now(stage), .sent_customer = customer };
	if (!store_contacts(stage->store, telling->arena, customer->id, &contacts, &facts.n_contacts, error))
		return false;
	facts.contacts = contacts;
	if (company != NULL)
		people_check_left(telling->arena, &facts, company, &telling->outcome);
	return true;
}

static bool jobs_load(Telling *telling, GError **error)
{
	Customer *customer = NULL;
	Store *store = telling->stage->store;
	if (!store_sent_mail(store, telling->arena, telling->row.id, &telling->mail, error))
		return false;
	int64_t id = telling->row.customer_id;
	if (id != 0 && !store_customer_by_id(store, telling->arena, id, &customer, error))
		return false;
	telling->customer = customer != NULL ? customer->tax_id : NULL;
	jobs_bounced(telling);
	return customer == NULL || telling->report->n_bounced == 0 || jobs_check_left(telling, customer, error);
}

static void jobs_add_alert(Telling *telling, const char *detail)
{
	const char *what = telling->report->lost != NULL ? "recipient" : lifecycle_state_name(telling->change.state);
	Alert alert = { .company = telling->row.company, .kind = ALERT_MAIL_FAILED,
			.key = arena_printf(telling->arena, "mail %" G_GINT64_FORMAT " %s", telling->row.id, what),
			.subject = telling->row.subject, .detail = detail,
			.command = arena_printf(telling->arena, "valija queue show %" G_GINT64_FORMAT,
						telling->row.id) };
	const Texts *keys = &telling->mail->invoice_keys;
	if (keys->n > 0)
		alert.invoice_key = keys->items[0];
	outcome_add_alert(telling->arena, &telling->outcome, alert);
}

static void jobs_pause(Telling *telling, const char *detail)
{
	const Texts *addresses = &telling->report->policed;
	for (size_t i = 0; i < addresses->n; i++)
		pause_begin(telling->arena, &telling->outcome, telling->row.company, addresses->items[i], detail,
			    stage_now(telling->stage));
}

/* An alert that cannot be sent raises none: it would be as lost. */
static bool jobs_tell(Telling *telling, GError **error)
{
	const JobReport *report = telling->report;
	bool tell = telling->change.tell || (telling->taken && report->tell) || report->lost != NULL;
	if (telling->row.company == NULL || (!tell && report->n_bounced == 0))
		return true;
	telling->outcome.outcome = "send";
	telling->outcome.company = telling->row.company;
	if (!jobs_load(telling, error))
		return false;
	if (!tell || telling->mail == NULL)
		return true;
	const char *detail = jobs_detail(telling);
	for (size_t i = 0; i < telling->mail->invoice_keys.n; i++)
		jobs_event(telling, telling->mail->invoice_keys.items[i], EVENT_MAIL_FAILED, detail);
	if (text_equal(telling->row.kind, "alert"))
		return true;
	jobs_add_alert(telling, detail);
	jobs_pause(telling, detail);
	return outbound_alerts(telling->stage, telling->arena, &telling->outcome, &telling->drafts, error);
}

/* ---- one event ---- */

/* Another worker has it: what this one did not bring about is no news. */
static bool jobs_is_stale(const Telling *telling)
{
	const JobReport *report = telling->report;
	return report->attempt != 0 && report->attempt != telling->row.attempts &&
	       (report->event == JOB_AGAIN || report->event == JOB_REFUSED);
}

static bool jobs_write(Telling *telling, GError **error)
{
	const JobReport *report = telling->report;
	JobWrite write = { .from = &telling->row, .attempt = report->attempt, .code = report->code,
			   .text = report->text, .outcome = &telling->outcome, .mails = telling->drafts.mails,
			   .n_mails = telling->drafts.n };
	if (telling->taken)
		jobs_set(&write, &telling->change, stage_now(telling->stage));
	if (report->free)
		write.to.lease_until = 0;
	if (write.reason == NULL)
		write.reason = report->text;
	return store_write_job(telling->stage->store, &write, stage_now(telling->stage), error);
}

static bool jobs_try(Telling *telling, GError **error)
{
	Stage *stage = telling->stage;
	const JobReport *report = telling->report;
	int64_t lookup_s = stage->settings->send->lookup_seconds;
	if (!store_job(stage->store, telling->arena, report->id, &telling->row, error) ||
	    !jobs_job(&telling->row, lookup_s, &telling->job, error))
		return false;
	telling->taken = !jobs_is_stale(telling) &&
			 lifecycle_apply(&telling->job, report->event, stage_now(stage), lookup_s, &telling->change);
	return jobs_tell(telling, error) && jobs_write(telling, error);
}

bool jobs_report(Stage *stage, const JobReport *report, JobState *ret_state, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) fault = NULL;
		Telling telling = { .stage = stage, .arena = arena, .report = report };
		if (jobs_try(&telling, &fault)) {
			if (ret_state != NULL)
				*ret_state = telling.taken ? telling.change.state : telling.job.state;
			if (telling.drafts.n > 0)
				store_ring(stage->store, "send");
			return true;
		}
		if (error_code(fault) == ERROR_RETRY && race < JOBS_RACES_MAX)
			continue;
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
}

/* ---- what dead workers left ---- */

/* Some folder of sent mail was not looked through since. */
static bool jobs_sent_waits(Stage *stage, const AccountSettings *account, int64_t since, bool *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Texts folders = { 0 };
	fetch_sent_folders(arena, stage->settings, account, &folders);
	for (size_t i = 0; !*ret && i < folders.n; i++) {
		Cursor cursor = { 0 };
		if (!store_cursor(stage->store, account->name, folders.items[i], &cursor, error))
			return false;
		*ret = cursor.looked_at < since;
	}
	return true;
}

/* A copy may lie unread: some mailbox of the company was not looked through since the copy had its time, or a message
 * of one is not worked off. */
static bool jobs_copy_may_wait(Stage *stage, const JobRow *row, bool *ret, GError **error)
{
	const Settings *settings = stage->settings;
	int64_t since = row->uncertain_at + settings->send->lookup_seconds;
	*ret = false;
	if (row->company != NULL && !store_inbox_waits(stage->store, row->company, ret, error))
		return false;
	for (size_t i = 0; !*ret && i < settings->n_accounts; i++) {
		const AccountSettings *account = settings->accounts[i];
		Cursor cursor = { 0 };
		if (!text_equal(account->company, row->company))
			continue;
		if (!store_cursor(stage->store, account->name, account->inbox, &cursor, error))
			return false;
		*ret = cursor.looked_at < since;
		if (!*ret && !jobs_sent_waits(stage, account, since, ret, error))
			return false;
	}
	return true;
}

/* Not looked up is not absent: claimed for the next look instead, until its life is over. */
static bool jobs_look_up(Stage *stage, const JobRow *row, JobReport *ret, GError **error)
{
	bool waits = false;
	int64_t age = stage_now(stage) - row->uncertain_at;
	ret->event = JOB_ABSENT;
	if (age < stage->settings->send->lookup_seconds || age >= BACKOFF_LIFE_S)
		return true;
	if (!jobs_copy_may_wait(stage, row, &waits, error))
		return false;
	if (waits)
		ret->event = JOB_CLAIM;
	return true;
}

/* What is known of an attempt whose process died. A post may be repeated: its receiver takes its key once. */
static JobEvent jobs_cut(const JobRow *row, const char **ret_text)
{
	bool post = text_equal(row->kind, HOOKS_JOB);
	bool dot = text_equal(row->phase, "dot");
	*ret_text = post ? jobs_cut_post : dot ? jobs_cut_after : jobs_cut_before;
	return dot && !post ? JOB_MAYBE : JOB_GONE;
}

static bool jobs_resolve_one(Stage *stage, int64_t id, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	JobReport report = { .id = id };
	JobRow row;
	JobState state = JOB_READY;
	if (!store_job(stage->store, arena, id, &row, error))
		return false;
	bool uncertain = text_equal(row.state, lifecycle_state_name(JOB_UNCERTAIN));
	if (uncertain && !jobs_look_up(stage, &row, &report, error))
		return false;
	if (!uncertain)
		report.event = jobs_cut(&row, &report.text);
	if (!jobs_report(stage, &report, &state, error))
		return false;
	if (report.event == JOB_CLAIM || (uncertain && state == JOB_UNCERTAIN))
		return true;
	g_autofree char *number = g_strdup_printf("%" G_GINT64_FORMAT, id);
	log_event(LOG_WARNING, "job-resolved", "job", number, "event", lifecycle_event_name(report.event), "state",
		  lifecycle_state_name(state), NULL);
	return true;
}

bool jobs_resolve(Stage *stage, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t *ids = NULL;
	size_t n = 0;
	if (!store_unresolved_jobs(stage->store, arena, stage_now(stage), JOBS_BATCH, &ids, &n, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!jobs_resolve_one(stage, ids[i], error))
			return false;
	return true;
}

/* ---- a person's word ---- */

static const struct {
	const char *word;
	JobEvent event;
} jobs_words[] = {
	{ "hold", JOB_HOLD }, { "release", JOB_RELEASE }, { "cancel", JOB_CANCEL }, { "retry", JOB_REPEAT },
};

static bool jobs_word(const char *word, JobEvent *ret, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(jobs_words); i++)
		if (text_equal(jobs_words[i].word, word)) {
			*ret = jobs_words[i].event;
			return true;
		}
	error_reject(error, "%s: hold, release, cancel or retry is wanted", word);
	return false;
}

typedef struct {
	JobEvent event;
	const char *text; /* of what it ends and why it changes */
	bool must;	  /* an event that means nothing now is an error */
} Act;

static bool jobs_act_apply(Store *store, const JobRow *row, const Act *act, int64_t now, GError **error)
{
	Job job;
	JobChange change;
	JobWrite write = { .from = row, .text = act->text };
	if (!jobs_job(row, 0, &job, error))
		return false;
	if (lifecycle_apply(&job, act->event, now, 0, &change)) {
		jobs_set(&write, &change, now);
	} else if (act->must) {
		error_reject(error, "job %" G_GINT64_FORMAT " is %s%s: it cannot be changed so now", row->id,
			     row->state, row->lease_until > now ? " and being worked on" : "");
		return false;
	}
	/* A worker that has it ends its attempt itself. */
	if (row->lease_until > now)
		write.text = NULL;
	if (write.reason == NULL)
		write.reason = act->text;
	return store_write_job(store, &write, now, error);
}

bool jobs_act(Store *store, int64_t id, const char *word, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Act act = { .text = arena_printf(arena, "%s by a person", word), .must = true };
	JobRow row;
	if (!jobs_word(word, &act.event, error) || !store_job(store, arena, id, &row, error))
		return false;
	if (row.phase != NULL && row.lease_until <= now && !text_equal(row.state, "uncertain")) {
		Act end = { 0 };
		end.event = jobs_cut(&row, &end.text);
		if (!jobs_act_apply(store, &row, &end, now, error) || !store_job(store, arena, id, &row, error))
			return false;
	}
	return jobs_act_apply(store, &row, &act, now, error);
}
