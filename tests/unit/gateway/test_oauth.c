/* OAuth logins without a network: what is sealed, what comes back from a browser, answers, state and its lifetime. */
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "gateway/oauth/oauth_code.h"
#include "gateway/oauth/oauth_seal.h"
#include "gateway/oauth/oauth_state.h"
#include "tests/tap.h"

static char *folder;

static char *put(const char *name, const char *text, int mode)
{
	char *path = g_build_filename(folder, name, NULL);
	g_file_set_contents(path, text, -1, NULL);
	chmod(path, (mode_t)mode);
	return path;
}

static const char digits[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

static void test_key(void)
{
	static const struct {
		const char *name, *text;
		int mode;
		bool good;
	} rows[] = {
		{ "64 digits", digits, 0600, true },	  { "others may read it", digits, 0640, false },
		{ "one digit less", digits + 1, 0600, false }, { "empty", "", 0600, false },
		{ "a letter that is no digit", "zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0600,
		  false },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		OauthKey key = { 0 };
		g_autoptr(GError) error = NULL;
		g_autofree char *path = put("key", rows[i].text, rows[i].mode);
		ok(oauth_seal_key(path, &key, &error) == rows[i].good, "a key file: %s", rows[i].name);
		ok(rows[i].good ? key.bytes[31] == 0x1f : error_code(error) == ERROR_STOP, "its end: %s", rows[i].name);
	}
}

static void test_seal(void)
{
	OauthKey key = { { 1 } };
	OauthKey other = { { 2 } };
	g_autoptr(json_t) box = NULL;
	g_autoptr(json_t) again = NULL;
	char *text = NULL;
	oauth_seal_close(&key, "account a", "a secret text", &box, NULL);
	oauth_seal_close(&key, "account a", "a secret text", &again, NULL);
	ok(oauth_seal_open(&key, "account a", box, &text, NULL), "what is sealed opens");
	is_str(text, "a secret text", "to the same text");
	file_wipe_secret(text);
	ok(!json_equal(box, again), "the same text is never sealed to the same bytes");
	ok(!oauth_seal_open(&other, "account a", box, &text, NULL), "not with another key");
	ok(!oauth_seal_open(&key, "account b", box, &text, NULL), "not for another owner");
	g_autofree char *sealed = g_strdup(json_string_value(json_object_get(box, "sealed")));
	sealed[2] = sealed[2] == 'A' ? 'B' : 'A';
	json_set_text(box, "sealed", sealed);
	ok(!oauth_seal_open(&key, "account a", box, &text, NULL), "not with a bit changed");
	json_set_text(box, "sealed", "AAAA");
	ok(!oauth_seal_open(&key, "account a", box, &text, NULL), "not when it is too short");
	json_set(box, "nonce", NULL);
	ok(!oauth_seal_open(&key, "account a", box, &text, NULL), "not without a nonce");
}

static void test_code(void)
{
	static const struct {
		const char *name, *text;
		bool pasted;
		OauthCodeAnswer answer;
		const char *word;
	} rows[] = {
		{ "a request", "/?code=4%2Fabc&state=S HTTP/1.1", false, OAUTH_CODE_GIVEN, "4/abc" },
		{ "the order does not matter", "/?state=S&code=x&scope=a+b HTTP/1.1", false, OAUTH_CODE_GIVEN, "x" },
		{ "another state", "/?code=x&state=T HTTP/1.1", false, OAUTH_CODE_NOTHING, NULL },
		{ "no state", "/?code=x HTTP/1.1", false, OAUTH_CODE_NOTHING, NULL },
		{ "an empty code", "/?code=&state=S HTTP/1.1", false, OAUTH_CODE_NOTHING, NULL },
		{ "no question", "/favicon.ico HTTP/1.1", false, OAUTH_CODE_NOTHING, NULL },
		{ "a refusal", "/?error=access_denied&state=S HTTP/1.1", false, OAUTH_CODE_REFUSED, "access_denied" },
		{ "a refusal of another login", "/?error=access_denied HTTP/1.1", false, OAUTH_CODE_NOTHING, NULL },
		{ "a broken escape", "/?code=%zz&state=S HTTP/1.1", false, OAUTH_CODE_NOTHING, NULL },
		{ "a pasted address", "http://127.0.0.1:9/?code=x&state=S#a", true, OAUTH_CODE_GIVEN, "x" },
		{ "a pasted code", "4/abc", true, OAUTH_CODE_GIVEN, "4/abc" },
		{ "a pasted address of another login", "http://127.0.0.1:9/?code=x&state=T", true, OAUTH_CODE_NOTHING,
		  NULL },
		{ "an empty line", "", true, OAUTH_CODE_NOTHING, NULL },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Arena) arena = arena_new();
		const char *word = NULL;
		g_autofree char *text = exact_copy(rows[i].text, strlen(rows[i].text) + 1);
		is_i64(oauth_code_read(arena, text, rows[i].pasted, "S", &word), rows[i].answer, rows[i].name);
		if (rows[i].answer != OAUTH_CODE_NOTHING)
			is_str(word, rows[i].word, rows[i].name);
	}
}

static void test_answers(const OauthLogin *login)
{
	static const struct {
		const char *json, *access;
		int64_t lifetime;
	} rows[] = {
		{ "{\"access_token\":\"a.b\",\"token_type\":\"bearer\",\"expires_in\":60}", "a.b", 60 },
		{ "{\"access_token\":\"a\",\"expires_in\":\"3599\"}", "a", 3599 },
		{ "{\"access_token\":\"a\"}", "a", 300 },
		{ "{\"access_token\":\"a\",\"expires_in\":-5}", "a", 0 },
		{ "{\"access_token\":\"a\",\"expires_in\":99999999999999}", "a", 2592000 },
		{ "{\"access_token\":\"a b\"}", NULL, 0 },
		{ "{\"access_token\":\"a\\u0001b\"}", NULL, 0 },
		{ "{\"access_token\":\"\"}", NULL, 0 },
		{ "{\"access_token\":7}", NULL, 0 },
		{ "{\"access_token\":\"a\",\"token_type\":\"mac\"}", NULL, 0 },
		{ "{}", NULL, 0 },
	};
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		OauthGranted granted = { 0 };
		g_autoptr(json_t) answer = json_read(rows[i].json, strlen(rows[i].json), NULL);
		oauth_grant_tokens(login, answer, &granted, NULL);
		is_str(granted.access, rows[i].access, rows[i].json);
		is_i64(granted.lifetime_s, rows[i].lifetime, "and its lifetime");
		oauth_grant_forget(&granted);
	}
}

static void commit(const OauthLogin *login, const char *access, const char *refresh, OauthState *state)
{
	g_autoptr(Arena) arena = arena_new();
	int lock = -1;
	OauthGranted granted = { .access = g_strdup(access), .refresh = g_strdup(refresh), .lifetime_s = 3600 };
	ok(oauth_state_lock(login, &lock, NULL) && oauth_state_commit(arena, login, &granted, 1000, state, NULL),
	   "a grant of %s is kept", access);
	close(lock);
	oauth_grant_forget(&granted);
}

static void is_token(const OauthLogin *login, int64_t now, const char *access, int64_t until)
{
	OauthToken token = { 0 };
	g_autoptr(GError) error = NULL;
	const Clock clock = clock_fixed(now);
	g_autofree char *when = g_strdup_printf("at %" G_GINT64_FORMAT, now);
	bool given = oauth_token(login, &clock, false, &token, &error);
	is_str(token.access, access, when);
	is_i64(given ? token.until : (int64_t)error_code(error), until, when);
	file_wipe_secret(token.access);
}

static void test_state(OauthLogin *login, OauthSettings *settings)
{
	OauthState state = { 0 };
	is_token(login, 1000, NULL, ERROR_RETRY); /* nobody listens at the token server's address */
	commit(login, "first", "refresh", &state);
	commit(login, "second", NULL, &state);
	is_str(state.refresh, "refresh", "a grant without refresh token keeps the old one");
	oauth_state_forget(&state);
	is_token(login, 1000, "second", 4300);
	is_token(login, 4299, "second", 4300);
	is_token(login, 4300, "second", 4360);
	is_token(login, 4590, "second", 4600);
	is_token(login, 4600, NULL, ERROR_RETRY);
	settings->client_id = "another";
	is_token(login, 1000, NULL, ERROR_RETRY);
	settings->client_id = "client";
	g_autofree char *seed = put("seed", "another first token", 0600);
	is_token(login, 1000, NULL, ERROR_RETRY);
	settings->grant = OAUTH_GRANT_DEVICE;
	is_token(login, 1000, NULL, ERROR_STOP);
}

int main(void)
{
	folder = g_dir_make_tmp("valija-oauth-XXXXXX", NULL);
	g_autofree char *key = put("oauth.key", digits, 0600);
	g_autofree char *seed = put("seed", "the first token", 0600);
	OauthSettings settings = { .grant = OAUTH_GRANT_REFRESH, .client_id = "client", .key_file = key,
				   .token_url = "http://127.0.0.1:1/token", .timeout = 5 };
	OauthLogin login = { .kind = "account", .name = "fac/turas", .settings = &settings, .password_file = seed,
			     .store = folder };
	test_key();
	test_seal();
	test_code();
	test_answers(&login);
	test_state(&login, &settings);
	const char *argv[] = { "rm", "-rf", folder, NULL };
	g_spawn_sync(NULL, (char **)(uintptr_t)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
	g_free(folder);
	return tap_done();
}
