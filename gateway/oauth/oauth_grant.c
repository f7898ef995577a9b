#include "gateway/oauth/oauth_grant.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/net/https_post.h"
#include "gateway/oauth/oauth_form.h"

#define GRANT_ANSWER_MAX 65536
#define GRANT_LIFETIME_S 300 /* when the answer does not say (RFC 6749 §5.1) */
#define GRANT_LIFETIME_MAX_S 2592000
#define GRANT_TOKEN_MAX 32768
#define GRANT_WORDS_MAX 300

/* Words of RFC 6749 §5.2, RFC 8628 §3.5 and the providers that get better by waiting; every other one is for a person. */
static const char *const grant_passing[] = {
	"temporarily_unavailable", "server_error",	  "slow_down",		 "authorization_pending",
	"rate_limit_exceeded",	   "internal_failure", "request_throttled",
};

typedef struct {
	const char *word, *remedy;
} GrantRemedy;

static const GrantRemedy grant_remedies[] = {
	{ "invalid_client", "check oauth_client_id and oauth_client_secret_file" },
	{ "unauthorized_client", "check oauth_client_id and what the provider lets it do" },
	{ "invalid_scope", "check oauth_scope" },
	{ "unsupported_grant_type", "check oauth_grant" },
};

static const char *grant_remedy(Arena *arena, const OauthLogin *login, const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(grant_remedies); i++)
		if (strcmp(grant_remedies[i].word, word) == 0)
			return grant_remedies[i].remedy;
	return arena_printf(arena, "log in again: valija check --login \"%s %s\"", login->kind, login->name);
}

static bool grant_passes(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(grant_passing); i++)
		if (strcmp(grant_passing[i], word) == 0)
			return true;
	return false;
}

/* What the server says goes to a log and a mail: nothing that we sent it may be in there. */
static const char *grant_words(Arena *arena, const json_t *answer, const OauthField *fields, size_t n)
{
	const char *words = json_get_text(arena, answer, "error_description");
	if (words == NULL)
		return "";
	for (size_t i = 0; i < n; i++)
		if (strcmp(fields[i].name, "grant_type") != 0 && fields[i].value != NULL &&
		    strstr(words, fields[i].value) != NULL)
			return "";
	return arena_printf(arena, ": %s", text_line(arena, words, GRANT_WORDS_MAX));
}

static void grant_refused(Arena *arena, const OauthLogin *login, const char *word, const char *words, GError **error)
{
	const char *said = text_line(arena, word, 60);
	if (grant_passes(word))
		error_retry(error, "%s %s: the token server says %s%s", login->kind, login->name, said, words);
	else
		error_stop(error, "%s %s: the token server refuses (%s%s): %s", login->kind, login->name, said, words,
			   grant_remedy(arena, login, word));
}

static bool grant_form(const OauthLogin *login, const OauthField *fields, size_t n, GString *form, GError **error)
{
	char *secret = NULL;
	const OauthSettings *settings = login->settings;
	if (settings->client_secret_file != NULL && !file_read_secret(settings->client_secret_file, &secret, error))
		return false;
	for (size_t i = 0; i < n; i++)
		oauth_form_add(form, fields[i].name, fields[i].value);
	oauth_form_add(form, "client_id", settings->client_id);
	oauth_form_add(form, "client_secret", secret);
	file_wipe_secret(secret);
	return true;
}

/* The answer is small and jansson bounds its depth. */
static json_t *grant_object(const GString *body)
{
	json_t *answer = json_read(body->str, body->len, NULL);
	if (json_is_object(answer))
		return answer;
	json_decref(answer);
	return NULL;
}

/* NULL: a success. */
static const char *grant_word(Arena *arena, long status, const json_t *answer)
{
	const char *word = answer != NULL ? json_get_text(arena, answer, "error") : NULL;
	if (status == 200 && answer != NULL)
		return word;
	return word != NULL && status < 500 ? word : "";
}

bool oauth_grant_ask(Arena *arena, const OauthLogin *login, const char *url, const OauthField *fields, size_t n,
		     json_t **ret_answer, const char **ret_word, GError **error)
{
	static const char *const headers[] = { "Accept: application/json", NULL };
	long status = 0;
	GString *body = NULL;
	GString *form = g_string_sized_new(65536);
	*ret_word = NULL;
	bool done = grant_form(login, fields, n, form, error);
	const HttpsPost post = { .url = url, .headers = headers, .body = form->str,
				 .timeout_s = login->settings->timeout, .max_bytes = GRANT_ANSWER_MAX };
	done = done && https_post(&post, &status, &body, error);
	https_post_wipe(form);
	if (!done) {
		g_prefix_error(error, "%s %s: ", login->kind, login->name);
		return false;
	}
	g_autoptr(json_t) answer = grant_object(body);
	https_post_wipe(body);
	const char *word = grant_word(arena, status, answer);
	if (word != NULL && *word == '\0') {
		error_retry(error, "%s %s: the token server gives no answer that says something (HTTP %ld)",
			    login->kind, login->name, status);
		return false;
	}
	*ret_word = word;
	if (word != NULL) {
		grant_refused(arena, login, word, grant_words(arena, answer, fields, n), error);
		return false;
	}
	*ret_answer = g_steal_pointer(&answer);
	return true;
}

int64_t oauth_grant_number(const json_t *answer, const char *key, int64_t fallback)
{
	gint64 number = 0;
	const json_t *value = json_object_get(answer, key);
	if (json_is_integer(value))
		return json_integer_value(value);
	bool good = json_is_string(value) &&
		    g_ascii_string_to_signed(json_string_value(value), 10, 0, INT32_MAX, &number, NULL);
	return good ? number : fallback;
}

/* Goes into a SASL response: VSCHAR only (RFC 6749 appendix A.12). */
static char *grant_token(const json_t *answer, const char *key)
{
	const char *text = json_string_value(json_object_get(answer, key));
	size_t length = text != NULL ? strlen(text) : 0;
	if (length == 0 || length > GRANT_TOKEN_MAX)
		return NULL;
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isgraph(text[i]))
			return NULL;
	return g_strdup(text);
}

bool oauth_grant_tokens(const OauthLogin *login, const json_t *answer, OauthGranted *ret, GError **error)
{
	const char *type = json_string_value(json_object_get(answer, "token_type"));
	int64_t lifetime = oauth_grant_number(answer, "expires_in", GRANT_LIFETIME_S);
	bool bearer = type == NULL || g_ascii_strcasecmp(type, "bearer") == 0;
	char *access = bearer ? grant_token(answer, "access_token") : NULL;
	if (access == NULL) {
		error_retry(error, "%s %s: the token server's answer has no access token that can be used", login->kind,
			    login->name);
		return false;
	}
	*ret = (OauthGranted){ .access = access, .refresh = grant_token(answer, "refresh_token"),
			       .lifetime_s = CLAMP(lifetime, 0, GRANT_LIFETIME_MAX_S) };
	return true;
}

void oauth_grant_forget(OauthGranted *granted)
{
	file_wipe_secret(granted->access);
	file_wipe_secret(granted->refresh);
	*granted = (OauthGranted){ 0 };
}

bool oauth_grant_take(Arena *arena, const OauthLogin *login, const OauthField *fields, size_t n, OauthGranted *ret,
		      const char **ret_word, GError **error)
{
	g_autoptr(json_t) answer = NULL;
	const OauthProvider provider = oauth_provider(arena, login);
	return oauth_grant_ask(arena, login, provider.token_url, fields, n, &answer, ret_word, error) &&
	       oauth_grant_tokens(login, answer, ret, error);
}
