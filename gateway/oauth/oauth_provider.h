/*
 * Providers: where Google and Microsoft give out tokens, for what, and by which grant; what the config says comes first.
 */
#ifndef GATEWAY_OAUTH_PROVIDER_H
#define GATEWAY_OAUTH_PROVIDER_H

#include "gateway/oauth/oauth.h"

typedef struct {
	const char *auth_url, *token_url, *device_url, *scope; /* NULL: not known */
	const char *redirect_host; /* what the provider lets a program on this machine call itself */
	bool offline;		   /* wants access_type=offline for a refresh token */
	OauthGrant grant;	   /* never OAUTH_GRANT_AUTO */
} OauthProvider;

OauthProvider oauth_provider(Arena *arena, const OauthLogin *login);

/* Calls fault once for each thing that is wrong with the oauth_* keys of a login. */
typedef void OauthFault(const void *context, const char *key, const char *text);
void oauth_provider_check(Arena *arena, const OauthLogin *login, OauthFault *fault,
			  const void *context);

#endif
