#include "store/hooks.h"

#include <string.h>

#include "store/store_inner.h"

void hooks_set(Store *store, const Hook *hooks, size_t n)
{
	store->hooks = hooks;
	store->n_hooks = n;
}

static bool hooks_wants(const Hook *hook, const char *type, const char *company)
{
	return (hook->events.n == 0 || texts_has(&hook->events, type)) &&
	       (hook->companies.n == 0 || (company != NULL && texts_has(&hook->companies, company)));
}

static bool hooks_queue(Store *store, Arena *arena, const Hook *hook, const char *body, int64_t now, GError **error)
{
	int64_t id = 0;
	g_autoptr(json_t) payload = json_object();
	json_set_text(payload, "webhook", hook->name);
	json_set_text(payload, "body", body);
	g_autofree char *line = json_line(payload);
	if (!store_take_job(store, &id, error))
		return false;
	const JobInsertArgs args = { .id = id, .lane = "http", .kind = HOOKS_JOB, .payload = arena_strdup(arena, line),
				     .state = "ready", .due_at = now, .born = now };
	return q_job_insert(store->sql, &args, NULL, error);
}

/* in */
static bool hooks_tell(Store *store, Arena *arena, const json_t *body, int64_t now, GError **error)
{
	const char *type = json_string_value(json_object_get(body, "type"));
	const char *company = json_string_value(json_object_get(body, "company"));
	g_autofree char *line = json_line(body);
	for (size_t i = 0; i < store->n_hooks; i++)
		if (hooks_wants(&store->hooks[i], type, company) &&
		    !hooks_queue(store, arena, &store->hooks[i], line, now, error))
			return false;
	return true;
}

bool store_hook_event(Store *store, Arena *arena, const EventInsertArgs *event, GError **error)
{
	if (store->n_hooks == 0)
		return true;
	g_autoptr(json_t) body = json_object();
	json_set_text(body, "type", event->kind);
	json_set_integer(body, "event", event->id);
	json_set_text(body, "at", instant_text(arena, event->at));
	json_set_text(body, "company", event->company);
	json_set_text(body, "invoice", event->invoice_key);
	json_set_text(body, "customer", event->customer);
	json_set_text(body, "actor", event->actor);
	json_set_text(body, "reason", event->reason);
	json_set_text(body, "evidence", event->evidence);
	json_set_text(body, "hash", event->hash);
	return hooks_tell(store, arena, body, event->at, error);
}

bool store_hook_alert(Store *store, Arena *arena, const AlertRaiseArgs *alert, GError **error)
{
	if (store->n_hooks == 0)
		return true;
	g_autoptr(json_t) body = json_object();
	json_set_text(body, "type", "alert");
	json_set_text(body, "at", instant_text(arena, alert->raised_at));
	json_set_text(body, "company", alert->company);
	json_set_text(body, "alert", alert->kind);
	json_set_text(body, "key", alert->key);
	json_set_text(body, "subject", alert->title);
	json_set_text(body, "detail", alert->summary != NULL ? alert->summary : alert->day);
	json_set_text(body, "area", alert->area);
	json_set_text(body, "task", alert->task);
	json_set_text(body, "invoice", alert->invoice_key);
	return hooks_tell(store, arena, body, alert->raised_at, error);
}

bool hooks_read(Arena *arena, const char *payload, const char **ret_name, const char **ret_body)
{
	g_autoptr(json_t) object = payload != NULL ? json_read(payload, strlen(payload), NULL) : NULL;
	*ret_name = object != NULL ? json_get_text(arena, object, "webhook") : NULL;
	*ret_body = object != NULL ? json_get_text(arena, object, "body") : NULL;
	return *ret_name != NULL && *ret_body != NULL;
}
