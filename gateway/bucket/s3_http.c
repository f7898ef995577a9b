#include "gateway/bucket/s3_http.h"

#include <curl/curl.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"

#define S3_TRIES 5
#define S3_FIRST_WAIT_MS 200 /* then twice as long each time, less or more by a quarter */
#define S3_CONNECT_MS 10000L
#define S3_POLL_MS 1000
#define S3_HTTPS "https://"

struct S3Http {
	CURLM *multi;
	char *base, *ca_file, *access_key, *secret_key, *region;
	int64_t connections, timeout_s;
};

typedef struct {
	S3Http *http;
	S3Call *call;
	Arena *arena; /* of one try */
	CURL *curl;   /* while it is under way */
	struct curl_slist *headers;
	int64_t sent, not_before; /* bytes of the body; clock_monotonic_ms() */
	int tries;
} S3Transfer;

S3Http *s3_http_new(const S3Service *service)
{
	S3Http *http = g_new0(S3Http, 1);
	*http = (S3Http){ .multi = curl_multi_init(), .base = g_strdup(service->base),
			  .ca_file = g_strdup(service->ca_file), .access_key = g_strdup(service->login.access_key),
			  .secret_key = g_strdup(service->login.secret_key), .region = g_strdup(service->login.region),
			  .connections = service->connections, .timeout_s = service->timeout_s };
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, (long)service->connections);
	return http;
}

void s3_http_free(S3Http *http)
{
	if (http == NULL)
		return;
	curl_multi_cleanup(http->multi);
	file_wipe_secret(http->secret_key);
	g_free(http->base);
	g_free(http->ca_file);
	g_free(http->access_key);
	g_free(http->region);
	g_free(http);
}

/* ---- what libcurl calls ---- */

static size_t s3_give(char *bytes, size_t size, size_t n, void *context)
{
	S3Transfer *transfer = context;
	const S3Call *call = transfer->call;
	size_t most = MIN(size * n, (size_t)(call->bytes - transfer->sent));
	ssize_t got = (ssize_t)most;
	if (call->source >= 0)
		got = pread(call->source, bytes, most, call->offset + transfer->sent);
	else if (most > 0)
		memcpy(bytes, call->body + transfer->sent, most);
	if (got < 0 || (got == 0 && most > 0))
		return CURL_READFUNC_ABORT;
	transfer->sent += got;
	return (size_t)got;
}

/* A connection that was cut before the answer is used anew: the body begins again. */
static int s3_seek(void *context, curl_off_t offset, int origin)
{
	S3Transfer *transfer = context;
	if (origin != SEEK_SET)
		return CURL_SEEKFUNC_CANTSEEK;
	transfer->sent = offset;
	return CURL_SEEKFUNC_OK;
}

static size_t s3_take(char *bytes, size_t size, size_t n, void *context)
{
	S3Transfer *transfer = context;
	S3Call *call = transfer->call;
	size_t length = size * n;
	long status = 0;
	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
	if (call->sink >= 0 && status == 200)
		return file_write_all(call->sink, bytes, length, NULL) ? length : 0;
	gsize room = S3_ANSWER_MAX - MIN(call->answer->len, (gsize)S3_ANSWER_MAX);
	g_string_append_len(call->answer, bytes, (gssize)MIN(length, room));
	return length;
}

static size_t s3_header(char *line, size_t size, size_t n, void *context)
{
	S3Call *call = ((S3Transfer *)context)->call;
	g_autofree char *text = g_strndup(line, size * n);
	if (g_ascii_strncasecmp(text, "etag:", 5) == 0) {
		g_free(call->etag);
		call->etag = g_strdup(g_strstrip(text + 5));
	}
	return size * n;
}

/* ---- one try ---- */

static bool s3_secure(CURL *curl, const S3Http *http)
{
	bool clear = !g_str_has_prefix(http->base, S3_HTTPS);
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, clear ? "http" : "https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       (http->ca_file == NULL || curl_easy_setopt(curl, CURLOPT_CAINFO, http->ca_file) == CURLE_OK) &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, S3_CONNECT_MS) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, (long)http->timeout_s) == CURLE_OK;
}

/* HTTP/1.1: many small bodies over several connections, each with its own congestion window. */
static bool s3_body(CURL *curl, S3Transfer *transfer)
{
	const S3Call *call = transfer->call;
	bool sends = *call->method == 'P'; /* PUT, POST: also an empty body has a length */
	return curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_UPLOAD, sends ? 1L : 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_INFILESIZE_LARGE, (curl_off_t)call->bytes) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_READFUNCTION, s3_give) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_READDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SEEKFUNCTION, s3_seek) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SEEKDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, s3_take) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, s3_header) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HEADERDATA, transfer) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)call->most) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, call->method) == CURLE_OK;
}

static struct curl_slist *s3_headers(S3Transfer *transfer)
{
	const S3Http *http = transfer->http;
	const S3Call *call = transfer->call;
	const Clock clock = clock_system();
	const S3Login login = { .access_key = http->access_key, .secret_key = http->secret_key,
				.region = http->region };
	const S3Request request = { .method = call->method, .host = strstr(http->base, "//") + 2,
				    .path = call->path, .query = call->query,
				    .payload_sha256 = call->payload_sha256, .now = clock_now(&clock) };
	Texts texts = { 0 };
	s3_sign(transfer->arena, &login, &request, &texts);
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	for (size_t i = 0; i < texts.n; i++)
		headers = curl_slist_append(headers, texts.items[i]);
	return headers;
}

static bool s3_begin(S3Transfer *transfer)
{
	S3Call *call = transfer->call;
	transfer->arena = arena_new();
	const char *url = arena_printf(transfer->arena, "%s%s%s%s", transfer->http->base, call->path,
				       call->query[0] != '\0' ? "?" : "", call->query);
	s3_http_clear(call, 1);
	call->answer = g_string_new(NULL);
	transfer->sent = 0;
	transfer->tries++;
	transfer->headers = s3_headers(transfer);
	transfer->curl = curl_easy_init();
	if (call->sink >= 0 && (ftruncate(call->sink, 0) != 0 || lseek(call->sink, 0, SEEK_SET) != 0))
		return false;
	return transfer->curl != NULL && s3_secure(transfer->curl, transfer->http) &&
	       s3_body(transfer->curl, transfer) &&
	       curl_easy_setopt(transfer->curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(transfer->curl, CURLOPT_HTTPHEADER, transfer->headers) == CURLE_OK &&
	       curl_easy_setopt(transfer->curl, CURLOPT_PRIVATE, transfer) == CURLE_OK &&
	       curl_multi_add_handle(transfer->http->multi, transfer->curl) == CURLM_OK;
}

static void s3_end(S3Transfer *transfer)
{
	if (transfer->curl != NULL) {
		curl_multi_remove_handle(transfer->http->multi, transfer->curl);
		curl_easy_cleanup(transfer->curl);
	}
	curl_slist_free_all(transfer->headers);
	arena_free(transfer->arena);
	transfer->curl = NULL;
	transfer->headers = NULL;
	transfer->arena = NULL;
}

/* ---- all of them ---- */

static bool s3_is_proof(CURLcode code)
{
	return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
	       code == CURLE_SSL_ISSUER_ERROR;
}

/* False: it is given up. */
static bool s3_finish(S3Transfer *transfer, CURLcode code, GError **error)
{
	S3Call *call = transfer->call;
	long status = 0;
	bool large = code == CURLE_FILESIZE_EXCEEDED;
	curl_easy_getinfo(transfer->curl, CURLINFO_RESPONSE_CODE, &status);
	s3_end(transfer);
	call->status = large ? 0 : status;
	call->answered = (code == CURLE_OK && status != 429 && status < 500) || large;
	if (call->answered)
		return true;
	if (s3_is_proof(code)) {
		error_stop(error, "bucket: %s: %s", transfer->http->base, curl_easy_strerror(code));
		return false;
	}
	int64_t wait = S3_FIRST_WAIT_MS << (transfer->tries - 1);
	transfer->not_before = clock_monotonic_ms() + wait * g_random_int_range(75, 125) / 100;
	if (transfer->tries < S3_TRIES)
		return true;
	if (code != CURLE_OK)
		error_retry(error, "bucket: %s %s%s: %s", call->method, transfer->http->base, call->path,
			    curl_easy_strerror(code));
	else
		error_retry(error, "bucket: %s %s%s: it answered %ld", call->method, transfer->http->base, call->path,
			    status);
	return false;
}

/* Starts what may start now; ret_wait: until the next may, at most S3_POLL_MS. */
static bool s3_start(S3Http *http, S3Transfer *transfers, size_t n, int *ret_left, int *ret_wait)
{
	int64_t now = clock_monotonic_ms();
	int64_t under_way = 0;
	*ret_left = 0;
	*ret_wait = S3_POLL_MS;
	for (size_t i = 0; i < n; i++)
		under_way += transfers[i].curl != NULL;
	for (size_t i = 0; i < n; i++) {
		S3Transfer *transfer = &transfers[i];
		*ret_left += !transfer->call->answered;
		if (transfer->call->answered || transfer->curl != NULL || under_way >= http->connections)
			continue;
		if (transfer->not_before > now) {
			*ret_wait = MIN(*ret_wait, (int)(transfer->not_before - now));
			continue;
		}
		if (!s3_begin(transfer))
			return false;
		under_way++;
	}
	return true;
}

static bool s3_collect(S3Http *http, GError **error)
{
	int left = 0;
	const CURLMsg *message = NULL;
	while ((message = curl_multi_info_read(http->multi, &left)) != NULL) {
		S3Transfer *transfer = NULL;
		if (message->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
		if (!s3_finish(transfer, message->data.result, error))
			return false;
	}
	return true;
}

static bool s3_loop(S3Http *http, S3Transfer *transfers, size_t n, GError **error)
{
	int left = 0, wait = 0, running = 0;
	for (;;) {
		if (!s3_start(http, transfers, n, &left, &wait) ||
		    curl_multi_perform(http->multi, &running) != CURLM_OK) {
			error_retry(error, "bucket: a transfer cannot be begun");
			return false;
		}
		if (!s3_collect(http, error))
			return false;
		if (left == 0)
			return true;
		if (running > 0)
			curl_multi_poll(http->multi, NULL, 0, wait, NULL);
		else if (wait < S3_POLL_MS)
			g_usleep((gulong)wait * 1000);
	}
}

bool s3_http_run(S3Http *http, S3Call *calls, size_t n, GError **error)
{
	g_autofree S3Transfer *transfers = g_new0(S3Transfer, n + 1);
	for (size_t i = 0; i < n; i++) {
		transfers[i] = (S3Transfer){ .http = http, .call = &calls[i] };
		calls[i].answered = false;
	}
	bool done = s3_loop(http, transfers, n, error);
	for (size_t i = 0; i < n; i++)
		s3_end(&transfers[i]);
	return done;
}

void s3_http_clear(S3Call *calls, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (calls[i].answer != NULL)
			g_string_free(calls[i].answer, TRUE);
		g_free(calls[i].etag);
		calls[i].answer = NULL;
		calls[i].etag = NULL;
	}
}
