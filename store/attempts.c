/* One attempt at a job: begun after a last look at what it says, closed with the outcome. */
#include "base/error.h"
#include "base/text.h"
#include "ledger/events.h"
#include "ledger/pause.h"
#include "store/store_inner.h"

#define ATTEMPT_INBOX_WAIT_S 5
#define ATTEMPT_STOPPED_S 3600

/* Kinds that speak of a debt: they go only while it stands. The others were asked for, or tell our own
 * people. */
static bool attempt_is_checked(const char *kind)
{
	static const char *const kinds[] = { "reminder", "first-notice", "campaign" };
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (text_equal(kind, kinds[i]))
			return true;
	return false;
}

/* *ret: why it must not go; NULL when it may. A hold counts through its last day wherever the company is: yesterday of
 * UTC has come in every zone of the world. */
static bool attempt_blocked(Store *store, Arena *arena, const ClaimedJob *job, int64_t now, const char **ret,
			    GError **error)
{
	OutboundBlockedRow row = { 0 };
	if (job->mail.taken_back) {
		*ret = "its step was written anew since";
		return true;
	}
	const char *today = date_text(arena, date_add_days(date_in_zone(now, "UTC"), -1));
	int got = q_outbound_blocked(store->sql, job->id, today, arena, &row, error);
	if (got == 1)
		*ret = row.hold_reason != NULL
			       ? arena_printf(arena, "%s is on hold: %s", row.invoice_key, row.hold_reason)
			       : arena_printf(arena, "%s is %s", row.invoice_key, row.state);
	if (got != 0 || job->mail.contact_id == 0)
		return got >= 0;
	ContactStateRow contact = { .state = "unknown", .address = "the contact" };
	got = q_contact_state(store->sql, job->mail.contact_id, arena, &contact, error);
	if (got >= 0 && !text_equal(contact.state, "ok"))
		*ret = arena_printf(arena, "%s is %s", contact.address, contact.state);
	return got >= 0;
}

/* Money that came in and was taken back meanwhile is not thanked for. */
static bool attempt_untrue(Store *store, Arena *arena, const ClaimedJob *job, const char **ret, GError **error)
{
	ThankedBlockedRow row = { 0 };
	int got = q_thanked_blocked(store->sql, job->id, arena, &row, error);
	if (got == 1)
		*ret = arena_printf(arena, "%s: %s", row.invoice_key,
				    row.undone != 0 ? "a payment was undone" : "its balance is another one now");
	return got >= 0;
}

bool store_inbox_waits(Store *store, const char *company, bool *ret, GError **error)
{
	MessageUndrainedRow row = { 0 };
	int got = q_message_undrained(store->sql, company, NULL, &row, error);
	*ret = row.undrained != 0;
	return got >= 0;
}

static bool attempt_open(Store *store, const ClaimedJob *job, const char *relay, int64_t now, GError **error)
{
	const AttemptOpenArgs args = {
		.job_id = job->id, .number = job->attempts, .relay = relay, .at = now
	};
	int64_t changes = 0;
	if (!q_attempt_open(store->sql, &args, &changes, error))
		return false;
	if (changes == 1)
		return true;
	error_reject(error, "attempt %" G_GINT64_FORMAT " of job %" G_GINT64_FORMAT " was begun before",
		     job->attempts, job->id);
	return false;
}

static bool attempt_cancel(Store *store, const ClaimedJob *job, const char *reason, int64_t now, GError **error)
{
	const JobCancelArgs args = { .id = job->id, .reason = reason, .now = now };
	return q_attempt_drop(store->sql, job->id, job->attempts, NULL, error) &&
	       q_job_cancel(store->sql, &args, NULL, error) &&
	       q_outbound_take_back(store->sql, job->id, NULL, error);
}

/* The pause that lasts longest of those to whom it goes. What we tell our own people waits for nobody. */
static bool attempt_paused(Store *store, Arena *arena, const ClaimedJob *job, int64_t now, Pause **ret, GError **error)
{
	const Texts *lists[] = { &job->mail.to, &job->mail.cc };
	if (text_equal(job->kind, "alert") || text_equal(job->kind, "digest") || text_equal(job->kind, "plan"))
		return true;
	if (attempt_is_checked(job->kind) &&
	    !store_pause(store, arena, job->mail.company, PAUSE_EVERYBODY, now, ret, error))
		return false;
	if (*ret != NULL) /* a person may end it at any hour */
		(*ret)->until = now + ATTEMPT_STOPPED_S;
	if (*ret != NULL)
		return true;
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (size_t i = 0; i < lists[l]->n; i++) {
			Pause *pause = NULL;
			if (!store_pause(store, arena, job->mail.company, lists[l]->items[i], now, &pause, error))
				return false;
			if (pause != NULL && (*ret == NULL || pause->until > (*ret)->until))
				*ret = pause;
		}
	return true;
}

/* A lease of which a tenth is over lasts anew; renewing it each time would move the job's row in two indexes. */
static bool attempt_confirm(Store *store, const ClaimedJob *job, int64_t now, bool *ret_ours, GError **error)
{
	JobConfirmRow row = { 0 };
	int got = q_job_confirm(store->sql, job->id, job->attempts, NULL, &row, error);
	*ret_ours = got == 1;
	if (got != 1 || row.due_at - now > job->lease_s - job->lease_s / 10)
		return got >= 0;
	return q_job_renew(store->sql, job->id, now + job->lease_s, NULL, error);
}

static bool attempt_look(Store *store, const ClaimedJob *job, int64_t now, bool *go, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *blocked = NULL;
	Pause *pause = NULL;
	bool waits = false;
	bool ours = false;
	*go = false;
	if (!attempt_confirm(store, job, now, &ours, error))
		return false;
	/* A person held or cancelled it, or the lease was over and another has it. */
	if (!ours)
		return q_attempt_drop(store->sql, job->id, job->attempts, NULL, error);
	/* In this order: each statement may see commits that the one before did not, and an answer that is worked off
	 * between them must show as still waiting or as what it led to. */
	bool thanks = text_equal(job->kind, "confirmation");
	if (thanks && !attempt_untrue(store, arena, job, &blocked, error))
		return false;
	if (thanks && blocked != NULL && !q_thanked_again(store->sql, job->id, now, NULL, error))
		return false;
	if (attempt_is_checked(job->kind) && (!store_inbox_waits(store, job->mail.company, &waits, error) ||
					      !attempt_blocked(store, arena, job, now, &blocked, error)))
		return false;
	/* What waits in the inbox may settle or hold it, or take back what blocks it now: look again after.
	 */
	if (waits)
		return store_put_off(store, job, now + ATTEMPT_INBOX_WAIT_S,
				     "waits until the inbox is worked off", error);
	if (blocked != NULL)
		return attempt_cancel(store, job, blocked, now, error);
	if (!attempt_paused(store, arena, job, now, &pause, error))
		return false;
	if (pause != NULL)
		return store_put_off(store, job, pause->until, pause_words(arena, pause), error);
	*go = true;
	return true;
}

static bool attempt_begin(Store *store, const ClaimedJob *job, const char *relay, int64_t now, bool *go,
			  GError **error)
{
	return attempt_look(store, job, now, go, error) && (!*go || attempt_open(store, job, relay, now, error));
}

bool store_begin_attempts(Store *store, const ClaimedJob *jobs, size_t n, const char *relay, int64_t now, bool *ret_go,
			  GError **error)
{
	bool done = true;
	if (!store_begin(store, error))
		return false;
	for (size_t i = 0; done && i < n; i++)
		done = attempt_begin(store, &jobs[i], relay, now, &ret_go[i], error);
	return store_end(store, done && store_note_claims(store, error), "tx.begin_attempt", error);
}

bool store_look_again(Store *store, const ClaimedJob *job, int64_t now, bool *ret_go, GError **error)
{
	if (!store_begin_soon(store, error))
		return false;
	return store_end(store, attempt_look(store, job, now, ret_go, error), "tx.look_again", error);
}

bool store_is_claimed(Store *store, const ClaimedJob *job, bool *ret, GError **error)
{
	JobClaimedRow row = { 0 };
	int got = q_job_claimed(store->sql, job->id, job->attempts, NULL, &row, error);
	*ret = got == 1 && row.claimed == 1;
	return got >= 0;
}

bool store_cut_attempts(Store *store, const ClaimedJob *jobs, size_t n, const char *owner, GError **error)
{
	bool done = true;
	if (!store_begin(store, error))
		return false;
	for (size_t i = 0; done && i < n; i++) {
		const AttemptCutArgs args = { .job_id = jobs[i].id, .number = jobs[i].attempts, .owner = owner };
		done = q_attempt_cut(store->sql, &args, NULL, error);
	}
	return store_end(store, done, "tx.cut_attempts", error);
}

static bool attempt_customer(Store *store, Arena *arena, int64_t id, const char **ret, GError **error)
{
	Customer *customer = NULL;
	if (id != 0 && !store_customer_by_id(store, arena, id, &customer, error))
		return false;
	*ret = customer != NULL ? customer->tax_id : NULL;
	return true;
}

/* An event for each invoice that the mail speaks of. */
bool store_tell_sent(Store *store, Arena *arena, int64_t id, int64_t now, GError **error)
{
	SentMail *mail = NULL;
	const char *customer = NULL;
	if (!store_sent_mail(store, arena, id, &mail, error))
		return false;
	if (mail == NULL || mail->invoice_keys.n == 0)
		return true;
	if (!attempt_customer(store, arena, mail->customer_id, &customer, error))
		return false;
	Event *events = arena_array(arena, Event, mail->invoice_keys.n);
	for (size_t i = 0; i < mail->invoice_keys.n; i++)
		events[i] = (Event){
			.at = now,
			.company = mail->company,
			.invoice_key = mail->invoice_keys.items[i],
			.customer_tax_id = customer,
			.kind = EVENT_MAIL_SENT,
			.actor = "valija",
			.reason = arena_printf(arena, "%s to %s", mail->kind,
					       texts_join(arena, &mail->recipients, ", ")),
			.evidence = arena_printf(arena, "job %" G_GINT64_FORMAT, id),
		};
	return store_append_events(store, events, mail->invoice_keys.n, error);
}

static bool attempt_tell(Store *store, int64_t id, const char *state, int64_t changes, int64_t now,
			 GError **error)
{
	if (changes == 0 || !text_equal(state, "sent"))
		return true;
	g_autoptr(Arena) arena = arena_new();
	return store_tell_sent(store, arena, id, now, error);
}

bool store_finish_job(Store *store, int64_t job, const char *state, const char *text, int64_t due_at,
		      int64_t now, GError **error)
{
	const JobSettleArgs settle = {
		.id = job, .state = state, .due_at = due_at, .now = now, .reason = text
	};
	const AttemptCloseAllArgs close = { .job_id = job, .now = now, .text = text };
	int64_t changes = 0;
	/* Of the ledger it writes events at most: moves do not wait for who changes it, nor keep workers waiting. */
	if (!store_begin_adding(store, error))
		return false;
	bool done = q_attempt_close_all(store->sql, &close, NULL, error) &&
		    q_job_settle(store->sql, &settle, &changes, error) &&
		    attempt_tell(store, job, state, changes, now, error);
	return store_end(store, done, "tx.finish_job", error);
}
