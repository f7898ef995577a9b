/* Alerts as rows, and as lines of STORE/alerts.log: the channel that no relay can break. */
#include <fcntl.h>
#include <unistd.h>

#include "base/date.h"
#include "base/log.h"
#include "store/lists.h"

#define ALERT_LOG "alerts.log"

static void alert_log_line(Store *store, Arena *arena, const AlertRaiseArgs *args, const Alert *alert)
{
	g_autoptr(GString) line = g_string_new(NULL);
	log_append(line, "at", instant_text(arena, args->raised_at));
	log_append(line, "level", "warning");
	log_append(line, "alert", args->kind);
	log_append(line, "company", args->company);
	log_append(line, "key", args->key);
	log_append(line, "subject", args->title);
	log_append(line, "detail", args->summary != NULL ? args->summary : args->day);
	log_append(line, "invoice", args->invoice_key);
	log_append(line, "to", alert->to.n > 0 ? texts_join(arena, &alert->to, ", ") : NULL);
	log_append(line, "see", alert->command);
	g_string_append_printf(store->alert_lines, "%s\n", line->str);
}

/* One write, so that lines of two processes do not mix. A disk that is full loses the line, never the work. */
static void alert_append(const Store *store, const GString *lines)
{
	g_autofree char *path = store_file(store, ALERT_LOG);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	ssize_t written = write(fd, lines->str, lines->len);
	(void)written;
	close(fd);
}

void store_log_alerts(Store *store, bool done)
{
	GString *lines = store->alert_lines;
	if (store->sql->depth > 0 || lines->len == 0)
		return;
	if (done)
		alert_append(store, lines);
	g_string_truncate(lines, 0);
}

void store_tell_file(const Store *store, const char *kind, const char *subject, const char *detail, int64_t now)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GString) line = g_string_new(NULL);
	log_append(line, "at", instant_text(arena, now));
	log_append(line, "level", "error");
	log_append(line, "alert", kind);
	log_append(line, "subject", subject);
	log_append(line, "detail", detail);
	g_string_append_c(line, '\n');
	alert_append(store, line);
}

static bool alert_raise(Store *store, Arena *arena, const Alert *alert, int64_t now, GError **error)
{
	const AlertRaiseArgs args = {
		.company = alert->company != NULL ? alert->company : "",
		.key = alert->key,
		.kind = alert_kind_word(alert->kind),
		.title = alert->subject,
		.summary = alert->codes.n > 0 ? texts_join(arena, &alert->codes, ", ") : alert->detail,
		.codes = alert->codes.n > 0 ? store_texts_json(arena, &alert->codes) : NULL,
		.day = date_text(arena, alert->day),
		.area = alert->area,
		.task = alert->task,
		.task_subject = alert->task_subject,
		.invoice_key = alert->invoice_key,
		.recipients = store_texts_json(arena, &alert->to),
		.in_digest = !alert->silent,
		.raised_at = now,
	};
	int64_t changes = 0;
	if (!q_alert_raise(store->sql, &args, &changes, error))
		return false;
	if (changes == 0)
		return true;
	alert_log_line(store, arena, &args, alert);
	return store_hook_alert(store, arena, &args, error);
}

static bool alert_see(Store *store, const Outcome *outcome, int64_t id, int64_t now, GError **error)
{
	const AlertSeenArgs one = { .id = id, .seen_at = now, .seen_by = outcome->seen_by };
	if (outcome->seen_mail == 0)
		return q_alert_seen(store->sql, &one, NULL, error);
	const AlertSeenOfMailArgs args = { .outbound_id = outcome->seen_mail, .id = id, .seen_at = now,
					   .seen_by = outcome->seen_by };
	return q_alert_seen_of_mail(store->sql, &args, NULL, error);
}

static bool alert_write_seen(Store *store, const Outcome *outcome, int64_t now, GError **error)
{
	if (outcome->seen_by == NULL)
		return true;
	for (size_t i = 0; i < outcome->n_seen; i++)
		if (!alert_see(store, outcome, outcome->seen[i], now, error))
			return false;
	return outcome->n_seen > 0 || outcome->seen_mail == 0 || alert_see(store, outcome, 0, now, error);
}

bool store_write_alerts(Store *store, Arena *arena, const Outcome *outcome, int64_t now, GError **error)
{
	for (size_t i = 0; i < outcome->n_alerts; i++)
		if (!alert_raise(store, arena, &outcome->alerts[i], now, error))
			return false;
	return alert_write_seen(store, outcome, now, error);
}

bool store_tell_alerts(Store *store, const OutboundMail *mail, GError **error)
{
	for (size_t i = 0; i < mail->n_alerts; i++)
		if (!q_alert_listed(store->sql, mail->id, mail->alerts[i], NULL, error))
			return false;
	const AlertToldArgs args = { .company = mail->company, .key = mail->alert, .outbound_id = mail->id };
	return mail->alert == NULL || q_alert_told(store->sql, &args, NULL, error);
}

static void alert_give(Listing *listing, const ListAlertsRow *row)
{
	json_t *object = json_object();
	json_set_integer(object, "id", row->id);
	json_set_text(object, "company", row->company);
	json_set_text(object, "kind", row->kind);
	json_set_text(object, "key", row->key);
	json_set_text(object, "subject", row->title);
	json_set_text(object, "detail", row->summary != NULL ? row->summary : row->day);
	lists_set_json(object, "codes", row->codes);
	json_set_text(object, "day", row->day);
	json_set_text(object, "area", row->area);
	json_set_text(object, "task", row->task);
	json_set_text(object, "invoice", row->invoice_key);
	lists_set_json(object, "to", row->recipients);
	json_set_bool(object, "digest", row->in_digest != 0);
	json_set_bool(object, "open", row->is_open != 0);
	json_set_integer(object, "raised", row->raised);
	lists_set_instant(listing, object, "raised_at", row->raised_at);
	lists_set_instant(listing, object, "seen_at", row->seen_at);
	json_set_text(object, "seen_by", row->seen_by);
	lists_give(listing, object, row->id);
}

bool lists_alerts(Listing *listing, GError **error)
{
	const ListAlertsArgs args = { .after = listing->after, .last = lists_last(listing),
				      .limit = lists_limit(listing), .company = listing->filter->company,
				      .state = listing->filter->state };
	g_autoptr(SqlRows) rows = NULL;
	if (!q_list_alerts(listing->store->sql, &args, &rows, error))
		return false;
	ListAlertsRow row;
	int got = 0;
	while ((got = q_list_alerts_next(rows, listing->arena, &row, error)) == 1)
		alert_give(listing, &row);
	return got == 0;
}
