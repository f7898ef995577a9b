#include "gateway/stage_work.h"

#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "gateway/facts_load.h"
#include "gateway/outbound.h"
#include "gateway/reminders.h"
#include "ledger/post.h"

#define WORK_BATCH 50
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

static bool work_commit(Stage *stage, Arena *arena, const ClaimedMail *mail, const Finding *finding,
			Outcome *outcome, GError **error)
{
	Facts facts;
	Drafts drafts = { 0 };
	if (!facts_load(stage, arena, mail, finding, &facts, error))
		return false;
	post_finding(arena, finding, &facts, outcome);
	return outbound_alerts(stage, arena, outcome, &drafts, error) &&
	       store_commit_outcome(stage->store, mail, outcome, drafts.mails, drafts.n, stage_now(stage), error);
}

/* Another process changed the same invoice meanwhile: its facts are loaded and weighed again. */
static bool work_compute(Stage *stage, Arena *arena, const ClaimedMail *mail, const Finding *finding,
			 Outcome *outcome, GError **error)
{
	for (int race = 0; race < WORK_RACES_MAX; race++) {
		g_autoptr(GError) fault = NULL;
		if (work_commit(stage, arena, mail, finding, outcome, &fault))
			return true;
		bool again = error_code(fault) == ERROR_RETRY && race + 1 < WORK_RACES_MAX;
		if (!again) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
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
	tally->quarantined += quarantine;
	tally->retried += !quarantine;
	if (code != ERROR_STOP)
		return true;
	g_propagate_error(error, g_error_copy(fault));
	return false;
}

static bool work_one(Stage *stage, const ClaimedMail *mail, WorkTally *tally, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	Finding finding = { 0 };
	Outcome outcome = { 0 };
	if (!work_read(stage, arena, mail, &finding, &fault) ||
	    !work_compute(stage, arena, mail, &finding, &outcome, &fault))
		return work_failed(stage, mail, tally, fault, error);
	work_log_done(mail, &outcome);
	tally->done++;
	tally->quarantined += outcome.quarantined;
	if (outcome.move_to != NULL) {
		g_autofree char *fetcher = g_strdup_printf("fetch-%s", mail->account);
		store_ring(stage->store, fetcher);
	}
	if (outcome.n_alerts > 0)
		store_ring(stage->store, "send");
	return true;
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
		for (size_t i = 0; i < n; i++)
			if (!work_one(stage, &mails[i], tally, error))
				return false;
		if (n == 0 || stage_stopping(stage))
			return true;
	}
}

bool work_pass(Stage *stage, WorkTally *tally, GError **error)
{
	/* The inbox first: an answer that waits there may be the reason not to send. */
	return work_mails(stage, tally, error) && (stage_stopping(stage) || reminders_pass(stage, &tally->reminders, error));
}
