#include "gateway/oauth_http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "base/error.h"
#include "gateway/sat_client.h"
#include "gateway/smtp_classify.h"

#define HTTP_CONNECT_MS 10000L

typedef CURL HttpCurl;
typedef struct curl_slist HttpHeaders;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpCurl, curl_easy_cleanup)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpHeaders, curl_slist_free_all)

const char *oauth_http_url_fault(const char *url)
{
	return sat_client_url_fault(url);
}

void oauth_http_wipe(GString *text)
{
	if (text == NULL)
		return;
	explicit_bzero(text->str, text->allocated_len);
	g_string_free(text, TRUE);
}

void oauth_http_field(GString *form, const char *name, const char *value)
{
	if (value == NULL)
		return;
	if (form->len > 0)
		g_string_append_c(form, '&');
	g_string_append(form, name);
	g_string_append_c(form, '=');
	g_string_append_uri_escaped(form, value, NULL, FALSE);
}

static bool http_is_loopback(const struct curl_sockaddr *address)
{
	struct sockaddr_in four;
	struct sockaddr_in6 six;
	if (address->family == AF_INET && address->addrlen >= sizeof four) {
		memcpy(&four, &address->addr, sizeof four);
		return ntohl(four.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
	}
	if (address->family != AF_INET6 || address->addrlen < sizeof six)
		return false;
	memcpy(&six, (const void *)&address->addr, sizeof six);
	return IN6_IS_ADDR_LOOPBACK(&six.sin6_addr);
}

/* What is sent in clear stays on this machine, whatever the name resolves to. */
static curl_socket_t http_socket(void *loopback_only, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	if (loopback_only != NULL && !http_is_loopback(address))
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Another count than was given ends the transfer: the answer is too large. */
static size_t http_take(char *bytes, size_t size, size_t n, void *context)
{
	GString *body = context;
	if (size * n > OAUTH_HTTP_MAX_BYTES - body->len)
		return 0;
	g_string_append_len(body, bytes, (gssize)(size * n));
	return size * n;
}

static bool http_secure(CURL *curl, char *url)
{
	bool clear = g_ascii_strncasecmp(url, "http:", 5) == 0;
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, clear ? "http" : "https") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, http_socket) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, clear ? url : NULL) == CURLE_OK;
}

static bool http_prepare(CURL *curl, char *url, const char *form, long milliseconds, GString *body)
{
	return http_secure(curl, url) && curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, MIN(HTTP_CONNECT_MS, milliseconds)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(form)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, form) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, http_take) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_WRITEDATA, body) == CURLE_OK;
}

static void http_failed(CURLcode code, const char *url, GError **error)
{
	const char *words = code == CURLE_WRITE_ERROR ? "its answer is too large" : curl_easy_strerror(code);
	g_set_error(error, VALIJA_ERROR, (int)smtp_classify_open((int)code, 0), "%s: %s", url, words);
}

bool oauth_http_post(const char *url, const char *form, int64_t timeout_s, long *ret_status, GString **ret_body,
		     GError **error)
{
	const char *fault = oauth_http_url_fault(url);
	if (fault != NULL) {
		error_stop(error, "%s: %s", url, fault);
		return false;
	}
	g_autofree char *own_url = g_strdup(url);
	g_autoptr(HttpHeaders) headers = curl_slist_append(NULL, "Accept: application/json");
	GString *body = g_string_sized_new(OAUTH_HTTP_MAX_BYTES + 1); /* never moved: wiped whole */
	g_autoptr(HttpCurl) curl = curl_easy_init();
	CURLcode code = CURLE_FAILED_INIT;
	if (curl != NULL && http_prepare(curl, own_url, form, (long)timeout_s * 1000, body) &&
	    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK)
		code = curl_easy_perform(curl);
	if (code != CURLE_OK) {
		http_failed(code, url, error);
		oauth_http_wipe(body);
		return false;
	}
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, ret_status);
	*ret_body = body;
	return true;
}
