#include "parsers/mime/auth_results.h"

#include <glib.h>
#include <string.h>

#include "base/text.h"

/* The field without comments (RFC 5322 section 3.2.2; they nest), quotations without their quotes and with their
 * semicolons and blanks as '_', so that what is left splits at plain characters. NULL when one never ends. */
static char *auth_plain(const char *raw)
{
	g_autoptr(GString) out = g_string_new(NULL);
	int depth = 0;
	bool quoted = false;
	for (const char *at = raw; *at != '\0'; at++) {
		if (*at == '\\' && (quoted || depth > 0) && at[1] != '\0')
			at++;
		else if (*at == '"' && depth == 0)
			quoted = !quoted;
		else if (*at == '(' && !quoted)
			depth++;
		else if (*at == ')' && depth > 0 && !quoted)
			depth--;
		else if (depth == 0)
			g_string_append_c(out, quoted && strchr("; \t=", *at) != NULL ? '_' : *at);
		if (depth > 0 && out->len > 0 && out->str[out->len - 1] != ' ')
			g_string_append_c(out, ' ');
	}
	return quoted || depth > 0 ? NULL : g_string_free(g_steal_pointer(&out), FALSE);
}

static const struct {
	const char *word;
	AuthResult result;
} auth_words[] = {
	{ "pass", AUTH_RESULT_PASS },	     { "bestguesspass", AUTH_RESULT_NONE }, { "fail", AUTH_RESULT_FAIL },
	{ "hardfail", AUTH_RESULT_FAIL },   { "softfail", AUTH_RESULT_FAIL },	     { "policy", AUTH_RESULT_FAIL },
};

/* none, neutral, temperror, permerror and what nobody knows prove nothing either way. */
static AuthResult auth_result(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(auth_words); i++)
		if (g_ascii_strcasecmp(word, auth_words[i].word) == 0)
			return auth_words[i].result;
	return AUTH_RESULT_NONE;
}

/* Of several signatures one that holds is enough. */
static void auth_set(AuthResult *result, AuthResult said)
{
	if (*result == AUTH_RESULT_NONE || said == AUTH_RESULT_PASS)
		*result = said;
}

static bool auth_take_method(const char *name, size_t length, const char *value, MailAuth *ret)
{
	const struct {
		const char *method;
		AuthResult *result;
	} rows[] = { { "spf", &ret->spf }, { "dkim", &ret->dkim }, { "dmarc", &ret->dmarc } };
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++)
		if (strlen(rows[i].method) == length && g_ascii_strncasecmp(name, rows[i].method, length) == 0) {
			auth_set(rows[i].result, auth_result(value));
			return true;
		}
	return false;
}

/* The From domain that DMARC judged; else the one that signed. */
static void auth_take_property(Arena *arena, const char *name, const char *value, MailAuth *ret)
{
	const char *domain = strrchr(value, '@') != NULL ? strrchr(value, '@') + 1 : value;
	bool from = g_ascii_strcasecmp(name, "header.from") == 0;
	bool signer = g_ascii_strcasecmp(name, "header.d") == 0 || g_ascii_strcasecmp(name, "header.i") == 0;
	if (*domain == '\0' || strlen(domain) > 255 || text_has_control(domain) || (!from && !signer))
		return;
	g_autofree char *lower = g_ascii_strdown(domain, -1);
	if (from || ret->domain == NULL)
		ret->domain = arena_strdup(arena, lower);
}

/* "dkim=pass reason=x header.d=example.cl": one result with its properties. */
static bool auth_take(Arena *arena, char *statement, MailAuth *ret)
{
	g_auto(GStrv) words = NULL;
	g_autoptr(GString) joined = g_string_new(NULL);
	bool known = false;
	for (const char *at = statement; *at != '\0'; at++) { /* blanks may stand around "=" */
		bool blank = g_ascii_isspace(*at);
		bool before = blank && at[strspn(at, " \t")] == '=';
		bool after = blank && joined->len > 0 && joined->str[joined->len - 1] == '=';
		if (!before && !after)
			g_string_append_c(joined, blank ? ' ' : *at);
	}
	if (g_ascii_strcasecmp(joined->str, "none") == 0)
		return true;
	words = g_strsplit(joined->str, " ", 64);
	for (size_t i = 0; words[i] != NULL; i++) {
		char *sign = strchr(words[i], '=');
		if (sign == NULL)
			continue;
		*sign = '\0';
		size_t length = strcspn(words[i], "/"); /* "dkim/1" */
		if (!known && !auth_take_method(words[i], length, sign + 1, ret))
			return true; /* a method that says nothing here: arc, sender-id, x-… */
		if (known)
			auth_take_property(arena, words[i], sign + 1, ret);
		known = true;
	}
	return known;
}

bool auth_results_field(Arena *arena, const char *raw, MailAuth *ret)
{
	g_autofree char *plain = auth_plain(raw);
	*ret = (MailAuth){ 0 };
	if (plain == NULL)
		return false;
	g_auto(GStrv) statements = g_strsplit(plain, ";", 64);
	bool none = statements[0] != NULL && strchr(statements[0], '=') != NULL;
	bool any = false;
	if (none) {
		ret->server = "-";
	} else if (statements[0] != NULL) {
		g_strstrip(statements[0]);
		statements[0][strcspn(statements[0], " \t")] = '\0'; /* a version may follow */
		ret->server = text_or_null(arena, statements[0]);
	}
	if (ret->server == NULL || strlen(ret->server) > 255 || text_has_control(ret->server))
		return false;
	for (size_t i = none ? 0 : 1; statements[i] != NULL; i++)
		any = auth_take(arena, g_strstrip(statements[i]), ret) || any;
	return any;
}

/* ---- who stands above ---- */

/* Last labels of a host that tell one organisation from another: two, or three under names like com.mx and co.uk. */
static const char *auth_site(const char *host)
{
	int labels = 0;
	const char *last = strrchr(host, '.');
	for (const char *at = host + strlen(host); at > host; at--) {
		if (at[-1] != '.')
			continue;
		labels++;
		bool short_second = labels == 2 && last != NULL && strlen(last) <= 3 && last - at <= 3;
		if (labels == 2 && !short_second)
			return at;
		if (labels == 3)
			return at;
	}
	return host;
}

/* A name that only its own network knows: an address, or no dot. */
static bool auth_is_private(const char *host)
{
	return strchr(host, '.') == NULL || host[strspn(host, "0123456789.[]:abcdefABCDEF")] == '\0';
}

static bool auth_same_site(const char *a, const char *b)
{
	return g_ascii_strcasecmp(auth_site(a), auth_site(b)) == 0;
}

/* The host behind "by" (RFC 5321 section 4.4); NULL when there is none. */
static const char *auth_received_by(Arena *arena, const char *raw)
{
	g_autofree char *plain = auth_plain(raw);
	if (plain == NULL)
		return NULL;
	g_auto(GStrv) words = g_strsplit_set(plain, " \t;", 200);
	for (size_t i = 0; words[i] != NULL; i++)
		if (g_ascii_strcasecmp(words[i], "by") == 0) {
			size_t next = i + 1;
			while (words[next] != NULL && *words[next] == '\0')
				next++;
			return text_or_null(arena, words[next]);
		}
	return NULL;
}

typedef struct {
	const char *hosts[AUTH_RESULTS_MAX]; /* public names of the servers above, each site once */
	size_t n;
	bool full;
} AuthTrace;

static void auth_trace_add(AuthTrace *trace, const char *host)
{
	if (host == NULL || auth_is_private(host))
		return;
	for (size_t i = 0; i < trace->n; i++)
		if (auth_same_site(trace->hosts[i], host))
			return;
	if (trace->n < G_N_ELEMENTS(trace->hosts))
		trace->hosts[trace->n++] = host;
	else
		trace->full = true;
}

/* Without a name of its own, a row is of the topmost server: then there may be one site above at most. */
static bool auth_is_above(const AuthTrace *trace, const char *server)
{
	if (strcmp(server, "-") == 0)
		return trace->n <= 1 && !trace->full;
	for (size_t i = 0; i < trace->n; i++)
		if (!auth_same_site(trace->hosts[i], server))
			return false;
	return !trace->full;
}

void auth_results_read(Arena *arena, const Message *message, MailAuth **ret, size_t *ret_n)
{
	AuthTrace trace = { .n = 0 };
	*ret = NULL;
	*ret_n = 0;
	for (size_t i = 0; i < message->n_headers && *ret_n < AUTH_RESULTS_MAX && !trace.full; i++) {
		const Header *header = &message->headers[i];
		MailAuth row;
		if (g_ascii_strcasecmp(header->name, "Received") == 0)
			auth_trace_add(&trace, auth_received_by(arena, header->raw));
		else if (g_ascii_strcasecmp(header->name, "Authentication-Results") == 0 &&
			 auth_results_field(arena, header->raw, &row) && auth_is_above(&trace, row.server)) {
			*ret = arena_grow(arena, *ret, *ret_n, sizeof(MailAuth));
			(*ret)[(*ret_n)++] = row;
		}
	}
}

const MailAuth *auth_results_of(const MailAuth *rows, size_t n, const char *server)
{
	for (size_t i = 0; server != NULL && i < n; i++)
		if (g_ascii_strcasecmp(rows[i].server, server) == 0)
			return &rows[i];
	return NULL;
}

bool auth_results_refute(const MailAuth *row)
{
	return row != NULL && (row->dmarc == AUTH_RESULT_FAIL ||
			       (row->dmarc == AUTH_RESULT_NONE && row->dkim == AUTH_RESULT_FAIL));
}

bool auth_results_tell(const MailAuth *row)
{
	return row != NULL && (row->dmarc != AUTH_RESULT_NONE || row->dkim != AUTH_RESULT_NONE);
}
