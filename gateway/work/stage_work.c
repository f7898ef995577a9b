#include "gateway/work/stage_work.h"

#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/mails/confirmations.h"
#include "gateway/mails/digest.h"
#include "gateway/mails/morning.h"
#include "gateway/mails/outbound.h"
#include "gateway/mails/reminders.h"
#include "gateway/watch.h"
#include "gateway/work/deadlines.h"
#include "gateway/work/facts_ahead.h"
#include "gateway/work/facts_load.h"
#include "ledger/post.h"
#include "store/known.h"
#include "store/lease.h"

#define WORK_BATCH 100
#define WORK_BATCH_BYTES (8 * 1024 * 1024)
#define WORK_DEATHS_MAX 3
#define WORK_RACES_MAX 10
#define WORK_RETRY_S 30

/* One message of a batch: everything about it lives in its own arena. */
typedef struct {
	Arena *arena;
	const ClaimedMail *mail;
	Finding finding;
	Outcome outcome;
	Drafts drafts;
	GError *fault; /* why it could not be done; NULL: fine so far */
	bool committed;
	bool away; /* the place of its bytes does not answer: nobody's fault here */
} Unit;

/* The file of a message; fd -1: it is not open. */
typedef struct {
	int fd;
	int64_t bytes;
} WorkFile;

/* Messages that were claimed together. */
typedef struct {
	Arena *arena;
	ClaimedMail *mails;
	WorkFile *files;
	size_t n;
	size_t next;  /* those before it were read */
	size_t asked; /* … and the reader has those before this one in hand */
} Claim;

static void work_file_close(WorkFile *file)
{
	if (file->fd >= 0)
		close(file->fd);
	file->fd = -1;
}

static bool work_claim(Stage *stage, Claim *ret, GError **error)
{
	*ret = (Claim){ .arena = arena_new() };
	if (!store_claim_mails(stage->store, ret->arena, stage->owner, stage_now(stage),
			       stage->settings->run->lease_seconds, WORK_BATCH, &ret->mails, &ret->n, error))
		return false;
	ret->files = arena_alloc(ret->arena, sizeof *ret->files * (ret->n + 1));
	const char **names = arena_alloc(ret->arena, sizeof *names * (ret->n + 1));
	for (size_t i = 0; i < ret->n; i++) {
		ret->files[i].fd = -1;
		names[i] = ret->mails[i].sha256;
	}
	store_blob_expect(stage->store, names, ret->n);
	return true;
}

static void work_claim_end(Claim *claim)
{
	for (size_t i = 0; i < claim->n; i++)
		work_file_close(&claim->files[i]);
	arena_free(claim->arena);
	*claim = (Claim){ 0 };
}

/* The reader has the next ones in hand while this one is posted. What fails here is told when it is its turn. */
static void work_ahead(Stage *stage, Claim *claim)
{
	for (claim->asked = MAX(claim->asked, claim->next); claim->asked < claim->n; claim->asked++) {
		const ClaimedMail *mail = &claim->mails[claim->asked];
		WorkFile *file = &claim->files[claim->asked];
		if (!reader_client_has_room(stage->reader, (uint64_t)mail->bytes))
			return;
		file->fd = store_blob_open(stage->store, mail->sha256, &file->bytes, NULL);
		if (file->fd >= 0)
			reader_client_ahead(stage->reader, file->fd, (uint64_t)file->bytes);
		else
			claim->asked = claim->n - 1; /* a place that is away is not asked again and again */
	}
}

/* What a disk, a copy or a person changed since it was fetched is not the message that came. */
static bool work_is_itself(const Unit *unit, GError **error)
{
	if (text_equal(unit->finding.sha256, unit->mail->sha256))
		return true;
	error_reject(error, "its bytes are no longer those that came: their SHA-256 is %s, not %s. Put them back from "
			    "a backup, then: valija mail replay %" G_GINT64_FORMAT,
		     unit->finding.sha256, unit->mail->sha256, unit->mail->id);
	return false;
}

static bool work_read(Stage *stage, Unit *unit, WorkFile *file, GError **error)
{
	if (file->fd < 0)
		file->fd = store_blob_open(stage->store, unit->mail->sha256, &file->bytes, error);
	unit->away = file->fd < 0 && error_code(*error) == ERROR_RETRY;
	if (file->fd < 0)
		return false;
	bool done = reader_client_read(stage->reader, unit->arena, file->fd, (uint64_t)file->bytes, &unit->finding,
				       error) &&
		    work_is_itself(unit, error);
	work_file_close(file);
	return done;
}

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

/* With its alert or not at all; only an alert that cannot be written does not keep it from being set aside. */
static bool work_quarantine(Stage *stage, const ClaimedMail *mail, const char *reason, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	/* Its own subject cannot be read: where it lies names it. */
	const char *name = arena_printf(arena, "%s, %s, UID %u", mail->account, mail->folder, mail->uid);
	Outcome outcome = { .outcome = "alert", .quarantined = true, .subject = name, .reason = reason,
			    .company = mail->company };
	Facts facts = { .mail_id = mail->id, .mail_sha256 = mail->sha256, .companies = stage->settings->companies,
			.n_companies = stage->settings->n_companies };
	Drafts drafts = { 0 };
	post_quarantine_alert(arena, &facts, &outcome);
	if (!outbound_alerts(stage, arena, &outcome, &drafts, &fault)) {
		log_event(LOG_ERROR, "alert-failed", "reason", fault->message, NULL);
		outcome.n_alerts = 0;
		drafts.n = 0;
	}
	if (!store_quarantine_mail(stage->store, mail->id, &outcome, drafts.mails, drafts.n, stage_now(stage), error))
		return false;
	store_ring(stage->store, "send");
	return true;
}

static bool work_release(Stage *stage, const ClaimedMail *mail, const GError *fault, bool quarantine, GError **error)
{
	bool stop = error_code(fault) == ERROR_STOP;
	if (quarantine && !stop)
		return work_quarantine(stage, mail, fault->message, error);
	return store_release_mail(stage->store, mail->id, fault->message, false,
				  stage_now(stage) + (stop ? 0 : WORK_RETRY_S), error);
}

/* The message is set aside or tried again; nothing else waits for it. False: the stage itself must stop. */
static bool work_failed(Stage *stage, const ClaimedMail *mail, WorkTally *tally, const GError *fault, GError **error)
{
	ErrorCode code = error_code(fault);
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, mail->id);
	bool quarantine = code == ERROR_REJECT || mail->attempts >= WORK_DEATHS_MAX;
	log_event(LOG_WARNING, quarantine ? "mail-quarantined" : "mail-retry", "mail", id, "account", mail->account,
		  "reason", fault->message, NULL);
	if (!work_release(stage, mail, fault, quarantine, error))
		return false;
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

/* The next one of the claim. */
static void work_prepare(Stage *stage, Unit *unit, Claim *claim)
{
	size_t place = claim->next++;
	*unit = (Unit){ .arena = arena_new(), .mail = &claim->mails[place] };
	bool done = work_read(stage, unit, &claim->files[place], &unit->fault);
	work_ahead(stage, claim);
	if (done && !known_is_far(stage->store))
		work_compute(stage, unit, &unit->fault);
}

/* Where each question is a way to a server, those of all are asked first. */
static bool work_compute_far(Stage *stage, Unit *units, size_t n, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const Finding **findings = arena_array(arena, const Finding *, n);
	size_t read = 0;
	for (size_t i = 0; i < n; i++)
		if (units[i].fault == NULL)
			findings[read++] = &units[i].finding;
	if (read == 0 || !known_is_far(stage->store))
		return true;
	stage->ahead = facts_ahead_load(stage, arena, findings, read, error);
	bool done = stage->ahead != NULL;
	for (size_t i = 0; done && i < n; i++)
		if (units[i].fault == NULL)
			work_compute(stage, &units[i], &units[i].fault);
	stage->ahead = NULL;
	return done;
}

/* What was computed is committed together, one sync for all; a message that loses a race is done again alone. */
static bool work_commit_batch(Stage *stage, Unit *units, size_t n, GError **error)
{
	OutcomeCommit commits[WORK_BATCH];
	Unit *of[WORK_BATCH];
	size_t fine = 0;
	for (size_t i = 0; i < n; i++) {
		if (units[i].fault != NULL)
			continue;
		of[fine] = &units[i];
		commits[fine++] = (OutcomeCommit){ .mail = units[i].mail, .outcome = &units[i].outcome,
						   .mails = units[i].drafts.mails, .n_mails = units[i].drafts.n };
	}
	if (!store_commit_outcomes(stage->store, commits, fine, stage_now(stage), error))
		return false;
	for (size_t i = 0; i < fine; i++) {
		of[i]->committed = commits[i].done;
		of[i]->fault = commits[i].fault;
	}
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

/* What a batch takes of the claimed messages: so many, or so many bytes, whichever is reached first; it ends before one
 * whose bytes are away. */
static size_t work_take(Stage *stage, Unit *units, Claim *claim, GError **away)
{
	size_t taken = 0;
	for (int64_t bytes = 0; claim->next < claim->n; taken++) {
		Unit *unit = &units[taken];
		bytes += claim->mails[claim->next].bytes;
		if (taken > 0 && bytes > WORK_BATCH_BYTES)
			break;
		work_prepare(stage, unit, claim);
		if (unit->away) {
			g_propagate_error(away, g_steal_pointer(&unit->fault));
			work_unit_free(unit);
			claim->next--;
			break;
		}
	}
	return taken;
}

/* What was claimed and not begun is due again. */
static bool work_give_back(Stage *stage, Claim *claim, GError **error)
{
	size_t n = claim->n - claim->next;
	bool done = n == 0 || store_return_mails(stage->store, &claim->mails[claim->next], n, stage_now(stage), error);
	work_claim_end(claim);
	return done;
}

static bool work_was_tried(const Claim *claim)
{
	return claim->n > 0 && claim->mails[0].attempts > 1;
}

/* What comes after the last of the claim, so that the reader has it in hand while the last ones are committed. A message
 * that was tried before is never claimed beside others: their death would count against it. */
static bool work_claim_later(Stage *stage, const Claim *claim, Claim *later, GError **error)
{
	if (claim->next < claim->n || work_was_tried(claim) || stage_stopping(stage))
		return true;
	if (!work_claim(stage, later, error))
		return false;
	if (work_was_tried(later))
		return work_give_back(stage, later, error);
	work_ahead(stage, later);
	return true;
}

static bool work_batch(Stage *stage, Claim *claim, Claim *later, WorkTally *tally, GError **error)
{
	Unit units[WORK_BATCH];
	g_autoptr(GError) away = NULL;
	g_autoptr(GError) fault = NULL;
	size_t taken = work_take(stage, units, claim, &away);
	if (away == NULL)
		work_claim_later(stage, claim, later, &fault);
	bool done = taken == 0 || (work_compute_far(stage, units, taken, error) &&
				   work_finish_batch(stage, units, taken, tally, error));
	for (size_t i = 0; i < taken; i++)
		work_unit_free(&units[i]);
	if (done && away != NULL) {
		tally->retried += claim->n - claim->next;
		done = work_give_back(stage, claim, error);
	}
	if (!done || (away == NULL && fault == NULL))
		return done;
	g_propagate_error(error, away != NULL ? g_steal_pointer(&away) : g_steal_pointer(&fault));
	return false;
}

/* A store that went away kept what it was told before, a claim whose answer never came too: nobody has it in hand, and it
 * would wait out its lease. */
static bool work_leave_old(Stage *stage, GError **error)
{
	if (stage->unsure && !store_lease_drop(stage->store, stage->owner, stage_now(stage), error))
		return false;
	stage->unsure = false;
	return true;
}

static bool work_mails(Stage *stage, WorkTally *tally, GError **error)
{
	Claim now = { 0 };
	Claim later = { 0 };
	bool done = work_leave_old(stage, error) && work_claim(stage, &now, error);
	while (done && now.n > 0) {
		done = work_batch(stage, &now, &later, tally, error);
		if (now.next < now.n)
			continue;
		work_claim_end(&now);
		now = later;
		later = (Claim){ 0 };
		if (!done || now.n > 0 || stage_stopping(stage))
			continue;
		work_claim_end(&now);
		done = work_claim(stage, &now, error);
	}
	if (!done) {
		stage->unsure = true;
		work_give_back(stage, &now, NULL);
		work_give_back(stage, &later, NULL);
		reader_client_forget(stage->reader);
	}
	work_claim_end(&now);
	work_claim_end(&later);
	return done;
}

bool work_pass(Stage *stage, WorkTally *tally, GError **error)
{
	/* The inbox first: an answer that waits there may be the reason not to send. */
	g_autoptr(Arena) arena = arena_new();
	const char *restored = NULL;
	return work_mails(stage, tally, error) && store_restored(stage->store, arena, &restored, error) &&
	       (stage_stopping(stage) || restored != NULL ||
		(morning_pass(stage, error) && reminders_pass(stage, &tally->reminders, error) &&
		 confirmations_pass(stage, &tally->confirmations, error) && deadlines_pass(stage, error) &&
		 watch_pass(stage, error) && digest_pass(stage, error)));
}
