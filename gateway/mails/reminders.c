#include "gateway/mails/reminders.h"

#include "base/error.h"
#include "base/log.h"
#include "gateway/mails/outbound.h"
#include "gateway/mails/reminder_look.h"
#include "ledger/pause.h"
#include "store/lease.h"

#define REMINDERS_PAGE 5000		    /* customers whose day has come, asked for at once */
#define REMINDERS_BATCH 100		    /* those of one transaction: so many … */
#define REMINDERS_BATCH_BYTES (16 * 1048576) /* … or so much memory, with the documents of their mails … */
#define REMINDERS_BATCH_MS 1000		    /* … or as long as this to compute them */
#define REMINDERS_RACES_MAX 5
#define REMINDERS_LEASE_PARTS 3

bool reminders_plan(Stage *stage, Arena *arena, const Company *company, int64_t customer_id, ReminderCaps *caps,
		    Plan *ret, GError **error)
{
	ReminderLook look = { .input = { .company = company, .now = ret->now } };
	if (!reminder_look_decide(stage, arena, caps, customer_id, &look, error))
		return false;
	*ret = (Plan){ .company = company, .now = ret->now, .input = look.input, .customer = look.input.customer,
		       .decision = look.decision };
	return true;
}

/* ---- whose turn it is to decide ---- */

/* One company's customers. Only one process at a time is at them: the caps are counted once, and nobody computes what
 * another has. */
typedef struct {
	Stage *stage;
	const Company *company;
	ReminderCaps *caps;
	const char *lease;
	int64_t held_at; /* 0: we have not got it, as far as we know */
	size_t most;	 /* customers of the next batch */
	size_t queued;
} Pass;

static StoreLease reminders_lease(const Pass *pass, int64_t now)
{
	return (StoreLease){ .name = pass->lease, .owner = pass->stage->owner,
			     .until = now + pass->stage->settings->run->lease_seconds };
}

/* *ret false: another process is at it. */
static bool reminders_hold(Pass *pass, bool *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *other = NULL;
	int64_t now = stage_now(pass->stage);
	const StoreLease lease = reminders_lease(pass, now);
	*ret = true;
	if (pass->held_at != 0 && now - pass->held_at < (lease.until - now) / REMINDERS_LEASE_PARTS)
		return true;
	if (!store_lease_take(pass->stage->store, arena, &lease, now, &other, error))
		return false;
	*ret = other == NULL;
	pass->held_at = other == NULL ? now : 0;
	if (other != NULL)
		log_event(LOG_DEBUG, "reminders-elsewhere", "company", pass->company->name, "owner", other, NULL);
	return true;
}

static void reminders_leave(Pass *pass)
{
	if (pass->held_at != 0)
		store_lease_leave(pass->stage->store, pass->lease, pass->stage->owner, NULL);
	pass->held_at = 0;
}

/* What was decided may be on record or not, and somebody else may be at it. */
static void reminders_unsure(Pass *pass)
{
	reminder_caps_forget(pass->caps);
	pass->held_at = 0;
}

/* ---- a batch ---- */

typedef struct {
	int64_t customer_id;
	Arena *arena;
	ReminderLook look;
	GError *fault; /* why it could not be done; NULL: fine so far */
} Unit;

typedef struct {
	Unit units[REMINDERS_BATCH];
	size_t n;
	int64_t now; /* of all its decisions: no midnight is within it */
} Batch;

static void reminders_batch_clear(Batch *batch)
{
	for (size_t i = 0; i < batch->n; i++) {
		arena_free(batch->units[i].arena);
		g_clear_error(&batch->units[i].fault);
	}
	batch->n = 0;
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Batch, reminders_batch_clear)

/* False: nothing can be done for anybody. */
static bool reminders_compute(Pass *pass, const int64_t *ids, size_t n, Batch *batch, GError **error)
{
	int64_t began = clock_monotonic_ms();
	batch->now = stage_now(pass->stage);
	for (size_t bytes = 0; batch->n < n && bytes < REMINDERS_BATCH_BYTES;) {
		Unit *unit = &batch->units[batch->n];
		*unit = (Unit){ .customer_id = ids[batch->n++], .arena = arena_new() };
		unit->look.input = (DecideInput){ .company = pass->company, .now = batch->now };
		unit->look.outcome = (Outcome){ .outcome = "due" };
		if (!reminder_look_make(pass->stage, unit->arena, pass->caps, unit->customer_id, &unit->look,
					&unit->fault) &&
		    error_code(unit->fault) == ERROR_STOP) {
			g_propagate_error(error, g_steal_pointer(&unit->fault));
			return false;
		}
		bytes += arena_used(unit->arena) + unit->look.drafts.bytes;
		if (clock_monotonic_ms() - began >= REMINDERS_BATCH_MS)
			break;
	}
	return true;
}

/* Each of them whole or not at all; bytes first. False: none of them. */
static bool reminders_commit(Pass *pass, Batch *batch, GError **error)
{
	OutcomeCommit commits[REMINDERS_BATCH];
	Unit *of[REMINDERS_BATCH];
	size_t n = 0;
	Store *store = pass->stage->store;
	const StoreLease lease = reminders_lease(pass, batch->now);
	for (size_t i = 0; i < batch->n; i++) {
		const ReminderLook *look = &batch->units[i].look;
		if (batch->units[i].fault != NULL || !reminder_look_says(look))
			continue;
		of[n] = &batch->units[i];
		commits[n++] = (OutcomeCommit){ .outcome = &look->outcome, .mails = look->drafts.mails,
						.n_mails = look->drafts.n, .next = look->next,
						.n_next = look->n_next };
	}
	if (n > 0 && (!store_blob_sync(store, error) ||
		      !store_lease_commit(store, &lease, commits, n, batch->now, error)))
		return false;
	for (size_t i = 0; i < n; i++)
		of[i]->fault = commits[i].fault;
	pass->held_at = n > 0 ? batch->now : pass->held_at;
	return true;
}

/* ---- what became of it ---- */

static void reminders_done(Pass *pass, const Unit *unit)
{
	const Decision *decision = &unit->look.decision;
	bool queued = decision->skip == NULL;
	pass->queued += queued;
	log_event(queued ? LOG_INFO : LOG_DEBUG, queued ? "reminder-queued" : "no-reminder", "company",
		  pass->company->name, "customer", unit->look.input.customer->tax_id, "step", decision->step, "reason",
		  decision->skip, NULL);
}

/* One customer's fault delays nobody else; its rows stay due and are looked at again. */
static void reminders_failed(const Pass *pass, int64_t customer_id, const GError *fault)
{
	g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, customer_id);
	log_event(LOG_ERROR, "reminder-failed", "company", pass->company->name, "customer", id, "reason",
		  fault->message, NULL);
}

static bool reminders_one(Pass *pass, int64_t customer_id, GError **error)
{
	g_auto(Batch) batch = { 0 };
	if (!reminders_compute(pass, &customer_id, 1, &batch, error) || !reminders_commit(pass, &batch, error))
		return false;
	Unit *unit = &batch.units[0];
	if (unit->fault != NULL) {
		g_propagate_error(error, g_steal_pointer(&unit->fault));
		return false;
	}
	reminder_caps_settle(pass->caps);
	reminders_done(pass, unit);
	return true;
}

/* Again while others are in its way. */
static bool reminders_alone(Pass *pass, int64_t customer_id, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(GError) fault = NULL;
		bool ours = false;
		if (!reminders_hold(pass, &ours, error))
			return false;
		if (!ours || reminders_one(pass, customer_id, &fault))
			return true;
		reminders_unsure(pass);
		if (error_code(fault) == ERROR_RETRY && race < REMINDERS_RACES_MAX)
			continue;
		if (error_code(fault) == ERROR_STOP) {
			g_propagate_error(error, g_steal_pointer(&fault));
			return false;
		}
		reminders_failed(pass, customer_id, fault);
		return true;
	}
}

/* Those that failed for a reason that may be over. */
static bool reminders_again(Pass *pass, const Batch *batch, bool all, GError **error)
{
	for (size_t i = 0; i < batch->n; i++) {
		const Unit *unit = &batch->units[i];
		bool wanted = all || (unit->fault != NULL && error_code(unit->fault) == ERROR_RETRY);
		if (wanted && !reminders_alone(pass, unit->customer_id, error))
			return false;
	}
	return true;
}

static bool reminders_finish(Pass *pass, const Batch *batch, GError **error)
{
	size_t failed = 0;
	for (size_t i = 0; i < batch->n; i++) {
		const Unit *unit = &batch->units[i];
		if (unit->fault == NULL)
			reminders_done(pass, unit);
		else if (error_code(unit->fault) != ERROR_RETRY)
			reminders_failed(pass, unit->customer_id, unit->fault);
		failed += unit->fault != NULL;
	}
	if (failed > 0)
		reminder_caps_forget(pass->caps);
	else
		reminder_caps_settle(pass->caps);
	return failed == 0 || reminders_again(pass, batch, false, error);
}

/* A batch begins with one customer and doubles: whoever kills the process takes few along, and those before come first
 * the next time. One that cannot be committed is done customer by customer. */
static bool reminders_batch(Pass *pass, const int64_t *ids, size_t n, size_t *taken, GError **error)
{
	g_auto(Batch) batch = { 0 };
	g_autoptr(GError) fault = NULL;
	bool done = reminders_compute(pass, ids, MIN(n, pass->most), &batch, &fault) &&
		    reminders_commit(pass, &batch, &fault);
	*taken += batch.n;
	pass->most = done ? MIN(2 * pass->most, REMINDERS_BATCH) : 1;
	if (done)
		return reminders_finish(pass, &batch, error);
	reminders_unsure(pass);
	if (error_code(fault) != ERROR_STOP)
		return reminders_again(pass, &batch, true, error);
	g_propagate_error(error, g_steal_pointer(&fault));
	return false;
}

/* ---- all of a company ---- */

/* Too many of our mails were refused for good: all stop, and a person hears of it once. */
static bool reminders_breaker(Stage *stage, const Company *company, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Outcome outcome = { .outcome = "reminders-stopped", .company = company->name };
	Pause *stopped = NULL;
	CapRefusals refusals = { 0 };
	int64_t now = stage_now(stage);
	if (company->caps.bounce_percent == 0)
		return true;
	if (!store_pause(stage->store, arena, company->name, PAUSE_EVERYBODY, now, &stopped, error) ||
	    !store_cap_refusals(stage->store, company->name, &refusals, error))
		return false;
	if (stopped != NULL || !caps_stop(arena, company, &refusals, now, &outcome))
		return true;
	log_event(LOG_ERROR, "reminders-stopped", "company", company->name, "reason", outcome.pauses[0].reason, NULL);
	return outbound_tell(stage, arena, &outcome, error);
}

/* *ret false: there are no more, or they are not ours to decide. */
static bool reminders_page(Pass *pass, int64_t *after, bool *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	Date today = date_in_zone(stage_now(pass->stage), pass->company->zone);
	const char *company = pass->company->name;
	int64_t *ids = NULL;
	size_t n = 0;
	if (!store_due_customers(pass->stage->store, arena, company, today, *after, REMINDERS_PAGE, &ids, &n, error))
		return false;
	*ret = n > 0;
	for (size_t at = 0; at < n && *ret;) {
		if (!reminders_hold(pass, ret, error))
			return false;
		if (*ret && !reminders_batch(pass, &ids[at], n - at, &at, error))
			return false;
		*ret = *ret && !stage_stopping(pass->stage);
	}
	*after = n > 0 ? ids[n - 1] : *after;
	return true;
}

static bool reminders_pages(Pass *pass, GError **error)
{
	bool more = true;
	for (int64_t after = 0; more;)
		if (!reminders_page(pass, &after, &more, error))
			return false;
	return true;
}

static bool reminders_company(Stage *stage, const Company *company, size_t *ret_queued, GError **error)
{
	g_autoptr(ReminderCaps) caps = reminder_caps_new(stage->store);
	g_autofree char *lease = g_strdup_printf("reminders %s", company->name);
	Pass pass = { .stage = stage, .company = company, .caps = caps, .lease = lease, .most = 1 };
	bool done = reminders_breaker(stage, company, error) && reminders_pages(&pass, error);
	reminders_leave(&pass);
	*ret_queued += pass.queued;
	return done;
}

bool reminders_pass(Stage *stage, size_t *ret_queued, GError **error)
{
	size_t before = *ret_queued;
	bool done = true;
	for (size_t i = 0; done && i < stage->settings->n_companies; i++)
		done = reminders_company(stage, &stage->settings->companies[i], ret_queued, error);
	if (*ret_queued != before)
		store_ring(stage->store, "send");
	return done;
}
