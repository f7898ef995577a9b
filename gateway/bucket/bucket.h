/*
 * An S3-compatible bucket as the place of message bytes (store/blob.h): BUCKET/PREFIX/<ab>/<sha256>, as they lie in a
 * folder. Each body is sent with its SHA-256, which the service checks before it answers; what is read is hashed again, and
 * a mismatch is REJECT and never handed on. A large one goes in parts, which are taken back when one of them fails.
 */
#ifndef GATEWAY_BUCKET_H
#define GATEWAY_BUCKET_H

#include "gateway/settings.h"
#include "store/blob.h"

typedef enum { BUCKET_PATH, BUCKET_HOST } BucketStyle;

/* What is wrong with mail = s3://… and the keys of it, NULL for nothing; *ret_key names the key that is wrong. */
const char *bucket_fault(const StoreSettings *settings, const char **ret_key);
/* spool: a folder for what is read. Connects later, when it is used. STOP when the secret cannot be read. */
BlobPlace *bucket_new(const StoreSettings *settings, const char *spool, GError **error);
/* Writes an empty message and reads it: address, secret, region, clock and rights are right. Errors as the place's. */
bool bucket_try(const StoreSettings *settings, GError **error);

#endif
