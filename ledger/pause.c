#include "ledger/pause.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"
#include "ledger/events.h"

#define PAUSE_S ((int64_t)24 * 60 * 60)
#define PAUSE_FOR_GOOD ((int64_t)100 * 366 * 24 * 60 * 60)

bool pause_is_of_all(const Pause *pause)
{
	return text_equal(pause->domain, "*");
}

const char *pause_domain(Arena *arena, const char *address)
{
	const char *at = address != NULL ? strrchr(address, '@') : NULL;
	if (at == NULL || at[1] == '\0')
		return NULL;
	g_autofree char *lower = g_ascii_strdown(at + 1, -1);
	return arena_strdup(arena, lower);
}

const char *pause_words(Arena *arena, const Pause *pause)
{
	if (pause_is_of_all(pause))
		return arena_printf(arena, "reminders are stopped: %s (valija queue release --reminders)",
				    pause->reason);
	return arena_printf(arena, "%s refuses our mail by policy: waits until %s", pause->domain,
			    instant_text(arena, pause->until));
}

void pause_begin(Arena *arena, Outcome *outcome, const char *company, const char *address, const char *words,
		 int64_t now)
{
	Pause pause = { .company = company, .domain = pause_domain(arena, address), .until = now + PAUSE_S,
			.reason = words };
	if (pause.domain == NULL || !outcome_add_pause(arena, outcome, pause))
		return;
	Event event = { .at = now, .company = company, .kind = EVENT_PAUSED, .actor = "valija",
			.reason = arena_printf(arena, "%s (%s)", pause_words(arena, &pause), words) };
	outcome_add_event(arena, outcome, event);
	Alert alert = { .company = company, .kind = ALERT_DOMAIN_PAUSED,
			.key = arena_printf(arena, "domain paused %s %s", pause.domain,
					    date_text(arena, date_in_zone(now, "UTC"))),
			.subject = pause.domain, .detail = words, .command = "valija queue list" };
	outcome_add_alert(arena, outcome, alert);
}

void pause_all(Arena *arena, Outcome *outcome, const char *company, const char *words, int64_t now)
{
	Pause pause = { .company = company, .domain = pause_domain(arena, PAUSE_EVERYBODY), .reason = words };
	pause.until = now + PAUSE_FOR_GOOD;
	if (!outcome_add_pause(arena, outcome, pause))
		return;
	Event event = { .at = now, .company = company, .kind = EVENT_STOPPED_ALL, .actor = "valija", .reason = words };
	outcome_add_event(arena, outcome, event);
	Alert alert = { .company = company, .kind = ALERT_REMINDERS_STOPPED,
			.key = arena_printf(arena, "reminders stopped %s", instant_text(arena, now)),
			.subject = company, .detail = words, .command = "valija queue release --reminders" };
	outcome_add_alert(arena, outcome, alert);
}
