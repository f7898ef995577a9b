/*
 * Requests to an S3-compatible service by libcurl: many at once over connections that stay, signed, TLS verified, each
 * tried again with growing waits after a cut, a time-out, 429 or 5xx. What an answer means is the caller's
 * (gateway/bucket/bucket.c).
 */
#ifndef GATEWAY_S3_HTTP_H
#define GATEWAY_S3_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "gateway/bucket/s3_sign.h"

#define S3_ANSWER_MAX 65536 /* of what is kept in memory of an answer; the rest is let go */

typedef struct {
	const char *base;    /* https://host[:port] */
	const char *ca_file; /* NULL: the system's */
	int64_t connections, timeout_s;
	S3Login login; /* copied */
} S3Service;

typedef struct {
	const char *method, *path, *query; /* as S3Request */
	const char *payload_sha256;	   /* S3_NO_BODY for none */
	int source;			   /* file that the body is read from; -1: body */
	int64_t offset, bytes;		   /* of the body in it; its length */
	const char *body;		   /* or in memory; NULL: none */
	int sink; /* an empty file for the body of a 200; -1: it is kept as answer */
	int64_t most; /* a larger body is let be: status 0; 0: any is wanted */

	bool answered; /* for good: what comes next is true of it, whatever became of the others */
	long status;   /* the answer's */
	GString *answer;
	char *etag; /* NULL: it has none */
} S3Call;

typedef struct S3Http S3Http;

S3Http *s3_http_new(const S3Service *service);
void s3_http_free(S3Http *http); /* NULL is fine */
/* True when each call has an answer, of whatever status but 429 and 5xx. Else the rest is broken off: RETRY when it may
 * work later, STOP when the service does not prove who it is. */
bool s3_http_run(S3Http *http, S3Call *calls, size_t n, GError **error);
void s3_http_clear(S3Call *calls, size_t n); /* frees what they got */

#endif
