/* Tasks are opened once, keep their day while they are open, and tell an event of each change. */
#include "ledger/events.h"
#include "tests/unit/store/store_fixture.h"

static Task task_of(const char *subject, const char *due)
{
	Task task = { .company = "Norte", .kind = TASK_REP, .subject = subject, .invoice_key = "MX:K",
		      .customer_tax_id = "AAA010101AAA", .area = "billing", .detail = "for the payment of today" };
	if (due != NULL && !date_parse(due, &task.due))
		g_error("%s", due);
	return task;
}

static void act(Store *store, Task task, bool open, int64_t now)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Outcome outcome = { .company = "Norte" };
	if (open)
		outcome_open_task(arena, &outcome, task);
	else
		outcome_close_task(arena, &outcome, task);
	ok(fixture_fine(store_commit_act(store, &outcome, NULL, 0, now, &error), &error), "the act is committed");
}

static bool count_row(void *context, const json_t *row)
{
	const char *kind = json_string_value(json_object_get(row, "kind"));
	if (g_strcmp0(kind, EVENT_TASK_OPENED) == 0 || g_strcmp0(kind, EVENT_TASK_CLOSED) == 0)
		++*(size_t *)context;
	return true;
}

static size_t events_of(Store *store)
{
	g_autoptr(GError) error = NULL;
	size_t n = 0;
	store_list(store, "events", &(ListFilter){ 0 }, count_row, &n, &error);
	return n;
}

static Task the_task(Store *store, Arena *arena)
{
	g_autoptr(GError) error = NULL;
	Task *tasks = NULL;
	size_t n = 0;
	ok(fixture_fine(store_tasks_of(store, arena, "Norte", "MX:K", &tasks, &n, &error), &error) && n == 1,
	   "one row");
	return n == 1 ? tasks[0] : (Task){ 0 };
}

static void test_life(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	act(store, task_of("r1", "2026-12-05"), true, NOW);
	act(store, task_of("r1", "2026-12-09"), true, NOW + 60);
	Task task = the_task(store, arena);
	ok(task.open && task.opened_at == NOW, "an open one stays what it was");
	is_str(date_text(arena, task.due), "2026-12-05", "with its day");
	is_i64((int64_t)events_of(store), 1, "one event");
	Task done = task_of("r1", NULL);
	done.result = "sent";
	act(store, done, false, NOW + 120);
	act(store, done, false, NOW + 180);
	task = the_task(store, arena);
	ok(!task.open, "closed");
	is_str(task.result, "sent", "with how it ended");
	is_i64((int64_t)events_of(store), 2, "one event more");
	act(store, task_of("r1", "2027-01-05"), true, NOW + 240);
	task = the_task(store, arena);
	ok(task.open && task.opened_at == NOW + 240 && task.result == NULL, "the same matter opens it anew");
	is_str(date_text(arena, task.due), "2027-01-05", "with a new day");
	is_i64((int64_t)events_of(store), 3, "and an event");
}

static void test_broken(Store *store)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	Task *tasks = NULL;
	size_t n = 0;
	act(store, task_of("r2", "2026-12-01"), true, NOW);
	act(store, task_of("r3", NULL), true, NOW);
	Date day = date_make(2026, 12, 1);
	ok(fixture_fine(store_broken_tasks(store, arena, "Norte", day, 10, &tasks, &n, &error), &error) && n == 0,
	   "its day is still a day to do it");
	ok(fixture_fine(store_broken_tasks(store, arena, "Norte", date_add_days(day, 1), 10, &tasks, &n, &error),
			&error) && n == 1 && g_strcmp0(tasks[0].subject, "r2") == 0,
	   "the day after it is broken; one without a day never is");
}

int main(void)
{
	g_autofree char *folder = fixture_path();
	Store *store = fixture_store(folder);
	test_life(store);
	test_broken(store);
	store_close(store);
	fixture_remove(folder);
	return tap_done();
}
