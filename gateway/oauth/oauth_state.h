/*
 * What is kept of an OAuth login: STORE/oauth/<kind>-<name>.json, encrypted, old or new and never torn; and its lock.
 */
#ifndef GATEWAY_OAUTH_STATE_H
#define GATEWAY_OAUTH_STATE_H

#include "gateway/oauth/oauth_grant.h"

typedef struct {
	char *access, *refresh; /* NULL: none */
	int64_t renew_at;	/* another access token is wanted from then on */
	int64_t expires_at;
	char *identity;		/* of the config it was got with: another client or server takes no token of it */
} OauthState;

void oauth_state_forget(OauthState *state); /* wipes and empties */

/* Held until the descriptor is closed; waits for who has it. */
bool oauth_state_lock(const OauthLogin *login, int *ret_lock, GError **error);
/* Empty when nothing is kept, or what is kept is of another config. STOP when it cannot be decrypted. */
bool oauth_state_load(Arena *arena, const OauthLogin *login, OauthState *ret, GError **error);
/* What was granted becomes the state, on disk before it returns. A grant without refresh token keeps the old one. */
bool oauth_state_commit(Arena *arena, const OauthLogin *login, OauthGranted *granted, int64_t now, OauthState *state,
			GError **error);
const char *oauth_state_path(Arena *arena, const OauthLogin *login);

#endif
