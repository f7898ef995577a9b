/*
 * Setting up an OAuth login with a person: shows a link (and a code), waits until the person has agreed in a browser, and
 * keeps the tokens. RFC 8628 (device code), RFC 6749 §4.1 with RFC 7636 and RFC 8252 (code on loopback, or pasted).
 */
#ifndef GATEWAY_OAUTH_LOGIN_H
#define GATEWAY_OAUTH_LOGIN_H

#include "gateway/oauth/oauth_grant.h"

/* Without a person where the grant needs none. Tells people on stdout; the tokens are on disk when it returns true. */
bool oauth_login_run(const OauthLogin *login, GError **error);

/* One of each grant: the tokens, not kept yet. oauth_device.c, oauth_code.c. */
bool oauth_device_run(Arena *arena, const OauthLogin *login, OauthGranted *ret, GError **error);
bool oauth_code_run(Arena *arena, const OauthLogin *login, OauthGranted *ret, GError **error);

#endif
