#include "gateway/bucket/bucket.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/step.h"
#include "gateway/bucket/bucket_parts.h"
#include "gateway/bucket/bucket_read.h"
#include "gateway/net/https_post.h"

#define BUCKET_SCHEME "s3://"
#define BUCKET_AMAZON "https://s3.%s.amazonaws.com"
#define BUCKET_LETTERS "abcdefghijklmnopqrstuvwxyz0123456789.-"
#define BUCKET_PREFIX_LETTERS BUCKET_LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZ_/"

typedef struct {
	BlobPlace base;
	S3Http *http;
	char *root; /* the path before <ab>/: begins with '/' and has none at its end */
	BucketRead *read;
	int64_t part_bytes;
} Bucket;

/* ---- its address ---- */

static char *bucket_endpoint(const StoreSettings *settings)
{
	if (settings->mail_endpoint == NULL)
		return g_strdup_printf(BUCKET_AMAZON, settings->mail_region);
	char *endpoint = g_strdup(settings->mail_endpoint);
	if (g_str_has_suffix(endpoint, "/"))
		endpoint[strlen(endpoint) - 1] = '\0';
	return endpoint;
}

/* s3://NAME/PREFIX: NAME, and "" or "/PREFIX". */
static char **bucket_split(const char *mail)
{
	const char *rest = mail + strlen(BUCKET_SCHEME);
	const char *slash = strchr(rest, '/');
	size_t length = slash != NULL ? (size_t)(slash - rest) : strlen(rest);
	char **parts = g_new0(char *, 3);
	parts[0] = g_strndup(rest, length);
	parts[1] = g_strdup(slash != NULL ? slash : "");
	size_t end = strlen(parts[1]);
	if (end > 0 && parts[1][end - 1] == '/')
		parts[1][end - 1] = '\0';
	return parts;
}

static bool bucket_is_url(const char *mail)
{
	if (!g_str_has_prefix(mail, BUCKET_SCHEME))
		return false;
	g_auto(GStrv) parts = bucket_split(mail);
	size_t length = strlen(parts[0]);
	return length >= 3 && length <= 63 && strspn(parts[0], BUCKET_LETTERS) == length &&
	       strspn(parts[1], BUCKET_PREFIX_LETTERS) == strlen(parts[1]) && strstr(parts[1], "//") == NULL &&
	       strstr(parts[1], "/.") == NULL;
}

/* The service is asked for by its host alone: a path of its own would be part of what is signed. */
static const char *bucket_endpoint_fault(const StoreSettings *settings)
{
	g_autofree char *endpoint = bucket_endpoint(settings);
	const char *fault = https_post_url_fault(endpoint);
	const char *host = strstr(endpoint, "//");
	if (fault == NULL && strpbrk(host + 2, "/?#") != NULL)
		return "only https://HOST or https://HOST:PORT is wanted";
	return fault;
}

const char *bucket_fault(const StoreSettings *settings, const char **ret_key)
{
	const char *endpoint = NULL;
	*ret_key = "mail";
	if (settings->mail == NULL)
		return NULL;
	if (!bucket_is_url(settings->mail))
		return "s3://BUCKET or s3://BUCKET/PREFIX is wanted, of letters, digits, '.', '-', '_' and '/'";
	endpoint = bucket_endpoint_fault(settings);
	*ret_key = endpoint != NULL ? "mail_endpoint" : settings->mail_access_key == NULL ? "mail_access_key" :
									       "mail_secret_file";
	if (endpoint != NULL)
		return endpoint;
	return settings->mail_access_key == NULL || settings->mail_secret_file == NULL ?
		       "mail = s3://… wants it" : NULL;
}

/* ---- writing ---- */

static const char *bucket_path(const Bucket *bucket, Arena *arena, const char *sha256)
{
	return arena_printf(arena, "%s/%.2s/%s", bucket->root, sha256, sha256);
}

static bool bucket_answers(const S3Call *calls, size_t n, GError **error)
{
	for (size_t i = 0; i < n; i++)
		if (calls[i].status != 200) {
			bucket_refusal(&calls[i], error);
			return false;
		}
	return true;
}

static bool bucket_put_small(Bucket *bucket, Arena *arena, BlobFile *const *files, size_t n, GError **error)
{
	S3Call *calls = arena_array(arena, S3Call, n + 1);
	size_t n_calls = 0;
	for (size_t i = 0; i < n; i++)
		if (files[i]->bytes <= bucket->part_bytes)
			calls[n_calls++] = (S3Call){ .method = "PUT", .path = bucket_path(bucket, arena, files[i]->sha256),
						     .query = "", .payload_sha256 = files[i]->sha256,
						     .source = files[i]->fd, .bytes = files[i]->bytes, .sink = -1 };
	bool done = s3_http_run(bucket->http, calls, n_calls, error) && bucket_answers(calls, n_calls, error);
	s3_http_clear(calls, n_calls);
	return done;
}

static bool bucket_keep(BlobPlace *place, BlobFile *const *files, size_t n, GError **error)
{
	Bucket *bucket = (Bucket *)place;
	g_autoptr(Arena) arena = arena_new();
	int fault = step("bucket.put");
	if (fault != 0) {
		error_from_errno(error, fault, "bucket");
		return false;
	}
	bool done = bucket_put_small(bucket, arena, files, n, error);
	for (size_t i = 0; done && i < n; i++)
		if (files[i]->bytes > bucket->part_bytes)
			done = bucket_parts_put(bucket->http, bucket_path(bucket, arena, files[i]->sha256), files[i],
						bucket->part_bytes, error);
	return done;
}

/* ---- reading ---- */

static int bucket_open(BlobPlace *place, const char *sha256, int64_t *ret_bytes, GError **error)
{
	return bucket_read_open(((Bucket *)place)->read, sha256, ret_bytes, error);
}

static void bucket_expect(BlobPlace *place, const char *const *sha256, size_t n)
{
	bucket_read_expect(((Bucket *)place)->read, sha256, n);
}

/* ---- life ---- */

static void bucket_close(BlobPlace *place)
{
	Bucket *bucket = (Bucket *)place;
	bucket_read_free(bucket->read);
	s3_http_free(bucket->http);
	g_free(bucket->root);
	g_free(bucket);
}

static char *bucket_base(const StoreSettings *settings, const char *name)
{
	g_autofree char *endpoint = bucket_endpoint(settings);
	char *host = strstr(endpoint, "//") + 2;
	if (settings->mail_style == BUCKET_PATH)
		return g_steal_pointer(&endpoint);
	g_autofree char *rest = g_strconcat(name, ".", host, NULL);
	*host = '\0';
	return g_strconcat(endpoint, rest, NULL);
}

BlobPlace *bucket_new(const StoreSettings *settings, const char *spool, GError **error)
{
	char *secret = NULL;
	if (!file_read_secret(settings->mail_secret_file, &secret, error))
		return NULL;
	g_auto(GStrv) parts = bucket_split(settings->mail);
	g_autofree char *base = bucket_base(settings, parts[0]);
	const S3Service service = { .base = base, .ca_file = settings->mail_ca_file,
				    .connections = settings->mail_connections,
				    .timeout_s = settings->mail_timeout_seconds,
				    .login = { .access_key = settings->mail_access_key, .secret_key = secret,
					       .region = settings->mail_region } };
	Bucket *bucket = g_new0(Bucket, 1);
	*bucket = (Bucket){ .base = { .keep = bucket_keep, .open = bucket_open, .expect = bucket_expect,
				      .close = bucket_close },
			    .http = s3_http_new(&service), .part_bytes = settings->mail_part_bytes };
	bucket->root = settings->mail_style == BUCKET_PATH ? g_strconcat("/", parts[0], parts[1], NULL) :
							     g_strdup(parts[1]);
	bucket->read = bucket_read_new(bucket->http, bucket->root, spool, settings->mail_connections);
	file_wipe_secret(secret);
	return &bucket->base;
}

bool bucket_try(const StoreSettings *settings, GError **error)
{
	BlobFile empty = { .sha256 = S3_NO_BODY, .fd = -1 };
	BlobFile *const files[] = { &empty };
	int64_t bytes = 0;
	BlobPlace *place = bucket_new(settings, g_get_tmp_dir(), error);
	if (place == NULL)
		return false;
	int fd = place->keep(place, files, 1, error) ? place->open(place, empty.sha256, &bytes, error) : -1;
	if (fd >= 0)
		close(fd);
	place->close(place);
	return fd >= 0;
}
