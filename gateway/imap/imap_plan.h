/*
 * Which messages of the selected folder come next: the part of a fetch that reads no bodies.
 */
#ifndef GATEWAY_IMAP_PLAN_H
#define GATEWAY_IMAP_PLAN_H

#include "gateway/imap/imap_session.h"

typedef enum {
	PLAN_WAITING,
	PLAN_ODD,  /* its size was not the announced one: ask once more, alone */
	PLAN_DONE, /* handed to the spool, or dropped with its reason */
	PLAN_GONE, /* expunged meanwhile */
} PlanState;

typedef struct {
	SourceItem item;
	PlanState state;
	int64_t received; /* of the odd attempt */
} PlannedMail;

/* Messages with UID > after, by UID, at most window->window_count and about window->window_bytes (one at
 * least). An empty array when there is nothing new. Elements are PlannedMail; NULL with error. */
GArray *imap_plan_window(ImapSession *session, uint32_t after, const FetchWindow *window, GError **error);

/* The UID, size and date that a FETCH item tells; ret_body: bytes that came without streaming (a quoted
 * body). */
void imap_plan_read_item(const struct mailimap_msg_att *att, SourceItem *ret_item, const char **ret_body,
			 size_t *ret_body_length);
/* True when this UID is in the selected folder now. */
bool imap_plan_has_uid(ImapSession *session, uint32_t uid, bool *ret_has, SourceItem *ret_item,
		       GError **error);
/* Appends the UIDs of all messages of the selected folder, ascending. */
bool imap_plan_uids(ImapSession *session, GArray *uids, GError **error);
/* Whether the selected folder gave UIDs out again (source.h). */
bool imap_plan_reused(ImapSession *session, uint32_t last, const GArray *known, bool *ret, GError **error);

#endif
