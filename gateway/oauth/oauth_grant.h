/*
 * Grants: what is asked of a token endpoint (RFC 6749, RFC 8628) and what its answers mean. Nothing is kept here.
 */
#ifndef GATEWAY_OAUTH_GRANT_H
#define GATEWAY_OAUTH_GRANT_H

#include "base/json.h"
#include "gateway/oauth/oauth_provider.h"

typedef struct {
	const char *name, *value; /* value NULL: left out */
} OauthField;

typedef struct {
	char *access, *refresh; /* refresh: NULL when the answer has none; wipe with file_wipe_secret() */
	int64_t lifetime_s;
} OauthGranted;

/* Posts the fields with client_id and, when there is one, client_secret. An answer that is no success is an error; its
 * OAuth word ("invalid_grant") goes to ret_word (arena; NULL when it has none). */
bool oauth_grant_ask(Arena *arena, const OauthLogin *login, const char *url, const OauthField *fields, size_t n,
		     json_t **ret_answer, const char **ret_word, GError **error);
/* The tokens of a success. RETRY when it is none after all. */
bool oauth_grant_tokens(const OauthLogin *login, const json_t *answer, OauthGranted *ret, GError **error);
void oauth_grant_forget(OauthGranted *granted);
/* Both in one. */
bool oauth_grant_take(Arena *arena, const OauthLogin *login, const OauthField *fields, size_t n, OauthGranted *ret,
		      const char **ret_word, GError **error);
/* A number, also one in a text. */
int64_t oauth_grant_number(const json_t *answer, const char *key, int64_t fallback);

#endif
