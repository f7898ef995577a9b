/*
 * What is read from a bucket. Names that will be asked for soon may be said before: then each request takes the next ones
 * along, four for each connection, so that many messages do not wait for one answer after the other. One that is larger
 * than BUCKET_READ_AHEAD is not taken along: what lies in the spool at once is bounded by the number and by bytes.
 * Every body is hashed before anybody sees it; what was fetched ahead and not asked for is forgotten.
 */
#ifndef GATEWAY_BUCKET_READ_H
#define GATEWAY_BUCKET_READ_H

#include "gateway/bucket/s3_http.h"

#define BUCKET_READ_AHEAD (INT64_C(4) << 20)

typedef struct BucketRead BucketRead;

/* root: the path before <ab>/. spool: a folder for what is read. connections: of http. All but http are copied. */
BucketRead *bucket_read_new(S3Http *http, const char *root, const char *spool, int64_t connections);
void bucket_read_free(BucketRead *read); /* NULL is fine */
/* Takes the place of what was expected before. */
void bucket_read_expect(BucketRead *read, const char *const *sha256, size_t n);
/* A file without a name, at its begin; the caller closes it. -1: REJECT when it is missing or damaged, else as
 * s3_http_run(). */
int bucket_read_open(BucketRead *read, const char *sha256, int64_t *ret_bytes, GError **error);

#endif
