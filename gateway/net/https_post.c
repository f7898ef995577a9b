#include "gateway/net/https_post.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "gateway/smtp/smtp_classify.h"

#define HTTPS_CONNECT_MS 10000L

typedef CURL HttpsCurl;
typedef struct curl_slist HttpsHeaders;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpsCurl, curl_easy_cleanup)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpsHeaders, curl_slist_free_all)

typedef struct {
	GString *body;
	size_t max_bytes;
	bool clear; /* http, not https */
} Transfer;

static bool https_post_is_clear(const char *url)
{
	return g_ascii_strncasecmp(url, "http:", 5) == 0;
}

static bool https_post_is_loopback(const char *host)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
	return address != NULL ? g_inet_address_get_is_loopback(address) : g_ascii_strcasecmp(host, "localhost") == 0;
}

const char *https_post_url_fault(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	if (uri == NULL || g_uri_get_host(uri) == NULL || *g_uri_get_host(uri) == '\0')
		return "not the address of a service";
	if (g_uri_get_userinfo(uri) != NULL)
		return "a login has no place in it";
	if (g_ascii_strcasecmp(g_uri_get_scheme(uri), "https") == 0)
		return NULL;
	if (!https_post_is_clear(url) || !https_post_is_loopback(g_uri_get_host(uri)))
		return "https is wanted (http to this machine only)";
	return NULL;
}

void https_post_wipe(GString *body)
{
	if (body == NULL)
		return;
	explicit_bzero(body->str, body->allocated_len);
	g_string_free(body, TRUE);
}

/* What is sent in clear stays on this machine, whatever the name resolves to. */
static curl_socket_t https_post_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	const Transfer *transfer = context;
	g_autoptr(GSocketAddress) peer = g_socket_address_new_from_native(&address->addr, address->addrlen);
	bool loopback = G_IS_INET_SOCKET_ADDRESS(peer) &&
			g_inet_address_get_is_loopback(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(peer)));
	if (transfer->clear && !loopback)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Another count than was given ends the transfer: the answer is too large. */
static size_t https_post_take(char *bytes, size_t size, size_t n, void *context)
{
	Transfer *transfer = context;
	if (size * n > transfer->max_bytes - transfer->body->len)
		return 0;
	g_string_append_len(transfer->body, bytes, (gssize)(size * n));
	return size * n;
}

static bool https_post_secure(CURL *curl, Transfer *transfer)
{
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, transfer->clear ? "http" : "https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, https_post_socket) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, transfer) == CURLE_OK;
}

static bool https_post_prepare(CURL *curl, const HttpsPost *post, HttpsHeaders *headers, Transfer *transfer)
{
	long milliseconds = (long)post->timeout_s * 1000;
	return https_post_secure(curl, transfer) && curl_easy_setopt(curl, CURLOPT_URL, post->url) == CURLE_OK &&
	       (post->ca_file == NULL || curl_easy_setopt(curl, CURLOPT_CAINFO, post->ca_file) == CURLE_OK) &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, MIN(HTTPS_CONNECT_MS, milliseconds)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(post->body)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, post->body) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, https_post_take) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, transfer) == CURLE_OK;
}

static HttpsHeaders *https_post_headers(const HttpsPost *post)
{
	HttpsHeaders *headers = NULL;
	for (size_t i = 0; post->headers[i] != NULL; i++)
		headers = curl_slist_append(headers, post->headers[i]);
	return headers;
}

static void https_post_failed(CURLcode code, const char *url, GError **error)
{
	const char *words = code == CURLE_WRITE_ERROR ? "its answer is too large" : curl_easy_strerror(code);
	g_set_error(error, VALIJA_ERROR, (int)smtp_classify_open((int)code, 0), "%s: %s", url, words);
}

bool https_post(const HttpsPost *post, long *ret_status, GString **ret_body, GError **error)
{
	const char *fault = https_post_url_fault(post->url);
	if (fault != NULL) {
		error_stop(error, "%s: %s", post->url, fault);
		return false;
	}
	/* Room for all of it at once: it is never moved, so that wiping it wipes every copy. */
	Transfer transfer = { .body = g_string_sized_new(post->max_bytes + 1), .max_bytes = post->max_bytes,
			      .clear = https_post_is_clear(post->url) };
	g_autoptr(HttpsHeaders) headers = https_post_headers(post);
	g_autoptr(HttpsCurl) curl = curl_easy_init();
	CURLcode code = CURLE_FAILED_INIT;
	if (curl != NULL && https_post_prepare(curl, post, headers, &transfer))
		code = curl_easy_perform(curl);
	if (code != CURLE_OK) {
		https_post_failed(code, post->url, error);
		https_post_wipe(transfer.body);
		return false;
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status);
	*ret_body = transfer.body;
	return true;
}
