/*
 * OAuth 2.0 logins: a fresh access token for an account or a relay, whenever its connection is opened.
 *
 * What is kept of a login lies in STORE/oauth, encrypted (oauth_seal.h), and is committed before a token of it is used:
 * a server that gives a new refresh token with each answer (RFC 6749 §6) may have forgotten the old one. One lock per
 * login makes processes that want a token at once ask once.
 */
#ifndef GATEWAY_OAUTH_H
#define GATEWAY_OAUTH_H

#include "base/clock.h"
#include "gateway/settings.h"

typedef struct {
	const char *kind; /* "account", "relay" */
	const char *name;
	bool smtp;
	const OauthSettings *settings;
	const char *password_file; /* grant refresh_token: the first one, got elsewhere */
	const char *store;	   /* folder */
} OauthLogin;

typedef struct {
	char *access;	/* wipe with file_wipe_secret() */
	int64_t until;	/* from then on another one is wanted; some minutes before it expires */
	bool fresh;	/* it was given just now */
} OauthToken;

/* The login of an account or relay with auth = oauth2. */
OauthLogin oauth_login_of_account(const Settings *settings, const AccountSettings *account);
OauthLogin oauth_login_of_relay(const Settings *settings, const RelaySettings *relay);
/* False when password_file holds the access token itself: somebody else refreshes it. */
bool oauth_is_ours(const OauthLogin *login);

/* renew: not the one that is kept, the server has refused it. RETRY while the token server is away (as long as the one
 * at hand is good it is given instead), STOP when a person must log in anew or mend the config. */
bool oauth_token(const OauthLogin *login, const Clock *clock, bool renew, OauthToken *ret, GError **error);

#endif
