/*
 * A large object of a bucket in parts (multipart upload: Amazon S3 API Reference, CreateMultipartUpload to
 * AbortMultipartUpload), and what a bucket says in its answers.
 */
#ifndef GATEWAY_BUCKET_PARTS_H
#define GATEWAY_BUCKET_PARTS_H

#include "gateway/bucket/s3_http.h"
#include "store/blob.h"

/* Durable when true; else the parts that came through are taken back, as far as the service lets us. */
bool bucket_parts_put(S3Http *http, const char *path, const BlobFile *file, int64_t part_bytes, GError **error);
/* The error of an answer that is not a success, with the service's own words. */
void bucket_refusal(const S3Call *call, GError **error);
/* The text of the first element of that name in an XML answer (g_free); NULL: there is none. */
char *bucket_word(const GString *answer, const char *name);

#endif
