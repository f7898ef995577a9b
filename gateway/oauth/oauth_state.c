#include "gateway/oauth/oauth_state.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/oauth/oauth_seal.h"

#define STATE_MAX_BYTES 262144
#define STATE_MARGIN_S 300

static const char *state_folder(Arena *arena, const OauthLogin *login)
{
	return arena_printf(arena, "%s/oauth", login->store);
}

static const char *state_file(Arena *arena, const OauthLogin *login, const char *ending)
{
	g_autofree char *name = g_uri_escape_string(login->name, NULL, FALSE);
	return arena_printf(arena, "%s/%s-%s.%s", state_folder(arena, login), login->kind, name, ending);
}

const char *oauth_state_path(Arena *arena, const OauthLogin *login)
{
	return state_file(arena, login, "json");
}

static const char *state_owner(Arena *arena, const OauthLogin *login)
{
	return arena_printf(arena, "%s %s", login->kind, login->name);
}

/* Who the tokens were given to, by whom, and, where a first refresh token is in the config, from which. */
static bool state_identity(Arena *arena, const OauthLogin *login, const char **ret, GError **error)
{
	char *seed = NULL;
	const OauthProvider provider = oauth_provider(arena, login);
	bool seeded = provider.grant == OAUTH_GRANT_REFRESH;
	if (seeded && !file_read_secret(login->password_file, &seed, error))
		return false;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	const char *parts[] = { login->settings->client_id, provider.token_url, seeded ? seed : "" };
	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		g_checksum_update(sum, (const guchar *)parts[i], (gssize)strlen(parts[i]) + 1);
	file_wipe_secret(seed);
	*ret = arena_strdup(arena, g_checksum_get_string(sum));
	return true;
}

void oauth_state_forget(OauthState *state)
{
	file_wipe_secret(state->access);
	file_wipe_secret(state->refresh);
	g_free(state->identity);
	*state = (OauthState){ 0 };
}

bool oauth_state_lock(const OauthLogin *login, int *ret_lock, GError **error)
{
	g_autoptr(Arena) arena = arena_new();
	const char *path = state_file(arena, login, "lock");
	if (!file_make_folder(state_folder(arena, login), 0700, error))
		return false;
	int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int result = fd >= 0 ? flock(fd, LOCK_EX) : -1;
	while (result != 0 && fd >= 0 && errno == EINTR)
		result = flock(fd, LOCK_EX);
	if (result == 0) {
		*ret_lock = fd;
		return true;
	}
	error_from_errno(error, errno, path);
	if (fd >= 0)
		close(fd);
	return false;
}

/* ---- reading ---- */

static char *state_text(const json_t *object, const char *key)
{
	return g_strdup(json_string_value(json_object_get(object, key)));
}

static void state_decode(const char *text, OauthState *ret)
{
	g_autoptr(json_t) object = json_read(text, strlen(text), NULL);
	*ret = (OauthState){ .access = state_text(object, "access_token"), .refresh = state_text(object, "refresh_token"),
			     .identity = state_text(object, "identity"),
			     .renew_at = json_get_integer(object, "renew_at", 0),
			     .expires_at = json_get_integer(object, "expires_at", 0) };
}

static bool state_read(const char *path, json_t **ret_box, GError **error)
{
	g_autofree char *bytes = NULL;
	size_t length = 0;
	if (!file_read(path, STATE_MAX_BYTES, &bytes, &length, error))
		return false;
	*ret_box = json_read(bytes, length, NULL);
	if (*ret_box == NULL)
		*ret_box = json_object();
	return true;
}

static bool state_open(Arena *arena, const OauthLogin *login, char **ret_text, GError **error)
{
	OauthKey key;
	g_autoptr(json_t) box = NULL;
	if (!state_read(oauth_state_path(arena, login), &box, error) ||
	    !oauth_seal_key(login->settings->key_file, &key, error))
		return false;
	bool done = oauth_seal_open(&key, state_owner(arena, login), box, ret_text, error);
	oauth_seal_forget(&key);
	return done;
}

bool oauth_state_load(Arena *arena, const OauthLogin *login, OauthState *ret, GError **error)
{
	char *text = NULL;
	const char *identity = NULL;
	*ret = (OauthState){ 0 };
	if (!state_identity(arena, login, &identity, error))
		return false;
	if (access(oauth_state_path(arena, login), F_OK) != 0 && errno == ENOENT)
		return true;
	if (!state_open(arena, login, &text, error))
		return false;
	state_decode(text, ret);
	file_wipe_secret(text);
	if (!text_equal(ret->identity, identity))
		oauth_state_forget(ret);
	return true;
}

/* ---- writing ---- */

static char *state_encode(const OauthState *state)
{
	g_autoptr(json_t) object = json_object();
	json_set_text(object, "identity", state->identity);
	json_set_text(object, "access_token", state->access);
	json_set_text(object, "refresh_token", state->refresh);
	json_set_integer(object, "renew_at", state->renew_at);
	json_set_integer(object, "expires_at", state->expires_at);
	return json_line(object);
}

static bool state_write(Arena *arena, const OauthLogin *login, const OauthState *state, GError **error)
{
	OauthKey key;
	g_autoptr(json_t) box = NULL;
	if (!oauth_seal_key(login->settings->key_file, &key, error))
		return false;
	char *text = state_encode(state);
	bool sealed = oauth_seal_close(&key, state_owner(arena, login), text, &box, error);
	file_wipe_secret(text);
	oauth_seal_forget(&key);
	if (!sealed)
		return false;
	g_autofree char *line = json_line(box);
	return file_write_atomic(oauth_state_path(arena, login), line, strlen(line), 0600, "oauth.commit", error);
}

bool oauth_state_commit(Arena *arena, const OauthLogin *login, OauthGranted *granted, int64_t now, OauthState *state,
			GError **error)
{
	const char *identity = NULL;
	if (!state_identity(arena, login, &identity, error))
		return false;
	int64_t margin = MIN(STATE_MARGIN_S, granted->lifetime_s / 4);
	OauthState fresh = { .access = g_steal_pointer(&granted->access), .identity = g_strdup(identity),
			     .renew_at = now + granted->lifetime_s - margin, .expires_at = now + granted->lifetime_s };
	char **refresh = granted->refresh != NULL ? &granted->refresh : &state->refresh;
	fresh.refresh = g_steal_pointer(refresh);
	oauth_state_forget(state);
	*state = fresh;
	if (state_write(arena, login, state, error))
		return true;
	oauth_state_forget(state); /* what is not on disk is not used */
	return false;
}
