#include "ledger/trays.h"

#include "base/text.h"
#include "ledger/events.h"
#include "ledger/replies.h"
#include "ledger/settle.h"

typedef struct {
	Arena *arena;
	const Finding *finding;
	const Facts *facts;
	Outcome *outcome;
	const Company *company; /* of the invoices */
	Tray tray;
	Date today;
	bool own_reading; /* the folder is the one that the answer's heaviest code belongs into */
} Trays;

const char *trays_folder(Arena *arena, const Company *company, Tray tray)
{
	const char *const names[] = { [TRAY_REPLIES] = company->folder_replies,
				      [TRAY_PROMISES] = company->folder_promises,
				      [TRAY_DISPUTES] = company->folder_disputes,
				      [TRAY_PAYMENTS] = company->folder_payments,
				      [TRAY_UNMATCHED] = company->folder_unmatched,
				      [TRAY_QUARANTINE] = company->folder_quarantine };
	return arena_printf(arena, "%s/%s", company->folder, names[tray]);
}

bool trays_find(const Company *company, const char *folder, Tray *ret)
{
	g_autoptr(Arena) arena = arena_new();
	for (int tray = 0; tray < TRAYS_N; tray++) {
		if (!text_equal(trays_folder(arena, company, (Tray)tray), folder))
			continue;
		*ret = (Tray)tray;
		return true;
	}
	return false;
}

/* ---- one invoice ---- */

static void trays_event(const Trays *trays, const char *invoice_key, const char *kind, const char *reason)
{
	const Facts *facts = trays->facts;
	const Customer *customer = facts->sent_customer;
	const char *evidence = facts->filing != NULL ? facts->filing->sha256 : facts->mail_sha256;
	Event event = { .at = facts->now, .company = trays->company->name, .invoice_key = invoice_key,
			.customer_tax_id = customer != NULL ? customer->tax_id : NULL, .kind = kind,
			.actor = arena_printf(trays->arena, "mailbox:%s", facts->account), .reason = reason,
			.evidence = evidence };
	outcome_add_event(trays->arena, trays->outcome, event);
}

static void trays_change_state(const Trays *trays, Invoice *invoice, int event)
{
	InvoiceState before = invoice->state;
	if (event == CODE_NO_EVENT)
		return;
	invoice->state = states_after(invoice, (StateEvent)event, trays->today);
	if (invoice->state != before)
		trays_event(trays, invoice->key, EVENT_STATE,
			    arena_printf(trays->arena, "%s -> %s", invoice_state_word(before),
					 invoice_state_word(invoice->state)));
}

static void trays_set_hold(const Trays *trays, Invoice *invoice, const char *reason, Date until)
{
	settle_hold(invoice, reason, until);
	trays_event(trays, invoice->key, EVENT_HELD,
		    date_is_set(until) ? arena_printf(trays->arena, "%s until %s", reason,
						      date_text(trays->arena, until)) :
					 arena_printf(trays->arena, "%s until a person lifts it", reason));
}

static const HoldBefore *trays_before(const Trays *trays, const char *key)
{
	const Filing *filing = trays->facts->filing;
	for (size_t i = 0; filing != NULL && i < filing->n_before; i++)
		if (text_equal(filing->before[i].invoice_key, key))
			return &filing->before[i];
	return NULL;
}

/* The hold that this answer set ends, and the one that it took the place of is there again. */
static void trays_take_back(const Trays *trays, Invoice *invoice)
{
	const HoldBefore *before = trays_before(trays, invoice->key);
	if (invoice->hold_reason == NULL || !texts_has(&trays->facts->held, invoice->key))
		return;
	trays_event(trays, invoice->key, EVENT_RELEASED, invoice->hold_reason);
	invoice->hold_reason = NULL;
	invoice->hold_until = (Date){ 0 };
	invoice->next_kind = "decide";
	invoice->next_date = trays->today;
	trays_change_state(trays, invoice, STATE_EVENT_RELEASE);
	if (before == NULL || (date_is_set(before->until) && date_compare(before->until, trays->today) < 0))
		return;
	trays_change_state(trays, invoice, codes_row(before->reason)->event);
	trays_set_hold(trays, invoice, before->reason, before->until);
}

static void trays_hold(const Trays *trays, Invoice *invoice, const CodeRow *row, const char *date)
{
	if (row->hold == HOLD_NONE)
		return;
	Date until = codes_hold_until(row, date, &trays->company->policy.calendar, trays->today);
	if (!codes_outlasts(invoice, row, until))
		return;
	outcome_displaced(trays->arena, trays->outcome, invoice);
	trays_set_hold(trays, invoice, row->code, until);
}

/* ---- the code ---- */

/* What an answer says that a person put there without its saying so. NULL: it has no code. */
static const char *trays_default_code(Tray tray)
{
	static const char *const codes[] = { [TRAY_REPLIES] = "OTHER",	     [TRAY_PROMISES] = "PROMISE",
					     [TRAY_DISPUTES] = "DISPUTE",   [TRAY_PAYMENTS] = "PAID_CLAIM",
					     [TRAY_UNMATCHED] = NULL,	     [TRAY_QUARANTINE] = NULL };
	return codes[tray];
}

/* A day that the answer names, whatever code it was read with. */
static const char *trays_named_date(const Answer *answer)
{
	const char *date = NULL;
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++)
		if (answer->codes[i].date != NULL && g_strcmp0(answer->codes[i].date, date) > 0)
			date = answer->codes[i].date;
	return date;
}

/* The heaviest code of the answer that belongs into the folder, else what the folder says by itself. */
static AnswerCode trays_choose(const Trays *trays)
{
	const Answer *answer = trays->finding->answer;
	const AnswerCode *found = NULL;
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++) {
		const CodeRow *row = codes_row(answer->codes[i].code);
		if (row->tray == trays->tray && (found == NULL || row->weight > codes_row(found->code)->weight))
			found = &answer->codes[i];
	}
	if (found != NULL)
		return *found;
	const char *code = trays_default_code(trays->tray);
	bool dated = code != NULL && codes_row(code)->hold == HOLD_DATE;
	return (AnswerCode){ .code = code, .date = dated ? trays_named_date(answer) : NULL };
}

static void trays_add_code(const Trays *trays, const AnswerCode *code)
{
	texts_addf(trays->arena, &trays->outcome->codes, "%s%s%s", code->code, code->date != NULL ? " " : "",
		   code->date != NULL ? code->date : "");
}

static bool trays_is_own_reading(const Trays *trays)
{
	const Answer *answer = trays->finding->answer;
	const CodeRow *heaviest = NULL;
	for (size_t i = 0; answer != NULL && i < answer->n_codes; i++) {
		const CodeRow *row = codes_row(answer->codes[i].code);
		heaviest = heaviest == NULL || row->weight > heaviest->weight ? row : heaviest;
	}
	return heaviest != NULL && heaviest->tray == trays->tray;
}

/* Back where the program had put it, all that it says counts again. */
static void trays_act_others(const Trays *trays, Invoice *invoice, const AnswerCode *acted)
{
	const Answer *answer = trays->finding->answer;
	for (size_t i = 0; trays->own_reading && i < answer->n_codes; i++) {
		const CodeRow *row = codes_row(answer->codes[i].code);
		if (text_equal(answer->codes[i].code, acted->code))
			continue;
		if (row->event == STATE_EVENT_DISPUTE || row->event == STATE_EVENT_REJECT)
			trays_change_state(trays, invoice, row->event);
		trays_hold(trays, invoice, row, answer->codes[i].date);
	}
}

static void trays_recode(const Trays *trays, const AnswerCode *code)
{
	const Answer *answer = trays->finding->answer;
	trays->outcome->recode = true;
	for (size_t i = 0; trays->own_reading && i < answer->n_codes; i++)
		trays_add_code(trays, &answer->codes[i]);
	if (!trays->own_reading && code->code != NULL)
		trays_add_code(trays, code);
}

static void trays_on_invoice(const Trays *trays, const char *key, const AnswerCode *code)
{
	const Invoice *known = facts_invoice(trays->facts, trays->company->name, key);
	if (known == NULL || (!invoice_is_open(known) && known->state != STATE_REJECTED))
		return;
	Invoice *invoice = outcome_invoice(trays->arena, trays->outcome, known);
	trays_take_back(trays, invoice);
	if (code->code == NULL || !invoice_is_open(invoice))
		return;
	trays_change_state(trays, invoice, codes_row(code->code)->event);
	trays_hold(trays, invoice, codes_row(code->code), code->date);
	trays_act_others(trays, invoice, code);
}

/* What the answer's holds had displaced is kept for those that still stand. */
static void trays_keep_before(const Trays *trays)
{
	const Filing *filing = trays->facts->filing;
	for (size_t i = 0; filing != NULL && i < filing->n_before; i++) {
		const HoldBefore *before = &filing->before[i];
		const Invoice was = { .key = before->invoice_key, .hold_reason = before->reason,
				      .hold_until = before->until };
		if (!texts_has(&trays->facts->held, before->invoice_key))
			outcome_displaced(trays->arena, trays->outcome, &was);
	}
}

static void trays_apply(const Trays *trays)
{
	const SentMail *sent = trays->facts->sent;
	AnswerCode code = trays_choose(trays);
	trays_keep_before(trays);
	for (size_t i = 0; i < sent->invoice_keys.n; i++)
		trays_on_invoice(trays, sent->invoice_keys.items[i], &code);
	trays_recode(trays, &code);
}

/* Our own people answer an alert: nothing that acts, wherever it lies. */
static bool trays_matter(const Facts *facts)
{
	return facts->sent != NULL && !text_equal(facts->sent->kind, "alert");
}

static Trays trays_make(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	Trays trays = { .arena = arena, .finding = finding, .facts = facts, .outcome = outcome,
			.company = &facts->companies[0], .tray = TRAY_REPLIES };
	for (size_t i = 0; facts->sent != NULL && i < facts->n_companies; i++)
		if (text_equal(facts->companies[i].name, facts->sent->company))
			trays.company = &facts->companies[i];
	trays_find(&facts->companies[0], facts->folder, &trays.tray);
	trays.today = date_in_zone(facts->now, trays.company->zone);
	trays.own_reading = trays_is_own_reading(&trays);
	return trays;
}

bool trays_chosen(const Facts *facts)
{
	Tray tray;
	return facts->in_tray && trays_matter(facts) && trays_find(&facts->companies[0], facts->folder, &tray) &&
	       tray != TRAY_REPLIES;
}

void trays_act(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	const Trays trays = trays_make(arena, finding, facts, outcome);
	trays_apply(&trays);
	for (size_t i = 0; i < facts->sent->invoice_keys.n; i++)
		trays_event(&trays, facts->sent->invoice_keys.items[i], EVENT_FILED,
			    arena_printf(arena, "-> %s", facts->folder));
}

/* ---- a place that is not the one we know ---- */

static void trays_moved(const Trays *trays, Filing *now)
{
	const Facts *facts = trays->facts;
	/* Missed by the daily comparison while a person moved it: it was where its meaning holds. */
	const char *from = facts->filing->folder[0] != '\0' ? facts->filing->folder : facts->filing->tray;
	const char *way = arena_printf(trays->arena, "%s -> %s", from, facts->folder);
	bool matters = trays_matter(facts) && facts->sent->invoice_keys.n > 0;
	trays->outcome->reason = arena_printf(trays->arena, "moved by a person: %s%s", way,
					      facts->in_tray && !matters ? " (names no invoice of ours)" : "");
	if (matters)
		for (size_t i = 0; i < facts->sent->invoice_keys.n; i++)
			trays_event(trays, facts->sent->invoice_keys.items[i], EVENT_FILED, way);
	else
		trays_event(trays, NULL, EVENT_FILED, way);
	if (!facts->in_tray || text_equal(now->tray, facts->folder))
		return;
	now->tray = facts->folder;
	if (matters)
		trays_apply(trays);
}

void trays_seen_again(Arena *arena, const Finding *finding, const Facts *facts, Outcome *outcome)
{
	const Filing *known = facts->filing;
	const Trays trays = trays_make(arena, finding, facts, outcome);
	Filing *now = arena_memdup(arena, known, sizeof *known);
	outcome->company = trays.company->name;
	outcome->filing = now;
	if (!known->arrived && !facts->in_tray) {
		/* Our own move never happened, the folder was numbered anew before it: asked for again. */
		outcome->reason = "seen before, not moved yet";
		outcome->move_to = known->folder;
		return;
	}
	now->folder = facts->folder;
	now->arrived = true;
	if (text_equal(known->folder, facts->folder))
		outcome->reason = arena_printf(arena, "filed in %s", facts->folder);
	else
		trays_moved(&trays, now);
}

void trays_gone(Arena *arena, const Filing *filing, const char *company, int64_t now, Outcome *outcome)
{
	Filing *gone = arena_memdup(arena, filing, sizeof *filing);
	Event event = { .at = now, .company = company, .kind = EVENT_FILED_GONE,
			.actor = arena_printf(arena, "mailbox:%s", filing->account),
			.reason = filing->folder, .evidence = filing->sha256 };
	gone->folder = "";
	outcome->outcome = "act";
	outcome->filing = gone;
	outcome->before = filing->before;
	outcome->n_before = filing->n_before;
	outcome_add_event(arena, outcome, event);
}
