#include "gateway/watch.h"

#include <errno.h>
#include <sys/statvfs.h>

#include "base/error.h"
#include "base/text.h"
#include "gateway/mails/outbound.h"
#include "queue/breaker.h"
#include "store/marks.h"
#include "store/store_gate.h"

#define WATCH_EVERY_S INT64_C(600)
#define WATCH_DAY_S INT64_C(86400)
#define WATCH_WEEKS 4
#define WATCH_WEEKS_USUAL 3

/* ---- one fault ---- */

/* Told when it begins, over when it ends. Of the whole gateway: the first company's people hear of it. */
static bool watch_judge(Stage *stage, Arena *arena, bool wrong, Alert alert, GError **error)
{
	bool fresh = false;
	if (alert.company == NULL)
		alert.company = stage->settings->companies[0].name;
	if (wrong)
		return outbound_tell_once(stage, arena, &alert, error);
	return store_alert_is_new(stage->store, alert.company, alert.key, &fresh, error) &&
	       (fresh || store_clear_alert(stage->store, alert.company, alert.key, error));
}

/* ---- mailboxes ---- */

/* Something came in these hours of most of the weeks before. */
static bool watch_is_usual(Stage *stage, const char *account, int64_t span_s, bool *ret, GError **error)
{
	int usual = 0;
	for (int64_t week = 1; week <= WATCH_WEEKS; week++) {
		bool came = false;
		int64_t until = stage_now(stage) - week * 7 * WATCH_DAY_S;
		if (!marks_mail_came(stage->store, account, until - span_s, until, &came, error))
			return false;
		usual += came;
	}
	*ret = usual >= WATCH_WEEKS_USUAL;
	return true;
}

static bool watch_account(Stage *stage, const AccountSettings *account, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t hours = stage->settings->watch->silent_hours;
	int64_t now = stage_now(stage);
	bool came = true;
	bool usual = false;
	if (hours > 0 && !marks_mail_came(stage->store, account->name, now - hours * 3600, now, &came, error))
		return false;
	if (!came && !watch_is_usual(stage, account->name, hours * 3600, &usual, error))
		return false;
	const Alert alert = { .company = account->company, .kind = ALERT_BOX_SILENT,
			      .key = arena_printf(arena, "box-silent %s", account->name), .subject = account->name,
			      .detail = arena_printf(arena, "%" G_GINT64_FORMAT, hours),
			      .command = "valija check --online" };
	return watch_judge(stage, arena, usual && !came, alert, error);
}

static bool watch_accounts(Stage *stage, GError **error)
{
	for (size_t i = 0; i < stage->settings->n_accounts; i++)
		if (!watch_account(stage, stage->settings->accounts[i], error))
			return false;
	return true;
}

/* ---- quarantine ---- */

static bool watch_quarantine(Stage *stage, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t most = stage->settings->watch->quarantined;
	int64_t n = 0;
	if (most > 0 &&
	    !marks_quarantined(stage->store, stage_now(stage) - WATCH_DAY_S, most * 100, &n, error))
		return false;
	const Alert alert = { .kind = ALERT_QUARANTINE_GROWS, .key = "quarantine-grows",
			      .subject = arena_printf(arena, "%" G_GINT64_FORMAT, n),
			      .command = "valija mail list --state quarantined" };
	return watch_judge(stage, arena, most > 0 && n >= most, alert, error);
}

/* ---- relays ---- */

/* Since when a breaker is open, from its waits, each twice the one before: queue/breaker.h. */
static int64_t watch_open_since(const GateRow *gate)
{
	int64_t before = 0;
	for (int64_t wait = BREAKER_FIRST_WAIT_S; wait < gate->wait; wait *= 2)
		before += wait;
	return gate->retry_at - gate->wait - before;
}

static bool watch_relay(Stage *stage, const RelaySettings *relay, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t minutes = stage->settings->watch->relay_minutes;
	GateRow gate = { 0 };
	if (!store_gate(stage->store, arena, relay->name, "", &gate, error))
		return false;
	bool wrong = minutes > 0 && gate.breaker != BREAKER_CLOSED &&
		     stage_now(stage) - watch_open_since(&gate) >= minutes * 60;
	const Alert alert = { .kind = ALERT_RELAY_CLOSED, .key = arena_printf(arena, "relay-closed %s", relay->name),
			      .subject = relay->name, .detail = gate.words, .command = "valija check --online" };
	return watch_judge(stage, arena, wrong, alert, error);
}

static bool watch_relays(Stage *stage, GError **error)
{
	for (size_t i = 0; i < stage->settings->n_relays; i++)
		if (!watch_relay(stage, stage->settings->relays[i], error))
			return false;
	return true;
}

/* ---- disk ---- */

typedef struct {
	int64_t free, reserve;
} WatchDisk;

static bool watch_disk_of(const Settings *settings, WatchDisk *ret, GError **error)
{
	struct statvfs info;
	if (statvfs(settings->store->path, &info) != 0) {
		error_from_errno(error, errno, settings->store->path);
		return false;
	}
	int64_t unit = (int64_t)info.f_frsize;
	ret->free = (int64_t)info.f_bavail * unit;
	ret->reserve = MIN(settings->watch->disk_reserve, (int64_t)info.f_blocks / 20 * unit);
	return true;
}

bool watch_room(const Settings *settings, GError **error)
{
	WatchDisk disk = { 0 };
	if (!watch_disk_of(settings, &disk, error))
		return false;
	if (disk.free >= disk.reserve)
		return true;
	error_stop(error, "disk almost full: %" G_GINT64_FORMAT " MiB left at %s; nothing is fetched until there is room",
		   disk.free >> 20, settings->store->path);
	return false;
}

static bool watch_disk(Stage *stage, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	WatchDisk disk = { 0 };
	if (!watch_disk_of(stage->settings, &disk, error))
		return false;
	g_autofree char *left = g_format_size((guint64)disk.free);
	const Alert alert = { .kind = ALERT_DISK_FULL, .key = "disk-full", .subject = left,
			      .detail = stage->settings->store->path, .command = "df -h" };
	return watch_judge(stage, arena, disk.free < 2 * disk.reserve, alert, error);
}

/* ---- the store as a whole ---- */

static bool watch_verified(Stage *stage, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int64_t days = stage->settings->watch->verify_days;
	int64_t now = stage_now(stage);
	int64_t last = 0;
	if (!marks_get(stage->store, "verified", &last, error))
		return false;
	/* A new store has its days from now. */
	if (last == 0)
		return marks_set(stage->store, "verified", now, error);
	int64_t age = (now - last) / WATCH_DAY_S;
	const Alert alert = { .kind = ALERT_NOT_VERIFIED, .key = "not-verified",
			      .subject = arena_printf(arena, "%" G_GINT64_FORMAT, age), .command = "valija verify" };
	return watch_judge(stage, arena, days > 0 && age >= days, alert, error);
}

bool watch_pass(Stage *stage, GError **error)
{
	bool mine = false;
	if (!marks_take(stage->store, "watched", stage_now(stage), WATCH_EVERY_S, &mine, error))
		return false;
	return !mine || (watch_accounts(stage, error) && watch_quarantine(stage, error) && watch_relays(stage, error) &&
			 watch_disk(stage, error) && watch_verified(stage, error));
}

/* ---- at the terminal ---- */

static const char *const watch_fault_kinds[] = { "account-stopped", "box-silent", "quarantine-grows", "relay-closed",
						 "disk-full",	    "not-verified", "not-filed" };

static bool watch_say_one(void *context, const json_t *row)
{
	size_t *n = context;
	const char *kind = json_string_value(json_object_get(row, "kind"));
	const char *subject = json_string_value(json_object_get(row, "subject"));
	const char *detail = json_string_value(json_object_get(row, "detail"));
	for (size_t i = 0; i < G_N_ELEMENTS(watch_fault_kinds); i++) {
		if (!text_equal(kind, watch_fault_kinds[i]))
			continue;
		app_say("open alert %" G_GINT64_FORMAT ": %s: %s%s%s",
			(gint64)json_integer_value(json_object_get(row, "id")), kind, subject != NULL ? subject : "",
			detail != NULL ? ": " : "", detail != NULL ? detail : "");
		(*n)++;
	}
	return true;
}

size_t watch_say(const App *app, Store *store)
{
	const ListFilter filter = { .state = "open" };
	size_t n = 0;
	if (app->verbosity >= 0)
		store_list(store, "alerts", &filter, watch_say_one, &n, NULL);
	return n;
}
