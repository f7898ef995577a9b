#include "gateway/imap/imap_idle.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/error.h"

int mailimap_send_current_tag(mailimap *session);

#define RENEW_MS (25 * 60 * 1000) /* servers may hang up after 30 minutes (RFC 3501 5.4) */
#define POLL_MS (30 * 1000)

typedef enum { LINE_OTHER, LINE_READY, LINE_NEWS, LINE_DONE, LINE_REFUSED, LINE_BROKEN } LineKind;

/* One line of an IDLE dialogue; keeps the library's count of messages true. */
static LineKind read_line(ImapSession *session)
{
	const char *line = imap_session_line(session);
	if (line == NULL || g_ascii_strncasecmp(line, "* BYE", 5) == 0)
		return LINE_BROKEN;
	if (line[0] == '+')
		return LINE_READY;
	g_autofree char *tag = g_strdup_printf("%d ", session->imap->imap_tag);
	if (g_str_has_prefix(line, tag))
		return g_ascii_strncasecmp(line + strlen(tag), "OK", 2) == 0 ? LINE_DONE : LINE_REFUSED;
	char *rest = NULL;
	if (!g_str_has_prefix(line, "* ") || !g_ascii_isdigit(line[2]))
		return LINE_OTHER;
	uint64_t number = g_ascii_strtoull(line + 2, &rest, 10);
	struct mailimap_selection_info *info = session->imap->imap_selection_info;
	if (g_ascii_strcasecmp(rest, " EXISTS") == 0 && number <= INT32_MAX) {
		bool news = info->sel_exists != number;
		info->sel_exists = (uint32_t)number;
		return news ? LINE_NEWS : LINE_OTHER;
	}
	if (g_ascii_strcasecmp(rest, " EXPUNGE") == 0 && info->sel_exists > 0) {
		info->sel_exists--;
		return LINE_NEWS;
	}
	return LINE_OTHER;
}

/* Until "+": lines may come before it (RFC 2177 allows them). */
static LineKind begin(ImapSession *session, bool *ret_news)
{
	if (mailimap_send_current_tag(session->imap) != MAILIMAP_NO_ERROR ||
	    !imap_session_send(session, "IDLE\r\n"))
		return LINE_BROKEN;
	for (;;) {
		LineKind kind = read_line(session);
		*ret_news |= kind == LINE_NEWS;
		if (kind == LINE_READY || kind >= LINE_DONE)
			return kind;
	}
}

static LineKind finish(ImapSession *session)
{
	imap_session_expect(session, 0, 0, 0);
	if (!imap_session_send(session, "DONE\r\n"))
		return LINE_BROKEN;
	for (;;) {
		LineKind kind = read_line(session);
		if (kind >= LINE_DONE)
			return kind;
	}
}

/* 1 news, 2 woken, 0 time is up, -1 broken. */
static int listen_for_news(ImapSession *session, int64_t end, int wake_fd)
{
	for (;;) {
		int64_t left = end - clock_monotonic_ms();
		int ready = imap_stream_wait(session->stream, wake_fd, MAX(left, 0));
		if (ready != 1)
			return ready;
		imap_session_expect(session, 0, 0, 0);
		LineKind kind = read_line(session);
		if (kind == LINE_NEWS)
			return 1;
		if (kind >= LINE_DONE)
			return -1;
	}
}

static bool broken(ImapSession *session, GError **error)
{
	return imap_session_end(session, MAILIMAP_ERROR_STREAM, IMAP_PHASE_IDLE, "wait for news", error);
}

/* One IDLE. ret_more: nothing happened and there is time left. */
static bool idle_once(ImapSession *session, int64_t end, int wake_fd, bool *ret_more, GError **error)
{
	if (!imap_session_begin(session, error))
		return false;
	bool news = false;
	LineKind kind = begin(session, &news);
	if (kind != LINE_READY) {
		if (kind == LINE_BROKEN || kind == LINE_DONE)
			return broken(session, error);
		session->can.idle = false; /* offered but refused: poll from now on */
		*ret_more = true;
		return true;
	}
	int64_t renew = clock_monotonic_ms() + RENEW_MS;
	int woken = news ? 1 : listen_for_news(session, MIN(end, renew), wake_fd);
	if (woken < 0 || finish(session) != LINE_DONE)
		return broken(session, error);
	*ret_more = woken == 0 && clock_monotonic_ms() < end;
	return true;
}

static bool poll_once(ImapSession *session, int64_t end, int wake_fd, bool *ret_more, GError **error)
{
	int64_t left = MAX(end - clock_monotonic_ms(), 0);
	int woken = imap_stream_wait(session->stream, wake_fd, MIN(left, POLL_MS));
	if (!imap_session_noop(session, error))
		return false;
	bool news = imap_session_exists(session) != session->seen_exists;
	*ret_more = woken != 2 && !news && clock_monotonic_ms() < end;
	return true;
}

bool imap_idle_wait(ImapSession *session, int64_t timeout_ms, int wake_fd, GError **error)
{
	int64_t end = clock_monotonic_ms() + timeout_ms;
	bool more = true;
	while (more) {
		if (!imap_session_begin(session, error))
			return false;
		if (session->selected == NULL) {
			error_retry(error, "%s: no folder is open", session->settings.name);
			return false;
		}
		/* Learnt on the way, by any command since the folder was last read. */
		if (imap_session_exists(session) != session->seen_exists)
			return true;
		bool done = session->can.idle ? idle_once(session, end, wake_fd, &more, error)
					      : poll_once(session, end, wake_fd, &more, error);
		if (!done)
			return false;
	}
	return true;
}
