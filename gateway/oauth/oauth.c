#include "gateway/oauth/oauth.h"

#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "gateway/oauth/oauth_state.h"

#define OAUTH_PATIENCE_S 60 /* with an old token in hand: when the token server is asked again */

OauthLogin oauth_login_of_account(const Settings *settings, const AccountSettings *account)
{
	return (OauthLogin){ .kind = "account", .name = account->name, .settings = &account->oauth,
			     .password_file = account->password_file, .store = settings->store->path };
}

OauthLogin oauth_login_of_relay(const Settings *settings, const RelaySettings *relay)
{
	return (OauthLogin){ .kind = "relay", .name = relay->name, .smtp = true, .settings = &relay->oauth,
			     .password_file = relay->password_file, .store = settings->store->path };
}

bool oauth_is_ours(const OauthLogin *login)
{
	const OauthSettings *settings = login->settings;
	return settings->client_id != NULL || settings->token_url != NULL || settings->provider != OAUTH_NONE;
}

/* The refresh token to use: the last one that was committed, else the one of the config. */
static bool oauth_refresh_token(const OauthLogin *login, const OauthProvider *provider, OauthState *state,
				GError **error)
{
	if (provider->grant == OAUTH_GRANT_APP || state->refresh != NULL)
		return true;
	if (provider->grant == OAUTH_GRANT_REFRESH)
		return file_read_secret(login->password_file, &state->refresh, error);
	error_stop(error, "%s %s has not logged in yet: run valija check --login \"%s %s\"", login->kind, login->name,
		   login->kind, login->name);
	return false;
}

static bool oauth_ask(Arena *arena, const OauthLogin *login, const OauthState *state, OauthGranted *ret, GError **error)
{
	const char *word = NULL;
	const OauthProvider provider = oauth_provider(arena, login);
	const OauthField app[] = { { "grant_type", "client_credentials" }, { "scope", provider.scope } };
	const OauthField refresh[] = { { "grant_type", "refresh_token" }, { "refresh_token", state->refresh } };
	/* The server may replace the token with this question. */
	int fault = step("oauth.ask");
	if (fault != 0) {
		error_from_errno(error, fault, "ask the token server");
		return false;
	}
	return oauth_grant_take(arena, login, provider.grant == OAUTH_GRANT_APP ? app : refresh, 2, ret, &word, error);
}

static bool oauth_renew(Arena *arena, const OauthLogin *login, int64_t now, OauthState *state, GError **error)
{
	OauthGranted granted = { 0 };
	const OauthProvider provider = oauth_provider(arena, login);
	bool done = oauth_refresh_token(login, &provider, state, error) &&
		    oauth_ask(arena, login, state, &granted, error) &&
		    oauth_state_commit(arena, login, &granted, now, state, error);
	oauth_grant_forget(&granted);
	return done;
}

/* An access token that is still good bridges an absence of the token server. */
static bool oauth_bridges(const OauthState *state, int64_t now, const GError *fault)
{
	return error_code(fault) == ERROR_RETRY && state->access != NULL && now < state->expires_at;
}

static bool oauth_current(Arena *arena, const OauthLogin *login, int64_t now, bool renew, OauthToken *ret,
			  GError **error)
{
	OauthState state = { 0 };
	g_autoptr(GError) fault = NULL;
	if (!oauth_state_load(arena, login, &state, error))
		return false;
	bool kept = !renew && state.access != NULL && now < state.renew_at;
	bool done = kept || oauth_renew(arena, login, now, &state, &fault);
	bool bridged = !done && !renew && oauth_bridges(&state, now, fault);
	if (done || bridged)
		*ret = (OauthToken){ .access = g_steal_pointer(&state.access), .fresh = !kept && done,
				     .until = bridged ? MIN(now + OAUTH_PATIENCE_S, state.expires_at) :
							state.renew_at };
	else
		g_propagate_error(error, g_steal_pointer(&fault));
	oauth_state_forget(&state);
	return done || bridged;
}

bool oauth_token(const OauthLogin *login, const Clock *clock, bool renew, OauthToken *ret, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	int lock = -1;
	if (!oauth_state_lock(login, &lock, error))
		return false;
	bool done = oauth_current(arena, login, clock_now(clock), renew, ret, error);
	close(lock);
	return done;
}
