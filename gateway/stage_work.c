#include "gateway/stage_work.h"

#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/deadlines.h"
#include "gateway/facts_load.h"
#include "gateway/outbound.h"
#include "gateway/reminders.h"
#include "ledger/post.h"

#define WORK_BATCH 50
#define WORK_BATCH_BYTES (8 * 1024 * 1024)
#define WORK_DEATHS_MAX 3
#define WORK_RACES_MAX 10
#define WORK_RETRY_S 30

static bool work_read(Stage *stage, Arena *arena, const ClaimedMail *mail, Finding *ret, GError **error)
{
	int64_t bytes = 0;
	int fd = store_blob_open(stage->store, mail->sha256, &bytes, error);
	if (fd < 0)
		return false;
	bool done = reader_client_read(stage->reader, arena, fd, (uint64_t)bytes, ret, error);
	close(fd);
	return done;
}

/* The reader has this one in hand while the one before it is posted. What fails here is told when it is its turn. */
static void work_ahead(Stage *stage, const ClaimedMail *mail)
{
	int64_t bytes = 0;
	int fd = store_blob_open(stage->store, mail->sha256, &bytes, NULL);
	if (fd < 0)
		return;
	reader_client_ahead(stage->reader, fd, (uint64_t)bytes);
	close(fd);
}

/* One message of a batch: everything about it lives in its own arena. */
typedef struct {
	Arena *arena;
	const ClaimedMail *mail;
	Finding finding;
	Outcome outcome;
	Drafts drafts;
	GError *fault; /* why it could not be done; NULL: fine so far */
	bool committed;
} Unit;

static void work_unit_free(Unit *unit)
{
	arena_free(unit->arena);
	g_clear_error(&unit->fault);
}

/* Facts, consequences and frozen alerts; nothing is written but ids and bytes that nobody refers to yet. */
static bool work_compute(Stage *stage, Unit *unit, GError **error)
{
	Facts facts;
	unit->outcome = (Outcome){ 0 };
	unit->drafts = (Drafts){ 0 };
	if (!facts_load(stage, unit->arena, unit->mail, &unit->finding, &facts, error))
		return false;
	post_finding(unit->arena, &unit->finding, &facts, &unit->outcome);
	return outbound_alerts(stage, unit->arena, &unit->outcome, &unit->drafts, error);
}

static bool work_commit(Stage *stage, Unit *unit, GError **error)
{
	unit->committed = store_commit_outcome(stage->store, unit->mail, &unit->outcome, unit->drafts.mails,
					       unit->drafts.n, stage_now(stage), error);
	return unit->committed;
}

/* Another message or process changed the same invoice meanwhile: its facts are loaded and weighed again. */
static bool work_again(Stage *stage, Unit *unit)
{
	for (int race = 0; race < WORK_RACES_MAX; race++) {
		g_clear_error(&unit->fault);
		if (work_compute(stage, unit, &unit->fault) && work_commit(stage, unit, &unit->fault))
			return true;
		if (error_code(unit->fault) != ERROR_RETRY)
			return false;
	}
	return false;
}

static void work_log_done(const ClaimedMail *mail, const Outcome *outcome)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
	log_event(outcome->quarantined ? LOG_WARNING : LOG_INFO, outcome->quarantined ? "mail-quarantined" : "mail-done",
		  "mail", id, "account", mail->account, "outcome", outcome->outcome, "reason", outcome->reason,
		  "move_to", outcome->move_to, NULL);
}

static void work_alert_quarantine(Stage *stage, const ClaimedMail *mail, const char *reason)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Outcome outcome = { .outcome = "alert", .quarantined = true, .reason = reason, .company = mail->company };
	Facts facts = { .mail_id = mail->id, .mail_sha256 = mail->sha256, .companies = stage->settings->companies,
			.n_companies = stage->settings->n_companies };
	post_quarantine_alert(arena, &facts, &outcome);
	if (!outbound_tell(stage, arena, &outcome, &error))
		log_event(LOG_ERROR, "alert-failed", "reason", error->message, NULL);
}

/* The message is set aside or tried again; nothing else waits for it. False: the stage itself must stop. */
static bool work_failed(Stage *stage, const ClaimedMail *mail, WorkTally *tally, const GError *fault, GError **error)
{
	ErrorCode code = error_code(fault);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
	bool quarantine = code == ERROR_REJECT || mail->attempts >= WORK_DEATHS_MAX;
	log_event(LOG_WARNING, quarantine ? "mail-quarantined" : "mail-retry", "mail", id, "account", mail->account,
		  "reason", fault->message, NULL);
	if (!store_release_mail(stage->store, mail->id, fault->message, quarantine && code != ERROR_STOP,
				stage_now(stage) + (code == ERROR_STOP ? 0 : WORK_RETRY_S), error))
		return false;
	if (quarantine && code != ERROR_STOP)
		work_alert_quarantine(stage, mail, fault->message);
	tally->quarantined += quarantine;
	tally->retried += !quarantine;
	if (code != ERROR_STOP)
		return true;
	g_propagate_error(error, g_error_copy(fault));
	return false;
}

static void work_done(Stage *stage, const Unit *unit, WorkTally *tally)
{
	work_log_done(unit->mail, &unit->outcome);
	tally->done++;
	tally->quarantined += unit->outcome.quarantined;
	if (unit->outcome.move_to != NULL) {
		g_autofree char *fetcher = g_strdup_printf("fetch-%s", unit->mail->account);
		store_ring(stage->store, fetcher);
	}
	if (unit->outcome.n_alerts > 0)
		store_ring(stage->store, "send");
}

/* next: the message after it, NULL for none. */
static void work_prepare(Stage *stage, Unit *unit, const ClaimedMail *mail, const ClaimedMail *next)
{
	*unit = (Unit){ .arena = arena_new(), .mail = mail };
	bool done = work_read(stage, unit->arena, mail, &unit->finding, &unit->fault);
	if (next != NULL)
		work_ahead(stage, next);
	if (done)
		work_compute(stage, unit, &unit->fault);
}

/* What was computed is committed together, one sync for all; a message that loses a race is done again alone. */
static bool work_commit_batch(Stage *stage, Unit *units, size_t n, GError **error)
{
	if (!store_batch_begin(stage->store, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (units[i].fault == NULL)
			work_commit(stage, &units[i], &units[i].fault);
	if (!store_batch_end(stage->store, error))
		return false;
	for (size_t i = 0; i < n; i++)
		if (!units[i].committed && units[i].finding.sha256 != NULL && error_code(units[i].fault) == ERROR_RETRY)
			work_again(stage, &units[i]);
	return true;
}

static bool work_finish_batch(Stage *stage, Unit *units, size_t n, WorkTally *tally, GError **error)
{
	if (!work_commit_batch(stage, units, n, error))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (units[i].committed)
			work_done(stage, &units[i], tally);
		else if (!work_failed(stage, units[i].mail, tally, units[i].fault, error))
			return false;
	}
	return true;
}

/* A batch holds so many messages or so many bytes, whichever is reached first. */
static bool work_batch(Stage *stage, const ClaimedMail *mails, size_t n, WorkTally *tally, GError **error)
{
	Unit units[WORK_BATCH];
	bool done = true;
	for (size_t next = 0; done && next < n;) {
		size_t taken = 0;
		for (int64_t bytes = 0; next < n && (taken == 0 || bytes + mails[next].bytes <= WORK_BATCH_BYTES);
		     next++) {
			bytes += mails[next].bytes;
			const ClaimedMail *after = next + 1 < n ? &mails[next + 1] : NULL;
			work_prepare(stage, &units[taken++], &mails[next], after);
		}
		done = work_finish_batch(stage, units, taken, tally, error);
		for (size_t i = 0; i < taken; i++)
			work_unit_free(&units[i]);
	}
	return done;
}

static bool work_mails(Stage *stage, WorkTally *tally, GError **error)
{
	for (;;) {
		g_autoptr(Arena) arena = arena_new();
		ClaimedMail *mails = NULL;
		size_t n = 0;
		if (!store_claim_mails(stage->store, arena, stage->owner, stage_now(stage),
				       stage->settings->run->lease_seconds, WORK_BATCH, &mails, &n, error))
			return false;
		if (!work_batch(stage, mails, n, tally, error))
			return false;
		if (n == 0 || stage_stopping(stage))
			return true;
	}
}

bool work_pass(Stage *stage, WorkTally *tally, GError **error)
{
	/* The inbox first: an answer that waits there may be the reason not to send. */
	return work_mails(stage, tally, error) &&
	       (stage_stopping(stage) ||
		(reminders_pass(stage, &tally->reminders, error) && deadlines_pass(stage, error)));
}
