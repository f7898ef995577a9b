/* Alerts as mails to the company's own people. */
#include "base/text.h"
#include "gateway/mails/outbound_desk.h"
#include "ledger/hearers.h"
#include "templates/alert_words.h"

/* What happened, in the words of who reads it. */
static const char *outbound_alert_detail(const Desk *desk, const Alert *alert, const char *language)
{
	if (alert->codes.n > 0)
		return alert_code_words(desk->arena, desk->catalog, language, &alert->codes);
	return date_is_set(alert->day) ? alert_day(desk->arena, desk->catalog, language, alert->day) :
					 alert->detail;
}

static const char *outbound_alert_subject(const Desk *desk, const Alert *alert, const char *language)
{
	if (alert->task == NULL)
		return alert->subject;
	return arena_printf(desk->arena, "%s: %s",
			    alert_task_word(desk->arena, desk->catalog, language, alert->task), alert->subject);
}

typedef struct {
	const Desk *desk;
	const Alert *alert;
	const Hearers *hearers;
} Telling;

static bool outbound_render_alert(const Telling *telling, const char *language, RenderedNotice *ret, GError **error)
{
	const Desk *desk = telling->desk;
	const Alert *alert = telling->alert;
	AlertWords words;
	const char *(*facts)[2] = arena_alloc(desk->arena, sizeof *facts * (alert->n_facts + 1));
	const char *subject = outbound_alert_subject(desk, alert, language);
	if (!alert_words(desk->arena, desk->catalog, language, alert_kind_word(alert->kind), subject,
			 outbound_alert_detail(desk, alert, language), &words, error))
		return false;
	for (size_t i = 0; i < alert->n_facts; i++) {
		facts[i][0] = alert_fact_name(desk->arena, desk->catalog, language, alert->facts[i][0]);
		facts[i][1] = alert->facts[i][1];
	}
	AlertView view = { .language = language, .company = desk->company->legal_name, .title = words.title,
			   .summary = words.summary, .facts = (const char *const(*)[2])facts,
			   .n_facts = alert->n_facts, .quote = alert->quote, .command = alert->command };
	return notice_render_alert(desk->arena, desk->catalog, "alert", &view, ret, error);
}

/* ---- who hears of it ---- */

static const char *outbound_language(const Desk *desk, const Hearer *hearer)
{
	return locale_match(hearer->language != NULL ? hearer->language : desk->company->language);
}

static const Invoice *outbound_alert_invoice(const Outcome *outcome, const char *key)
{
	for (size_t i = 0; i < outcome->n_invoices; i++)
		if (text_equal(outcome->invoices[i].key, key))
			return &outcome->invoices[i];
	return NULL;
}

/* What the rules may ask about its invoice: how much, and whose. */
static bool outbound_alert_facts(const Desk *desk, const Outcome *outcome, Alert *alert, GError **error)
{
	alert->area = hearers_area(alert);
	if (alert->invoice_key == NULL || (alert->owner != NULL && alert->amount.currency[0] != '\0'))
		return true;
	const Invoice *invoice = outbound_alert_invoice(outcome, alert->invoice_key);
	Invoice *stored = NULL;
	if (invoice == NULL &&
	    !store_invoice(desk->stage->store, desk->arena, alert->company, alert->invoice_key, &stored, error))
		return false;
	invoice = invoice != NULL ? invoice : stored;
	if (invoice == NULL)
		return true;
	if (alert->amount.currency[0] == '\0')
		alert->amount = money_make(invoice_balance(invoice), invoice->total.currency);
	if (alert->owner == NULL)
		alert->owner = invoice->collector;
	return true;
}

static Hearers outbound_alert_hearers(const Desk *desk, Alert *alert)
{
	const Settings *settings = desk->stage->settings;
	const HearersFacts facts = { .rules = settings->alert_rules, .n_rules = settings->n_alert_rules,
				     .staff = &settings->staff, .alerts_to = &desk->settings->alerts_to,
				     .today = date_in_zone(desk->now, desk->company->zone) };
	const Hearers hearers = hearers_of(desk->arena, &facts, alert);
	alert->silent = !hearers.digest;
	for (size_t i = 0; i < hearers.n; i++)
		texts_add(desk->arena, &alert->to, hearers.items[i].address);
	return hearers;
}

/* ---- one mail for all who read one language ---- */

static bool outbound_alert_in(const Telling *telling, const char *language, Drafts *drafts, GError **error)
{
	const Desk *desk = telling->desk;
	const Alert *alert = telling->alert;
	RenderedNotice notice;
	bool own = text_equal(language, locale_match(desk->company->language));
	if (!outbound_render_alert(telling, language, &notice, error))
		return false;
	ComposeMailbox *to = arena_array(desk->arena, ComposeMailbox, telling->hearers->n);
	Draft draft = { .row = { .kind = "alert", .step = alert->key, .alert = alert->key, .invoice_set = "",
				 .due_at = desk->now },
			.notice = &notice, .to = to };
	if (!own)
		draft.row.step = arena_printf(desk->arena, "%s %s", alert->key, language);
	for (size_t i = 0; i < telling->hearers->n; i++) {
		const Hearer *hearer = &telling->hearers->items[i];
		if (!text_equal(outbound_language(desk, hearer), language))
			continue;
		to[draft.row.to.n].address = hearer->address;
		texts_add(desk->arena, &draft.row.to, hearer->address);
	}
	if (alert->invoice_key != NULL)
		texts_add(desk->arena, &draft.row.invoice_keys, alert->invoice_key);
	draft.thread = outbound_desk_thread(desk, alert_kind_word(alert->kind), 0);
	return outbound_desk_freeze(desk, &draft, drafts, error);
}

static bool outbound_alert(Stage *stage, Arena *arena, const Outcome *outcome, Alert *alert, Drafts *drafts,
			   GError **error)
{
	const Company *company = settings_company(stage->settings, alert->company);
	Texts done = { 0 };
	if (company == NULL)
		return true;
	Desk desk = outbound_desk(stage, arena, company);
	if (!outbound_alert_facts(&desk, outcome, alert, error))
		return false;
	const Hearers hearers = outbound_alert_hearers(&desk, alert);
	const Telling telling = { &desk, alert, &hearers };
	for (size_t i = 0; i < hearers.n; i++) {
		const char *language = outbound_language(&desk, &hearers.items[i]);
		if (texts_has(&done, language))
			continue;
		texts_add(arena, &done, language);
		if (!outbound_alert_in(&telling, language, drafts, error))
			return false;
	}
	return true;
}

bool outbound_alerts(Stage *stage, Arena *arena, Outcome *outcome, Drafts *drafts, GError **error)
{
	for (size_t i = 0; i < outcome->n_alerts; i++)
		if (!outbound_alert(stage, arena, outcome, &outcome->alerts[i], drafts, error))
			return false;
	return true;
}

bool outbound_tell(Stage *stage, Arena *arena, Outcome *outcome, GError **error)
{
	Drafts drafts = { 0 };
	if (!outbound_alerts(stage, arena, outcome, &drafts, error) ||
	    !store_commit_act(stage->store, outcome, drafts.mails, drafts.n, stage_now(stage), error))
		return false;
	store_ring(stage->store, "send");
	return true;
}

bool outbound_tell_once(Stage *stage, Arena *arena, const Alert *alert, GError **error)
{
	Outcome outcome = { .outcome = "alert" };
	bool fresh = false;
	if (!store_alert_is_new(stage->store, alert->company, alert->key, &fresh, error))
		return false;
	outcome_add_alert(arena, &outcome, *alert);
	return !fresh || outbound_tell(stage, arena, &outcome, error);
}
