#include "gateway/connect.h"

#include "base/error.h"
#include "base/file.h"
#include "gateway/oauth/oauth.h"

#define CONNECT_COMMAND_TIMEOUT_S 120
#define CONNECT_TIMEOUT_S 30
#define CONNECT_SMTP_TIMEOUT_S 300
#define CONNECT_DOT_TIMEOUT_S 600

void connect_forget(Login *login)
{
	file_wipe_secret(login->secret);
	*login = (Login){ .until = INT64_MAX };
}

/* Tokens live by the clock of the world, whatever day is rehearsed. */
bool connect_is_stale(const Login *login)
{
	const Clock clock = clock_system();
	return clock_now(&clock) >= login->until;
}

static bool connect_token(const OauthLogin *oauth, bool renew, Login *login, GError **error)
{
	OauthToken token = { 0 };
	const Clock clock = clock_system();
	if (!oauth_token(oauth, &clock, renew, &token, error))
		return false;
	*login = (Login){ .secret = token.access, .until = token.until, .renewable = !token.fresh };
	return true;
}

static bool connect_login(const OauthLogin *oauth, int64_t auth, bool renew, Login *login, GError **error)
{
	connect_forget(login);
	if (auth == AUTH_OAUTH2 && oauth_is_ours(oauth))
		return connect_token(oauth, renew, login, error);
	return settings_secret(oauth->password_file, auth, &login->secret, error);
}

static bool connect_make_source(const Settings *settings, const AccountSettings *account, bool renew, Login *login,
				Source **ret, GError **error)
{
	const OauthLogin oauth = oauth_login_of_account(settings, account);
	const Limits *limits = settings->limits;
	if (account->type == ACCOUNT_FOLDER) {
		connect_forget(login);
		*ret = source_folder_new(account->name, account->path, limits->message_bytes);
		return true;
	}
	if (!connect_login(&oauth, account->auth, renew, login, error))
		return false;
	ImapSettings imap = { .name = account->name, .host = account->host, .port = (int)account->port,
			      .tls = (TlsMode)account->tls, .ca_file = account->ca_file,
			      .auth = (AuthMode)account->auth, .user = account->user, .secret = login->secret,
			      .max_message = limits->message_bytes, .command_timeout_s = CONNECT_COMMAND_TIMEOUT_S };
	*ret = source_imap_new(&imap);
	return true;
}

static bool connect_make_sink(const Settings *settings, const RelaySettings *relay, bool renew, Login *login,
			      Sink **ret, GError **error)
{
	const OauthLogin oauth = oauth_login_of_relay(settings, relay);
	if (relay->type == RELAY_FOLDER) {
		connect_forget(login);
		*ret = sink_folder_new(relay->name, relay->path);
		return true;
	}
	if (!connect_login(&oauth, relay->auth, renew, login, error))
		return false;
	SmtpSettings smtp = { .name = relay->name, .host = relay->host, .port = (int)relay->port,
			      .tls = (TlsMode)relay->tls, .ca_file = relay->ca_file, .auth = (AuthMode)relay->auth,
			      .user = relay->user, .secret = login->secret, .helo = relay->helo,
			      .connect_timeout_s = CONNECT_TIMEOUT_S, .command_timeout_s = CONNECT_SMTP_TIMEOUT_S,
			      .dot_timeout_s = CONNECT_DOT_TIMEOUT_S,
			      .mails_per_connection = (int)relay->mails_per_connection };
	*ret = sink_smtp_new(&smtp);
	return true;
}

/* True when the refusal may be the token's age: a password that was changed ends tokens before their time. */
static bool connect_may_renew(const Login *login, const GError *fault)
{
	return login->renewable && error_code(fault) == ERROR_STOP;
}

bool connect_source(const Settings *settings, const AccountSettings *account, Login *login, Source **ret,
		    GError **error)
{
	bool again = false;
	do {
		g_autoptr(GError) fault = NULL;
		Source *source = NULL;
		if (!connect_make_source(settings, account, again, login, &source, error))
			return false;
		if (source->ops->open(source, &fault)) {
			*ret = source;
			return true;
		}
		source->ops->free(source);
		again = connect_may_renew(login, fault);
		if (!again)
			g_propagate_error(error, g_steal_pointer(&fault));
	} while (again);
	return false;
}

bool connect_sink(const Settings *settings, const RelaySettings *relay, Login *login, Sink **ret, GError **error)
{
	bool again = false;
	do {
		g_autoptr(GError) fault = NULL;
		Sink *sink = NULL;
		if (!connect_make_sink(settings, relay, again, login, &sink, error))
			return false;
		if (sink->ops->open(sink, &fault)) {
			*ret = sink;
			return true;
		}
		sink->ops->free(sink);
		again = connect_may_renew(login, fault);
		if (!again)
			g_propagate_error(error, g_steal_pointer(&fault));
	} while (again);
	return false;
}
