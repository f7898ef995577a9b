#include "gateway/oauth/oauth_provider.h"

#include <string.h>

#include "base/text.h"
#include "gateway/net/https_post.h"

#define PROVIDER_TENANT "{tenant}"

typedef struct {
	const char *auth_url, *token_url, *device_url, *imap_scope, *smtp_scope, *app_scope, *redirect_host;
	bool offline;
	OauthGrant grant;
} ProviderRow;

/* In the order of OAUTH_PROVIDERS. Google's device grant does not give out mail scopes
 * (developers.google.com/identity/protocols/oauth2/limited-input-device), so its default is the code on loopback.
 * Microsoft: learn.microsoft.com/exchange/client-developer/legacy-protocols/how-to-authenticate-an-imap-pop-smtp-
 * application-by-using-oauth. */
static const ProviderRow provider_rows[] = {
	{ .redirect_host = "127.0.0.1", .grant = OAUTH_GRANT_AUTO },
	{ .auth_url = "https://accounts.google.com/o/oauth2/v2/auth",
	  .token_url = "https://oauth2.googleapis.com/token",
	  .device_url = "https://oauth2.googleapis.com/device/code",
	  .imap_scope = "https://mail.google.com/",
	  .smtp_scope = "https://mail.google.com/",
	  .redirect_host = "127.0.0.1",
	  .offline = true,
	  .grant = OAUTH_GRANT_CODE },
	{ .auth_url = "https://login.microsoftonline.com/" PROVIDER_TENANT "/oauth2/v2.0/authorize",
	  .token_url = "https://login.microsoftonline.com/" PROVIDER_TENANT "/oauth2/v2.0/token",
	  .device_url = "https://login.microsoftonline.com/" PROVIDER_TENANT "/oauth2/v2.0/devicecode",
	  .imap_scope = "https://outlook.office.com/IMAP.AccessAsUser.All offline_access",
	  .smtp_scope = "https://outlook.office.com/SMTP.Send offline_access",
	  .app_scope = "https://outlook.office365.com/.default",
	  .redirect_host = "localhost",
	  .grant = OAUTH_GRANT_DEVICE },
};

static const char *provider_url(Arena *arena, const OauthSettings *settings, const char *said, const char *known)
{
	if (said != NULL || known == NULL)
		return said;
	g_auto(GStrv) parts = g_strsplit(known, PROVIDER_TENANT, 2);
	g_autofree char *tenant =
		g_uri_escape_string(settings->tenant != NULL ? settings->tenant : "common", NULL, false);
	g_autofree char *url = g_strjoinv(tenant, parts);
	return arena_strdup(arena, url);
}

static OauthGrant provider_grant(const OauthSettings *settings, const ProviderRow *row)
{
	if (settings->grant != OAUTH_GRANT_AUTO)
		return (OauthGrant)settings->grant;
	if (row->grant != OAUTH_GRANT_AUTO)
		return row->grant;
	if (settings->device_url != NULL)
		return OAUTH_GRANT_DEVICE;
	return settings->auth_url != NULL ? OAUTH_GRANT_CODE : OAUTH_GRANT_REFRESH;
}

OauthProvider oauth_provider(Arena *arena, const OauthLogin *login)
{
	const OauthSettings *settings = login->settings;
	const ProviderRow *row = &provider_rows[settings->provider];
	OauthGrant grant = provider_grant(settings, row);
	const char *scope = grant == OAUTH_GRANT_APP ? row->app_scope : login->smtp ? row->smtp_scope : row->imap_scope;
	return (OauthProvider){ .auth_url = provider_url(arena, settings, settings->auth_url, row->auth_url),
				.token_url = provider_url(arena, settings, settings->token_url, row->token_url),
				.device_url = provider_url(arena, settings, settings->device_url, row->device_url),
				.scope = settings->scope != NULL ? settings->scope : scope,
				.redirect_host = row->redirect_host, .offline = row->offline, .grant = grant };
}

/* ---- rules ---- */

typedef struct {
	Arena *arena;
	const OauthLogin *login;
	OauthFault *fault;
	const void *context;
} Rules;

static void rules_wanted(const Rules *rules, const char *key, const char *value, const char *why)
{
	if (value == NULL)
		rules->fault(rules->context, key,
			     arena_printf(rules->arena, "[%s %s] wants %s%s", rules->login->kind, rules->login->name,
					  key, why));
}

static void rules_url(const Rules *rules, const char *key, const char *url)
{
	const char *wrong = url != NULL ? https_post_url_fault(url) : NULL;
	if (wrong != NULL)
		rules->fault(rules->context, key, arena_printf(rules->arena, "%s = %s: %s", key, url, wrong));
}

/* A copy of the store must not carry the key to itself. */
static void rules_key_file(const Rules *rules)
{
	const char *path = rules->login->settings->key_file;
	g_autofree char *store = g_canonicalize_filename(rules->login->store, NULL);
	size_t length = strlen(store);
	rules_wanted(rules, "oauth_key_file", path, ": (umask 077; openssl rand -hex 32 >FILE), outside the store");
	if (path != NULL && strncmp(path, store, length) == 0 && path[length] == '/')
		rules->fault(rules->context, "oauth_key_file",
			     arena_printf(rules->arena, "oauth_key_file = %s lies in the store: keep it elsewhere", path));
}

static void rules_grant(const Rules *rules, const OauthProvider *provider)
{
	const OauthSettings *settings = rules->login->settings;
	bool microsoft = settings->provider == OAUTH_MICROSOFT && settings->token_url == NULL;
	switch (provider->grant) {
	case OAUTH_GRANT_DEVICE:
		rules_wanted(rules, "oauth_device_url", provider->device_url, " (or oauth_provider)");
		rules_wanted(rules, "oauth_scope", provider->scope, "");
		return;
	case OAUTH_GRANT_CODE:
		rules_wanted(rules, "oauth_auth_url", provider->auth_url, " (or oauth_provider)");
		rules_wanted(rules, "oauth_scope", provider->scope, "");
		return;
	case OAUTH_GRANT_APP:
		rules_wanted(rules, "oauth_client_secret_file", settings->client_secret_file,
			     " for client_credentials");
		if (microsoft)
			rules_wanted(rules, "oauth_tenant", settings->tenant, " for client_credentials");
		rules_wanted(rules, "oauth_scope", provider->scope, " for client_credentials");
		return;
	case OAUTH_GRANT_REFRESH:
		rules_wanted(rules, "password_file", rules->login->password_file, " with the first refresh token");
		return;
	case OAUTH_GRANT_AUTO:
		return;
	}
}

void oauth_provider_check(Arena *arena, const OauthLogin *login, OauthFault *fault,
			  const void *context)
{
	const OauthSettings *settings = login->settings;
	const OauthProvider provider = oauth_provider(arena, login);
	const Rules rules = { arena, login, fault, context };
	rules_wanted(&rules, "oauth_client_id", settings->client_id, "");
	rules_wanted(&rules, "oauth_token_url", provider.token_url, " (or oauth_provider)");
	rules_grant(&rules, &provider);
	rules_key_file(&rules);
	rules_url(&rules, "oauth_token_url", provider.token_url);
	rules_url(&rules, "oauth_auth_url", provider.auth_url);
	rules_url(&rules, "oauth_device_url", provider.device_url);
	if (settings->client_id != NULL && text_has_control(settings->client_id))
		fault(context, "oauth_client_id", "oauth_client_id has control characters");
}
