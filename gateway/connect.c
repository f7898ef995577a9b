#include "gateway/connect.h"

#define CONNECT_COMMAND_TIMEOUT_S 120
#define CONNECT_TIMEOUT_S 30
#define CONNECT_SMTP_TIMEOUT_S 300
#define CONNECT_DOT_TIMEOUT_S 600
#define CONNECT_MAILS_PER_CONNECTION 50

bool connect_source(const AccountSettings *account, const Limits *limits, Source **ret, char **ret_secret,
		    GError **error)
{
	*ret_secret = NULL;
	if (account->type == ACCOUNT_FOLDER) {
		*ret = source_folder_new(account->name, account->path, limits->message_bytes);
		return true;
	}
	if (!settings_secret(account->password_file, account->auth, ret_secret, error))
		return false;
	ImapSettings imap = { .name = account->name, .host = account->host, .port = (int)account->port,
			      .tls = (TlsMode)account->tls, .ca_file = account->ca_file,
			      .auth = (AuthMode)account->auth, .user = account->user, .secret = *ret_secret,
			      .max_message = limits->message_bytes, .command_timeout_s = CONNECT_COMMAND_TIMEOUT_S };
	*ret = source_imap_new(&imap);
	return true;
}

bool connect_sink(const RelaySettings *relay, Sink **ret, char **ret_secret, GError **error)
{
	*ret_secret = NULL;
	if (relay->type == RELAY_FOLDER) {
		*ret = sink_folder_new(relay->name, relay->path);
		return true;
	}
	if (!settings_secret(relay->password_file, relay->auth, ret_secret, error))
		return false;
	SmtpSettings smtp = { .name = relay->name, .host = relay->host, .port = (int)relay->port,
			      .tls = (TlsMode)relay->tls, .ca_file = relay->ca_file, .auth = (AuthMode)relay->auth,
			      .user = relay->user, .secret = *ret_secret, .helo = relay->helo,
			      .connect_timeout_s = CONNECT_TIMEOUT_S, .command_timeout_s = CONNECT_SMTP_TIMEOUT_S,
			      .dot_timeout_s = CONNECT_DOT_TIMEOUT_S,
			      .mails_per_connection = CONNECT_MAILS_PER_CONNECTION };
	*ret = sink_smtp_new(&smtp);
	return true;
}
