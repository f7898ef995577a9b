#include "gateway/bucket/s3_sign.h"

#include <string.h>

#include "base/date.h"

#define S3_ALGORITHM "AWS4-HMAC-SHA256"
#define S3_SIGNED_HEADERS "host;x-amz-content-sha256;x-amz-date"
#define S3_DAY_LENGTH 8
#define S3_DIGEST 32

/* 20261122T010203Z of 2026-11-22T01:02:03Z. */
static const char *s3_instant(Arena *arena, int64_t now)
{
	GString *text = g_string_new(instant_text(arena, now));
	g_string_replace(text, "-", "", 0);
	g_string_replace(text, ":", "", 0);
	const char *instant = arena_strdup(arena, text->str);
	g_string_free(text, TRUE);
	return instant;
}

static void s3_hmac(const guint8 *key, gsize length, const char *text, guint8 *ret_digest)
{
	GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA256, key, length);
	gsize size = S3_DIGEST;
	g_hmac_update(hmac, (const guchar *)text, -1);
	g_hmac_get_digest(hmac, ret_digest, &size);
	g_hmac_unref(hmac);
}

/* The key of one day, region and service. */
static void s3_key(const S3Login *login, const char *day, guint8 *ret_key)
{
	const char *const steps[] = { login->region, "s3", "aws4_request" };
	GString *first = g_string_sized_new(strlen(login->secret_key) + 5);
	g_string_append(g_string_append(first, "AWS4"), login->secret_key);
	s3_hmac((const guint8 *)first->str, first->len, day, ret_key);
	for (size_t i = 0; i < G_N_ELEMENTS(steps); i++) {
		guint8 key[S3_DIGEST];
		memcpy(key, ret_key, sizeof key);
		s3_hmac(key, sizeof key, steps[i], ret_key);
		explicit_bzero(key, sizeof key);
	}
	explicit_bzero(first->str, first->allocated_len);
	g_string_free(first, TRUE);
}

static char *s3_hash_of_request(const S3Request *request, const char *instant)
{
	g_autofree char *canonical = g_strjoin("\n", request->method, request->path, request->query,
					       "host", NULL);
	GString *text = g_string_new(canonical);
	const char *const rest[] = { ":", request->host, "\nx-amz-content-sha256:", request->payload_sha256,
				     "\nx-amz-date:", instant, "\n\n" S3_SIGNED_HEADERS "\n",
				     request->payload_sha256 };
	for (size_t i = 0; i < G_N_ELEMENTS(rest); i++)
		g_string_append(text, rest[i]);
	char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text->str, (gssize)text->len);
	g_string_free(text, TRUE);
	return hash;
}

void s3_sign(Arena *arena, const S3Login *login, const S3Request *request, Texts *headers)
{
	const char *instant = s3_instant(arena, request->now);
	const char *day = arena_strndup(arena, instant, S3_DAY_LENGTH);
	const char *scope = arena_printf(arena, "%s/%s/s3/aws4_request", day, login->region);
	g_autofree char *hash = s3_hash_of_request(request, instant);
	const char *text = arena_printf(arena, S3_ALGORITHM "\n%s\n%s\n%s", instant, scope, hash);
	guint8 key[S3_DIGEST];
	s3_key(login, day, key);
	g_autofree char *signature =
		g_compute_hmac_for_string(G_CHECKSUM_SHA256, key, sizeof key, text, (gssize)strlen(text));
	explicit_bzero(key, sizeof key);
	texts_add(arena, headers, arena_printf(arena, "Host: %s", request->host));
	texts_add(arena, headers, arena_printf(arena, "x-amz-content-sha256: %s", request->payload_sha256));
	texts_add(arena, headers, arena_printf(arena, "x-amz-date: %s", instant));
	texts_add(arena, headers,
		  arena_printf(arena, "Authorization: " S3_ALGORITHM " Credential=%s/%s, SignedHeaders="
			       S3_SIGNED_HEADERS ", Signature=%s", login->access_key, scope, signature));
}
