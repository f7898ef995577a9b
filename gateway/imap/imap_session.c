#include "gateway/imap/imap_session.h"

#include <string.h>

#include "base/error.h"
#include "gateway/imap/imap_folder.h"
#include "gateway/imap/imap_login.h"

#define LOGOUT_MS 2000

bool imap_session_begin(ImapSession *session, GError **error)
{
	if (session->imap == NULL || session->broken) {
		error_retry(error, "%s: the connection to %s is closed", session->settings.name,
			    session->settings.host);
		return false;
	}
	imap_session_expect(session, 0, 0, 0);
	return true;
}

void imap_session_expect(ImapSession *session, int64_t extra_ms, uint64_t max_literal, uint64_t max_literals)
{
	int64_t timeout_ms = (int64_t)session->settings.command_timeout_s * 1000 + extra_ms;
	imap_stream_command(session->stream, timeout_ms, max_literal, max_literals);
}

static void break_session(ImapSession *session)
{
	session->broken = true;
	imap_stream_break(session->stream);
}

bool imap_session_end(ImapSession *session, int result, ImapPhase phase, const char *doing, GError **error)
{
	if (result == MAILIMAP_NO_ERROR)
		return true;
	const ImapSettings *settings = &session->settings;
	const char *status = imap_stream_status(session->stream);
	const char *fault = imap_stream_fault(session->stream);
	bool refusal = fault == NULL && imap_classify_is_refusal(result);
	if (!refusal)
		break_session(session);
	if (fault != NULL && status[0] == '\0') {
		bool hostile = imap_stream_fault_is_hostile(session->stream);
		error_retry(error, "%s: cannot %s at %s: %s%s", settings->name, doing, settings->host,
			    hostile ? "the server sent " : "", fault);
		return false;
	}
	g_autoptr(Arena) arena = arena_new();
	ImapMeaning meaning = imap_classify(phase, status);
	/* Some servers repeat the whole command in their complaint: a secret must not come back through the
	 * log. */
	const char *words = session->echoed ? "(not shown)" : imap_classify_words(arena, status);
	g_set_error(error, VALIJA_ERROR, meaning.code, "%s: cannot %s at %s: %s (it said: %s)",
		    settings->name, doing, settings->host, meaning.meaning, words);
	return false;
}

const char *imap_session_line(ImapSession *session)
{
	const char *line = mailstream_read_line_remove_eol(session->imap->imap_stream,
							   session->imap->imap_stream_buffer);
	if (line == NULL)
		session->broken = true;
	return line;
}

bool imap_session_send(ImapSession *session, const char *text)
{
	mailstream *mail = session->imap->imap_stream;
	size_t n = strlen(text);
	bool sent = mailstream_write(mail, text, n) == (ssize_t)n && mailstream_flush(mail) == 0;
	if (!sent)
		session->broken = true;
	return sent;
}

typedef struct {
	const char *name;
	size_t offset;
} CapabilityRow;

static const CapabilityRow capability_rows[] = {
	{ "STARTTLS", offsetof(ImapCapabilities, starttls) },
	{ "LOGINDISABLED", offsetof(ImapCapabilities, login_disabled) },
	{ "SASL-IR", offsetof(ImapCapabilities, sasl_ir) },
	{ "PLAIN", offsetof(ImapCapabilities, auth_plain) },
	{ "XOAUTH2", offsetof(ImapCapabilities, auth_xoauth2) },
	{ "OAUTHBEARER", offsetof(ImapCapabilities, auth_oauthbearer) },
	{ "IDLE", offsetof(ImapCapabilities, idle) },
	{ "MOVE", offsetof(ImapCapabilities, move) },
	{ "UIDPLUS", offsetof(ImapCapabilities, uidplus) },
};

static void note_capability(ImapCapabilities *can, const struct mailimap_capability *capability)
{
	bool is_auth = capability->cap_type == MAILIMAP_CAPABILITY_AUTH_TYPE;
	const char *name = is_auth ? capability->cap_data.cap_auth_type : capability->cap_data.cap_name;
	for (size_t i = 0; i < G_N_ELEMENTS(capability_rows); i++) {
		const CapabilityRow *row = &capability_rows[i];
		bool of_auth = row->offset >= offsetof(ImapCapabilities, auth_plain) &&
			       row->offset <= offsetof(ImapCapabilities, auth_oauthbearer);
		if (of_auth == is_auth && g_ascii_strcasecmp(name, row->name) == 0)
			*(bool *)((char *)can + row->offset) = true;
	}
}

/* What was known is forgotten: it may have been said before TLS. And the library dies on an OK without a list
 * unless it has one already. */
static void forget_capabilities(mailimap *imap)
{
	struct mailimap_connection_info *info = imap->imap_connection_info;
	if (info->imap_capability != NULL)
		mailimap_capability_data_free(info->imap_capability);
	info->imap_capability = mailimap_capability_data_new(clist_new());
}

bool imap_session_capabilities(ImapSession *session, GError **error)
{
	if (!imap_session_begin(session, error))
		return false;
	forget_capabilities(session->imap);
	struct mailimap_capability_data *data = NULL;
	int result = mailimap_capability(session->imap, &data);
	if (!imap_session_end(session, result, IMAP_PHASE_IDLE, "ask what the server can do", error))
		return false;
	session->can = (ImapCapabilities){ 0 };
	for (clistiter *at = clist_begin(data->cap_list); at != NULL; at = clist_next(at))
		note_capability(&session->can, clist_content(at));
	mailimap_capability_data_free(data);
	return true;
}

bool imap_session_noop(ImapSession *session, GError **error)
{
	return imap_session_begin(session, error) && imap_session_end(session, mailimap_noop(session->imap),
								      IMAP_PHASE_IDLE, "ask for news", error);
}

uint32_t imap_session_exists(const ImapSession *session)
{
	const struct mailimap_selection_info *info = session->imap->imap_selection_info;
	/* The library counts expunged ones down without looking: below zero is a broken server. */
	return info == NULL || info->sel_exists > INT32_MAX ? 0 : info->sel_exists;
}

bool imap_session_list(ImapSession *session, const char *pattern, ImapPhase phase, const char *doing, clist **ret,
		       GError **error)
{
	clist *list = NULL;
	if (!imap_session_begin(session, error))
		return false;
	int result = mailimap_list(session->imap, "", pattern, &list);
	if (imap_session_end(session, result, phase, doing, error)) {
		*ret = list;
		return true;
	}
	if (list != NULL) /* what was told before a refusal */
		mailimap_list_result_free(list);
	return false;
}

/* The delimiter of the personal folders, and the prefix some servers want before all but INBOX ("INBOX."). */
static bool learn_levels(ImapSession *session, GError **error)
{
	clist *list = NULL;
	if (!imap_session_list(session, "%", IMAP_PHASE_IDLE, "list the folders", &list, error))
		return false;
	bool others = false;
	session->delimiter = '\0';
	for (clistiter *at = clist_begin(list); at != NULL; at = clist_next(at)) {
		const struct mailimap_mailbox_list *entry = clist_content(at);
		if (session->delimiter == '\0')
			session->delimiter = entry->mb_delimiter;
		others |= g_ascii_strcasecmp(entry->mb_name, "INBOX") != 0;
	}
	mailimap_list_result_free(list);
	session->prefix = g_strdup("");
	if (others || session->delimiter == '\0')
		return true;
	/* Only INBOX at the top: either the mailbox is new, or everything lives below INBOX. */
	g_autofree char *pattern = g_strdup_printf("INBOX%c%%", session->delimiter);
	if (!imap_session_list(session, pattern, IMAP_PHASE_IDLE, "list the folders", &list, error))
		return false;
	if (clist_begin(list) != NULL) {
		g_free(session->prefix);
		session->prefix = g_strdup_printf("INBOX%c", session->delimiter);
	}
	mailimap_list_result_free(list);
	return true;
}

char *imap_session_folder(ImapSession *session, const char *folder, GError **error)
{
	if (session->prefix == NULL && !learn_levels(session, error))
		return NULL;
	return imap_folder_encode(folder, session->delimiter, session->prefix, error);
}

bool imap_session_select(ImapSession *session, const char *folder, ImapPhase phase, GError **error)
{
	if (g_strcmp0(session->selected, folder) == 0)
		return true;
	g_autofree char *name = imap_session_folder(session, folder, error);
	if (name == NULL || !imap_session_begin(session, error))
		return false;
	g_clear_pointer(&session->selected, g_free);
	g_autofree char *doing = g_strdup_printf("open the folder \"%s\"", folder);
	int result = mailimap_select(session->imap, name);
	if (!imap_session_end(session, result, phase, doing, error))
		return false;
	session->uidvalidity = session->imap->imap_selection_info->sel_uidvalidity;
	session->seen_exists = 0;
	session->place_uid = session->place_sequence = 0;
	if (session->uidvalidity == 0) {
		error_stop(error, "%s: %s gives no UIDVALIDITY for \"%s\": its messages cannot be told apart",
			   session->settings.name, session->settings.host, folder);
		return false;
	}
	session->selected = g_strdup(folder);
	return true;
}

static bool attach(ImapSession *session, ImapStream *stream, GError **error)
{
	session->stream = stream;
	session->imap = mailimap_new(0, NULL);
	if (session->imap == NULL)
		g_error("out of memory");
	int result = mailimap_connect(session->imap, imap_stream_mailstream(stream));
	if (result == MAILIMAP_NO_ERROR_NON_AUTHENTICATED)
		return true;
	error_retry(error, "%s: %s does not speak IMAP", session->settings.name, session->settings.host);
	return false;
}

bool imap_session_open(ImapSession *session, GError **error)
{
	imap_session_close(session);
	ImapStream *stream = imap_stream_open(&session->settings, error);
	if (stream == NULL) {
		g_prefix_error(error, "%s: ", session->settings.name);
		return false;
	}
	session->broken = false;
	session->targets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
	if (attach(session, stream, error) && imap_login_run(session, error))
		return true;
	imap_session_close(session);
	return false;
}

void imap_session_close(ImapSession *session)
{
	if (session->imap == NULL)
		return;
	if (session->broken)
		imap_stream_break(session->stream);
	else
		imap_stream_command(session->stream, LOGOUT_MS, 0, 0);
	mailimap_free(session->imap); /* says LOGOUT, closes and frees the stream */
	session->imap = NULL;
	session->stream = NULL;
	session->broken = false;
	g_clear_pointer(&session->prefix, g_free);
	g_clear_pointer(&session->selected, g_free);
	g_clear_pointer(&session->targets, g_hash_table_unref);
}
