#include "gateway/sat_client.h"

#include <curl/curl.h>
#include <gio/gio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "gateway/smtp_classify.h"
#include "parsers/sat_status.h"

#define SAT_ANSWER_MAX 65536 /* an answer has less than one kilobyte */
#define SAT_CONNECT_MS 5000L

typedef CURL SatCurl;
typedef struct curl_slist SatHeaders;
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SatCurl, curl_easy_cleanup)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SatHeaders, curl_slist_free_all)

static bool sat_client_is_clear(const char *url)
{
	return g_ascii_strncasecmp(url, "http:", 5) == 0;
}

static bool sat_client_is_loopback(const char *host)
{
	g_autoptr(GInetAddress) address = g_inet_address_new_from_string(host);
	return address != NULL ? g_inet_address_get_is_loopback(address) : g_ascii_strcasecmp(host, "localhost") == 0;
}

const char *sat_client_url_fault(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
	if (uri == NULL || g_uri_get_host(uri) == NULL || *g_uri_get_host(uri) == '\0')
		return "not the address of a service";
	if (g_uri_get_userinfo(uri) != NULL)
		return "a login has no place in it";
	if (g_ascii_strcasecmp(g_uri_get_scheme(uri), "https") == 0)
		return NULL;
	if (!sat_client_is_clear(url) || !sat_client_is_loopback(g_uri_get_host(uri)))
		return "https is wanted (http to this machine only)";
	return NULL;
}

/* What is sent in clear stays on this machine, whatever the name resolves to. */
static curl_socket_t sat_client_socket(void *loopback_only, curlsocktype purpose, struct curl_sockaddr *address)
{
	(void)purpose;
	g_autoptr(GSocketAddress) peer = g_socket_address_new_from_native(&address->addr, address->addrlen);
	bool loopback = G_IS_INET_SOCKET_ADDRESS(peer) &&
			g_inet_address_get_is_loopback(g_inet_socket_address_get_address(G_INET_SOCKET_ADDRESS(peer)));
	if (loopback_only != NULL && !loopback)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Another count than was given ends the transfer: the answer is too large. */
static size_t sat_client_take(char *bytes, size_t size, size_t n, void *context)
{
	GString *answer = context;
	if (size * n > SAT_ANSWER_MAX - answer->len)
		return 0;
	g_string_append_len(answer, bytes, (gssize)(size * n));
	return size * n;
}

static bool sat_client_secure(CURL *curl, char *url)
{
	const char *protocol = sat_client_is_clear(url) ? "http" : "https";
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocol) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_PROXY, "") == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, sat_client_socket) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, sat_client_is_clear(url) ? url : NULL) == CURLE_OK;
}

static bool sat_client_prepare(CURL *curl, char *url, long milliseconds, const char *body, SatHeaders *headers)
{
	return sat_client_secure(curl, url) && curl_easy_setopt(curl, CURLOPT_URL, url) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, MIN(SAT_CONNECT_MS, milliseconds)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, milliseconds) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)strlen(body)) == CURLE_OK &&
	       curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body) == CURLE_OK;
}

static SatHeaders *sat_client_headers(void)
{
	SatHeaders *headers = curl_slist_append(NULL, "Content-Type: " SAT_STATUS_TYPE);
	headers = curl_slist_append(headers, "SOAPAction: \"" SAT_STATUS_ACTION "\"");
	return curl_slist_append(headers, "Expect:");
}

/* A SOAP fault comes with 500 and words of its own. */
static bool sat_client_judge(CURL *curl, CURLcode code, GError **error)
{
	long status = 0;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	if (code != CURLE_OK) {
		const char *words = code == CURLE_WRITE_ERROR ? "its answer is too large" : curl_easy_strerror(code);
		g_set_error(error, VALIJA_ERROR, (int)smtp_classify_open((int)code, 0), "SAT's status service: %s", words);
		return false;
	}
	if (status == 200 || status == 500)
		return true;
	error_retry(error, "SAT's status service: it answered %ld", status);
	return false;
}

bool sat_client_ask(Arena *arena, const SatSettings *settings, const char *body, const char **ret_bytes,
		    size_t *ret_length, GError **error)
{
	const char *fault = sat_client_url_fault(settings->url);
	if (fault != NULL) {
		error_stop(error, "SAT's status service: %s: %s", settings->url, fault);
		return false;
	}
	g_autoptr(SatHeaders) headers = sat_client_headers();
	g_autoptr(GString) answer = g_string_new(NULL);
	g_autofree char *url = g_strdup(settings->url);
	g_autoptr(SatCurl) curl = curl_easy_init();
	if (curl == NULL || !sat_client_prepare(curl, url, settings->timeout_seconds * 1000, body, headers) ||
	    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, sat_client_take) != CURLE_OK ||
	    curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer) != CURLE_OK) {
		error_stop(error, "SAT's status service: libcurl does not take what it must");
		return false;
	}
	if (!sat_client_judge(curl, curl_easy_perform(curl), error))
		return false;
	*ret_bytes = arena_memdup(arena, answer->str, answer->len);
	*ret_length = answer->len;
	return true;
}
