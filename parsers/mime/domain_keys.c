#include "parsers/mime/domain_keys.h"

#include <dkim.h>
#include <string.h>

#define HEADER_BYTES 262144
#define HEADER_FIELDS 1000
#define NAME_MAX_BYTES 253

static const char *const domain_keys_words[] = { "unknown", "pass", "fail" };

/* CRLF everywhere: what a folder on disk holds has other line ends than what was signed. */
static GString *domain_keys_wire(const char *bytes, size_t length)
{
	GString *wire = g_string_sized_new(length + length / 32);
	for (size_t i = 0; i < length; i++) {
		if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
			g_string_append_c(wire, '\r');
		g_string_append_c(wire, bytes[i]);
	}
	return wire;
}

/* Feeds the fields; returns where the body begins, NULL when this is no header block that we read. */
static char *domain_keys_fields(DKIM *dkim, GString *wire)
{
	char *at = wire->str;
	char *end = wire->str + wire->len;
	for (size_t n = 0; at < end && n < HEADER_FIELDS && at - wire->str < HEADER_BYTES; n++) {
		if (g_str_has_prefix(at, "\r\n"))
			return at + 2;
		char *stop = memmem(at, (size_t)(end - at), "\r\n", 2);
		while (stop != NULL && (stop[2] == ' ' || stop[2] == '\t'))
			stop = memmem(stop + 2, (size_t)(end - stop - 2), "\r\n", 2);
		if (stop == NULL || memchr(at, '\0', (size_t)(stop - at)) != NULL ||
		    dkim_header(dkim, (u_char *)at, (size_t)(stop - at)) != DKIM_STAT_OK)
			return NULL;
		at = stop + 2;
	}
	return at == end ? end : NULL;
}

static bool domain_keys_is_name(const char *text)
{
	size_t length = text != NULL ? strlen(text) : 0;
	for (size_t i = 0; i < length; i++)
		if (!g_ascii_isalnum(text[i]) && strchr("-._", text[i]) == NULL)
			return false;
	return length > 0 && length <= NAME_MAX_BYTES && strstr(text, "..") == NULL && text[0] != '.';
}

static const char *domain_keys_record(Arena *arena, DKIM_SIGINFO *signature)
{
	const char *selector = (const char *)dkim_sig_getselector(signature);
	const char *domain = (const char *)dkim_sig_getdomain(signature);
	if (!domain_keys_is_name(selector) || !domain_keys_is_name(domain))
		return NULL;
	g_autofree char *name = g_strconcat(selector, "._domainkey.", domain, NULL);
	g_autofree char *lower = g_ascii_strdown(name, -1);
	return domain_keys_is_name(lower) ? arena_strdup(arena, lower) : NULL;
}

typedef struct {
	Arena *arena;
	const json_t *keys;
} DomainKeys;

static DKIM_CBSTAT domain_keys_lookup(DKIM *dkim, DKIM_SIGINFO *signature, u_char *buffer, size_t size)
{
	const DomainKeys *self = dkim_get_user_context(dkim);
	const char *record = domain_keys_record(self->arena, signature);
	const char *key = record != NULL ? json_get_text(self->arena, self->keys, record) : NULL;
	if (key == NULL || strlen(key) >= size)
		return DKIM_CBSTAT_NOTFOUND;
	g_strlcpy((char *)buffer, key, size);
	return DKIM_CBSTAT_CONTINUE;
}

/* A key that is missing, revoked or unfit proves nothing; a body or a header that was changed is a failure. */
static SignatureResult domain_keys_result(DKIM_SIGINFO *signature)
{
	unsigned flags = dkim_sig_getflags(signature);
	int body = dkim_sig_getbh(signature);
	int fault = dkim_sig_geterror(signature);
	if ((flags & DKIM_SIGFLAG_PASSED) != 0 && body == DKIM_SIGBH_MATCH)
		return SIGNATURE_PASS;
	bool judged = (flags & DKIM_SIGFLAG_PROCESSED) != 0;
	return judged && (fault == DKIM_SIGERROR_BADSIG || (fault == DKIM_SIGERROR_OK && body == DKIM_SIGBH_MISMATCH)) ?
		       SIGNATURE_FAIL :
		       SIGNATURE_UNKNOWN;
}

static void domain_keys_collect(Arena *arena, DKIM *dkim, Signature **ret, size_t *ret_n)
{
	DKIM_SIGINFO **signatures = NULL;
	int n = 0;
	if (dkim_getsiglist(dkim, &signatures, &n) != DKIM_STAT_OK)
		return;
	*ret = arena_array(arena, Signature, DOMAIN_KEYS_MAX);
	for (int i = 0; i < n && *ret_n < DOMAIN_KEYS_MAX; i++) {
		const char *record = domain_keys_record(arena, signatures[i]);
		if (record == NULL)
			continue;
		dkim_sig_process(dkim, signatures[i]);
		(*ret)[(*ret_n)++] = (Signature){ .record = record,
						  .domain = strstr(record, "._domainkey.") + strlen("._domainkey."),
						  .result = domain_keys_result(signatures[i]) };
	}
}

static void domain_keys_run(Arena *arena, DKIM *dkim, GString *wire, Signature **ret, size_t *ret_n)
{
	char *body = domain_keys_fields(dkim, wire);
	size_t rest = body != NULL ? wire->len - (size_t)(body - wire->str) : 0;
	if (body == NULL || dkim_eoh(dkim) != DKIM_STAT_OK)
		return;
	if (rest == 0 || dkim_body(dkim, (u_char *)body, rest) == DKIM_STAT_OK) {
		dkim_eom(dkim, NULL);
		domain_keys_collect(arena, dkim, ret, ret_n);
	}
}

void domain_keys_verify(Arena *arena, const json_t *keys, const void *bytes, size_t length, Signature **ret,
			size_t *ret_n)
{
	DomainKeys self = { arena, keys };
	DKIM_STAT status = DKIM_STAT_OK;
	*ret = NULL;
	*ret_n = 0;
	DKIM_LIB *library = dkim_init(NULL, NULL);
	if (library == NULL)
		return;
	unsigned flags = DKIM_LIBFLAGS_DELAYSIGPROC;
	dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FLAGS, &flags, sizeof flags);
	dkim_set_key_lookup(library, domain_keys_lookup);
	GString *wire = domain_keys_wire(bytes, length);
	DKIM *dkim = dkim_verify(library, (const u_char *)"mail", NULL, &status);
	if (dkim != NULL) {
		dkim_set_user_context(dkim, &self);
		domain_keys_run(arena, dkim, wire, ret, ret_n);
		dkim_free(dkim);
	}
	g_string_free(wire, TRUE);
	dkim_close(library);
}

json_t *domain_keys_to_json(const Signature *signatures, size_t n)
{
	json_t *list = json_array();
	for (size_t i = 0; i < n; i++) {
		json_t *row = json_object();
		json_set_text(row, "record", signatures[i].record);
		json_set_text(row, "result", domain_keys_words[signatures[i].result]);
		json_array_append_new(list, row);
	}
	return list;
}

static bool domain_keys_row(Arena *arena, const json_t *row, Signature *ret)
{
	const char *record = json_get_text(arena, row, "record");
	const char *word = json_get_text(arena, row, "result");
	const char *domain = record != NULL ? strstr(record, "._domainkey.") : NULL;
	if (!domain_keys_is_name(record) || domain == NULL || word == NULL)
		return false;
	*ret = (Signature){ .record = record, .domain = domain + strlen("._domainkey.") };
	for (size_t i = 0; i < G_N_ELEMENTS(domain_keys_words); i++)
		if (strcmp(word, domain_keys_words[i]) == 0) {
			ret->result = (SignatureResult)i;
			return true;
		}
	return false;
}

bool domain_keys_from_json(Arena *arena, const json_t *json, Signature **ret, size_t *ret_n)
{
	size_t n = json_array_size(json);
	if (!json_is_array(json) || n > DOMAIN_KEYS_MAX)
		return false;
	*ret = arena_array(arena, Signature, n + 1);
	*ret_n = n;
	for (size_t i = 0; i < n; i++)
		if (!domain_keys_row(arena, json_array_get(json, i), &(*ret)[i]))
			return false;
	return true;
}
