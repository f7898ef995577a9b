/*
 * AWS Signature Version 4 of one request to an S3-compatible service, in headers. Pure: no socket, no clock.
 * Source: "Authenticating Requests: Using the Authorization Header (AWS Signature Version 4)", Amazon S3 API Reference.
 *
 * libcurl's own signer is not used: that of 7.88 leaves out x-amz-content-sha256 and signs value-less and unsorted
 * queries wrongly.
 */
#ifndef GATEWAY_S3_SIGN_H
#define GATEWAY_S3_SIGN_H

#include "base/arena.h"
#include "base/texts.h"

#define S3_NO_BODY "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" /* SHA-256 of nothing */

typedef struct {
	const char *access_key, *secret_key, *region;
} S3Login;

typedef struct {
	const char *method, *host; /* host with the port, where it is said */
	const char *path;	   /* as it is asked for: begins with '/', already encoded */
	const char *query;	   /* sorted, encoded, each name with '='; "" for none */
	const char *payload_sha256;
	int64_t now;
} S3Request;

/* Adds the headers of the request: Host, the two of Amazon's that are signed with it, and Authorization. */
void s3_sign(Arena *arena, const S3Login *login, const S3Request *request, Texts *headers);

#endif
