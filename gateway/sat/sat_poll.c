#include "gateway/sat/sat_poll.h"

#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "gateway/mails/outbound.h"
#include "gateway/sat/sat_client.h"
#include "ledger/acts_sat.h"
#include "parsers/pdf/qr.h"

#define SAT_POLL_DAY INT64_C(86400)
#define SAT_POLL_WEEK (7 * SAT_POLL_DAY)
#define SAT_POLL_PAUSE INT64_C(600) /* between looks for what is due */
#define SAT_POLL_BATCH 50	    /* questions of one look, and of one mail */
#define SAT_POLL_RACES_MAX 5

/* ---- one question ---- */

static const char *sat_poll_expression(Arena *arena, const Invoice *invoice)
{
	const Document document = { .format = invoice->format, .version = "4.0", .uuid = invoice->uuid,
				    .issuer = { .tax_id = invoice->creditor_tax_id },
				    .receiver = { .tax_id = invoice->debtor_tax_id },
				    .total = money_micro_text(arena, invoice->total.micro), .seal = invoice->seal };
	return qr_expression(arena, &document);
}

bool sat_poll_may_ask(const Invoice *invoice)
{
	return text_equal(invoice->format, "cfdi") && invoice->uuid != NULL && invoice->creditor_tax_id != NULL &&
	       invoice->debtor_tax_id != NULL;
}

/* The invoice is read again: what follows depends on what it is now. */
static bool sat_poll_consequence(Stage *stage, Arena *arena, const Invoice *asked, const SatRow *row, GError **error)
{
	Invoice *invoice = NULL;
	Posting *postings = NULL;
	Drafts drafts = { 0 };
	Outcome outcome = { .outcome = "sat", .company = asked->company };
	Act act = { .company = settings_company(stage->settings, asked->company), .actor = "valija",
		    .now = row->checked_at };
	if (!store_invoice(stage->store, arena, asked->company, asked->key, &invoice, error) ||
	    !store_postings(stage->store, arena, asked->company, asked->key, &postings, &act.n_postings, error))
		return false;
	act.invoice = invoice;
	act.postings = postings;
	if (invoice != NULL && act.company != NULL)
		acts_sat_status(arena, &act, &row->status, &outcome);
	if (!outbound_alerts(stage, arena, &outcome, &drafts, error) ||
	    !store_save_sat_status(stage->store, row, &outcome, drafts.mails, drafts.n, error))
		return false;
	if (outcome.n_events > 0)
		store_ring(stage->store, "work");
	if (drafts.n > 0)
		store_ring(stage->store, "send");
	return true;
}

static bool sat_poll_write(Stage *stage, const Invoice *asked, const SatRow *row, GError **error)
{
	for (int race = 0;; race++) {
		g_autoptr(Arena) arena = arena_new();
		g_autoptr(GError) fault = NULL;
		if (sat_poll_consequence(stage, arena, asked, row, &fault))
			return true;
		if (error_code(fault) == ERROR_RETRY && race < SAT_POLL_RACES_MAX)
			continue;
		g_propagate_error(error, g_steal_pointer(&fault));
		return false;
	}
}

bool sat_poll_ask(Stage *stage, Arena *arena, const Invoice *invoice, SatRow *ret, GError **error)
{
	const char *expression = sat_poll_may_ask(invoice) ? sat_poll_expression(arena, invoice) : NULL;
	const char *answer = NULL;
	size_t length = 0;
	SatRow row = { .uuid = invoice->uuid };
	if (expression == NULL) {
		error_reject(error, "%s: SAT can be asked about a CFDI only", invoice->key);
		return false;
	}
	if (!sat_client_ask(arena, stage->settings->sat, sat_status_request(arena, expression), &answer, &length,
			    error) ||
	    !reader_client_sat_status(stage->reader, arena, answer, length, &row.status, error))
		return false;
	row.checked_at = stage_now(stage);
	*ret = row;
	return sat_poll_write(stage, invoice, &row, error);
}

/* ---- many ---- */

static void sat_poll_trouble(SatPoll *poll, const char *key, const GError *fault)
{
	breaker_record(&poll->breaker, BREAKER_UNREACHABLE, 1, stage_now(poll->stage));
	if (!poll->said)
		log_event(LOG_WARNING, error_code(fault) == ERROR_STOP ? "sat-stopped" : "sat-away", "invoice", key, "reason",
			  fault->message, NULL);
	poll->said = true;
}

static void sat_poll_log(const Invoice *invoice, const SatRow *row)
{
	log_event(LOG_INFO, "sat-status", "invoice", invoice->key, "state", sat_state_word(row->status.state),
		  "cancellation", sat_cancellation_word(row->status.cancellation), NULL);
}

/* False: the service is not to be asked again in this pass. */
static bool sat_poll_one(SatPoll *poll, const char *company, const char *key, int64_t since)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	Stage *stage = poll->stage;
	Invoice *invoice = NULL;
	SatRow row = { 0 };
	bool known = false;
	if (!store_invoice(stage->store, arena, company, key, &invoice, &fault))
		return false;
	if (invoice == NULL || !sat_poll_may_ask(invoice))
		return true;
	if (!store_sat_status(stage->store, arena, invoice->uuid, &row, &known, &fault))
		return false;
	if (known && row.checked_at >= since)
		return true;
	if (!breaker_admit(&poll->breaker, stage_now(stage)))
		return false;
	if (!sat_poll_ask(stage, arena, invoice, &row, &fault)) {
		sat_poll_trouble(poll, key, fault);
		return false;
	}
	breaker_record(&poll->breaker, BREAKER_ANSWERED, 1, stage_now(stage));
	poll->said = false;
	sat_poll_log(invoice, &row);
	return true;
}

void sat_poll_pass(SatPoll *poll)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) fault = NULL;
	int64_t now = stage_now(poll->stage);
	SatDue *due = NULL;
	size_t n = 0;
	if (!poll->stage->settings->sat->status || now < poll->next)
		return;
	poll->next = now + SAT_POLL_PAUSE;
	if (!store_sat_due(poll->stage->store, arena, now - SAT_POLL_WEEK, SAT_POLL_BATCH, &due, &n, &fault)) {
		log_event(LOG_WARNING, "sat-poll", "reason", fault->message, NULL);
		return;
	}
	for (size_t i = 0; i < n && !stage_stopping(poll->stage); i++)
		if (!sat_poll_one(poll, due[i].company, due[i].key, now - SAT_POLL_WEEK))
			return;
}

void sat_poll_mail(SatPoll *poll, const OutboundMail *mail)
{
	int64_t since = stage_now(poll->stage) - SAT_POLL_DAY;
	size_t n = MIN(mail->invoice_keys.n, SAT_POLL_BATCH);
	if (!poll->stage->settings->sat->status || !text_equal(mail->kind, "reminder"))
		return;
	for (size_t i = 0; i < n; i++)
		if (!sat_poll_one(poll, mail->company, mail->invoice_keys.items[i], since))
			return;
}
