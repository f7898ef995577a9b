/* Tasks as rows, and the event of each that changed. */
#include "base/error.h"
#include "ledger/events.h"
#include "store/lists.h"

static Event task_event(Arena *arena, const Task *task, int64_t now)
{
	const char *word = task_row(task->kind)->word;
	const char *said = task->open ? task->detail : task->result;
	return (Event){ .at = now,
			.company = task->company,
			.invoice_key = task->invoice_key,
			.customer_tax_id = task->customer_tax_id,
			.kind = task->open ? EVENT_TASK_OPENED : EVENT_TASK_CLOSED,
			.actor = task->actor != NULL ? task->actor : "valija",
			.reason = said != NULL ? arena_printf(arena, "%s: %s", word, said) : word,
			.evidence = task->open ? date_text(arena, task->due) : NULL };
}

static bool task_write_open(Store *store, Arena *arena, const Task *task, int64_t now, bool *ret_changed,
			    GError **error)
{
	const TaskOpenArgs args = { .company = task->company,
				    .kind = task_row(task->kind)->word,
				    .subject = task->subject,
				    .invoice_key = task->invoice_key,
				    .customer = task->customer_tax_id,
				    .area = task->area,
				    .owner = task->owner,
				    .due = date_text(arena, task->due),
				    .detail = task->detail,
				    .opened_at = now };
	TaskOpenRow row = { 0 };
	int got = q_task_open(store->sql, &args, arena, &row, error);
	*ret_changed = row.is_new != 0 && task->id == 0;
	return got == 1;
}

static bool task_write_closed(Store *store, const Task *task, int64_t now, bool *ret_changed, GError **error)
{
	const TaskCloseArgs args = { .company = task->company,
				     .kind = task_row(task->kind)->word,
				     .subject = task->subject,
				     .result = task->result,
				     .closed_at = now };
	int64_t changes = 0;
	if (!q_task_close(store->sql, &args, &changes, error))
		return false;
	*ret_changed = changes == 1;
	/* Nobody needs to hear of it any more. */
	const AlertTaskDoneArgs over = { .company = args.company, .task = args.kind, .task_subject = args.subject };
	return changes == 0 || q_alert_task_done(store->sql, &over, NULL, error);
}

bool store_write_tasks(Store *store, Arena *arena, const Outcome *outcome, int64_t now, Event **ret_events,
		       size_t *ret_n, GError **error)
{
	for (size_t i = 0; i < outcome->n_tasks; i++) {
		const Task *task = &outcome->tasks[i];
		bool changed = false;
		if (!(task->open ? task_write_open(store, arena, task, now, &changed, error)
				 : task_write_closed(store, task, now, &changed, error)))
			return false;
		if (!changed)
			continue;
		*ret_events = arena_grow(arena, *ret_events, *ret_n, sizeof **ret_events);
		(*ret_events)[(*ret_n)++] = task_event(arena, task, now);
	}
	return true;
}

bool store_write_told(Store *store, const Outcome *outcome, GError **error)
{
	for (size_t i = 0; i < outcome->n_told_tasks; i++)
		if (!q_task_told(store->sql, outcome->told_tasks[i], NULL, error))
			return false;
	return true;
}

static Task task_from_row(Arena *arena, const TaskGetRow *row)
{
	Task task = { .id = row->id,
		      .company = row->company,
		      .subject = row->subject,
		      .invoice_key = row->invoice_key,
		      .customer_tax_id = row->customer,
		      .area = row->area,
		      .owner = row->owner,
		      .detail = row->detail,
		      .opened_at = row->opened_at,
		      .open = row->is_open != 0,
		      .result = row->result };
	if (!task_kind_from_word(row->kind, &task.kind))
		task.detail = arena_printf(arena, "%s: %s", row->kind, row->detail != NULL ? row->detail : "");
	if (row->due != NULL)
		date_parse(row->due, &task.due);
	return task;
}

bool store_task(Store *store, Arena *arena, int64_t id, Task *ret, bool *ret_known, GError **error)
{
	TaskGetRow row = { 0 };
	int got = q_task_get(store->sql, id, arena, &row, error);
	*ret_known = got == 1;
	if (got == 1)
		*ret = task_from_row(arena, &row);
	return got >= 0;
}

bool store_task_about(Store *store, Arena *arena, const char *company, TaskKind kind, const char *subject, Task *ret,
		      bool *ret_known, GError **error)
{
	const TaskAboutArgs args = { .company = company, .kind = task_row(kind)->word, .subject = subject };
	TaskGetRow row = { 0 };
	int got = q_task_about(store->sql, &args, arena, &row, error);
	*ret_known = got == 1;
	if (got == 1)
		*ret = task_from_row(arena, &row);
	return got >= 0;
}

static bool task_take(Arena *arena, SqlRows *rows, Task **ret, size_t *ret_n, GError **error)
{
	TaskGetRow row;
	int got = 0;
	while ((got = q_task_of_invoice_next(rows, arena, &row, error)) == 1) {
		*ret = arena_grow(arena, *ret, *ret_n, sizeof **ret);
		(*ret)[(*ret_n)++] = task_from_row(arena, &row);
	}
	return got == 0;
}

bool store_tasks_of(Store *store, Arena *arena, const char *company, const char *invoice_key, Task **ret,
		    size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	return q_task_of_invoice(store->sql, company, invoice_key, &rows, error) &&
	       task_take(arena, rows, ret, ret_n, error);
}

bool store_broken_tasks(Store *store, Arena *arena, const char *company, Date today, size_t limit, Task **ret,
			size_t *ret_n, GError **error)
{
	const TaskBrokenArgs args = { .company = company,
				      .today = date_text(arena, today),
				      .limit = (int64_t)limit };
	g_autoptr(SqlRows) rows = NULL;
	return q_task_broken(store->sql, &args, &rows, error) && task_take(arena, rows, ret, ret_n, error);
}

bool lists_tasks(Listing *listing, GError **error)
{
	const ListFilter *filter = listing->filter;
	const ListTasksArgs args = { .after = listing->after,
				     .last = lists_last(listing),
				     .limit = lists_limit(listing),
				     .company = filter->company,
				     .state = filter->state,
				     .customer = filter->customer,
				     .invoice_key = filter->invoice_key };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_list_tasks(listing->store->sql, &args, &rows, error))
		return false;
	TaskGetRow row;
	int got = 0;
	while ((got = q_list_tasks_next(rows, listing->arena, &row, error)) == 1) {
		json_t *object = json_object();
		json_set_integer(object, "id", row.id);
		json_set_text(object, "company", row.company);
		json_set_text(object, "kind", row.kind);
		json_set_text(object, "subject", row.subject);
		json_set_text(object, "invoice", row.invoice_key);
		json_set_text(object, "customer", row.customer);
		json_set_text(object, "area", row.area);
		json_set_text(object, "owner", row.owner);
		json_set_text(object, "due", row.due);
		json_set_text(object, "detail", row.detail);
		lists_set_instant(listing, object, "opened_at", row.opened_at);
		json_set_bool(object, "open", row.is_open != 0);
		json_set_text(object, "result", row.result);
		lists_set_instant(listing, object, "closed_at", row.closed_at);
		lists_give(listing, object, row.id);
	}
	return got == 0;
}

bool store_past_tasks(Store *store, Arena *arena, int64_t customer_id, PastStep **ret, size_t *ret_n, GError **error)
{
	g_autoptr(SqlRows) rows = NULL;
	PastStep *steps = NULL;
	size_t n = 0;
	TaskStepsRow row;
	int got = 0;
	if (!q_task_steps(store->sql, customer_id, &rows, error))
		return false;
	while ((got = q_task_steps_next(rows, arena, &row, error)) == 1) {
		steps = arena_grow(arena, steps, n, sizeof *steps);
		steps[n] = (PastStep){ .step = row.kind, .kind = row.kind, .queued_at = row.opened_at, .state = "sent" };
		texts_add(arena, &steps[n++].invoice_keys, row.invoice_key);
	}
	*ret = steps;
	*ret_n = n;
	return got == 0;
}
