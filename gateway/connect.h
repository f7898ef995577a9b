/* Choosing an implementation and logging in: the Source of an account, the Sink of a relay, from their settings. */
#ifndef GATEWAY_CONNECT_H
#define GATEWAY_CONNECT_H

#include "gateway/settings.h"

/* What a source or sink logs in with: it must outlive them. */
typedef struct {
	char *secret;	/* password or access token; NULL: none */
	int64_t until;	/* UNIX seconds: from then on a new source or sink is wanted; INT64_MAX: never */
	bool renewable; /* the token was kept from before: when the server refuses it, another one may do */
} Login;

void connect_forget(Login *login); /* wipes */
bool connect_is_stale(const Login *login);

/* An open Source or Sink; the caller closes and frees it. An access token that was kept and is refused is replaced once.
 * RETRY and STOP are those of open(), of the token server (gateway/oauth/oauth.h) and of file_read_secret(). */
bool connect_source(const Settings *settings, const AccountSettings *account, Login *login, Source **ret,
		    GError **error);
bool connect_sink(const Settings *settings, const RelaySettings *relay, Login *login, Sink **ret, GError **error);

#endif
