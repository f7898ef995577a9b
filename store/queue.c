/* Jobs and mails: queued with the fact that caused them, claimed by lease, finished with the server's words.
 */
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "ledger/events.h"
#include "store/store_gate.h"
#include "store/store_inner.h"

/* ---- queueing ---- */

static const char *queue_set_hash(Arena *arena, const char *invoice_set)
{
	if (invoice_set == NULL || *invoice_set == '\0')
		return "";
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, invoice_set, -1);
	return arena_strdup(arena, hash);
}

/* An alert that was cleared and comes up again is another step. */
static bool queue_step(Store *store, Arena *arena, const OutboundMail *mail, const char **ret, GError **error)
{
	*ret = mail->step;
	if (mail->alert == NULL)
		return true;
	AlertGetRow row = { 0 };
	if (q_alert_get(store->sql, mail->company, mail->alert, arena, &row, error) < 0)
		return false;
	if (row.raised > 1)
		*ret = arena_printf(arena, "%s (%" G_GINT64_FORMAT ")", mail->step, row.raised);
	return true;
}

static bool queue_insert_mail(Store *store, Arena *arena, const OutboundMail *mail, int64_t now, int64_t *new,
			      GError **error)
{
	const char *step = NULL;
	if (!queue_step(store, arena, mail, &step, error))
		return false;
	const OutboundInsertArgs args = {
		.id = mail->id,
		.company = mail->company,
		.kind = mail->kind,
		.step = step,
		.customer_id = mail->customer_id,
		.contact_id = mail->contact_id,
		.invoice_set = queue_set_hash(arena, mail->invoice_set),
		.recipients = store_texts_json(arena, &mail->to),
		.copies = store_texts_json(arena, &mail->cc),
		.language = mail->language,
		.subject = mail->subject,
		.message_id = mail->message_id,
		.envelope_from = mail->envelope_from,
		.relay = mail->relay,
		.sha256 = mail->sha256,
		.queued_at = now,
	};
	return q_outbound_insert(store->sql, &args, new, error);
}

static bool queue_insert_invoices(Store *store, const OutboundMail *mail, GError **error)
{
	for (size_t i = 0; i < mail->invoice_keys.n; i++) {
		const OutboundAddInvoiceArgs args = {
			.outbound_id = mail->id,
			.place = (int64_t)i,
			.company = mail->company,
			.invoice_key = mail->invoice_keys.items[i],
		};
		if (!q_outbound_add_invoice(store->sql, &args, NULL, error))
			return false;
	}
	return true;
}

/* Whose server takes it in the end: that of its first recipient. */
static const char *queue_domain(Arena *arena, const OutboundMail *mail)
{
	return mail->to.n > 0 ? store_gate_domain(arena, mail->to.items[0]) : "";
}

/* Decided from what is on record of its customer. */
static bool queue_is_step(const char *kind)
{
	return text_equal(kind, "reminder") || text_equal(kind, "statement");
}

/* A step exists once. When it was refused for good it may be written anew; else another decided it, too, and what
 * follows from it is on record. */
static bool queue_insert_step(Store *store, Arena *arena, const OutboundMail *mail, int64_t now, int64_t *new,
			      GError **error)
{
	const OutboundYieldArgs args = { .company = mail->company, .kind = mail->kind, .step = mail->step,
					 .contact_id = mail->contact_id,
					 .invoice_set = queue_set_hash(arena, mail->invoice_set) };
	int64_t changes = 0;
	if (!queue_insert_mail(store, arena, mail, now, new, error))
		return false;
	if (*new == 1 || !queue_is_step(mail->kind))
		return true;
	if (!q_outbound_yield(store->sql, &args, &changes, error) ||
	    (changes == 1 && !queue_insert_mail(store, arena, mail, now, new, error)))
		return false;
	return *new == 1 || store_lost(error, "step", mail->step);
}

static bool queue_mail(Store *store, Arena *arena, const OutboundMail *mail, int64_t now, GError **error)
{
	int64_t new = 0;
	if (!queue_insert_step(store, arena, mail, now, &new, error))
		return false;
	if (new == 0)
		return true; /* decided before */
	const JobInsertArgs args = {
		.id = mail->id,
		.lane = "smtp",
		.kind = mail->kind,
		.state = mail->held ? "held" : "ready",
		.due_at = mail->due_at,
		.born = mail->due_at > now ? mail->due_at : now,
		.reason = mail->reason,
		.relay = mail->relay,
		.domain = queue_domain(arena, mail),
	};
	return q_job_insert(store->sql, &args, NULL, error) && queue_insert_invoices(store, mail, error) &&
	       store_tell_alerts(store, mail, error);
}

bool store_queue_mails(Store *store, Arena *arena, const OutboundMail *mails, size_t n, int64_t now,
		       GError **error)
{
	for (size_t i = 0; i < n; i++)
		if (!queue_mail(store, arena, &mails[i], now, error))
			return false;
	return true;
}

/* ---- reading ---- */

static bool queue_invoice_keys(Store *store, Arena *arena, int64_t id, Texts *ret, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_outbound_invoices(store->sql, id, &rows, error))
		return false;
	Texts keys = { 0 };
	OutboundInvoicesRow row;
	int got = 0;
	while ((got = q_outbound_invoices_next(rows, arena, &row, error)) == 1)
		texts_add(arena, &keys, row.invoice_key);
	*ret = keys;
	return got == 0;
}

static bool queue_sent_mail(Store *store, Arena *arena, const OutboundGetRow *row, SentMail **ret,
			    GError **error)
{
	SentMail *mail = arena_new0(arena, SentMail);
	*mail = (SentMail){
		.step = row->step,
		.id = row->id,
		.company = row->company,
		.kind = row->kind,
		.message_id = row->message_id,
		.customer_id = row->customer_id,
		.recipients = store_texts_from_json(arena, row->recipients),
	};
	const Texts copies = store_texts_from_json(arena, row->copies);
	for (size_t i = 0; i < copies.n; i++)
		texts_add(arena, &mail->recipients, copies.items[i]);
	if (!queue_invoice_keys(store, arena, row->id, &mail->invoice_keys, error))
		return false;
	*ret = mail;
	return true;
}

bool store_sent_mail(Store *store, Arena *arena, int64_t id, SentMail **ret, GError **error)
{
	OutboundGetRow row = { 0 };
	int got = q_outbound_get(store->sql, id, arena, &row, error);
	if (got == 0)
		*ret = NULL;
	return got == 1 ? queue_sent_mail(store, arena, &row, ret, error) : got == 0;
}

bool store_past_steps(Store *store, Arena *arena, int64_t customer_id, PastStep **ret, size_t *ret_n,
		      GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	if (!q_outbound_past(store->sql, customer_id, &rows, error))
		return false;
	PastStep *steps = NULL;
	size_t n = 0;
	OutboundPastRow row;
	int got = 0;
	while ((got = q_outbound_past_next(rows, arena, &row, error)) == 1) {
		steps = arena_grow(arena, steps, n, sizeof *steps);
		steps[n] = (PastStep){ .step = row.step,
				       .contact_id = row.contact_id,
				       .queued_at = row.queued_at,
				       .kind = row.kind,
				       .taken_back = row.taken_back != 0,
				       .state = row.state };
		if (!queue_invoice_keys(store, arena, row.id, &steps[n].invoice_keys, error))
			return false;
		n++;
	}
	if (got < 0)
		return false;
	*ret = steps;
	*ret_n = n;
	return true;
}

/* ---- claiming ---- */

static bool queue_load_mail(Store *store, Arena *arena, ClaimedJob *job, GError **error)
{
	OutboundGetRow row = { 0 };
	int got = q_outbound_get(store->sql, job->id, arena, &row, error);
	if (got <= 0)
		return got == 0; /* a job without a mail */
	job->mail = (OutboundMail){
		.id = row.id,
		.company = row.company,
		.kind = row.kind,
		.step = row.step,
		.customer_id = row.customer_id,
		.contact_id = row.contact_id,
		.to = store_texts_from_json(arena, row.recipients),
		.cc = store_texts_from_json(arena, row.copies),
		.language = row.language,
		.subject = row.subject,
		.message_id = row.message_id,
		.envelope_from = row.envelope_from,
		.relay = row.relay,
		.sha256 = row.sha256,
		.queued_at = row.queued_at,
		.taken_back = row.taken_back != 0,
	};
	if (!queue_invoice_keys(store, arena, row.id, &job->mail.invoice_keys, error))
		return false;
	job->mail.invoice_set = texts_join(arena, &job->mail.invoice_keys, " ");
	return true;
}

/* What a person waits for at the telephone. */
static bool queue_is_asked_for(const ClaimedJob *job)
{
	return text_equal(job->kind, "resend") || text_equal(job->kind, "statement");
}

static int queue_by_age(const void *a, const void *b)
{
	const ClaimedJob *left = a;
	const ClaimedJob *right = b;
	int first = queue_is_asked_for(right) - queue_is_asked_for(left);
	if (first != 0)
		return first;
	return (left->id > right->id) - (left->id < right->id);
}

static bool queue_load(Store *store, Arena *arena, const JobClaimArgs *args, SqlRows *rows, ClaimedJob **ret,
		       size_t *ret_n, GError **error)
{
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	JobClaimRow row;
	int got = 0;
	while ((got = q_job_claim_next(rows, arena, &row, error)) == 1) {
		jobs = arena_grow(arena, jobs, n, sizeof *jobs);
		jobs[n++] = (ClaimedJob){ .id = row.id,
					  .lane = row.lane,
					  .kind = row.kind,
					  .payload = row.payload,
					  .attempts = row.attempts,
					  .lease_s = args->lease_until - args->now };
	}
	bool done = got == 0;
	for (size_t i = 0; done && i < n; i++)
		done = queue_load_mail(store, arena, &jobs[i], error);
	if (!done)
		return false;
	if (n > 1)
		qsort(jobs, n, sizeof *jobs, queue_by_age);
	*ret = jobs;
	*ret_n = n;
	return true;
}

typedef bool (*QueueClaim)(Sql *sql, const JobClaimArgs *args, SqlRows **ret, GError **error);

static bool queue_claim(Store *store, Arena *arena, const JobClaimArgs *args, QueueClaim claim, ClaimedJob **ret,
			size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return claim(store->sql, args, &rows, error) && queue_load(store, arena, args, rows, ret, ret_n, error);
}

/* The same words for both, with a lane or a relay first. */
static bool queue_claim_relay(Sql *sql, const JobClaimArgs *args, SqlRows **ret, GError **error)
{
	const JobClaimRelayArgs relay = { .relay = args->lane, .owner = args->owner, .now = args->now,
					  .lease_until = args->lease_until, .limit = args->limit };
	return q_job_claim_relay(sql, &relay, ret, error);
}

/* One batch more: store/instance.c. */
static bool queue_count(Store *store, size_t n, GError **error)
{
	int64_t last = 0;
	return n == 0 || store_take(store, "send", 1, &last, error);
}

static bool queue_take(Store *store, Arena *arena, const JobClaimArgs *args, QueueClaim claim, ClaimedJob **ret,
		       size_t *ret_n, GError **error)
{
	ClaimedJob *jobs = NULL;
	size_t n = 0;
	bool mails = claim == queue_claim_relay;
	/* Lost in a power cut: nothing was said yet. The commit that announces the batch makes it durable. */
	if (!store_begin_here(store, mails, error))
		return false;
	bool done = queue_claim(store, arena, args, claim, &jobs, &n, error) &&
		    (!mails || queue_count(store, n, error));
	if (!store_end(store, done, "tx.claim_jobs", error))
		return false;
	*ret = jobs;
	*ret_n = n;
	return true;
}

/* lint: parameters: the same words as store_claim_mails(), and the lane */
bool store_claim_jobs(Store *store, Arena *arena, const char *lane, const char *owner, int64_t now,
		      int64_t lease_s, size_t limit, ClaimedJob **ret, size_t *ret_n, GError **error)
{
	const JobClaimArgs args = { .lane = lane, .owner = owner, .now = now, .lease_until = now + lease_s,
				    .limit = (int64_t)limit };
	return queue_take(store, arena, &args, q_job_claim, ret, ret_n, error);
}

/* lint: parameters: the same words as store_claim_jobs(), and the relay */
bool store_claim_outbound(Store *store, Arena *arena, const char *relay, const char *owner, int64_t now,
			  int64_t lease_s, size_t limit, ClaimedJob **ret, size_t *ret_n, GError **error)
{
	const JobClaimArgs args = { .lane = relay, .owner = owner, .now = now, .lease_until = now + lease_s,
				    .limit = (int64_t)limit };
	return queue_take(store, arena, &args, queue_claim_relay, ret, ret_n, error);
}
