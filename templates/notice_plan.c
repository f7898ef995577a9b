#include "templates/notice_plan.h"

#include "templates/notice_sums.h"
#include "templates/notice_view.h"

#define PLAN_NUMBERS_MAX 8

/* ---- words ---- */

static const char *plan_word(const NoticeContext *context, const char *group, const char *name)
{
	const json_t *plan = json_object_get(context->words, "plan");
	const json_t *from = group != NULL ? json_object_get(plan, group) : plan;
	const char *word = name != NULL ? json_get_text(context->arena, from, name) : NULL;
	return word != NULL ? word : "";
}

/* A word of ours that has names in it. */
static const char *plan_fill(const NoticeContext *context, const char *word, json_t *names)
{
	const char *text = "";
	g_autoptr(json_t) view = names;
	MustacheSource source = { .name = "words.json", .bytes = word, .length = strlen(word) };
	MustacheOptions options = { .escape = MUSTACHE_TEXT };
	return mustache_render(context->arena, &source, view, &options, &text, NULL) ? text : "";
}

static const char *plan_counted(const NoticeContext *context, const char *name, int64_t count, const char *until)
{
	const char *word = plan_word(context, name, locale_plural(context->locale, count));
	json_t *names = json_object();
	if (*word == '\0')
		word = plan_word(context, name, "other");
	json_set_text(names, "n", locale_number(context->arena, context->locale, count));
	json_set_text(names, "until", until);
	return plan_fill(context, word, names);
}

/* ---- sums ---- */

static const char *plan_totals(const NoticeContext *context, const NoticeSums *totals)
{
	Texts list = { 0 };
	for (size_t i = 0; i < totals->n; i++)
		texts_add(context->arena, &list, locale_money(context->arena, context->locale, totals->sums[i]));
	return texts_join(context->arena, &list, " + ");
}

/* ---- one line ---- */

/* "3 documentos: 1203, 1187, 1150" */
static const char *plan_documents(const NoticeContext *context, const PlanLineView *line)
{
	Texts numbers = { 0 };
	for (size_t i = 0; i < line->n && i < PLAN_NUMBERS_MAX; i++)
		texts_add(context->arena, &numbers, line->invoices[i].number != NULL ? line->invoices[i].number : "?");
	if (line->n > PLAN_NUMBERS_MAX)
		texts_add(context->arena, &numbers,
			  plan_counted(context, "more", (int64_t)line->n - PLAN_NUMBERS_MAX, NULL));
	return arena_printf(context->arena, "%s%s %s", notice_view_plural(context, "documents", (int64_t)line->n),
			    notice_view_word(context, "colon"), texts_join(context->arena, &numbers, ", "));
}

/* "12 días de retraso", "Vencimiento: hoy" */
static const char *plan_days(const NoticeContext *context, const NoticeInvoice *oldest)
{
	const char *days = notice_view_days(context, oldest);
	if (!date_is_set(oldest->due) || oldest->days_overdue > 0)
		return days;
	return arena_printf(context->arena, "%s%s %s", notice_view_word(context, "due_date"),
			    notice_view_word(context, "colon"), days);
}

/* "12 días de retraso – paso overdue+8, política normal" */
static const char *plan_why(const NoticeContext *context, const PlanLineView *line)
{
	json_t *names = json_object();
	json_set_text(names, "step", line->step);
	json_set_text(names, "policy", line->policy);
	const char *step = plan_fill(context, plan_word(context, NULL, "step"), names);
	return line->n == 0 ? step :
			      arena_printf(context->arena, "%s – %s", plan_days(context, &line->invoices[0]), step);
}

static const char *plan_again(const NoticeContext *context, const PlanLineView *line)
{
	const char *word = plan_word(context, "again", line->again);
	json_t *names = json_object();
	json_set_text(names, "by", line->again_by != NULL ? line->again_by : "");
	const char *text = plan_fill(context, word, names);
	return *text != '\0' ? text : NULL;
}

static bool plan_line(const NoticeContext *context, const PlanLineView *line, NoticeSums *all, json_t *list,
		      GError **error)
{
	json_t *row = json_object();
	NoticeSums totals = { 0 };
	const char *what = plan_word(context, "notices", line->notice);
	json_array_append_new(list, row);
	for (size_t i = 0; i < line->n; i++)
		if (!notice_sums_add(context->arena, &totals, line->invoices[i].balance, error) ||
		    !notice_sums_add(context->arena, all, line->invoices[i].balance, error))
			return false;
	json_set_text(row, "number", arena_printf(context->arena, "%" G_GINT64_FORMAT, line->number));
	notice_view_line(context, row, "customer", line->customer);
	notice_view_line(context, row, "to", texts_join(context->arena, &line->to, ", "));
	notice_view_line(context, row, "cc", line->cc.n > 0 ? texts_join(context->arena, &line->cc, ", ") : NULL);
	notice_view_line(context, row, "what", *what != '\0' ? what : line->notice);
	json_set_text(row, "totals", plan_totals(context, &totals));
	notice_view_line(context, row, "documents", plan_documents(context, line));
	notice_view_line(context, row, "why", plan_why(context, line));
	notice_view_line(context, row, "again", line->again != NULL ? plan_again(context, line) : NULL);
	return true;
}

/* ---- what to answer ---- */

static void plan_add_answer(const NoticeContext *context, json_t *list, const char *name, const char *numbers,
			    const char *until)
{
	json_t *row = json_object();
	json_t *names = json_object();
	const char *say = plan_word(context, NULL, arena_printf(context->arena, "say_%s", name));
	json_set_text(names, "until", until);
	json_set_text(row, "say", *numbers != '\0' ? arena_printf(context->arena, "%s %s", say, numbers) : say);
	json_set_text(row, "does", plan_fill(context, plan_word(context, NULL, name), names));
	json_array_append_new(list, row);
}

/* With numbers that this plan has. */
static json_t *plan_answers(const NoticeContext *context, const PlanView *view)
{
	json_t *list = json_array();
	plan_add_answer(context, list, "all", "", view->until);
	plan_add_answer(context, list, "out", view->n > 2 ? "2, 3" : view->n == 2 ? "2" : "1", view->until);
	if (view->n > 1)
		plan_add_answer(context, list, "only", "1", view->until);
	plan_add_answer(context, list, "none", "", view->until);
	return list;
}

static json_t *plan_skipped(const NoticeContext *context, const PlanView *view)
{
	json_t *list = json_array();
	for (size_t i = 0; i < view->n_skipped; i++) {
		json_t *row = json_object();
		notice_view_line(context, row, "customer", view->skipped[i].customer);
		notice_view_line(context, row, "reason", plan_word(context, "skips", view->skipped[i].reason));
		json_array_append_new(list, row);
	}
	return list;
}

/* ---- the whole ---- */

static json_t *plan_view(const NoticeContext *context, const PlanView *view, GError **error)
{
	g_autoptr(json_t) object = notice_view_common(context, view->company, view->test_banner);
	json_t *lines = json_array();
	NoticeSums totals = { 0 };
	const char *title = plan_word(context, NULL, "title");
	json_set(object, "lines", lines);
	for (size_t i = 0; i < view->n; i++)
		if (!plan_line(context, &view->lines[i], &totals, lines, error))
			return NULL;
	notice_view_line(context, object, "title",
			 view->person != NULL ? arena_printf(context->arena, "%s – %s", title, view->person) : title);
	json_set_text(object, "today", locale_date(context->arena, context->locale, view->today, LOCALE_LONG));
	json_set_text(object, "intro", plan_counted(context, view->silence_sends ? "sends" : "holds", (int64_t)view->n,
						    view->until));
	json_set_text(object, "total_line",
		      arena_printf(context->arena, "%s%s %s", plan_word(context, NULL, "total"),
				   notice_view_word(context, "colon"), plan_totals(context, &totals)));
	json_set(object, "answers", plan_answers(context, view));
	json_set_text(object, "later", view->later > 0 ? plan_counted(context, "later", view->later, NULL) : NULL);
	json_set_bool(object, "has_skipped", view->n_skipped > 0);
	json_set(object, "skipped", plan_skipped(context, view));
	json_set_text(object, "more", view->more > 0 ? plan_counted(context, "more", view->more, NULL) : NULL);
	return g_steal_pointer(&object);
}

bool notice_plan_render(Arena *arena, const Catalog *catalog, const PlanView *view, RenderedNotice *ret, GError **error)
{
	NoticeContext context;
	if (!notice_begin(arena, catalog, "plan", view->language, &context, error))
		return false;
	g_autoptr(json_t) object = plan_view(&context, view, error);
	return object != NULL && notice_finish(&context, catalog, "plan", object, ret, error);
}

PlanView notice_plan_sample(Arena *arena, const char *language, const char *company, Date today)
{
	static const struct {
		const char *customer, *to, *notice, *step;
		int64_t late;
	} rows[] = {
		{ "Constructora Los Boldos Ltda.", "Marcela Rojas <marcela.rojas@losboldos.example>", "reminder-overdue",
		  "overdue+8", 12 },
		{ "Grupo Constructor Jacarandas, S.A. de C.V.", "pagos@jacarandas.example", "reminder-due", "due+0", 0 },
		{ "Distribuidora del Sur", "cuentas@delsur.example", "reminder-firm", "firm+15", 31 },
	};
	static const PlanSkipView skipped[] = { { "Comercial Uno SpA", "interval" }, { "Frutas del Valle", "no-contact" } };
	PlanLineView *lines = arena_array(arena, PlanLineView, G_N_ELEMENTS(rows));
	NoticeInvoice *invoices = arena_array(arena, NoticeInvoice, G_N_ELEMENTS(rows));
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		Date due = date_add_days(today, -rows[i].late);
		invoices[i] = (NoticeInvoice){ .number = arena_printf(arena, "%zu", 1201 + i), .due = due,
					       .days_overdue = rows[i].late,
					       .balance = money_make(INT64_C(595000000000), "CLP") };
		lines[i] = (PlanLineView){ .number = (int64_t)i + 1, .customer = rows[i].customer,
					   .notice = rows[i].notice, .step = rows[i].step, .policy = "normal",
					   .invoices = &invoices[i], .n = 1 };
		texts_add(arena, &lines[i].to, rows[i].to);
	}
	lines[1].again = "dropped";
	lines[1].again_by = "ana@example.cl";
	texts_add(arena, &lines[2].cc, "gerencia@delsur.example");
	return (PlanView){ .language = language, .company = company, .person = "Ana", .today = today, .until = "10:00",
			   .silence_sends = true, .lines = lines, .n = G_N_ELEMENTS(rows), .skipped = skipped,
			   .n_skipped = G_N_ELEMENTS(skipped) };
}
