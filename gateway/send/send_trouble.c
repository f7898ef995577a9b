#include "gateway/send/send_trouble.h"

#include "base/log.h"
#include "gateway/mails/outbound.h"

static void send_trouble_alert(Stage *stage, const RelaySettings *relay, const char *company, const char *words)
{
	g_autoptr(Arena) arena = arena_new();
	g_autoptr(GError) error = NULL;
	const Alert alert = { .company = company, .kind = ALERT_ACCOUNT_STOPPED,
			      .key = arena_printf(arena, "relay %s", relay->name), .subject = relay->name,
			      .detail = words, .command = "valija check --online" };
	if (!outbound_tell_once(stage, arena, &alert, &error))
		log_event(LOG_ERROR, "alert-failed", "relay", relay->name, "reason", error->message, NULL);
}

void send_trouble_tell(Stage *stage, const RelaySettings *relay, const char *words)
{
	const Settings *settings = stage->settings;
	for (size_t i = 0; i < settings->n_companies; i++)
		if (settings_relay(settings, settings->company_settings[i]) == relay)
			send_trouble_alert(stage, relay, settings->companies[i].name, words);
}

void send_trouble_over(Stage *stage, const RelaySettings *relay)
{
	const Settings *settings = stage->settings;
	g_autofree char *key = g_strdup_printf("relay %s", relay->name);
	for (size_t i = 0; i < settings->n_companies; i++)
		if (settings_relay(settings, settings->company_settings[i]) == relay)
			store_clear_alert(stage->store, settings->companies[i].name, key, NULL);
}
