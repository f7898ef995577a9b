/* check --online: logs in to each account, connects to each relay. */
#include <stdio.h>

#include "gateway/connect.h"
#include "gateway/online.h"

static bool online_account(const App *app, const AccountSettings *account, GError **error)
{
	Source *source = NULL;
	Login login = { 0 };
	uint32_t uidvalidity = 0;
	uint32_t count = 0;
	bool done = connect_source(app->settings, account, &login, &source, error);
	if (done) {
		done = source->ops->select(source, account->inbox, &uidvalidity, &count, error);
		source->ops->close(source);
		source->ops->free(source);
	}
	connect_forget(&login);
	if (done)
		printf("account %s: logged in, %s has %u messages\n", account->name, account->inbox, count);
	return done;
}

static bool online_relay(const App *app, const RelaySettings *relay, GError **error)
{
	Sink *sink = NULL;
	Login login = { 0 };
	bool done = connect_sink(app->settings, relay, &login, &sink, error);
	if (done) {
		sink->ops->close(sink);
		sink->ops->free(sink);
	}
	connect_forget(&login);
	if (done)
		printf("relay %s: connected\n", relay->name);
	return done;
}

static bool online_said(const char *kind, const char *name, const GError *error)
{
	if (error == NULL)
		return true;
	app_say("%s %s: %s", kind, name, error->message);
	return false;
}

int online_check(App *app)
{
	bool fine = true;
	for (size_t i = 0; i < app->settings->n_accounts; i++) {
		g_autoptr(GError) error = NULL;
		online_account(app, app->settings->accounts[i], &error);
		fine = online_said("account", app->settings->accounts[i]->name, error) && fine;
	}
	for (size_t i = 0; i < app->settings->n_relays; i++) {
		g_autoptr(GError) error = NULL;
		online_relay(app, app->settings->relays[i], &error);
		fine = online_said("relay", app->settings->relays[i]->name, error) && fine;
	}
	return fine ? EXIT_OK : EXIT_FAULT;
}
