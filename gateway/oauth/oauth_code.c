/* The authorization-code grant: RFC 6749 §4.1, with PKCE (RFC 7636) and the loopback redirect of RFC 8252 §7.3. */
#include "gateway/oauth/oauth_code.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "gateway/oauth/oauth_form.h"
#include "gateway/oauth/oauth_login.h"
#include "gateway/oauth/oauth_seal.h"

#define CODE_PATIENCE_MS 900000
#define CODE_REQUEST_MS 5000
#define CODE_REQUEST_MAX 8192
#define CODE_MAX 4096

/* ---- what came back ---- */

OauthCodeAnswer oauth_code_read(Arena *arena, const char *text, bool pasted, const char *state, const char **ret)
{
	const char *question = strchr(text, '?');
	bool bare = pasted && question == NULL && strchr(text, '=') == NULL;
	size_t length = strcspn(text, " \r\n\t");
	if (length == 0 || length > CODE_MAX)
		return OAUTH_CODE_NOTHING;
	if (bare) {
		*ret = arena_strndup(arena, text, length);
		return OAUTH_CODE_GIVEN;
	}
	const char *query = question != NULL ? question + 1 : text;
	g_autofree char *own = g_strndup(query, strcspn(query, " \r\n\t#"));
	g_autoptr(GHashTable) fields = g_uri_parse_params(own, -1, "&", G_URI_PARAMS_WWW_FORM, NULL);
	const char *returned = fields != NULL ? g_hash_table_lookup(fields, "state") : NULL;
	if (fields == NULL || !text_equal(returned, state))
		return OAUTH_CODE_NOTHING;
	*ret = arena_strdup(arena, g_hash_table_lookup(fields, "code"));
	if (*ret != NULL && **ret != '\0')
		return OAUTH_CODE_GIVEN;
	*ret = arena_strdup(arena, g_hash_table_lookup(fields, "error"));
	return *ret != NULL ? OAUTH_CODE_REFUSED : OAUTH_CODE_NOTHING;
}

/* ---- the browser ---- */

typedef struct {
	Arena *arena;
	const OauthLogin *login;
	int listener;
	bool pasting; /* standard input is open */
	char *state, *verifier;
	const char *redirect, *link, *code;
} Errand;

static bool errand_listen(Errand *errand, const char *host, GError **error)
{
	struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t length = sizeof address;
	errand->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (errand->listener < 0 || bind(errand->listener, (struct sockaddr *)&address, length) != 0 ||
	    listen(errand->listener, 4) != 0 ||
	    getsockname(errand->listener, (struct sockaddr *)&address, &length) != 0) {
		error_from_errno(error, errno, "listen on the loopback");
		return false;
	}
	errand->redirect = arena_printf(errand->arena, "http://%s:%d", host, ntohs(address.sin_port));
	return true;
}

static bool errand_link(Errand *errand, const OauthProvider *provider, GError **error)
{
	if (!oauth_seal_random(&errand->state, error) || !oauth_seal_random(&errand->verifier, error))
		return false;
	unsigned char digest[32];
	gsize n = sizeof digest;
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_checksum_update(sum, (const guchar *)errand->verifier, (gssize)strlen(errand->verifier));
	g_checksum_get_digest(sum, digest, &n);
	g_autofree char *challenge = oauth_seal_url_letters(digest, n);
	g_autoptr(GString) query = g_string_new(NULL);
	oauth_form_add(query, "response_type", "code");
	oauth_form_add(query, "client_id", errand->login->settings->client_id);
	oauth_form_add(query, "redirect_uri", errand->redirect);
	oauth_form_add(query, "scope", provider->scope);
	oauth_form_add(query, "state", errand->state);
	oauth_form_add(query, "code_challenge", challenge);
	oauth_form_add(query, "code_challenge_method", "S256");
	oauth_form_add(query, "access_type", provider->offline ? "offline" : NULL);
	errand->link = arena_printf(errand->arena, "%s%s%s", provider->auth_url,
				    strchr(provider->auth_url, '?') != NULL ? "&" : "?", query->str);
	return true;
}

/* The head of one request, as far as it came in time. */
static void errand_request(int connection, GString *request)
{
	int64_t until = clock_monotonic_ms() + CODE_REQUEST_MS;
	struct pollfd one = { .fd = connection, .events = POLLIN };
	g_autofree char *chunk = g_malloc(CODE_REQUEST_MAX);
	while (request->len < CODE_REQUEST_MAX && strstr(request->str, "\r\n\r\n") == NULL) {
		int64_t left = until - clock_monotonic_ms();
		if (left <= 0 || poll(&one, 1, (int)left) <= 0)
			return;
		ssize_t n = recv(connection, chunk, CODE_REQUEST_MAX - request->len, 0);
		if (n <= 0)
			return;
		g_string_append_len(request, chunk, n);
	}
}

static OauthCodeAnswer errand_connection(Errand *errand)
{
	static const char *const pages[] = {
		[OAUTH_CODE_NOTHING] = "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\n"
				       "Connection: close\r\n\r\nNot what valija waits for.\n",
		[OAUTH_CODE_GIVEN] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
				     "Connection: close\r\n\r\nDone. This window can be closed.\n",
		[OAUTH_CODE_REFUSED] = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
				       "Connection: close\r\n\r\nThe login was refused.\n",
	};
	OauthCodeAnswer answer = OAUTH_CODE_NOTHING;
	int connection = accept4(errand->listener, NULL, NULL, SOCK_CLOEXEC);
	if (connection < 0)
		return answer;
	g_autoptr(GString) request = g_string_new(NULL);
	errand_request(connection, request);
	if (g_str_has_prefix(request->str, "GET /"))
		answer = oauth_code_read(errand->arena, request->str + 4, false, errand->state, &errand->code);
	if (send(connection, pages[answer], strlen(pages[answer]), MSG_NOSIGNAL) >= 0)
		shutdown(connection, SHUT_WR);
	close(connection);
	return answer;
}

static OauthCodeAnswer errand_pasted(Errand *errand)
{
	g_autofree char *line = g_malloc0(CODE_REQUEST_MAX + 1);
	ssize_t n = read(STDIN_FILENO, line, CODE_REQUEST_MAX);
	errand->pasting = n > 0;
	if (n <= 0 || memchr(line, '\0', (size_t)n) != NULL)
		return OAUTH_CODE_NOTHING;
	g_auto(GStrv) lines = g_strsplit(line, "\n", -1);
	OauthCodeAnswer answer = OAUTH_CODE_NOTHING;
	for (size_t i = 0; lines[i] != NULL && answer == OAUTH_CODE_NOTHING; i++)
		answer = oauth_code_read(errand->arena, g_strstrip(lines[i]), true, errand->state, &errand->code);
	if (answer == OAUTH_CODE_NOTHING)
		puts("That is not the address of this login; paste all of it.");
	return answer;
}

static OauthCodeAnswer errand_wait(Errand *errand)
{
	OauthCodeAnswer answer = OAUTH_CODE_NOTHING;
	int64_t until = clock_monotonic_ms() + CODE_PATIENCE_MS;
	while (answer == OAUTH_CODE_NOTHING) {
		struct pollfd doors[] = { { .fd = errand->listener, .events = POLLIN },
					  { .fd = errand->pasting ? STDIN_FILENO : -1, .events = POLLIN } };
		int64_t left = until - clock_monotonic_ms();
		int ready = left > 0 ? poll(doors, 2, (int)left) : 0;
		if (ready == 0)
			break;
		if (ready > 0 && doors[0].revents != 0)
			answer = errand_connection(errand);
		if (ready > 0 && answer == OAUTH_CODE_NOTHING && doors[1].revents != 0)
			answer = errand_pasted(errand);
	}
	return answer;
}

static bool errand_redeem(Errand *errand, OauthGranted *ret, GError **error)
{
	const char *word = NULL;
	const OauthField fields[] = { { "grant_type", "authorization_code" },
				      { "code", errand->code },
				      { "redirect_uri", errand->redirect },
				      { "code_verifier", errand->verifier } };
	return oauth_grant_take(errand->arena, errand->login, fields, G_N_ELEMENTS(fields), ret, &word, error);
}

static bool errand_run(Errand *errand, OauthGranted *ret, GError **error)
{
	const OauthLogin *login = errand->login;
	const OauthProvider provider = oauth_provider(errand->arena, login);
	if (!errand_listen(errand, provider.redirect_host, error) || !errand_link(errand, &provider, error))
		return false;
	printf("%s %s: open this link as the person whose mailbox it is:\n%s\nWhen the browser is on another machine, "
	       "paste here the address that it ends at (it cannot be shown there). Waiting …\n",
	       login->kind, login->name, errand->link);
	fflush(stdout);
	OauthCodeAnswer answer = errand_wait(errand);
	if (answer == OAUTH_CODE_GIVEN)
		return errand_redeem(errand, ret, error);
	if (answer == OAUTH_CODE_REFUSED)
		error_stop(error, "%s %s: the login was refused: %s", login->kind, login->name,
			   text_line(errand->arena, errand->code, 100));
	else
		error_stop(error, "%s %s: nobody agreed in time; start again", login->kind, login->name);
	return false;
}

bool oauth_code_run(Arena *arena, const OauthLogin *login, OauthGranted *ret, GError **error)
{
	Errand errand = { .arena = arena, .login = login, .listener = -1, .pasting = true };
	bool done = errand_run(&errand, ret, error);
	if (errand.listener >= 0)
		close(errand.listener);
	file_wipe_secret(errand.verifier);
	g_free(errand.state);
	return done;
}
