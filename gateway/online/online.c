/* check --online: the bucket, each account, each relay, DNS of each company as a sender. */
#include "gateway/online/online.h"

#include "base/error.h"
#include "gateway/bucket/bucket.h"
#include "gateway/connect.h"
#include "gateway/online/domain_check.h"
#include "gateway/online/relay_check.h"
#include "gateway/online/round_trip.h"

static void online_fault(OnlineTally *tally, const char *what, const char *name, const GError *error)
{
	bool later = error_code(error) == ERROR_RETRY;
	online_say(tally, &(OnlineFinding){ .verdict = later ? ONLINE_LATER : ONLINE_FAULT, .what = what,
					    .subject = name, .found = error->message });
}

static void online_bucket(const StoreSettings *store, OnlineTally *tally)
{
	g_autoptr(GError) error = NULL;
	if (store->mail == NULL)
		return;
	if (bucket_try(store, &error))
		online_say(tally, &(OnlineFinding){ .what = "bucket", .subject = store->mail, .found = "written and read" });
	else
		online_fault(tally, "bucket", store->mail, error);
}

static bool online_account(const Settings *settings, const AccountSettings *account, OnlineTally *tally,
			   GError **error)
{
	Source *source = NULL;
	Login login = { 0 };
	uint32_t uidvalidity = 0;
	uint32_t count = 0;
	bool done = connect_source(settings, account, &login, &source, error);
	if (done) {
		done = source->ops->select(source, account->inbox, &uidvalidity, &count, error);
		source->ops->close(source);
		source->ops->free(source);
	}
	connect_forget(&login);
	g_autofree char *found = g_strdup_printf("logged in, %s has %u messages", account->inbox, count);
	if (done)
		online_say(tally, &(OnlineFinding){ .what = "account", .subject = account->name, .found = found });
	return done;
}

static bool online_relay(const Settings *settings, const RelaySettings *relay, OnlineTally *tally, GError **error)
{
	Sink *sink = NULL;
	Login login = { 0 };
	bool done = connect_sink(settings, relay, &login, &sink, error);
	if (done) {
		online_say(tally, &(OnlineFinding){ .what = "relay", .subject = relay->name, .found = "connected" });
		if (relay->type == RELAY_SMTP)
			relay_check_limits(sink, relay, tally);
		sink->ops->close(sink);
		sink->ops->free(sink);
	}
	connect_forget(&login);
	return done;
}

static void online_domains(const Settings *settings, OnlineTally *tally)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(Dns) dns = dns_open(settings->dns->server, (int)settings->dns->timeout_seconds, &error);
	if (dns == NULL) {
		online_say(tally, &(OnlineFinding){ .verdict = ONLINE_FAULT, .what = "DNS", .subject = "[dns] server",
						    .found = error->message });
		return;
	}
	for (size_t i = 0; i < settings->n_companies; i++)
		domain_check_company(dns, settings, settings->company_settings[i], tally);
}

/* What the token's key wants is the store: without one there is nothing to recognise a probe by. */
static void online_round_trips(App *app, int wait_s, OnlineTally *tally)
{
	g_autoptr(GError) error = NULL;
	TokenKey key = { 0 };
	const StoreSettings *where = app->settings->store;
	g_autoptr(Store) store = store_open(where->path, where->url, &error);
	if (store == NULL || !store_token_key(store, &key, &error)) {
		online_fault(tally, "store", where->path, error);
		return;
	}
	g_autoptr(ReaderClient) reader = reader_client_new(app->program, app->settings->limits,
							   app->settings->trust->certificates, true);
	RoundTrip trip = { .settings = app->settings, .clock = app->clock, .key = &key, .reader = reader,
			   .wait_s = wait_s, .progress = app->progress, .tally = tally };
	for (; trip.number < app->settings->n_companies; trip.number++)
		round_trip_company(&trip, app->settings->company_settings[trip.number]);
}

static bool online_servers(const Settings *settings, OnlineTally *tally)
{
	bool reachable = true;
	for (size_t i = 0; i < settings->n_accounts; i++) {
		g_autoptr(GError) error = NULL;
		if (!online_account(settings, settings->accounts[i], tally, &error))
			online_fault(tally, "account", settings->accounts[i]->name, error);
		reachable = reachable && error == NULL;
	}
	for (size_t i = 0; i < settings->n_relays; i++) {
		g_autoptr(GError) error = NULL;
		if (!online_relay(settings, settings->relays[i], tally, &error))
			online_fault(tally, "relay", settings->relays[i]->name, error);
		reachable = reachable && error == NULL;
	}
	return reachable;
}

int online_check(App *app, const OnlineParts *parts)
{
	OnlineTally tally = { .json = parts->json };
	online_bucket(app->settings->store, &tally);
	bool reachable = online_servers(app->settings, &tally);
	if (!parts->no_dns)
		online_domains(app->settings, &tally);
	/* A fault of a server is said once. */
	if (!parts->no_mail && reachable)
		online_round_trips(app, parts->wait_s, &tally);
	return online_say_status(&tally);
}
