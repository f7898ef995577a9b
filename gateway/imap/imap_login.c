#include "gateway/imap/imap_login.h"

#include <string.h>

#include "base/error.h"
#include "base/file.h"

/* Exported by the library without a prototype: writes the next tag and a blank. */
int mailimap_send_current_tag(mailimap *session);

static bool stop(const ImapSession *session, GError **error, const char *what)
{
	error_stop(error, "%s: %s %s", session->settings.name, session->settings.host, what);
	return false;
}

/* Servers delay a login after failed ones: half as long again as any command may take. */
static int64_t login_slack_ms(const ImapSession *session)
{
	return session->settings.command_timeout_s * (int64_t)500;
}

static bool secure(ImapSession *session, GError **error)
{
	if (!imap_session_capabilities(session, error))
		return false;
	if (!session->can.starttls)
		return stop(session, error,
			    "does not offer STARTTLS on this port: use tls = implicit (usually port 993)");
	if (!imap_session_begin(session, error))
		return false;
	int result = mailimap_starttls(session->imap);
	/* The library calls bytes after the OK an error of its own; the stream says what they are. */
	bool said_yes = imap_classify_is_ok(imap_stream_status(session->stream));
	if (!(said_yes && result == MAILIMAP_ERROR_STARTTLS) &&
	    !imap_session_end(session, result, IMAP_PHASE_LOGIN, "start TLS", error))
		return false;
	if (imap_stream_start_tls(session->stream, error))
		return true;
	g_prefix_error(error, "%s: ", session->settings.name);
	session->broken = true;
	return false;
}

/* The initial responses; each is wiped and freed by the caller. RFC 4616, RFC 7628, Google's XOAUTH2. */
static GString *plain_response(const ImapSettings *settings)
{
	GString *text = g_string_new(NULL);
	g_string_append_c(text, '\0');
	g_string_append(text, settings->user);
	g_string_append_c(text, '\0');
	g_string_append(text, settings->secret);
	return text;
}

static GString *xoauth2_response(const ImapSettings *settings)
{
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "user=%s\1auth=Bearer %s\1\1", settings->user, settings->secret);
	return text;
}

static GString *oauthbearer_response(const ImapSettings *settings)
{
	g_autofree char *user = g_uri_escape_string(settings->user, "@+!#$%&'*-./^_`{|}~", true);
	GString *text = g_string_new(NULL);
	g_string_append_printf(text, "n,a=%s,\1host=%s\1port=%d\1auth=Bearer %s\1\1", user, settings->host,
			       settings->port, settings->secret);
	return text;
}

typedef struct {
	const char *name;
	GString *(*response)(const ImapSettings *settings);
	const char *give_up; /* the answer to an error challenge */
} Mechanism;

static const Mechanism plain = { "PLAIN", plain_response, "*\r\n" };
static const Mechanism xoauth2 = { "XOAUTH2", xoauth2_response, "\r\n" };
static const Mechanism oauthbearer = { "OAUTHBEARER", oauthbearer_response, "AQ==\r\n" };

/* Reads until the tagged line, answering challenges: the response once, then giving up. */
static int converse(ImapSession *session, const Mechanism *mechanism, const char *response, bool answered)
{
	g_autofree char *tag = g_strdup_printf("%d ", session->imap->imap_tag);
	for (;;) {
		const char *line = imap_session_line(session);
		if (line == NULL || g_ascii_strncasecmp(line, "* BYE", 5) == 0)
			return MAILIMAP_ERROR_STREAM;
		if (line[0] == '+') {
			bool sent = answered ? imap_session_send(session, mechanism->give_up)
					     : imap_session_send(session, response);
			if (!sent)
				return MAILIMAP_ERROR_STREAM;
			answered = true;
		}
		if (g_str_has_prefix(line, tag)) {
			bool good = g_ascii_strncasecmp(line + strlen(tag), "OK", 2) == 0;
			return good ? MAILIMAP_NO_ERROR : MAILIMAP_ERROR_LOGIN;
		}
	}
}

static bool authenticate(ImapSession *session, const Mechanism *mechanism, GError **error)
{
	if (!imap_session_begin(session, error))
		return false;
	imap_session_expect(session, login_slack_ms(session), 0, 0);
	GString *text = mechanism->response(&session->settings);
	char *encoded = g_base64_encode((const guchar *)text->str, text->len);
	memset(text->str, 0, text->len);
	g_string_free(text, TRUE);
	bool initial = session->can.sasl_ir;
	char *response = g_strconcat(encoded, "\r\n", NULL);
	char *command = g_strconcat("AUTHENTICATE ", mechanism->name, initial ? " " : "\r\n",
				    initial ? response : "", NULL);
	int result = MAILIMAP_ERROR_STREAM;
	if (mailimap_send_current_tag(session->imap) == MAILIMAP_NO_ERROR &&
	    imap_session_send(session, command))
		result = converse(session, mechanism, response, initial);
	session->echoed = strstr(imap_stream_status(session->stream), encoded) != NULL;
	file_wipe_secret(command);
	file_wipe_secret(response);
	file_wipe_secret(encoded);
	if (result == MAILIMAP_NO_ERROR)
		session->imap->imap_state = MAILIMAP_STATE_AUTHENTICATED;
	return imap_session_end(session, result, IMAP_PHASE_LOGIN, "log in", error);
}

static bool login(ImapSession *session, GError **error)
{
	const ImapSettings *settings = &session->settings;
	if (session->can.login_disabled)
		return stop(session, error,
			    "forbids a login with a password here: use TLS, or auth = oauth2");
	if (!g_str_is_ascii(settings->user) || !g_str_is_ascii(settings->secret))
		return stop(session, error,
			    "takes only ASCII letters in user and password (it lacks AUTH=PLAIN)");
	if (strpbrk(settings->user, "\r\n") != NULL || strpbrk(settings->secret, "\r\n") != NULL)
		return stop(session, error, "cannot be given a password with line ends");
	if (!imap_session_begin(session, error))
		return false;
	imap_session_expect(session, login_slack_ms(session), 0, 0);
	int result = mailimap_login(session->imap, settings->user, settings->secret);
	session->echoed = strstr(imap_stream_status(session->stream), settings->secret) != NULL;
	return imap_session_end(session, result, IMAP_PHASE_LOGIN, "log in", error);
}

static bool log_in(ImapSession *session, GError **error)
{
	if (session->settings.user == NULL || session->settings.secret == NULL)
		return stop(session, error, "wants a login: set user and password_file");
	switch (session->settings.auth) {
	case AUTH_OAUTH2:
		if (session->can.auth_oauthbearer)
			return authenticate(session, &oauthbearer, error);
		if (session->can.auth_xoauth2)
			return authenticate(session, &xoauth2, error);
		return stop(session, error, "offers neither OAUTHBEARER nor XOAUTH2: use auth = password");
	case AUTH_PASSWORD:
		return session->can.auth_plain ? authenticate(session, &plain, error) : login(session, error);
	case AUTH_NONE:
		break;
	}
	return stop(session, error, "wants a login: set user and password_file");
}

bool imap_login_run(ImapSession *session, GError **error)
{
	if (session->settings.tls == TLS_STARTTLS && !secure(session, error))
		return false;
	/* What was offered before TLS or before the login may not hold after it. */
	return imap_session_capabilities(session, error) && log_in(session, error) &&
	       imap_session_capabilities(session, error);
}
