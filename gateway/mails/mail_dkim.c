#include "gateway/mails/mail_dkim.h"

#include <dkim.h>
#include <string.h>

#include "base/error.h"
#include "gateway/online/dkim_key.h"

#define SIGNATURE_FIELD "DKIM-Signature: "

/* What the sender says; what a relay adds or rewrites on the way is left out. */
#define SIGNED_FIELDS                                                                                       \
	"From:Reply-To:To:Cc:Subject:Date:Message-ID:In-Reply-To:References:Auto-Submitted:MIME-Version:"    \
	"Content-Type:Content-Transfer-Encoding:Content-Language"
#define OVERSIGNED_FIELDS "From:Reply-To:To:Cc:Subject:Date:Content-Type"

/* The library wants the array itself, and may keep it. */
static bool mail_dkim_field_list(Arena *arena, DKIM_LIB *library, int option, const char *fields)
{
	char **names = arena_own(arena, g_strsplit(fields, ":", -1), (GDestroyNotify)g_strfreev);
	return dkim_options(library, DKIM_OP_SETOPT, option, names, sizeof names) == DKIM_STAT_OK;
}

static DKIM_LIB *mail_dkim_library(Arena *arena, int64_t now)
{
	DKIM_LIB *library = dkim_init(NULL, NULL);
	uint64_t when = (uint64_t)now;
	if (library == NULL)
		return NULL;
	if (mail_dkim_field_list(arena, library, DKIM_OPTS_SIGNHDRS, SIGNED_FIELDS) &&
	    mail_dkim_field_list(arena, library, DKIM_OPTS_OVERSIGNHDRS, OVERSIGNED_FIELDS) &&
	    dkim_options(library, DKIM_OP_SETOPT, DKIM_OPTS_FIXEDTIME, &when, sizeof when) == DKIM_STAT_OK)
		return library;
	dkim_close(library);
	return NULL;
}

/* Each field of the header block without its last line end; returns where the body begins, NULL when something failed. */
static char *mail_dkim_fields(DKIM *dkim, char *at, char *end, DKIM_STAT *status)
{
	*status = DKIM_STAT_OK;
	while (*status == DKIM_STAT_OK && at < end && !g_str_has_prefix(at, "\r\n")) {
		char *stop = strstr(at, "\r\n");
		while (stop != NULL && (stop[2] == ' ' || stop[2] == '\t'))
			stop = strstr(stop + 2, "\r\n");
		if (stop == NULL)
			*status = DKIM_STAT_SYNTAX;
		else
			*status = dkim_header(dkim, (u_char *)at, (size_t)(stop - at));
		at = stop != NULL ? stop + 2 : end;
	}
	return at < end ? at + 2 : end;
}

static DKIM_STAT mail_dkim_run(DKIM *dkim, char *mail, size_t length)
{
	DKIM_STAT status = DKIM_STAT_OK;
	char *body = mail_dkim_fields(dkim, mail, mail + length, &status);
	size_t rest = (size_t)(mail + length - body);
	if (status == DKIM_STAT_OK)
		status = dkim_eoh(dkim);
	if (status == DKIM_STAT_OK && rest > 0)
		status = dkim_body(dkim, (u_char *)body, rest);
	return status == DKIM_STAT_OK ? dkim_eom(dkim, NULL) : status;
}

/* The signature in front of the mail. */
static DKIM_STAT mail_dkim_put(Arena *arena, DKIM *dkim, const char *mail, size_t *length, const void **ret)
{
	u_char *value = NULL;
	size_t size = 0;
	DKIM_STAT status = dkim_getsighdr_d(dkim, strlen(SIGNATURE_FIELD), &value, &size);
	if (status != DKIM_STAT_OK)
		return status;
	g_autoptr(GString) out = g_string_sized_new(*length + size + 64);
	g_string_append(out, SIGNATURE_FIELD);
	for (size_t i = 0; i < size; i++) {
		if (value[i] == '\n' && (i == 0 || value[i - 1] != '\r'))
			g_string_append_c(out, '\r');
		g_string_append_c(out, (char)value[i]);
	}
	g_string_append(out, "\r\n");
	g_string_append_len(out, mail, (gssize)*length);
	*length = out->len;
	*ret = arena_memdup(arena, out->str, out->len);
	return DKIM_STAT_OK;
}

static DKIM_STAT mail_dkim_with(Arena *arena, DKIM_LIB *library, const CompanySettings *company, const DkimKey *key,
				const void **bytes, size_t *length)
{
	DKIM_STAT status = DKIM_STAT_OK;
	/* Ended by NUL for the search of line ends. */
	char *mail = arena_strndup(arena, *bytes, *length);
	DKIM *dkim = dkim_sign(library, (const u_char *)"mail", NULL, (const dkim_sigkey_t)key->pem,
			       (const u_char *)company->dkim_selector,
			       (const u_char *)settings_dkim_domain(arena, company), DKIM_CANON_RELAXED,
			       DKIM_CANON_RELAXED, key->ed25519 ? DKIM_SIGN_ED25519SHA256 : DKIM_SIGN_RSASHA256, -1,
			       &status);
	if (dkim == NULL)
		return status;
	status = mail_dkim_run(dkim, mail, *length);
	if (status == DKIM_STAT_OK)
		status = mail_dkim_put(arena, dkim, mail, length, bytes);
	dkim_free(dkim);
	return status;
}

bool mail_dkim_sign(Arena *arena, const CompanySettings *company, int64_t now, const void **bytes, size_t *length,
		    GError **error)
{
	if (settings_dkim_domain(arena, company) == NULL)
		return true;
	g_autoptr(DkimKey) key = dkim_key_read(company->dkim_key_file, error);
	if (key == NULL)
		return false;
	DKIM_LIB *library = mail_dkim_library(arena, now);
	DKIM_STAT status = library == NULL ? DKIM_STAT_NORESOURCE :
					     mail_dkim_with(arena, library, company, key, bytes, length);
	if (library != NULL)
		dkim_close(library);
	if (status != DKIM_STAT_OK)
		error_stop(error, "company %s: a mail could not be signed with %s: %s", company->name,
			   company->dkim_key_file, dkim_getresultstr(status));
	return status == DKIM_STAT_OK;
}
