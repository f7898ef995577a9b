#include "gateway/oauth/oauth_login.h"

#include <stdio.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/oauth/oauth_state.h"

static bool login_keep(Arena *arena, const OauthLogin *login, OauthGranted *granted, GError **error)
{
	OauthState state = { 0 };
	const Clock clock = clock_system();
	int lock = -1;
	if (granted->refresh == NULL) {
		error_stop(error, "%s %s: the provider gives no refresh token: its oauth_scope or the kind of "
			   "application does not allow it", login->kind, login->name);
		return false;
	}
	if (!oauth_state_lock(login, &lock, error))
		return false;
	bool done = oauth_state_commit(arena, login, granted, clock_now(&clock), &state, error);
	close(lock);
	oauth_state_forget(&state);
	return done;
}

/* No person is needed: a token is asked for, which proves that it is given. */
static bool login_alone(const OauthLogin *login, GError **error)
{
	OauthToken token = { 0 };
	const Clock clock = clock_system();
	bool done = oauth_token(login, &clock, true, &token, error);
	file_wipe_secret(token.access);
	return done;
}

static bool login_with(bool (*run)(Arena *, const OauthLogin *, OauthGranted *, GError **), Arena *arena,
		       const OauthLogin *login, GError **error)
{
	OauthGranted granted = { 0 };
	bool done = run(arena, login, &granted, error) && login_keep(arena, login, &granted, error);
	oauth_grant_forget(&granted);
	return done;
}

static bool login_by_grant(Arena *arena, const OauthLogin *login, GError **error)
{
	switch (oauth_provider(arena, login).grant) {
	case OAUTH_GRANT_DEVICE:
		return login_with(oauth_device_run, arena, login, error);
	case OAUTH_GRANT_CODE:
		return login_with(oauth_code_run, arena, login, error);
	case OAUTH_GRANT_APP:
	case OAUTH_GRANT_REFRESH:
	case OAUTH_GRANT_AUTO:
		break;
	}
	return login_alone(login, error);
}

bool oauth_login_run(const OauthLogin *login, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	if (!login_by_grant(arena, login, error))
		return false;
	printf("%s %s: logged in; the tokens are kept in %s\n", login->kind, login->name,
	       oauth_state_path(arena, login));
	return true;
}
