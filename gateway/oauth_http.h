/*
 * HTTP for token endpoints: one POST of a form, one answer that is small. TLS 1.2 or more with chain and name verified;
 * in clear to this machine only; no redirect is followed, no proxy or cookie used; bytes and time are bounded.
 */
#ifndef GATEWAY_OAUTH_HTTP_H
#define GATEWAY_OAUTH_HTTP_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define OAUTH_HTTP_MAX_BYTES 65536

/* What is wrong with the address of an endpoint, NULL when nothing. */
const char *oauth_http_url_fault(const char *url);

/* form: name=value pairs, escaped already. The answer's body goes to ret_body, whatever its status; the caller wipes it
 * with oauth_http_wipe(). RETRY when the server is away, slow or says too much; STOP when its certificate is wrong. */
bool oauth_http_post(const char *url, const char *form, int64_t timeout_s, long *ret_status, GString **ret_body,
		     GError **error);
void oauth_http_wipe(GString *text); /* overwrites and frees; NULL is fine */

/* Adds name=value with what a form wants escaped. */
void oauth_http_field(GString *form, const char *name, const char *value);

#endif
