/* Alerts as mails to the company's own people. */
#include "gateway/outbound_desk.h"
#include "templates/alert_words.h"

/* What happened, in the words of who reads it. */
static const char *outbound_alert_detail(const Desk *desk, const Alert *alert, const char *language)
{
	if (alert->codes.n > 0)
		return alert_code_words(desk->arena, desk->stage->catalog, language, &alert->codes);
	return date_is_set(alert->day) ? alert_day(desk->arena, desk->stage->catalog, language, alert->day) :
					 alert->detail;
}

static const char *outbound_alert_subject(const Desk *desk, const Alert *alert, const char *language)
{
	if (alert->task == NULL)
		return alert->subject;
	return arena_printf(desk->arena, "%s: %s",
			    alert_task_word(desk->arena, desk->stage->catalog, language, alert->task), alert->subject);
}

static bool outbound_render_alert(const Desk *desk, const Alert *alert, RenderedNotice *ret, GError **error)
{
	AlertWords words;
	const char *(*facts)[2] = arena_alloc(desk->arena, sizeof *facts * (alert->n_facts + 1));
	const char *language = desk->company->language;
	const char *subject = outbound_alert_subject(desk, alert, language);
	if (!alert_words(desk->arena, desk->stage->catalog, language, alert_kind_word(alert->kind), subject,
			 outbound_alert_detail(desk, alert, language), &words, error))
		return false;
	for (size_t i = 0; i < alert->n_facts; i++) {
		facts[i][0] = alert_fact_name(desk->arena, desk->stage->catalog, language, alert->facts[i][0]);
		facts[i][1] = alert->facts[i][1];
	}
	AlertView view = { .language = language, .company = desk->company->legal_name, .title = words.title,
			   .summary = words.summary, .facts = (const char *const(*)[2])facts,
			   .n_facts = alert->n_facts, .quote = alert->quote, .command = alert->command };
	return notice_render_alert(desk->arena, desk->stage->catalog, "alert", &view, ret, error);
}

static bool outbound_alert(Stage *stage, Arena *arena, const Alert *alert, Drafts *drafts, GError **error)
{
	const Company *company = settings_company(stage->settings, alert->company);
	if (company == NULL)
		return true;
	Desk desk = outbound_desk(stage, arena, company);
	RenderedNotice notice;
	size_t n = desk.settings->alerts_to.n;
	if (n == 0)
		return true;
	if (!outbound_render_alert(&desk, alert, &notice, error))
		return false;
	ComposeMailbox *to = arena_array(arena, ComposeMailbox, n);
	Draft draft = { .row = { .kind = "alert", .step = alert->key, .invoice_set = "", .due_at = desk.now },
			.notice = &notice, .to = to };
	for (size_t i = 0; i < n; i++) {
		to[i].address = desk.settings->alerts_to.items[i];
		texts_add(arena, &draft.row.to, to[i].address);
	}
	if (alert->invoice_key != NULL)
		texts_add(arena, &draft.row.invoice_keys, alert->invoice_key);
	draft.thread = outbound_desk_thread(&desk, alert_kind_word(alert->kind), 0);
	return outbound_desk_freeze(&desk, &draft, drafts, error);
}

bool outbound_alerts(Stage *stage, Arena *arena, const Outcome *outcome, Drafts *drafts, GError **error)
{
	for (size_t i = 0; i < outcome->n_alerts; i++)
		if (!outbound_alert(stage, arena, &outcome->alerts[i], drafts, error))
			return false;
	return true;
}

bool outbound_tell(Stage *stage, Arena *arena, const Outcome *outcome, GError **error)
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
