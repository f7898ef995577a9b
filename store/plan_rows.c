#include "store/plan_rows.h"

#include <string.h>

#include "base/error.h"
#include "store/store_inner.h"

#define PLAN_ROWS_BEFORE_DAYS 7

bool plan_rows_made(Store *store, const char *company, Date day, bool *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	PlanDayGetRow row = { 0 };
	int got = q_plan_day_get(store->sql, company, date_text(arena, day), NULL, &row, error);
	*ret = got == 1;
	return got >= 0;
}

/* ---- what a line is, as JSON ---- */

static const char *plan_content_json(Arena *arena, const ShownContent *content)
{
	g_autoptr(json_t) object = json_object();
	json_t *invoices = json_array();
	json_set(object, "to", json_texts(content->to.items, content->to.n));
	json_set(object, "cc", json_texts(content->cc.items, content->cc.n));
	json_set_text(object, "step", content->step);
	json_set_text(object, "template", content->notice);
	json_set_text(object, "language", content->language);
	json_set(object, "invoices", invoices);
	for (size_t i = 0; i < content->n_invoices; i++) {
		const ShownInvoice *invoice = &content->invoices[i];
		json_t *one = json_object();
		json_set_text(one, "key", invoice->key);
		json_set_text(one, "balance", money_micro_text(arena, invoice->balance.micro));
		json_set_text(one, "currency", invoice->balance.currency);
		json_set_bool(one, "asked", invoice->asked);
		json_array_append_new(invoices, one);
	}
	g_autofree char *line = json_line(object);
	return arena_strdup(arena, line);
}

static bool plan_read_invoice(Arena *arena, const json_t *one, ShownInvoice *ret)
{
	const char *balance = json_get_text(arena, one, "balance");
	const char *currency = json_get_text(arena, one, "currency");
	*ret = (ShownInvoice){ .key = json_get_text(arena, one, "key"),
			       .asked = json_is_true(json_object_get(one, "asked")) };
	return ret->key != NULL && balance != NULL && currency != NULL &&
	       money_parse(balance, currency, &ret->balance);
}

static Texts plan_read_texts(Arena *arena, const json_t *object, const char *name)
{
	Texts texts = { 0 };
	const json_t *list = json_object_get(object, name);
	for (size_t i = 0; i < json_array_size(list); i++)
		if (json_is_string(json_array_get(list, i)))
			texts_add(arena, &texts, json_string_value(json_array_get(list, i)));
	return texts;
}

static ShownContent plan_read_content(Arena *arena, const char *text)
{
	g_autoptr(json_t) object = json_read(text, strlen(text), NULL);
	const json_t *invoices = json_object_get(object, "invoices");
	ShownContent content = { .to = plan_read_texts(arena, object, "to"),
				 .cc = plan_read_texts(arena, object, "cc"),
				 .step = json_get_text(arena, object, "step"),
				 .notice = json_get_text(arena, object, "template"),
				 .language = json_get_text(arena, object, "language") };
	content.invoices = arena_array(arena, ShownInvoice, json_array_size(invoices) + 1);
	for (size_t i = 0; i < json_array_size(invoices); i++)
		content.n_invoices += plan_read_invoice(arena, json_array_get(invoices, i),
							&content.invoices[content.n_invoices]);
	return content;
}

/* ---- made ---- */

static bool plan_write_line(Store *store, Arena *arena, const ShownPlan *plan, const ShownLine *line, int64_t now,
			    GError **error)
{
	const PlanLineInsertArgs args = { .company = plan->company, .day = date_text(arena, plan->day),
					  .customer_id = line->customer_id, .person = plan->person,
					  .number = line->number, .hash = line->hash, .changed_at = now,
					  .content = plan_content_json(arena, &line->content) };
	return q_plan_line_insert(store->sql, &args, NULL, error);
}

static bool plan_write(Store *store, const ShownPlan *plan, const OutboundMail *mail, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const PlanMailInsertArgs args = { .company = plan->company, .day = date_text(arena, plan->day),
					  .person = plan->person, .outbound_id = mail->id, .until_at = plan->until,
					  .silence_sends = plan->silence_sends };
	if (!q_plan_mail_insert(store->sql, &args, NULL, error))
		return false;
	for (size_t i = 0; i < plan->n; i++)
		if (!plan_write_line(store, arena, plan, &plan->lines[i], now, error))
			return false;
	return true;
}

bool plan_rows_commit(Store *store, const PlanCommit *commit, const Outcome *outcome, int64_t now, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t changes = 0;
	const PlanDayInsertArgs args = { .company = commit->company, .day = date_text(arena, commit->day),
					 .made_at = now };
	if (!store_reserve_jobs(store, 1, error) || !store_begin_ledger(store, error))
		return false;
	bool done = q_plan_day_insert(store->sql, &args, &changes, error) &&
		    (changes == 1 || store_lost(error, "the plan of", commit->company)) &&
		    store_write_outcome(store, arena, outcome, commit->mails, commit->n, now, error);
	for (size_t i = 0; done && i < commit->n; i++)
		done = plan_write(store, &commit->plans[i], &commit->mails[i], now, error);
	return store_end(store, done, "tx.plan", error);
}

/* ---- read ---- */

static bool plan_read(const PlanMailGetRow *row, ShownPlan *ret)
{
	*ret = (ShownPlan){ .company = row->company, .person = row->person, .mail_id = row->outbound_id,
			    .until = row->until_at, .silence_sends = row->silence_sends != 0,
			    .answered_by = row->answered_by, .answered_at = row->answered_at,
			    .sent_at = row->sent_at };
	return date_parse(row->day, &ret->day) && shown_answer_from_word(row->answer, &ret->answer);
}

static bool plan_read_line(Arena *arena, const PlanLinesRow *row, ShownLine *ret)
{
	*ret = (ShownLine){ .number = row->number, .customer_id = row->customer_id, .customer = row->customer,
			    .hash = row->hash, .by = row->by_whom, .reason = row->reason, .at = row->changed_at,
			    .became = row->outbound_id, .waits = row->waits != 0,
			    .content = plan_read_content(arena, row->content) };
	return shown_state_from_word(row->state, &ret->state);
}

static bool plan_read_lines(Store *store, Arena *arena, ShownPlan *plan, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	const PlanLinesArgs args = { .company = plan->company, .day = date_text(arena, plan->day),
				     .person = plan->person };
	PlanLinesRow row;
	int got = 0;
	if (!q_plan_lines(store->sql, &args, &rows, error))
		return false;
	while ((got = q_plan_lines_next(rows, arena, &row, error)) == 1) {
		plan->lines = arena_grow(arena, plan->lines, plan->n, sizeof *plan->lines);
		plan->n += plan_read_line(arena, &row, &plan->lines[plan->n]);
	}
	return got == 0;
}

bool plan_rows_of_mail(Store *store, Arena *arena, int64_t mail_id, ShownPlan **ret, GError **error)
{
	PlanMailGetRow row = { 0 };
	ShownPlan plan;
	*ret = NULL;
	int got = q_plan_mail_get(store->sql, mail_id, arena, &row, error);
	if (got != 1 || !plan_read(&row, &plan))
		return got >= 0;
	*ret = arena_memdup(arena, &plan, sizeof plan);
	return plan_read_lines(store, arena, *ret, error);
}

bool plan_rows_of_day(Store *store, Arena *arena, const char *company, Date day, ShownPlan **ret, size_t *ret_n,
		      GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	PlanMailGetRow row;
	ShownPlan *plans = NULL;
	size_t n = 0;
	int got = 0;
	if (!q_plan_mails_of_day(store->sql, company, date_text(arena, day), &rows, error))
		return false;
	while ((got = q_plan_mails_of_day_next(rows, arena, &row, error)) == 1) {
		plans = arena_grow(arena, plans, n, sizeof *plans);
		n += plan_read(&row, &plans[n]);
	}
	for (size_t i = 0; got == 0 && i < n; i++)
		if (!plan_read_lines(store, arena, &plans[i], error))
			return false;
	*ret = plans;
	*ret_n = n;
	return got == 0;
}

bool plan_rows_line(Store *store, Arena *arena, const Customer *customer, Date day, ShownPlan **ret_plan,
		    ShownLine **ret_line, GError **error)
{
	const PlanLineOfArgs args = { .company = customer->company, .day = date_text(arena, day),
				      .customer_id = customer->id };
	PlanLinesRow row = { 0 };
	PlanMailGetRow mail = { 0 };
	ShownLine line;
	ShownPlan plan;
	*ret_plan = NULL;
	*ret_line = NULL;
	int got = q_plan_line_of(store->sql, &args, arena, &row, error);
	if (got != 1 || !plan_read_line(arena, &row, &line))
		return got >= 0;
	const PlanMailOfArgs of = { .company = customer->company, .day = args.day, .person = row.person };
	got = q_plan_mail_of(store->sql, &of, arena, &mail, error);
	if (got != 1 || !plan_read(&mail, &plan))
		return got >= 0;
	*ret_line = arena_memdup(arena, &line, sizeof line);
	*ret_plan = arena_memdup(arena, &plan, sizeof plan);
	return true;
}

bool plan_rows_before(Store *store, Arena *arena, const Customer *customer, Date day, ShownLine **ret, GError **error)
{
	Date since = date_add_days(day, -PLAN_ROWS_BEFORE_DAYS);
	const PlanLineBeforeArgs args = { .company = customer->company, .customer_id = customer->id,
					  .since = date_text(arena, since), .before = date_text(arena, day) };
	PlanLineBeforeRow row = { 0 };
	ShownLine line = { 0 };
	*ret = NULL;
	int got = q_plan_line_before(store->sql, &args, arena, &row, error);
	if (got != 1 || !shown_state_from_word(row.state, &line.state) || line.state == SHOWN_QUEUED)
		return got >= 0;
	line.by = row.by_whom;
	line.reason = row.reason;
	*ret = arena_memdup(arena, &line, sizeof line);
	return true;
}

/* ---- what becomes of it ---- */

/* As long as nobody has announced it. What hands it over reads its state again under the same lock. */
static bool plan_take_back(Store *store, Arena *arena, const ShownChange *change, int64_t now, GError **error)
{
	const char *day = date_text(arena, change->day);
	const char *reason = arena_printf(arena, "left out of the plan of %s by %s", day, change->by);
	const PlanMailCancelArgs args = { .id = change->mail_id, .reason = reason, .now = now };
	int64_t changes = 0;
	if (q_plan_mail_lock(store->sql, change->mail_id, arena, &(PlanMailLockRow){ 0 }, error) < 0 ||
	    !q_plan_mail_cancel(store->sql, &args, &changes, error))
		return false;
	if (changes != 1)
		return store_lost(error, "a mail of the plan of", change->company);
	return q_outbound_take_back(store->sql, change->mail_id, NULL, error) &&
	       q_plan_wake_line(store->sql, day, change->mail_id, NULL, error);
}

static bool plan_change(Store *store, Arena *arena, const ShownChange *change, int64_t now, GError **error)
{
	PlanLineChangeArgs args = { .company = change->company, .day = date_text(arena, change->day),
					  .customer_id = change->customer_id, .was = shown_state_word(change->from),
					  .state = shown_state_word(change->to), .by_whom = change->by,
					  .reason = change->reason, .now = now };
	int64_t changes = 0;
	args.outbound_id = change->to == SHOWN_QUEUED ? change->mail_id : 0;
	if (!q_plan_line_change(store->sql, &args, &changes, error))
		return false;
	if (changes != 1)
		return store_lost(error, "a line of the plan of", change->company);
	return change->from != SHOWN_QUEUED || plan_take_back(store, arena, change, now, error);
}

static bool plan_answer(Store *store, Arena *arena, const ShownAnswered *answered, int64_t now, GError **error)
{
	const char *day = date_text(arena, answered->day);
	const PlanMailAnswerArgs args = { .company = answered->company, .day = day, .person = answered->person,
					  .was = shown_answer_word(answered->from),
					  .answer = shown_answer_word(answered->to), .by_whom = answered->by,
					  .now = now };
	const PlanWakeArgs wake = { .company = answered->company, .day = day, .person = answered->person };
	const char *asked = arena_printf(arena, "plan-unclear %" G_GINT64_FORMAT, answered->mail_id);
	int64_t changes = 0;
	if (!q_plan_mail_answer(store->sql, &args, &changes, error))
		return false;
	if (changes != 1)
		return store_lost(error, "the answer to the plan of", answered->company);
	if (answered->to == SHOWN_ANSWER_UNCLEAR || answered->to == SHOWN_ANSWER_UNREAD)
		return true;
	return q_plan_wake(store->sql, &wake, NULL, error) &&
	       q_alert_clear(store->sql, answered->company, asked, NULL, error);
}

bool store_write_shown(Store *store, Arena *arena, const Outcome *outcome, int64_t now, GError **error)
{
	for (size_t i = 0; i < outcome->n_shown; i++)
		if (!plan_change(store, arena, &outcome->shown[i], now, error))
			return false;
	return outcome->answered == NULL || plan_answer(store, arena, outcome->answered, now, error);
}
