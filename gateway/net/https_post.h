/*
 * One POST to a service of others, one bounded answer: TLS 1.2 or more with chain and host name verified, in clear to
 * this machine only, no redirect followed, no proxy of the environment, no cookie; bytes and time are bounded. What the
 * answer means is the caller's; nothing here looks at it.
 */
#ifndef GATEWAY_HTTPS_POST_H
#define GATEWAY_HTTPS_POST_H

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
	const char *url;
	const char *const *headers; /* whole lines, ended by NULL */
	const char *body;
	const char *ca_file; /* PEM, instead of the system's authorities; NULL: those */
	int64_t timeout_s;
	size_t max_bytes; /* of the answer */
} HttpsPost;

/* What is wrong with the address of a service, NULL when nothing: https, or http to the loopback. */
const char *https_post_url_fault(const char *url);

/* The answer's body goes to ret_body, whatever its status; https_post_wipe() frees it. RETRY when the service is away,
 * slow or says too much; STOP when a person must act: its certificate is wrong, the address is none. */
bool https_post(const HttpsPost *post, long *ret_status, GString **ret_body, GError **error);
void https_post_wipe(GString *body); /* overwrites and frees; NULL is fine */

#endif
